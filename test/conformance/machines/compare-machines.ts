import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { memorySource } from "../../../src/bytes/memory-source.ts";
import { directoryTree } from "../../../src/disk/directory-tree.ts";
import { parseElf } from "../../../src/elf/parse-elf.ts";
import { loadSubject } from "../../../src/loader/load-subject.ts";
import { sketchElf } from "../corpus/elf-sketch.ts";
import { filesBelow } from "../corpus/package-tree.ts";
import { libcOf } from "../loader-identity.ts";
import { DRAWN, drawnRoot, type EmulatedRoot, type EmulatedRun, imageRoot, run } from "./emulated-root.ts";
import { MACHINES, type Machine } from "./machine.ts";

/** How often the prediction was right on one machine. */
export interface MachineTally {
	readonly machine: string;
	readonly emulator: string;
	readonly roots: number;
	compared: number;
	sameVerdict: number;
	refused: number;
	sameFirstLine: number;
	falseRuns: number;
	readonly disagreements: string[];
}

const ROOTS = [
	"alpine-3.12",
	"alpine-3.20",
	"debian-11-slim",
	"debian-12-slim",
	"debian-13-slim",
	"distroless-cc-debian12",
	"busybox-1.38.0-glibc",
	"busybox-1.38.0-musl",
];
/** Roots whose files are tried in all of them. */
const SOURCES = ["alpine-3.20", "debian-12-slim", "debian-13-slim", "busybox-1.38.0-glibc", DRAWN];

/** Tries files of base images and of Debian's packages for other machines in roots of their machine, under an emulator.
 *  @param most files of one kind that a source gives to a root */
export function compareMachines(base: string, archives: string, most: number): MachineTally[] {
	return MACHINES.flatMap((machine) => {
		const images = ROOTS.flatMap((name) => imageRoot(base, archives, name, machine) ?? []);
		const drawn = drawnRoot(base, machine);
		const roots = drawn === undefined ? images : [...images, drawn];
		if (roots.length === 0) console.warn(`SKIPPED: ${machine.name}: no root or no ${machine.emulator ?? "kernel"}`);
		return roots.length === 0 ? [] : [tallyOf(machine, roots, most)];
	});
}

function tallyOf(machine: Machine, roots: readonly EmulatedRoot[], most: number): MachineTally {
	const tally: MachineTally = {
		machine: machine.name,
		emulator: machine.emulator ?? "none: the kernel runs them",
		roots: roots.length,
		compared: 0,
		sameVerdict: 0,
		refused: 0,
		sameFirstLine: 0,
		falseRuns: 0,
		disagreements: [],
	};
	const files = roots.filter(({ name }) => SOURCES.includes(name)).flatMap((root) => sampleOf(root, most));
	for (const root of roots) compareIn(tally, root, files);
	process.stderr.write(`${machine.name}: ${tally.sameVerdict} of ${tally.compared}\n`);
	return tally;
}

interface Sample {
	readonly file: string;
	readonly isProgram: boolean;
}

function sampleOf({ folder, machine }: EmulatedRoot, most: number): Sample[] {
	const all = [...filesBelow(folder)].flatMap((file): Sample[] => {
		if (/^\/(t\/|emulator$|dlopen-host$)/.test(file.slice(folder.length))) return [];
		const sketch = sketchElf(file);
		if (sketch === undefined || sketch.machine !== machine.emachine || !sketch.dynamic) return [];
		return [{ file, isProgram: sketch.interpreter !== undefined && basename(file).match(/\.so(\.|$)/) === null }];
	});
	const key = ({ file }: Sample) => createHash("sha256").update(file.slice(folder.length)).digest("hex");
	const ordered = all.sort((one, other) => (key(one) < key(other) ? -1 : 1));
	const programs = ordered.filter(({ isProgram }) => isProgram).slice(0, most);
	return [...programs, ...ordered.filter(({ isProgram }) => !isProgram).slice(0, most)];
}

