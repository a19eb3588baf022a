import type { ByteSource } from "../bytes/byte-source.ts";
import { PF, PT } from "../elf/constants.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { bundledSettings, invariantIn } from "./dotnet-settings.ts";
import { readRange, writableData } from "./file-range.ts";
import type { ProgramKind } from "./program-facts.ts";
import { sectionRanges } from "./section-names.ts";
import type { StringScan } from "./string-scan.ts";

/** What is packed into a program or hung behind it. */
export interface Bundle {
	readonly kind?: ProgramKind;
	/** The name of a packer whose output hides the program itself. */
	readonly opaque?: string;
	readonly evidence: string;
	/** See {@link ProgramFacts.details}. */
	readonly details?: Readonly<Record<string, string>>;
}

/** Constant data that is looked through for marks. */
const MARK_BYTES = 4 * 1024 * 1024;
/** Constant data of a program that may hold a payload deeper inside. */
const DEEP_MARK_BYTES = 32 * 1024 * 1024;
const TAIL_BYTES = 64 * 1024;
const HEAD_BYTES = 4096;

const UPX_MAGIC = "UPX!";
/** The header and its offset behind it. */
const UPX_HEADER_BYTES = 36;
const PYINSTALLER_COOKIE = Buffer.from("MEI\x0c\x0b\x0a\x0b\x0e", "latin1");
const BUN_TRAILER = "\n---- Bun! ----\n";
const DENO_MAGIC = "d3n0l4nd";
/** SHA-256 of ".net core bundle\n": the place where the bundle's offset is written in front of. */
const DOTNET_SIGNATURE = Buffer.from("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae", "hex");

const SEA_FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1";
const PKG_MARK = "PAYLOAD_POSITION";
const DOTNET_MARKS = ["DOTNET_ROOT", "DOTNET_BUNDLE_EXTRACT_BASE_DIR"];
const GRAAL_MARK = "com.oracle.svm";

/** Strings that tell of bundles; the scan must look for them. */
export const BUNDLE_MARKS: readonly string[] = [SEA_FUSE, PKG_MARK, DENO_MAGIC, GRAAL_MARK, ...DOTNET_MARKS];

/** Finds it by magic numbers, trailers and marks; absent for an ordinary program. */
export function findBundle(elf: ElfFile, source: ByteSource, scan: StringScan): Bundle | undefined {
	return (
		packed(source) ??
		packedLibrary(elf, source) ??
		packedUpTo(elf, source) ??
		trailing(elf, source) ??
		sectioned(elf, source) ??
		(elf.interpreter === undefined ? undefined : marked(elf, source, scan))
	);
}

/** Told by the first bytes. Sources: AppImage specification (bytes 8 to 10); UPX, src/p_unix.h (l_info). */
function packed(source: ByteSource): Bundle | undefined {
	const head = readRange(source, { offset: 0, length: HEAD_BYTES }, HEAD_BYTES);
	const type = head[10];
	if (head.toString("latin1", 8, 10) === "AI" && (type === 1 || type === 2)) {
		return { kind: "appimage", evidence: `bytes 8 to 10 are those of an AppImage of type ${type}` };
	}
	const upx = head.subarray(0, 1024).indexOf(UPX_MAGIC);
	if (upx === -1) return undefined;
	return { opaque: "UPX", evidence: `UPX's mark stands behind the program headers, at offset 0x${upx.toString(16)}` };
}

/** A shared library keeps what loaders read of it; UPX's mark and its unpacker then begin the code. */
function packedLibrary({ segments }: ElfFile, source: ByteSource): Bundle | undefined {
	const code = segments.find(({ type, flags }) => type === PT.PT_LOAD && (flags & PF.PF_X) !== 0);
	if (code === undefined || code.offset === 0) return undefined;
	const first = readRange(source, { offset: code.offset, length: 16 }, 16);
	if (first.indexOf(UPX_MAGIC) !== 4) return undefined;
	return { opaque: "UPX", evidence: `UPX's mark begins the code, at offset 0x${code.offset.toString(16)}` };
}

/** Whatever UPX packs ends in its own header, programs and libraries alike: the last thing in the file, or behind it what
 *  was hung behind the file before. A library's code need not begin with the mark. Loaders read of a library what they
 *  read before, but its DT_INIT is the unpacker, which ends the process where it fails.
 *  Source: UPX, src/packhead.cpp (PackHeader::putPackHeader), src/p_unix.cpp (PackUnix::writePackHeader). */
