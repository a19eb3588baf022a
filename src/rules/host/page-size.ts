import { PT } from "../../elf/constants.ts";
import type { ElfFile, Segment } from "../../elf/elf-file.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** The largest page of hosts, by architecture: arm64 has kernels with 4, 16 (Asahi, Raspberry Pi 5) and 64 KiB (RHEL's and
 *  Ubuntu's 64k, Nvidia Grace), ppc64le with 64 KiB, LoongArch with 16 KiB. x86-64 has 4 KiB alone.
 *  Source: PAGE_SIZE choices in arch/<arch>/Kconfig of Linux 6.12. */
const LARGEST: ReadonlyMap<string, number> = new Map([
	["aarch64", 65536],
	["ppc64le", 65536],
	["loongarch64", 16384],
]);

const JEMALLOC = "<jemalloc>: Unsupported system page size";

/** A file whose segments are laid out for smaller pages than some hosts of the architecture have. Which kernel it will
 *  meet an image does not say: a note.
 *  Source: open_verify and _dl_map_object_from_fd in elf/dl-load.c of glibc; elf_map in fs/binfmt_elf.c of Linux. */
export default defineRule({
	id: "page-size",
	title: "Laid out for smaller pages than some hosts have",
	severity: "info",
	rank: 570,
	check(context) {
		const { subject, target } = context;
		const largest = LARGEST.get(target.arch);
		if (largest === undefined || subject.elf === undefined || subject.ownedBy !== undefined) return [];
		const size = largestPage(subject.elf);
		if (size !== undefined && size < largest) return [finding(context, size, largest)];
		return subject.program.strings.has(JEMALLOC) ? [jemalloc(context)] : [];
	},
});

function finding({ subject }: RuleContext, size: number, largest: number) {
	const words =
		subject.kind === "shared-library"
			? 'its loader refuses it there ("ELF load command alignment not page-aligned")'
			: "the kernel or the loader refuses it there";
	return {
		rule: "page-size",
		severity: "info",
		message: `${subject.path} is laid out for pages of up to ${kibibytes(size)}: ${words}, on hosts whose kernel has pages of up to ${kibibytes(largest)}`,
		evidence: { largestPage: size, hostsUpTo: largest },
		remedies: [
			`link it with \`-Wl,-z,max-page-size=${largest}\`, the linker's default for this architecture`,
			`where a tool changed it: \`patchelf --page-size ${largest}\` on the file as it was built`,
		],
	} as const;
}

/** Its page size is chosen when it is built. Source: pages_boot in src/pages.c of jemalloc 5. */
function jemalloc({ subject }: RuleContext) {
	return {
		rule: "page-size",
		severity: "info",
		message: `${subject.path} has jemalloc in it, which was built for one page size: on hosts with larger pages it ends with "${JEMALLOC}"`,
		evidence: { allocator: "jemalloc" },
		remedies: ["build jemalloc for the largest page: `--with-lg-page=16` (`JEMALLOC_SYS_WITH_LG_PAGE=16` for Rust)"],
	} as const;
}

function kibibytes(bytes: number): string {
	return bytes < 1024 ? `${bytes} bytes` : `${bytes / 1024} KiB`;
}

const MOST = 1 << 16;

/** The largest page with which every segment can be mapped; absent where there is none to map. */
function largestPage({ segments }: ElfFile): number | undefined {
	const mapped = segments.filter(({ type, fileSizeBytes }) => type === PT.PT_LOAD && fileSizeBytes > 0);
	return mapped.length === 0 ? undefined : Math.min(...mapped.map(pageOf));
}

function pageOf({ alignment, address, offset }: Segment): number {
	let size = 1;
	const fits = (next: bigint): boolean => alignment % next === 0n && (address - BigInt(offset)) % next === 0n;
	while (size < MOST && fits(BigInt(size * 2))) size *= 2;
	return size;
}
