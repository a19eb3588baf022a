import rule from "../../../src/rules/behaviour/allocator-tuning.ts";
import { GCOMPAT, musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for threads that tune the arenas",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["malloc", "pthread_create"],
				},
				program: { strings: new Set(["MALLOC_ARENA_MAX"]) },
			},
			{ severity: "info", remedy: /jemalloc/ },
		],
	],
	silent: [
		[
			"without the tuning",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["malloc", "pthread_create"],
				},
			},
		],
		[
			"without threads",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["malloc"],
				},
				program: { strings: new Set(["MALLOC_ARENA_MAX"]) },
			},
		],
	],
});