function packedUpTo(elf: ElfFile, source: ByteSource): Bundle | undefined {
	for (const offset of [source.size - UPX_HEADER_BYTES, loadedEnd(elf)]) {
		if (offset <= 0) continue;
		const header = readRange(source, { offset, length: UPX_HEADER_BYTES }, UPX_HEADER_BYTES);
		const at = header.indexOf(UPX_MAGIC);
		// What is loaded ends anywhere, the header starts at a multiple of four.
		if (at === -1 || at > 3) continue;
		return { opaque: "UPX", evidence: `UPX's header stands at its end, at offset 0x${(offset + at).toString(16)}` };
	}
	return undefined;
}

/** Bun has sections of its own, and since 1.3 its payload is in one of them; empty, that is 8 bytes long. So has what
 *  GraalVM compiles, static programs too: the heap that it starts with. */
function sectioned(elf: ElfFile, source: ByteSource): Bundle | undefined {
	const sections = sectionRanges(elf, source);
	if (sections.has(".svm_heap"))
		return { kind: "graalvm-native-image", evidence: "it has GraalVM's section .svm_heap" };
	if (!sections.has(".bun_builtins")) return undefined;
	const payload = (sections.get(".bun")?.length ?? 0) > 8;
	return {
		kind: "bun",
		evidence: `it has Bun's sections, ${payload ? "with a program" : "without a program"} in them`,
	};
}

/** Told by what follows the last segment. */
function trailing(elf: ElfFile, source: ByteSource): Bundle | undefined {
	if (source.size - loadedEnd(elf) < PYINSTALLER_COOKIE.length) return undefined;
	const offset = Math.max(loadedEnd(elf), source.size - TAIL_BYTES);
	const tail = readRange(source, { offset, length: TAIL_BYTES }, TAIL_BYTES);
	if (tail.includes(PYINSTALLER_COOKIE)) {
		return { kind: "pyinstaller", evidence: "PyInstaller's archive cookie stands at its end" };
	}
	if (tail.includes(BUN_TRAILER)) return { kind: "bun", evidence: "Bun's trailer stands at its end" };
	return tail.includes(DENO_MAGIC) ? { kind: "deno", evidence: "Deno's trailer stands at its end" } : undefined;
}

function loadedEnd(elf: ElfFile): number {
	const loads = elf.segments.filter(({ type }) => type === PT.PT_LOAD);
	return loads.reduce((end, { offset, fileSizeBytes }) => Math.max(end, offset + fileSizeBytes), 0);
}

/** Told by strings in the constant data. */
function marked(elf: ElfFile, source: ByteSource, scan: StringScan): Bundle | undefined {
	if (exports(elf, "__svm_version_info")) {
		return { kind: "graalvm-native-image", evidence: "exports __svm_version_info" };
	}
	// Node exports its addon interface and carries its payload deep in its data.
	const node = exports(elf, "napi_create_object");
	const strings = scan.upTo(node ? DEEP_MARK_BYTES : MARK_BYTES);
	if (strings.has(SEA_FUSE)) return { kind: "node-sea", evidence: `holds the string ${SEA_FUSE}` };
	if (node && strings.has(PKG_MARK)) return { kind: "pkg", evidence: `holds the string ${PKG_MARK}` };
	// Deno itself has addons' interface, too, and knows the trailer that it writes.
	if (node && strings.has(DENO_MAGIC)) return { kind: "deno", evidence: `holds the string ${DENO_MAGIC}` };
	if (strings.has(GRAAL_MARK)) return { kind: "graalvm-native-image", evidence: `holds the string ${GRAAL_MARK}` };
	return DOTNET_MARKS.some((mark) => strings.has(mark)) ? dotnet(elf, source) : undefined;
}

function exports({ dynamic }: ElfFile, name: string): boolean {
	return dynamic?.symbols.named(name).some(({ sectionIndex }) => sectionIndex !== 0) === true;
}

/** The bundle's offset stands in front of the signature; zero in a plain apphost.
 *  Source: .NET runtime, src/native/corehost/bundle_marker.cpp. */
function dotnet(elf: ElfFile, source: ByteSource): Bundle | undefined {
	for (const range of writableData(elf)) {
		const bytes = readRange(source, range, MARK_BYTES);
		const at = bytes.indexOf(DOTNET_SIGNATURE);
		if (at < 8) continue;
		const bundle = Number(bytes.readBigUInt64LE(at - 8));
		return bundle !== 0
			? {
					kind: "dotnet-single-file",
					evidence: "the signature of a .NET bundle stands behind a bundle's offset",
					details: invariantIn(bundledSettings(source, bundle)),
				}
			: { kind: "dotnet-apphost", evidence: "the signature of a .NET bundle stands there, without a bundle" };
	}
	return undefined;
}
