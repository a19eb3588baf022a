import type { ByteSource } from "../../bytes/byte-source.ts";
import type { ElfFile } from "../../elf/elf-file.ts";
import type { Target } from "../target.ts";
import { parseDescription, type TargetDescription } from "../target-description.ts";
import { compareTargetNames } from "../target-order.ts";
import { readElf } from "./elf-reader.ts";
import { NAME_BYTES, TARGET_BYTES } from "./format.ts";
import { ProfileFile } from "./profile-file.ts";
import { readTree } from "./tree-reader.ts";

/** An opened profile. Nothing is read of a target that is not asked for. */
export interface Profile {
	/** Everything that it holds, the newest of a family first, without any file being looked at. */
	list(): readonly TargetDescription[];
	/** The target of that very name and architecture. */
	find(name: string, arch: string): Target | undefined;
	/** The canonical name behind a name or alias. */
	canonicalName(name: string): string | undefined;
	/** Architectures in which a target is there; the name is a canonical one. */
	architecturesOf(name: string): readonly string[];
	/** The libraries of a target that a search by bare name can meet; the same ELF file has the same key everywhere. */
	librariesOf(name: string, arch: string): readonly StoredLibrary[];
	/** Whether any file of any target knows this name at all. */
	knowsText(text: string): boolean;
}

export interface StoredLibrary {
	readonly path: string;
	readonly key: number;
	elf(): ElfFile;
}

function newestFirst(left: TargetDescription, right: TargetDescription): number {
	return compareTargetNames(left.name, right.name) || (left.arch < right.arch ? -1 : 1);
}

/** Opens a profile over its bytes.
 *  Errors: ProfileError `not-a-profile`, `other-version`, `damaged`; the last also from every later question. */
export function readProfile(source: ByteSource): Profile {
	const file = new ProfileFile(source);
	const find = (name: string, arch: string): TargetRecord | undefined => findRecord(file, name, arch);
	return {
		list: () => [...records(file)].map((record) => describe(file, record)).sort(newestFirst),
		find(name, arch) {
			const record = find(name, arch);
			return record === undefined ? undefined : { ...describe(file, record), tree: readTree(file, record.root) };
		},
		canonicalName: (name) => canonicalName(file, name),
		architecturesOf: (name) => [...records(file)].filter((one) => one.name === name).map(({ arch }) => arch),
		librariesOf(name, arch) {
			const record = find(name, arch);
			return record === undefined ? [] : readLibraries(file, record);
		},
		knowsText: (text) => file.id(text) !== undefined,
	};
}

interface TargetRecord {
	readonly name: string;
	readonly arch: string;
	readonly root: number;
	readonly description: number;
	readonly libraries: number;
}

function* records(file: ProfileFile): Generator<TargetRecord> {
	for (let index = 0; index < file.targets.count; index += 1) yield recordAt(file, index);
}

function recordAt(file: ProfileFile, index: number): TargetRecord {
	const bytes = file.read(file.targets.offset + index * TARGET_BYTES, TARGET_BYTES);
	return {
		name: file.text(bytes.readUInt32LE(0)),
		arch: file.text(bytes.readUInt32LE(4)),
		root: bytes.readUInt32LE(8),
		description: bytes.readUInt32LE(12),
		libraries: bytes.readUInt32LE(16),
	};
}

function findRecord(file: ProfileFile, name: string, arch: string): TargetRecord | undefined {
	const [nameId, archId] = [file.id(name), file.id(arch)];
	if (nameId === undefined || archId === undefined) return undefined;
	const { offset, count } = file.targets;
	const index = search(count, (at) => {
		const bytes = file.read(offset + at * TARGET_BYTES, 8);
		return bytes.readUInt32LE(0) - nameId || bytes.readUInt32LE(4) - archId;
	});
	return index === undefined ? undefined : recordAt(file, index);
}

function canonicalName(file: ProfileFile, alias: string): string | undefined {
	const id = file.id(alias);
	if (id === undefined) return undefined;
	const { offset, count } = file.names;
	const index = search(count, (at) => file.u32(offset + at * NAME_BYTES) - id);
	return index === undefined ? undefined : file.text(file.u32(offset + index * NAME_BYTES + 4));
}

/** Binary search: `compare` says whether the entry at an index is too low (negative), too high or right. */
function search(count: number, compare: (index: number) => number): number | undefined {
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const order = compare(middle);
		if (order === 0) return middle;
		if (order < 0) low = middle + 1;
		else high = middle;
	}
	return undefined;
}

function describe(file: ProfileFile, record: TargetRecord): TargetDescription {
	const json = file.blob(record.description).rest().toString("utf8");
	try {
		return parseDescription(record.name, record.arch, json);
	} catch (error) {
		throw file.damaged(`${record.name}: ${error instanceof Error ? error.message : String(error)}`);
	}
}

function readLibraries(file: ProfileFile, record: TargetRecord): readonly StoredLibrary[] {
	const list = file.blob(record.libraries);
	return list.list(() => {
		const [path, key] = [list.text(), list.u32()];
		return { path, key, elf: () => readElf(file, key) };
	});
}
