import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What stands in the way of running the real thing; absent where everything is there. */
export function obstacle(): string | undefined {
	if (process.platform !== "linux" || process.arch !== "x64") return "the scenarios are for Linux on x86-64";
	if (spawnSync("gcc", ["--version"]).status !== 0) return "gcc is not installed";
	if (!existsSync(debianMusl)) return "Debian's package musl is not installed";
	if (spawnSync(runner(), ["/", "/", "/bin/true"]).status !== 0) return "chroot is not allowed here";
	return undefined;
}

/** musl as Debian packages it: the loader at /lib/ld-musl-x86_64.so.1 is a link to this. */
export const debianMusl = "/usr/lib/x86_64-linux-musl/libc.so";

let built: string | undefined;

/** The program that enters a root and executes something there. */
export function runner(): string {
	built ??= build("runner.c", ["-static"]);
	return built;
}

let host: string | undefined;

/** A program for musl that opens a plug-in. */
export function dlopenHost(): string {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-"));
	const libc = join(folder, "libc.so");
	if (host !== undefined) return host;
	const names = ["dlopen", "dlerror", "write", "_exit", "__libc_start_main"];
	const source = names.map((name) => `int ${name}() { return 0; }`).join("\n");
	const flags = ["-w", "-nostdlib", "-shared", "-fno-builtin", "-Wl,-soname,libc.so", "-x", "c", "-", "-o", libc];
	execFileSync("gcc", flags, { input: source });
	const own = ["-nostdlib", "-pie", "-fPIE", "-fno-stack-protector", "-fno-builtin", "-w"];
	host = build("dlopen-host.c", [...own, "-Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1"], [libc]);
	return host;
}

function build(source: string, flags: readonly string[], libraries: readonly string[] = []): string {
	const output = join(mkdtempSync(join(tmpdir(), "elfspect-")), source.replace(/\.c$/, ""));
	execFileSync("gcc", [...flags, join(import.meta.dirname, source), ...libraries, "-o", output]);
	return output;
}
