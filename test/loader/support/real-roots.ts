import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** An unpacked root file system of a base image. */
export interface RealRoot {
	/** As the target is called: `alpine:3.19`. */
	readonly name: string;
	readonly folder: string;
}

/** The x86-64 roots that ELFSPECT_EXTRACTED_ROOTS, or else ELFSPECT_ROOTS, names: a folder with INDEX.tsv (name, arch,
 *  folder). None without it. */
export function realRoots(): readonly RealRoot[] {
	const folders = [process.env.ELFSPECT_EXTRACTED_ROOTS, process.env.ELFSPECT_ROOTS];
	const index = folders.map((folder) => join(folder ?? "/nonexistent", "INDEX.tsv")).find((file) => existsSync(file));
	if (index === undefined) return [];
	const rows = readFileSync(index, "utf8").trim().split("\n").slice(1);
	return rows
		.map((row) => row.split("\t"))
		.flatMap(([name = "", arch, folder = ""]) => (arch === "x86_64" && existsSync(folder) ? [{ name, folder }] : []));
}
