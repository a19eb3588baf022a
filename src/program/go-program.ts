import type { ByteSource } from "../bytes/byte-source.ts";
import { ET } from "../elf/constants.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { constantData, readRange, writableData } from "./file-range.ts";
import { type GoBuildInfo, goBuildInfo } from "./go-build-info.ts";
import { sectionRanges } from "./section-names.ts";

/** A Go program (or library) with the evidence. */
export interface GoProgram {
	readonly kind: "go";
	readonly evidence: readonly string[];
	/** `version`, `module`, `path`; `cgo` (`0` or `1`), `tags`, `buildmode`, `ldflags` and the like as the build
	 *  settings say; `cgoImports`: what it takes from the C library for name and user look-ups; `fallbackRoots`: it
	 *  carries golang.org/x/crypto/x509roots/fallback. */
	readonly details: Readonly<Record<string, string>>;
}

/** Functions that package net and os/user call through cgo. */
const LOOKUPS = [
	"getaddrinfo",
	"getnameinfo",
	"getpwnam_r",
	"getpwuid_r",
	"getgrnam_r",
	"getgrgid_r",
	"res_search",
	"res_nsearch",
];
const ROOTS = "golang.org/x/crypto/x509roots/fallback";

/** Reads what Go's linker left. */
export function goProgram(elf: ElfFile, source: ByteSource): GoProgram | undefined {
	const info = goBuildInfo(elf, source);
	if (info === undefined) {
		const evidence = otherEvidence(elf, source);
		return evidence === undefined
			? undefined
			: { kind: "go", evidence: [evidence], details: { ...libraryMode(elf, source), ...cgoImports(elf) } };
	}
	return {
		kind: "go",
		evidence: goEvidence(info),
		details: { ...libraryMode(elf, source), ...namedDetails(info), ...cgoImports(elf) },
	};
}

/** What Go leaves behind even where its build information is not linked in. */
function otherEvidence(elf: ElfFile, source: ByteSource): string | undefined {
	if (elf.notes.goBuildId !== undefined) return "it has a Go build id note";
	return sectionRanges(elf, source).has(".gopclntab") ? "it has Go's section .gopclntab" : undefined;
}

function goEvidence({ version, settings }: GoBuildInfo): readonly string[] {
	const cgo = settings.get("CGO_ENABLED");
	return [
		`its Go build information says ${printable(version)}`,
		...(cgo === undefined ? [] : [`its build settings say CGO_ENABLED=${printable(cgo)}`]),
	];
}

const SETTINGS: readonly (readonly [setting: string, detail: string])[] = [
	["CGO_ENABLED", "cgo"],
	["-tags", "tags"],
	["-buildmode", "buildmode"],
	["-ldflags", "ldflags"],
	["GOOS", "goos"],
	["GOARCH", "goarch"],
];

function namedDetails({
	version,
	path,
	module,
	settings,
	dependencies,
}: GoBuildInfo): Readonly<Record<string, string>> {
	const named = SETTINGS.flatMap(([setting, detail]) => {
		const value = settings.get(setting);
		return value === undefined ? [] : [[detail, printable(value)] as const];
	});
	return {
		version: printable(version),
		...(path === undefined ? {} : { path: printable(path) }),
		...(module === undefined ? {} : { module: printable(module) }),
		...Object.fromEntries(named),
		...(dependencies.has(ROOTS) ? { fallbackRoots: "yes" } : {}),
	};
}

/** Bytes of one table or segment that are looked through. */
const NAMES_BYTES = 16 * 1024 * 1024;
/** The function that c-shared and c-archive start with, among the names that Go keeps for its stack traces:
 *  `_rt0_amd64_linux_lib`. */
const START = Buffer.from("_rt0_");
const LIBRARY_END = Buffer.from("_linux_lib\0");

/** The build mode where the settings do not name it (they do from Go 1.20 on): a library's start is linked into libraries
 *  alone. Named settings come first. */
function libraryMode(elf: ElfFile, source: ByteSource): Readonly<Record<string, string>> {
	const sections = sectionRanges(elf, source);
	const table = sections.get(".gopclntab") ?? sections.get(".data.rel.ro.gopclntab");
	const ranges = table === undefined ? [...constantData(elf), ...writableData(elf)] : [table];
	const isLibrary = ranges.some((range) => holdsLibraryStart(readRange(source, range, NAMES_BYTES)));
	if (!isLibrary) return {};
	return { buildmode: elf.interpreter === undefined && elf.type === ET.ET_DYN ? "c-shared" : "c-archive" };
}

function holdsLibraryStart(bytes: Buffer): boolean {
	for (let at = bytes.indexOf(START); at !== -1; at = bytes.indexOf(START, at + 1)) {
		const machine = at + START.length;
		let end = machine;
		while (isNameByte(bytes[end])) end += 1;
		if (end > machine && bytes.subarray(end, end + LIBRARY_END.length).equals(LIBRARY_END)) return true;
	}
	return false;
}

/** Small letters and digits. */
function isNameByte(byte = 0): boolean {
	return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39);
}

function cgoImports(elf: ElfFile): Readonly<Record<string, string>> {
	const { dynamic } = elf;
	if (dynamic === undefined) return {};
	// Undefined names need not be reachable through a hash table, so the table itself is read.
	const wanted = new Set(LOOKUPS);
	const found: string[] = [];
	for (const index of dynamic.symbols.undefinedIndexes) {
		const { name } = dynamic.symbols.at(index);
		if (wanted.delete(name)) found.push(name);
	}
	return found.length === 0 ? {} : { cgoImports: found.sort().join(" ") };
}

function printable(text: string): string {
	return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 400);
}
