import type { FileTree } from "../../tree/file-tree.ts";

/** The users and groups that a root knows. A list is absent where its file is there and its bytes are not to be had;
 *  empty where there is no file. */
export interface Accounts {
	readonly users?: readonly { readonly name: string; readonly uid: number; readonly gid: number }[];
	readonly groups?: readonly { readonly name: string; readonly gid: number; readonly members: readonly string[] }[];
}

/** A larger file is not read. */
const MOST_BYTES = 4 << 20;

/** Reads /etc/passwd and /etc/group as container engines do: fields that are missing or no numbers are empty or 0. */
export function accountsIn(tree: FileTree): Accounts {
	const users = rowsOf(tree, "/etc/passwd");
	const groups = rowsOf(tree, "/etc/group")?.filter(([name]) => name?.startsWith("#") !== true);
	return {
		...(users === undefined ? {} : { users: users.map(userOf) }),
		...(groups === undefined ? {} : { groups: groups.map(groupOf) }),
	};
}

type Row = readonly string[];

function userOf([name = "", , uid = "", gid = ""]: Row): NonNullable<Accounts["users"]>[number] {
	return { name, uid: idOf(uid), gid: idOf(gid) };
}

function groupOf([name = "", , gid = "", members = ""]: Row): NonNullable<Accounts["groups"]>[number] {
	return { name, gid: idOf(gid), members: members.split(",") };
}

function idOf(text: string): number {
	return /^[+-]?[0-9]+$/.test(text) ? Number(text) : 0;
}

function rowsOf(tree: FileTree, path: string): readonly Row[] | undefined {
	const found = tree.lookup(path);
	if (!found.found || found.entry.type !== "file") return [];
	if (found.entry.sizeBytes === 0) return [];
	const source = found.entry.bytes();
	if (source === undefined || source.size > MOST_BYTES) return undefined;
	return source
		.read(0, source.size)
		.toString("utf8")
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "")
		.map((line) => line.split(":"));
}
