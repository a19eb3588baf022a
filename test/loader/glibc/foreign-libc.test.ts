import { describe, expect } from "vitest";
import { expectExec, library, program, reality, scenario } from "./glibc-scene.ts";

const app = program("", "0", { needs: ["libc.so.6"], flags: ["-Wl,--no-as-needed", "-Wl,-rpath,/t/lib"] });
/** What loaders from 2.32 on take from libc besides. */
const taken = ["pthread_mutex_lock", "pthread_mutex_unlock", "malloc", "calloc", "realloc", "free"];
const common = `
	static char room[65536];
	static unsigned long used;
	void *malloc(unsigned long bytes) { used += (bytes + 15) & ~15ul; return room + used - ((bytes + 15) & ~15ul); }
	void *calloc(unsigned long count, unsigned long bytes) { return malloc(count * bytes); }
	void *realloc(void *old, unsigned long bytes) { return old ? old : malloc(bytes); }
	void free(void *old) { (void)old; }
	int pthread_mutex_lock(void *mutex) { return mutex == 0; }
	int pthread_mutex_unlock(void *mutex) { return mutex == 0; }`;
const base = `GLIBC_2.2.5 { ${taken.join("; ")}; };`;
const early = `${common} void __libc_early_init(_Bool initial) { (void)initial; }`;
/** As every libc, it needs the loader. */
const asPart = { needs: ["ld-linux-x86-64.so.2"], flags: ["-Wl,--no-as-needed"] };
const assertion =
	"Inconsistency detected by ld.so: dl-call-libc-early-init.c: 37: _dl_call_libc_early_init: Assertion `sym != NULL' failed!";

describe("a libc that is not the loader's own", () => {
	scenario(
		"ends the start where it lacks what the loader calls from 2.32 on",
		{
			"/t/lib/libc.so.6": library(common, { soname: "libc.so.6", ...asPart, versions: `${base} GLIBC_2.28 {};` }),
			"/t/app": app,
		},
		(stage) => {
			if (stage.release >= 32) {
				const load = expectExec(stage, "/t/app", assertion);
				expect(load.problems[0]).toMatchObject({ kind: "crash", object: "/t/lib/libc.so.6" });
				return;
			}
			expect(reality(stage, ["/t/app"]).outcome).toBe("starts");
			const { outcome } = stage.exec("/t/app");
			expect(outcome).toBe(stage.release === 28 ? "starts" : "unknown");
		},
	);
	scenario(
		"is not judged where it is of a later release: what it expects of the loader's data is not known",
		{
			"/t/lib/libc.so.6": library(early, {
				soname: "libc.so.6",
				...asPart,
				versions: `${base} GLIBC_2.99 {}; GLIBC_PRIVATE { __libc_early_init; };`,
			}),
			"/t/app": app,
		},
		(stage) => {
			expect(reality(stage, ["/t/app"]).outcome).toBe("starts");
			expect(stage.exec("/t/app")).toMatchObject({
				outcome: "unknown",
				reason: expect.stringContaining("/t/lib/libc.so.6 is of another glibc than the loader"),
			});
		},
	);
	scenario(
		"is taken as it is where nothing tells it apart",
		{
			"/t/lib/libc.so.6": library(early, {
				soname: "libc.so.6",
				...asPart,
				versions: `${base} GLIBC_PRIVATE { __libc_early_init; };`,
			}),
			"/t/app": app,
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
});
