import { DF_1, ET, PT, SHN, STB } from "../../elf/constants.ts";
import { EM } from "../../elf/constants-machine.ts";
import type { ElfFile } from "../../elf/elf-file.ts";
import { machineName } from "../../elf/names.ts";
import type { FileEntry } from "../../tree/file-tree.ts";
import { atHand } from "../at-hand.ts";
import type { LoadProblem, LoadRequest } from "../load.ts";
import type { OpenedFile, ProcessFiles } from "../process-files.ts";
import { execLine } from "./errno-words.ts";
import { crash, type Execution, interpreterBad, interpreterClosed, type Program, refused } from "./execution.ts";
import { accepts, type BinaryFormat, binaryFormats } from "./machines.ts";
import { openExecutable } from "./open-executable.ts";
import { interpreterRefusal } from "./raw-header.ts";

/** Executes an ELF file: its header, its interpreter, its segments.
 *  Source: load_elf_binary in fs/binfmt_elf.c of Linux 6.18. */
export function executeElf(request: LoadRequest, files: ProcessFiles, program: Program): Execution {
	const { elf } = program;
	if (!isLoadable(elf)) return refused(request.path, "ENOEXEC", "it is an ELF file, but no program");
	const expected = request.machine ?? elf.machine;
	const format = binaryFormats(expected).find((candidate) => accepts(candidate, elf));
	if (format === undefined) return wrongMachine(request.path, elf, expected);
	const objection = elf.headerProblem ?? elf.interpreterProblem;
	if (objection !== undefined) return refused(request.path, ...splitProblem(objection));
	if (elf.interpreter === undefined) return startAlone(request, program);
	return startInterpreted(request, files, program, elf.interpreter, format);
}

function isLoadable({ type }: ElfFile): boolean {
	return type === ET.ET_EXEC || type === ET.ET_DYN;
}

/** `ENOEXEC: because`, as the facts hold what the kernel objects to. */
function splitProblem(problem: string): [errno: string, because: string] {
	const colon = problem.indexOf(": ");
	return [problem.slice(0, colon), problem.slice(colon + 2)];
}

function wrongMachine(path: string, { machine }: ElfFile, expected: number): Execution {
	const line = execLine(path, "ENOEXEC");
	return { outcome: "refused", problem: { kind: "wrong-machine", fatal: true, line, object: path, machine, expected } };
}

function startInterpreted(
	request: LoadRequest,
	files: ProcessFiles,
	program: Program,
	path: string,
	format: BinaryFormat,
): Execution {
	const file = openExecutable(files, path, false);
	if (typeof file === "string") {
		return {
			outcome: "refused",
			program,
			problem: interpreterClosed(request.path, path, file, files.denial(path, "execute")),
		};
	}
	if (file.entry.type === "file" && isShort(file.entry, format)) {
		return { outcome: "refused", program, problem: interpreterClosed(request.path, path, "EIO") };
	}
	const content = contentOf(file);
	if (content?.kind === "malformed-elf" && file.entry.type === "file") {
		return malformedInterpreter(request, program, path, file.entry, content.error.message);
	}
	if (content?.kind !== "elf") {
		return { outcome: "refused", program, problem: interpreterBad(request.path, path, "it is not an ELF file") };
	}
	const because = interpreterObjection(content.elf, format);
	if (because !== undefined) {
		return { outcome: "refused", program, problem: interpreterBad(request.path, path, because) };
	}
	const interpreter = { path, realPath: file.realPath, elf: content.elf };
	return started(
		program,
		mappingCrash(request.path, program.elf) ??
			interpreterCrash(request.path, interpreter) ??
			entryCrash(request.path, program.elf),
		interpreter,
	);
}

function malformedInterpreter(
	request: LoadRequest,
	program: Program,
	path: string,
	entry: FileEntry,
	message: string,
): Execution {
	const because = interpreterRefusal(entry, request.machine ?? program.elf.machine);
	if (because === undefined) return { outcome: "unknown", reason: `${path}: ${message}` };
	return { outcome: "refused", program, problem: interpreterBad(request.path, path, because) };
}

/** A file whose ELF facts are known has its header, whatever size a stored add-on gives. */
function isShort(entry: FileEntry, format: BinaryFormat): boolean {
	return entry.sizeBytes < headerBytes(format) && entry.content().kind !== "elf";
}

/** sizeof(Elf64_Ehdr) or sizeof(Elf32_Ehdr): elf_read wants all of it. */
function headerBytes({ class: elfClass }: BinaryFormat): number {
	return elfClass === "ELF32" ? 52 : 64;
}

function contentOf({ entry }: OpenedFile) {
	return entry.type === "file" ? entry.content() : undefined;
}

function started(program: Program, problem: LoadProblem | undefined, interpreter?: Program): Execution {
	return {
		outcome: "started",
		program,
		...(interpreter === undefined ? {} : { interpreter }),
		...(problem === undefined ? {} : { crash: problem }),
	};
}

/** What ends in ELIBBAD. */
function interpreterObjection(elf: ElfFile, format: BinaryFormat): string | undefined {
	if (!accepts(format, elf)) return `it is for ${machineName(elf.machine)} (${elf.class})`;
	return elf.headerProblem === undefined ? undefined : splitProblem(elf.headerProblem)[1];
}

function interpreterCrash(path: string, interpreter: Program): LoadProblem | undefined {
	if (isLoadable(interpreter.elf) && hasLoad(interpreter.elf)) return undefined;
	return crash(path, `its interpreter ${interpreter.path} has nothing to load`);
}