function compareIn(tally: MachineTally, root: EmulatedRoot, files: readonly Sample[]): void {
	const stage = join(root.folder, "t");
	rmSync(stage, { recursive: true, force: true });
	const placed = files.map(({ file, isProgram }, index) => {
		const path = `/t/${index}/${basename(file)}`;
		mkdirSync(join(stage, String(index)), { recursive: true });
		copyFileSync(file, join(root.folder, path));
		chmodSync(join(root.folder, path), 0o755);
		return { path, isProgram, from: file, isReady: !isProgram || endAtEntry(join(root.folder, path), root.machine) };
	});
	const tree = directoryTree(root.folder);
	const libcAt = libcOf(tree);
	for (const { path, isProgram, isReady } of placed) {
		if (!isReady || (!isProgram && !root.dlopens)) continue;
		const request = { path, root: tree, libcAt, machine: root.machine.emachine } as const;
		const load = loadSubject(isProgram ? { ...request, mode: "exec" } : { ...request, mode: "dlopen", binding: "now" });
		const was = isProgram ? startOf(root, path) : openingOf(root, path);
		// What is not relocated dies later than here.
		const dies = load.problems.some(({ kind }) => kind === "relr-ignored");
		if (was !== undefined && !(dies && was.starts)) count(tally, `${root.name} ${path}`, was, load);
	}
	rmSync(stage, { recursive: true, force: true });
}

/** Replaces a program's first instructions, so that it ends with status 42 as soon as the loader is done. */
function endAtEntry(file: string, machine: Machine): boolean {
	const bytes = readFileSync(file);
	const { segments, class: elfClass, endianness } = parseElf(memorySource(file, bytes));
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const little = endianness === "little";
	const entry = elfClass === "ELF64" ? view.getBigUint64(24, little) : BigInt(view.getUint32(24, little));
	const thumb = machine.emachine === 40 && (entry & 1n) === 1n;
	const place = thumb ? entry - 1n : entry;
	const code = segments.find(
		({ type, address, fileSizeBytes }) => type === 1 && place >= address && place < address + BigInt(fileSizeBytes),
	);
	if (code === undefined) return false;
	machine.exit(thumb).copy(bytes, Number(place - code.address) + code.offset);
	writeFileSync(file, bytes);
	return true;
}

interface Seen {
	readonly starts: boolean;
	readonly line: string;
}

/** qemu's words for an interpreter that is not there, which a kernel answers with ENOENT. */
const NO_INTERPRETER = /Could not open '.*': No such file or directory|^chroot: failed to run command .*: No such file/;

function startOf(root: EmulatedRoot, path: string): Seen | undefined {
	const result = run(root, [path]);
	if (result.signal === "SIGTERM") return undefined;
	const isClosed = result.lines.some((line) => NO_INTERPRETER.test(line));
	return { starts: result.status === 42, line: isClosed ? `exec ${path}: no such file or directory` : spoken(result) };
}

function openingOf(root: EmulatedRoot, path: string): Seen | undefined {
	const result = run(root, ["/dlopen-host", "now", path]);
	if (result.signal === "SIGTERM") return undefined;
	return { starts: result.status === 0 && result.lines.at(-1) === "opened", line: spoken(result) };
}

/** The first line that is not the emulator's own. */
function spoken({ lines }: EmulatedRun): string {
	return lines.find((line) => !/^qemu|^\*\*/.test(line)) ?? "";
}

function count(tally: MachineTally, where: string, was: Seen, load: ReturnType<typeof loadSubject>): void {
	const said = load.outcome;
	tally.compared += 1;
	const agrees = (was.starts ? "starts" : "refused") === said;
	if (agrees) tally.sameVerdict += 1;
	if (said === "starts" && !was.starts) tally.falseRuns += 1;
	if (!agrees)
		tally.disagreements.push(
			`${where}: was ${was.starts} ${was.line}; said ${said} ${load.lines[0] ?? load.reason ?? ""}`,
		);
	if (!agrees || was.starts) return;
	tally.refused += 1;
	if ((load.lines[0] ?? "") === was.line) tally.sameFirstLine += 1;
	else tally.disagreements.push(`${where}: was ${was.line}; said ${load.lines[0] ?? ""}`);
}

/** The tallies of an earlier run; undefined when there was none. */
export function readMachines(base: string): readonly MachineTally[] | undefined {
	const file = join(base, "machines.json");
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Keeps tallies for the page. */
export function writeMachines(base: string, tallies: readonly MachineTally[]): void {
	writeFileSync(join(base, "machines.json"), JSON.stringify(tallies));
}
