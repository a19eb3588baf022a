import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** How one small ELF file is built. */
export interface BuildOptions {
	/** Paths in the scene (`/t/liba.so`), or names (`libm.so.6`, `name:/lib/x.so`) that become DT_NEEDED without a file
	 *  behind them: empty libraries, or of the source given. */
	readonly needs?: readonly (string | StandIn)[];
	/** For gcc. */
	readonly flags?: readonly string[];
	/** A linker version script. */
	readonly versions?: string;
	/** DT_SONAME; none by default for a program, the base name for a library. */
	readonly soname?: string | false;
	/** PT_INTERP of a program. */
	readonly interpreter?: string;
}

/** A library that is linked against and not part of the scene. */
export interface StandIn {
	readonly soname: string;
	readonly source: string;
	readonly versions?: string;
}

const COMMON = ["-O0", "-nostdlib", "-fno-stack-protector", "-fcf-protection=none", "-Wl,--build-id=none", "-w"];
const LINK = ["-Wl,--no-as-needed", "-Wl,--unresolved-symbols=ignore-all"];

/** Builds a shared library. */
export function compileLibrary(folder: string, path: string, source: string, options: BuildOptions): void {
	const soname = options.soname ?? basename(path);
	const named = soname === false ? [] : [`-Wl,-soname,${soname}`];
	compile(folder, path, source, options, ["-shared", "-fPIC", ...named]);
}

/** Builds a program that exits with status 42 as soon as it is entered. `uses`: an expression whose names it wants. */
export function compileProgram(
	folder: string,
	path: string,
	declarations: string,
	uses: string,
	options: BuildOptions,
): void {
	const { interpreter = "/lib/ld-musl-x86_64.so.1", soname = false, flags = [] } = options;
	const named = soname === false ? [] : [`-Wl,-soname,${soname}`];
	const fixed = flags.some((flag) => flag === "-static" || flag === "-no-pie" || flag === "-pie");
	const loader = flags.includes("-static") ? [] : [`-Wl,--dynamic-linker=${interpreter}`];
	// Linked like a library, with an interpreter: the linker then leaves names alone that nothing defines.
	const kind = fixed ? loader : ["-shared", "-fPIC", "-Wl,-e,_start"];
	const source = programSource(declarations, uses, fixed ? undefined : interpreter);
	compile(folder, path, source, options, [...kind, ...named]);
}

function programSource(declarations: string, uses: string, interpreter: string | undefined): string {
	const interp =
		interpreter === undefined ? "" : `.section .interp,\\"a\\"\\n .string \\"${interpreter}\\"\\n .text\\n`;
	return `${declarations}
volatile long used;
__attribute__((visibility("hidden"))) void enter(void) {
	if (used) used = (long)(${uses});
	__asm__ volatile("syscall" : : "a"(231), "D"(42));
	__builtin_unreachable();
}
__asm__("${interp}.globl _start\\n_start: and $-16, %rsp\\n call enter\\n");
`;
}

function compile(folder: string, path: string, source: string, options: BuildOptions, kind: readonly string[]): void {
	const output = join(folder, path);
	mkdirSync(dirname(output), { recursive: true });
	const needed = (options.needs ?? []).map((need) => {
		if (typeof need !== "string") return standIn(need);
		return need.startsWith("/") ? join(folder, need) : standIn({ soname: need.replace(/^name:/, ""), source: "" });
	});
	const flags = [...(options.flags ?? []), ...versionScript(options.versions)];
	const command = [...COMMON, ...LINK, ...kind, "-x", "c", "-", "-x", "none", ...needed, ...flags, "-o", output];
	execFileSync("gcc", command, { input: source, stdio: ["pipe", "ignore", "inherit"] });
}

function versionScript(versions: string | undefined): readonly string[] {
	if (versions === undefined) return [];
	const file = join(mkdtempSync(join(tmpdir(), "elfspect-")), "versions.map");
	writeFileSync(file, versions);
	return [`-Wl,--version-script=${file}`];
}

function standIn({ soname, source, versions }: StandIn): string {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-"));
	compileLibrary(folder, "/stand-in.so", source, { soname, ...(versions === undefined ? {} : { versions }) });
	return join(folder, "stand-in.so");
}
