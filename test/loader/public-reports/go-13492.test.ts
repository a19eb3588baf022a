import { expect, test } from "vitest";
import { program as glibcProgram } from "../glibc/glibc-scene.ts";
import { library, program } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/srv/app";
const plugin = "/srv/plugin/libadd.so";

/** What Go's runtime does first in a library: keep argc and argv, and look for the auxiliary vector behind them. */
const start = `__attribute__((visibility("hidden"))) long kept_argc; __attribute__((visibility("hidden"))) char **volatile kept_argv;
	__attribute__((visibility("hidden"), used)) void sysargs(void) { long at = kept_argc + 1; while (kept_argv[at]) at++; }
	__asm__(".section .init_array,\\"aw\\"\\n .quad lib_start\\n .text\\nlib_start: sub $8, %rsp\\n mov %rdi, kept_argc(%rip)\\n"
		"mov %rsi, kept_argv(%rip)\\n call sysargs\\n add $8, %rsp\\n ret\\n");
	int Add(int left, int right) { return left + right; }`;

/** musl calls the constructors in __libc_start_main, not in its loader. */
const main = `int Add(int, int); int __libc_start_main();
	static int main(void) { __asm__ volatile("syscall" : : "a"(231), "D"(42)); return 0; }
	__attribute__((used, visibility("hidden"))) void start_c(long *stack) { __libc_start_main(main, (int)*stack, stack + 1, 0, 0, 0); }
	__asm__(".globl begin\\nbegin: mov %rsp, %rdi\\n and $-16, %rsp\\n call start_c\\n");`;

/** https://github.com/golang/go/issues/13492: libraries that Go makes (c-shared, c-archive) want of their constructors'
 *  caller what only glibc's loader hands over. */
report(
	"golang/go#13492",
	{
		"/srv/libadd.so": library(start),
		[plugin]: library(start),
		[path]: program(main, "Add(1, 2)", { needs: ["/srv/libadd.so", "libc.so"], flags: ["-Wl,-rpath,/srv,-e,begin"] }),
		"/srv/app-glibc": glibcProgram("int Add(int, int);", "Add(1, 2)", {
			needs: ["/srv/libadd.so"],
			flags: ["-Wl,-rpath,/srv"],
		}),
	},
	({ on, musl, glibc }) => {
		test.each(["alpine:3.14", "alpine:3.20"])("a program that needs one crashes on %s", async (target) => {
			const result = await on(target, path);
			expect(result.verdict).toBe("fails");
			expect(result.findings[0]).toMatchObject({ rule: "crash", about: ["/srv/libadd.so"] });
			expect(remediesOf(result)).toContain("base with glibc");
			expect(remediesOf(result)).not.toMatch(/LD_PRELOAD|link the host program/);
		});
		test("so does whoever opens it", async () => {
			expect((await on("alpine:3.20", plugin)).findings[0]?.rule).toBe("crash");
		});
		test("glibc hands over what it wants", async () => {
			expect((await on("debian:12-slim", "/srv/app-glibc")).verdict).toBe("runs");
		});
		musl(path, () => "dies");
		musl(plugin, () => "dies", "dlopen");
		glibc("/srv/app-glibc", () => "starts");
	},
);
