import { expect, test } from "vitest";
import { program as glibcProgram } from "../glibc/glibc-scene.ts";
import { library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/opt/app/app";
const big = "/opt/app/libjemalloc.so.2";
const plugin = "/opt/app/plugin.so";
const heap = (name: string): string => `static __thread char heap[4000]; char *${name}(void) { return heap; }`;
const options = { flags: ["-ftls-model=initial-exec", "-fno-plt"], needs: ["libc.so.6"] };

/** https://github.com/dyninst/dyninst/issues/101, as https://github.com/flox/flox/pull/2976 has it: thread-local variables
 *  of the static kind. What a program needs gets its space at start; what is opened later has what was put by. */
report(
	"dyninst/dyninst#101",
	{
		[big]: library(heap("arena"), options),
		[plugin]: library(heap("plugin_arena"), { ...options, soname: false }),
		[path]: glibcProgram("char *arena(void);", "arena()", { needs: [big, "libc.so.6"], flags: ["-Wl,-rpath,$ORIGIN"] }),
	},
	({ on, glibc }) => {
		test("the program that needs it starts", async () => {
			expect((await on("debian:12-slim", path)).verdict).toBe("runs");
		});
		test("what is opened finds no room, and the tunable that gives some is named", async () => {
			const result = await on("debian:12-slim", plugin);
			expect(result).toMatchObject({
				verdict: "fails",
				message: `${plugin}: cannot allocate memory in static TLS block`,
			});
			expect(remediesOf(result)).toContain("glibc.rtld.optional_static_tls");
		});
		glibc(path, () => "starts");
	},
);
