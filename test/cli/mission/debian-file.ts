import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { filesBelow } from "../../conformance/corpus/package-tree.ts";

/** Packages are kept between runs. */
const CACHE = resolve(".cache/mission");

/** The unpacked content of a package of this machine's own Debian release, downloaded once.
 *  Errors: Error when apt cannot have it. */
export function debianPackage(name: string): string {
	const folder = join(CACHE, name);
	if (existsSync(folder)) return folder;
	const partial = `${folder}.partial-${process.pid}`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(join(partial, "deb"), { recursive: true });
	const options = ["-q", "-q", "-o", "APT::Sandbox::User=root"];
	execFileSync("apt-get", [...options, "download", name], { cwd: join(partial, "deb"), stdio: "pipe" });
	for (const file of readdirSync(join(partial, "deb"))) {
		execFileSync("dpkg-deb", ["--extract", join(partial, "deb", file), join(partial, "root")]);
	}
	if (existsSync(folder)) rmSync(partial, { recursive: true });
	else renameSync(join(partial, "root"), folder);
	rmSync(partial, { recursive: true, force: true });
	return folder;
}

/** One file of such a package. */
export function debianFile(name: string, pattern: RegExp): string {
	for (const path of filesBelow(debianPackage(name))) if (pattern.test(path)) return path;
	throw new Error(`Debian's package ${name} has no file like ${pattern}`);
}
