import type { FileTree } from "../tree/file-tree.ts";
import { nearestPackage } from "./npm-package.ts";

export type ClaimedLibc = { readonly libc: "musl" | "glibc"; readonly by: string };

/** What may follow the word: the end, a suffix, a machine or a version. A tool for it (`x86_64-linux-musl-gcc`) is not
 *  thereby made for it. */
const END =
	"(?=$|\\.|[-_](x64|x86|x86_64|amd64|arm64|aarch64|armhf|armv?\\d\\w*|arm|i[3-6]86|ia32|s390x|ppc64(le)?|riscv64|v?\\d))";
/** `-musl`, `.musl.`, `linuxmusl`, `musleabihf`, a musllinux tag; whole words only. */
const MUSL = new RegExp(`(^|[-_.])((linux)?musl(eabi(hf)?)?${END}|musllinux(_\\d+_\\d+)?(_\\w+)?(?=[-.]|$))`);
/** `.glibc.`, `linux-x64-gnu`, `linux-gnueabihf`, a manylinux tag. */
const GLIBC = new RegExp(
	`(^|[-_.])((linux)?glibc${END}|manylinux\\d*(_\\d+_\\d+)?(_\\w+)?(?=[-.]|$))|linux-([a-z0-9_]+-)?gnu(eabi(hf)?)?${END}`,
);

/** Which C library a file is said to be for: by the tag of the wheel that it is in, by its name, by the folder that names its package, or by the `libc` field
 *  of the npm package that it is in. What it is in truth, its facts tell. */
export function claimedLibc(path: string, tree: FileTree | undefined): ClaimedLibc | undefined {
	const words = path.split("/").filter(Boolean);
	const name = words.at(-1) ?? "";
	return (
		claimOf(wheelName(words) ?? "", "its wheel's tag") ??
		claimOf(name, "its file name") ??
		claimOf(packageFolder(words) ?? "", "its package's name") ??
		claimOf(targetFolder(words) ?? "", "its folder's name") ??
		npmClaim(path, tree)
	);
}

function claimOf(word: string, where: string): ClaimedLibc | undefined {
	const musl = MUSL.exec(word) !== null;
	if (musl === GLIBC.test(word)) return undefined;
	return { libc: musl ? "musl" : "glibc", by: `${where}, ${word}` };
}

/** A wheel's name without its suffix: pip goes by the tag in it, whatever the files inside are called. */
function wheelName(words: readonly string[]): string | undefined {
	return words.find((word) => word.endsWith(".whl!"))?.slice(0, -".whl!".length);
}

/** The folder behind the last `node_modules`, its scope left out. */
function packageFolder(words: readonly string[]): string | undefined {
	const modules = words.lastIndexOf("node_modules");
	if (modules === -1) return undefined;
	const first = words[modules + 1];
	return first?.startsWith("@") === true ? words[modules + 2] : first;
}

/** Folders that prebuilt files and cross builds are sorted into: `prebuilds/linux-x64-musl`,
 *  `target/x86_64-unknown-linux-musl`. */
function targetFolder(words: readonly string[]): string | undefined {
	const parent = words.findLastIndex((word) => word === "prebuilds" || word === "target");
	return parent === -1 || parent >= words.length - 2 ? undefined : words[parent + 1];
}

function npmClaim(path: string, tree: FileTree | undefined): ClaimedLibc | undefined {
	const found = tree === undefined ? undefined : nearestPackage(path, tree);
	const only = found?.libc.length === 1 ? found.libc[0] : undefined;
	if (found === undefined || (only !== "musl" && only !== "glibc")) return undefined;
	return { libc: only, by: `the libc field of ${found.path}` };
}
