import type { DynamicSymbol, ElfFile } from "../elf/elf-file.ts";
import { builtInTargets } from "./built-in-targets.ts";
import type { LibcIdentity } from "./libc-identity.ts";
import type { Profile } from "./profile/profile-reader.ts";
import type { TargetDescription } from "./target-description.ts";

/** Who provides a symbol, over all built-in targets. */
export interface SymbolAnswer {
	readonly symbol: string;
	/** One entry per library of a target that defines it, in the order of {@link listTargets}; add-ons (`+gcompat:1.1.0`)
	 *  are among them. */
	readonly provided: readonly SymbolProvision[];
	/** Targets that have a loader and no library with the symbol. */
	readonly lacking: readonly TargetWithLibc[];
	/** The version nodes of glibc's own libraries under which it stands, oldest first, with the architectures. */
	readonly glibc: readonly { readonly version: string; readonly architectures: readonly string[] }[];
}

/** A target with its C library. */
export interface TargetWithLibc {
	readonly target: string;
	readonly arch: string;
	readonly libc: LibcIdentity["kind"];
	/** Release of the C library. */
	readonly version?: string;
}

export interface SymbolProvision extends TargetWithLibc {
	/** Real path of the library. */
	readonly library: string;
	readonly soname: string;
	/** Version nodes, the default first; empty for a library without versions. */
	readonly versions: readonly string[];
	/** It stands only under versions that are not the default: new programs cannot be linked to it, musl ignores it. */
	readonly hidden: boolean;
	readonly weak: boolean;
	readonly kind: "function" | "object" | "tls" | "ifunc" | "other";
}

const HIDDEN = 0x8000;
const STB_WEAK = 2;
const kinds: Readonly<Record<number, SymbolProvision["kind"]>> = { 1: "object", 2: "function", 6: "tls", 10: "ifunc" };

/** Looks one name up in the libraries of every target, or of those of one architecture (a canonical name). Each library is read
 *  where it stands in the data; one that several targets share is looked into once. */
export function lookupSymbol(symbol: string, arch?: string, profile: Profile = builtInTargets()): SymbolAnswer {
	const targets = profile.list().filter((each) => arch === undefined || each.arch === arch);
	const inLibrary = profile.knowsText(symbol) ? remembered((elf) => definitionOf(elf, symbol)) : () => undefined;
	const found = targets.map((target) => ({ target, provided: provisions(target, profile, inLibrary) }));
	const provided = found.flatMap((each) => each.provided);
	const lacking = found.filter((each) => each.provided.length === 0 && hasLoader(each.target));
	return {
		symbol,
		provided,
		lacking: lacking.map(({ target }) => withLibc(target)),
		glibc: glibcVersions(provided),
	};
}

/** The answer for one version of the symbol (`memcpy@GLIBC_2.14`). A library without versions, as musl is, has it under
 *  any: its loader does not look at them. */
export function underVersion(answer: SymbolAnswer, version: string): SymbolAnswer {
	const has = ({ versions }: SymbolProvision) => versions.length === 0 || versions.includes(version);
	const provided = answer.provided.filter(has);
	const found = new Set(provided.map(({ target, arch }) => `${target} ${arch}`));
	const without = answer.provided.filter(
		({ target, arch }) => !found.has(`${target} ${arch}`) && !target.startsWith("+"),
	);
	const lost = without.map(({ target, arch, libc, version: release }) => ({
		target,
		arch,
		libc,
		...(release === undefined ? {} : { version: release }),
	}));
	return {
		...answer,
		provided,
		lacking: [...answer.lacking, ...lost],
		glibc: answer.glibc.filter((each) => each.version === version),
	};
}

function withLibc({ name, arch, libc: { kind, version } }: TargetDescription): TargetWithLibc {
	return { target: name, arch, libc: kind, ...(version === undefined ? {} : { version }) };
}

type Definition = Omit<SymbolProvision, keyof TargetWithLibc | "library">;
type LibraryLookup = (key: number, elf: () => ElfFile) => Definition | undefined;

function remembered(look: (elf: ElfFile) => Definition | undefined): LibraryLookup {
	const known = new Map<number, Definition | undefined>();
	return (key, elf) => {
		if (!known.has(key)) known.set(key, look(elf()));
		return known.get(key);
	};
}

function provisions(target: TargetDescription, profile: Profile, inLibrary: LibraryLookup): readonly SymbolProvision[] {
	return profile.librariesOf(target.name, target.arch).flatMap(({ path, key, elf }) => {
		const definition = inLibrary(key, elf);
		return definition === undefined ? [] : [{ ...withLibc(target), library: path, ...definition }];
	});
}

function definitionOf({ dynamic }: ElfFile, name: string): Definition | undefined {
	const defined = dynamic?.symbols.named(name).filter(({ sectionIndex }) => sectionIndex !== 0) ?? [];
	const [first] = [...defined].sort((left, right) => hiddenRank(left) - hiddenRank(right));
	if (first === undefined) return undefined;
	const inOrder = [first, ...defined.filter((each) => each !== first)];
	return {
		soname: dynamic?.soname ?? "",
		versions: inOrder.flatMap(({ version }) => version?.name ?? []),
		hidden: isHidden(first),
		weak: first.binding === STB_WEAK,
		kind: kinds[first.type] ?? "other",
	};
}

function hiddenRank(symbol: DynamicSymbol): number {
	return isHidden(symbol) ? 1 : 0;
}

function isHidden({ versionEntry }: DynamicSymbol): boolean {
	return ((versionEntry ?? 0) & HIDDEN) !== 0;
}

function hasLoader({ libc, name }: TargetDescription): boolean {
	return libc.kind !== "unknown" && !name.startsWith("+");
}

/** The node of a symbol is the release in which its ABI was fixed. */
function glibcVersions(provided: readonly SymbolProvision[]): SymbolAnswer["glibc"] {
	const architectures = new Map<string, Set<string>>();
	for (const { versions, arch } of provided) {
		for (const version of versions.filter((each) => /^GLIBC_2\./.test(each))) {
			architectures.set(version, (architectures.get(version) ?? new Set()).add(arch));
		}
	}
	return [...architectures]
		.sort(([one], [other]) => one.localeCompare(other, "en", { numeric: true }))
		.map(([version, found]) => ({ version, architectures: [...found].sort() }));
}
