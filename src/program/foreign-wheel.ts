import type { FileTree } from "../tree/file-tree.ts";
import { readSmallFile } from "./npm-package.ts";

const WHEEL = /\/([^/]+)-[^-/]+\.dist-info\/WHEEL$/;
const WHEEL_BYTES = 64 * 1024;

/** Why Python on Linux finds no module of a package: its wheel was made for other systems alone. Absent for other files
 *  than `*.dist-info/WHEEL`, and for every other wheel. Source: PEP 427, PEP 425. */
export function foreignWheel(path: string, tree: FileTree): string | undefined {
	const name = WHEEL.exec(path)?.[1];
	const text = name === undefined ? undefined : readSmallFile(path, tree, WHEEL_BYTES);
	if (name === undefined || text === undefined) return undefined;
	const platforms = [...text.matchAll(/^Tag:[ \t]*[\w.]+-[\w.]+-([\w.]+)\s*$/gm)].flatMap(([, word = ""]) =>
		word.split("."),
	);
	if (platforms.length === 0 || !platforms.every((platform) => /^(?:win|macosx|ios)/.test(platform))) return undefined;
	return `${name} was installed from a wheel for ${platforms.slice(0, 3).join(", ")}: Python on Linux finds none of its modules; install it in the image`;
}
