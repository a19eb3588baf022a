import { DF, DF_1 } from "../../elf/constants.ts";
import type { DynamicFacts } from "../../elf/elf-file.ts";
import { bindingMemory } from "./binding-memory.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";
import { type Binding, ObjectRelocation, type RelocationProblems } from "./object-relocation.ts";
import type { GlibcProcess } from "./process.ts";

/** Relocates one object (_dl_relocate_object): looks up every symbol that its relocations use. */
export function relocate(process: GlibcProcess, map: LinkMap, binding: Binding): RelocationProblems {
	const found: RelocationProblems = { immediate: [], deferred: [] };
	const dynamic = dynamicOf(map);
	if (dynamic === undefined) return found;
	const work = new ObjectRelocation(process, map, dynamic, binding, found);
	const { relocations } = process.placement.settings.machine;
	const lazy = binding.lazy && !bindsNow(dynamic);
	const memory = binding.objects === undefined ? undefined : bindingMemory(dynamic, relocations, lazy);
	if (memory === undefined) applyAll(work, dynamic.relocations, { readsRel: relocations.readsRel, lazy });
	else work.applyPending(memory);
	map.isRelocated = true;
	return found;
}

function applyAll(
	work: ObjectRelocation,
	{ rel, rela, jmprel }: DynamicFacts["relocations"],
	{ readsRel, lazy }: { readonly readsRel: boolean; readonly lazy: boolean },
): void {
	if (readsRel) for (const use of rel) work.apply(use);
	for (const use of rela) work.apply(use);
	for (const use of jmprel) lazy ? work.applyLazily(use) : work.apply(use);
}

function bindsNow({ flags, flags1 }: DynamicFacts): boolean {
	return (flags & DF.DF_BIND_NOW) !== 0 || (flags1 & DF_1.DF_1_NOW) !== 0;
}
