import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { UsageError } from "./usage-error.ts";

const NAME = ".elfspect.yaml";

/** The configuration file that is in force: the one named, or the first of the current folder, its parents up to the
 *  repository root, then the XDG configuration folder. Errors: UsageError when a named one cannot be read. */
export function findConfig(
	named: string | undefined,
	directory: string,
	environment: Readonly<Record<string, string | undefined>>,
): { readonly file: string; readonly text: string } | undefined {
	if (named !== undefined) return { file: named, text: readText(named) };
	const file = candidates(directory, environment).find((path) => existsSync(path));
	return file === undefined ? undefined : { file, text: readText(file) };
}

function candidates(directory: string, environment: Readonly<Record<string, string | undefined>>): string[] {
	const base = environment.XDG_CONFIG_HOME || join(homedir(), ".config");
	return [...repositoryFolders(directory).map((folder) => join(folder, NAME)), join(base, "elfspect", "elfspect.yaml")];
}

/** The folder and its parents, up to and with the first that holds `.git`; only the folder where none does. */
function repositoryFolders(directory: string): string[] {
	const folders = [directory];
	for (let folder = directory; !existsSync(join(folder, ".git")); folder = dirname(folder)) {
		if (dirname(folder) === folder) return [directory];
		folders.push(dirname(folder));
	}
	return folders;
}

function readText(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : undefined;
		throw new UsageError(`${file}: ${code === "ENOENT" ? "no such file or directory" : `cannot be read (${code})`}`);
	}
}
