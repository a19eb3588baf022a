import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { openDebianArchive, type Suite } from "../../conformance/corpus/debian-archive.ts";
import { filesBelow } from "../../conformance/corpus/package-tree.ts";

/** Packages are kept between runs. */
const CACHE = resolve(".cache/mission");

/** A package of a suite, or of this machine's own release where none is named. */
export interface DebianPackage {
	readonly name: string;
	readonly suite?: Suite;
}

/** The unpacked content of a package, downloaded once. Errors: Error when apt cannot have it. */
export function debianPackage({ name, suite }: DebianPackage): string {
	const folder = join(CACHE, suite ?? "own", name);
	if (existsSync(folder)) return folder;
	mkdirSync(CACHE, { recursive: true });
	// Tests run side by side: each unpacks for itself, and the first one's folder stays.
	const partial = mkdtempSync(join(CACHE, "partial-"));
	for (const file of downloaded(name, suite, join(partial, "deb"))) {
		execFileSync("dpkg-deb", ["--extract", file, join(partial, "root")]);
	}
	mkdirSync(join(CACHE, suite ?? "own"), { recursive: true });
	if (!existsSync(folder)) renameSync(join(partial, "root"), folder);
	rmSync(partial, { recursive: true, force: true });
	return folder;
}

function downloaded(name: string, suite: Suite | undefined, into: string): readonly string[] {
	mkdirSync(into);
	if (suite !== undefined) return openDebianArchive(suite, join(CACHE, "archive", suite)).download([name], into);
	const options = ["-q", "-q", "-o", "APT::Sandbox::User=root"];
	execFileSync("apt-get", [...options, "download", name], { cwd: into, stdio: "pipe" });
	return readdirSync(into).map((file) => join(into, file));
}

/** One file of such a package. */
export function debianFile(wanted: DebianPackage, pattern: RegExp): string {
	for (const path of filesBelow(debianPackage(wanted))) if (pattern.test(path)) return path;
	throw new Error(`Debian's package ${wanted.name} has no file like ${pattern}`);
}
