import type { FileTree } from "../tree/file-tree.ts";
import { parentPath } from "../tree/path-resolution.ts";

/** Where the runtime of a language keeps its library, by the real path of its program. `$PREFIX` is the folder above
 *  `bin`. Source: Python, site.py and sysconfig; Perl, perl -V; Ruby, RbConfig; Debian's nodejs; PHP, php --ini. */
const RUNTIMES: readonly { readonly program: RegExp; readonly folders: (version: string) => readonly string[] }[] = [
	{
		program: /^python(\d+\.\d+)$/,
		folders: (version) => [
			`$PREFIX/lib/python${version}`,
			"$PREFIX/lib/python3/dist-packages",
			`/usr/local/lib/python${version}`,
		],
	},
	{
		program: /^perl[\d.]*$/,
		folders: () => [
			"$PREFIX/lib/*/perl",
			"$PREFIX/lib/*/perl-base",
			"$PREFIX/share/perl",
			"$PREFIX/share/perl5",
			"$PREFIX/lib/perl5",
		],
	},
	{ program: /^ruby[\d.]*$/, folders: () => ["$PREFIX/lib/ruby", "$PREFIX/lib/*/ruby", "/var/lib/gems"] },
	{ program: /^node(js)?$/, folders: () => ["$PREFIX/share/nodejs", "$PREFIX/share/node_modules"] },
	{ program: /^php[\d.]*$/, folders: () => ["$PREFIX/lib/php", "$PREFIX/etc/php", "/etc/php"] },
];

/** Folders that a program of a language does not start without. */
export function languageFolders(program: string, tree: FileTree): readonly string[] {
	const name = program.slice(program.lastIndexOf("/") + 1);
	const prefix = parentPath(parentPath(program));
	const own = RUNTIMES.flatMap(({ program: pattern, folders }) => {
		const version = pattern.exec(name);
		return version === null ? [] : folders(version[1] ?? "");
	});
	const spread = own.flatMap((folder) => spreadStar(folder.replace("$PREFIX", prefix === "/" ? "" : prefix), tree));
	return [...spread, ...javaHome(name, prefix, tree)].filter((folder) => tree.lookup(folder).found);
}

/** `/usr/lib/*` + `/perl`: one folder of any name, as multiarch has it. */
function spreadStar(path: string, tree: FileTree): readonly string[] {
	const [before, after] = path.split("/*/");
	if (before === undefined || after === undefined) return [path];
	return tree.list(before).map((name) => `${before}/${name}/${after}`);
}

/** A Java home is one piece. */
function javaHome(name: string, prefix: string, tree: FileTree): readonly string[] {
	const isJava =
		name === "java" &&
		["lib/jvm.cfg", "lib/amd64/jvm.cfg", "lib/jli", "release"].some((file) => tree.lookup(`${prefix}/${file}`).found);
	return isJava ? [prefix] : [];
}