function mappingCrash(path: string, elf: ElfFile): LoadProblem | undefined {
	const lies = elf.segments.some(
		({ type, fileSizeBytes, memorySizeBytes }) => type === PT.PT_LOAD && BigInt(fileSizeBytes) > memorySizeBytes,
	);
	if (lies) return crash(path, "a segment has more bytes in the file than in memory");
	if (isMisplaced(elf)) return crash(path, "it has a segment that no page can hold");
	if (isOutOfReach(elf)) return crash(path, "it wants addresses that no process has");
	return hasLoad(elf) ? undefined : crash(path, "it has nothing to load");
}

/** What stands at address 0 of a file is its header, and nothing at address 0 of a process. */
function entryCrash(path: string, { entersNowhere }: ElfFile): LoadProblem | undefined {
	return entersNowhere === true ? crash(path, "its entry point is address 0") : undefined;
}

/** The smallest pages that there are. */
const PAGE_BYTES = 4096n;

/** What the file has at an offset cannot be mapped to another place in a page: mmap(2) answers EINVAL, when the old
 *  program is gone. */
function isMisplaced({ segments }: ElfFile): boolean {
	return segments.some(
		({ type, offset, address, fileSizeBytes }) =>
			type === PT.PT_LOAD && fileSizeBytes > 0 && (BigInt(offset) - address) % PAGE_BYTES !== 0n,
	);
}

/** TASK_SIZE of x86-64 with four levels of page tables, which is what programs get unless they ask for more. */
const TASK_SIZE_X86_64 = 0x7fff_ffff_f000n;
/** Beyond it no 64-bit machine has anything for programs. */
const MOST_ADDRESSES = 1n << 56n;

/** A kernel's or a machine's own image, for instance. The addresses of a relocatable file count from where it is put. */
function isOutOfReach({ class: elfClass, machine, segments }: ElfFile): boolean {
	if (elfClass !== "ELF64") return false;
	const limit = machine === EM.EM_X86_64 ? TASK_SIZE_X86_64 : MOST_ADDRESSES;
	return segments.some(
		({ type, address, memorySizeBytes }) => type === PT.PT_LOAD && address + memorySizeBytes > limit,
	);
}

function hasLoad({ segments }: ElfFile): boolean {
	return segments.some(({ type }) => type === PT.PT_LOAD);
}

/** No PT_INTERP: the kernel jumps to the entry point, and nobody loads libraries. */
function startAlone(request: LoadRequest, program: Program): Execution {
	const problem =
		mappingCrash(request.path, program.elf) ??
		libraryCrash(request, program) ??
		ownStartCrash(request, program) ??
		entryCrash(request.path, program.elf);
	if (problem !== undefined || !needsLibraries(program.elf)) return started(program, problem);
	const reason = `${program.path} names no interpreter that would load the libraries it needs: what its own start code does without them is not known`;
	return { outcome: "unknown", reason };
}

function needsLibraries({ dynamic }: ElfFile): boolean {
	return dynamic !== undefined && dynamic.needed.length > 0;
}

/** A shared library that is executed: it has no start code, and what it needs is not there. */
function libraryCrash(request: LoadRequest, { elf, realPath }: Program): LoadProblem | undefined {
	const { dynamic } = elf;
	if (dynamic === undefined) return undefined;
	if (needsLibraries(elf) && !hasOwnStart(elf)) {
		return crash(request.path, "it needs libraries and names no interpreter that would load them");
	}
	const named = elf.type === ET.ET_DYN && dynamic.soname !== undefined && (dynamic.flags1 & DF_1.DF_1_PIE) === 0;
	const isLoader = named && request.libcAt(realPath).kind !== "unknown";
	return named && !isLoader ? crash(request.path, "it is a shared library without start code") : undefined;
}

/** A program whose start code is linked in, and does less than a loader would. */
function ownStartCrash({ path }: LoadRequest, { elf }: Program): LoadProblem | undefined {
	if (atHand(() => elf.leavesRelocations) === true) {
		const because = "its start code (Scrt1.o) leaves its relocations to a loader, and it names none";
		return crash(path, because, "unrelocated");
	}
	const called = needsLibraries(elf) ? firstImport(elf) : undefined;
	if (called === undefined) return undefined;
	const because = `it needs libraries and names no loader: the first call of one, as of ${called}, leads nowhere`;
	return crash(path, because, "libraries-not-loaded");
}

/** A function or variable that only a library could bring. */
function firstImport({ dynamic }: ElfFile): string | undefined {
	if (dynamic === undefined) return undefined;
	const { rel, rela, jmprel } = dynamic.relocations;
	for (const { symbol: index } of [...jmprel, ...rela, ...rel]) {
		const symbol = index === 0 ? undefined : dynamic.symbols.at(index);
		if (symbol?.sectionIndex === SHN.SHN_UNDEF && symbol.binding !== STB.STB_WEAK) return symbol.name;
	}
	return undefined;
}

/** Where a C library's start code calls into that library. */
const START_FUNCTIONS: ReadonlySet<string> = new Set(["__libc_start_main", "__uClibc_main", "__libc_init"]);

/** A program whose start code is linked in whole, as `-static-pie` does it: it relocates itself, and runs until it calls
 *  a function of a library that nobody loaded. */
function hasOwnStart({ type, dynamic }: ElfFile): boolean {
	if (dynamic === undefined || (type !== ET.ET_EXEC && (dynamic.flags1 & DF_1.DF_1_PIE) === 0)) return false;
	const { symbols } = dynamic;
	return !symbols.undefinedIndexes.some((index) => START_FUNCTIONS.has(symbols.at(index).name));
}
