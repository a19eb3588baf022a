import { builtFor } from "../elf/built-for.ts";
import { EM } from "../elf/constants-machine.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { LibcIdentity } from "../targets/libc-identity.ts";
import { binaryFormats } from "./kernel/machines.ts";
import type { LoadRequest } from "./load.ts";
import { type MachineFacts, muslLoaderPaths } from "./musl/architecture.ts";

/** A dynamic loader that stands in the root. */
export interface RootLoader {
	readonly path: string;
	readonly realPath: string;
	readonly elf: ElfFile;
	readonly libc: LibcIdentity & { readonly kind: "musl" | "glibc" };
}

/** The loader that a root has for programs like this one; of two, the one that the file was built for.
 *  It need not stand where the file wants it. */
export function rootLoader(request: LoadRequest, elf: ElfFile): RootLoader | undefined {
	return preferred(loadersFor(request, elf), elf);
}

/** The loader of a program of the root that opens this file: one for the file's own machine, else one for the root's. */
export function hostLoader(request: LoadRequest, elf: ElfFile): RootLoader | undefined {
	const own = rootLoader(request, elf);
	if (own !== undefined || request.machine === undefined) return own;
	const [native] = binaryFormats(request.machine);
	const { endianness } = elf;
	const facts = { machine: request.machine, class: native?.class ?? elf.class, endianness, flags: 0 };
	return preferred(loadersFor(request, facts), elf);
}

/** Machines whose usual byte order is the other one. */
const BIG_ENDIAN: readonly number[] = [EM.EM_S390, EM.EM_PPC];

/** The loader that programs of the root's own machine start by; of two, the one that is found first. */
export function nativeLoader(request: LoadRequest): RootLoader | undefined {
	const { machine } = request;
	const [native] = machine === undefined ? [] : binaryFormats(machine);
	if (machine === undefined || native?.class === undefined) return undefined;
	const endianness = BIG_ENDIAN.includes(machine) ? "big" : "little";
	return loadersFor(request, { machine, class: native.class, endianness, flags: 0 })[0];
}

function preferred(loaders: readonly RootLoader[], elf: ElfFile): RootLoader | undefined {
	const [first, ...others] = loaders;
	if (others.length === 0) return first;
	return loaders.find(({ libc }) => libc.kind === builtFor(elf)) ?? first;
}

/** What a root was found to have, by machine. Roots do not change, and thousands of files are loaded in one. */
const knownLoaders = new WeakMap<LoadRequest["root"], Known>();

interface Known {
	readonly libcAt: LoadRequest["libcAt"];
	readonly loaders: Map<string, readonly RootLoader[]>;
}

function loadersFor(request: LoadRequest, facts: MachineFacts): readonly RootLoader[] {
	const { root, libcAt } = request;
	const before = knownLoaders.get(root);
	const known = before?.libcAt === libcAt ? before : { libcAt, loaders: new Map<string, readonly RootLoader[]>() };
	knownLoaders.set(root, known);
	const key = `${facts.machine} ${facts.class} ${facts.endianness} ${facts.flags}`;
	const loaders = known.loaders.get(key) ?? findLoaders(request, facts);
	known.loaders.set(key, loaders);
	return loaders;
}

function findLoaders(request: LoadRequest, facts: MachineFacts): readonly RootLoader[] {
	const paths = [...muslLoaderPaths(facts), ...glibcLoaderPaths(facts)];
	return paths.flatMap((path) => loaderAt(request, facts, path));
}

function loaderAt(
	{ root, libcAt }: LoadRequest,
	{ machine, class: elfClass }: MachineFacts,
	path: string,
): RootLoader[] {
	const lookup = root.lookup(path);
	const content = lookup.found && lookup.entry.type === "file" ? lookup.entry.content() : undefined;
	if (!lookup.found || content?.kind !== "elf") return [];
	const { elf } = content;
	const libc = libcAt(lookup.realPath);
	const known = libc.kind === "musl" || libc.kind === "glibc";
	if (!known || elf.machine !== machine || elf.class !== elfClass) return [];
	return [{ path, realPath: lookup.realPath, elf, libc }];
}

/** Where glibc's loader stands: by its ABI path, and where distributions put the file itself. */
function glibcLoaderPaths(elf: MachineFacts): readonly string[] {
	const name = glibcLoaderName(elf);
	if (name === undefined) return [];
	return ["/lib64", "/lib", "/usr/lib64", "/usr/lib", ...multiarchFolders(elf)].map((folder) => `${folder}/${name}`);
}

/** Machines whose ABI has its loader in /lib64; the others have theirs in /lib. */
const IN_LIB64: readonly number[] = [EM.EM_X86_64, EM.EM_PPC64, EM.EM_LOONGARCH];

/** PT_INTERP of programs for glibc; absent for machines that are not known. */
export function usualGlibcLoader(elf: MachineFacts): string | undefined {
	const name = glibcLoaderName(elf);
	if (name === undefined) return undefined;
	if (elf.machine === EM.EM_X86_64 && elf.class === "ELF32") return `/libx32/${name}`;
	return `${IN_LIB64.includes(elf.machine) ? "/lib64" : "/lib"}/${name}`;
}

/** Source: the shlib-versions files of glibc. */
function glibcLoaderName({ machine, class: elfClass, endianness, flags }: MachineFacts): string | undefined {
	const little = endianness === "little";
	switch (machine) {
		case EM.EM_X86_64:
			return elfClass === "ELF64" ? "ld-linux-x86-64.so.2" : "ld-linux-x32.so.2";
		case EM.EM_386:
			return "ld-linux.so.2";
		case EM.EM_AARCH64:
			return little ? "ld-linux-aarch64.so.1" : "ld-linux-aarch64_be.so.1";
		case EM.EM_ARM:
			return (flags & 0x400) === 0 && (flags & 0x200) !== 0 ? "ld-linux.so.3" : "ld-linux-armhf.so.3";
		case EM.EM_PPC64:
			return little ? "ld64.so.2" : "ld64.so.1";
		case EM.EM_S390:
			return elfClass === "ELF64" ? "ld64.so.1" : "ld.so.1";
		case EM.EM_RISCV:
			return elfClass === "ELF64" ? "ld-linux-riscv64-lp64d.so.1" : "ld-linux-riscv32-ilp32d.so.1";
		case EM.EM_LOONGARCH:
			return "ld-linux-loongarch-lp64d.so.1";
		default:
			return undefined;
	}
}

/** Debian's folders. */
function multiarchFolders({ machine, flags }: MachineFacts): readonly string[] {
	const triplets: Readonly<Record<number, string>> = {
		[EM.EM_X86_64]: "x86_64-linux-gnu",
		[EM.EM_386]: "i386-linux-gnu",
		[EM.EM_AARCH64]: "aarch64-linux-gnu",
		[EM.EM_ARM]: (flags & 0x200) === 0 ? "arm-linux-gnueabihf" : "arm-linux-gnueabi",
		[EM.EM_PPC64]: "powerpc64le-linux-gnu",
		[EM.EM_S390]: "s390x-linux-gnu",
		[EM.EM_RISCV]: "riscv64-linux-gnu",
		[EM.EM_LOONGARCH]: "loongarch64-linux-gnu",
	};
	const triplet = triplets[machine];
	return triplet === undefined ? [] : [`/lib/${triplet}`, `/usr/lib/${triplet}`];
}
