import { glibcFilesOnMusl, starts } from "../context/libc.ts";
import { importedOf } from "../context/objects.ts";
import { defineRule } from "../rule.ts";

/** musl's malloc is small and careful; many threads that allocate a lot wait for each other. */
export default defineRule({
	id: "allocator-tuning",
	title: "The program counts on glibc's malloc",
	severity: "info",
	rank: 810,
	check(context) {
		if (!starts(context)) return [];
		return glibcFilesOnMusl(context)
			.filter(({ isSubject, elf }) => isSubject && importedOf(elf, ["malloc", "pthread_create"]).length === 2)
			.filter(() => context.subject.program.strings.has("MALLOC_ARENA_MAX"))
			.map(() => ({
				rule: "allocator-tuning",
				severity: "info",
				message:
					"it tunes glibc's malloc (MALLOC_ARENA_MAX) and runs threads: musl's malloc has nothing to tune and is slower under many threads",
				about: ["MALLOC_ARENA_MAX"],
				evidence: { imports: ["malloc", "pthread_create"], strings: ["MALLOC_ARENA_MAX"] },
				remedies: ["where speed matters: LD_PRELOAD jemalloc or mimalloc (`apk add jemalloc`, `apk add mimalloc2`)"],
			}));
	},
});
