import type { Owner, TreeEntry } from "../../tree/file-tree.ts";

/** As whom a process acts: its effective user and groups, by number. Source: credentials(7). */
export interface Credentials {
	readonly uid: number;
	readonly gid: number;
	/** Supplementary groups. */
	readonly groups: readonly number[];
	/** Modes bind it even as root: it has no CAP_DAC_OVERRIDE. */
	readonly isBound?: true;
}

/** What may be done with a file; `execute` is to search, of a folder. */
export type Right = "read" | "execute";

const BITS: Readonly<Record<Right, number>> = { read: 0o4, execute: 0o1 };

type Guarded = Exclude<TreeEntry, { readonly type: "symlink" }>;

/** Whether somebody may do it; nobody named is root. Root overrides every mode (CAP_DAC_OVERRIDE, which containers
 *  have), but executes no file that nobody may execute.
 *  Source: generic_permission in fs/namei.c of Linux; ACLs are not looked at. */
export function isGranted(entry: Guarded, who: Credentials | undefined, right: Right): boolean {
	if (!isRestricted(who)) return right === "read" || entry.type === "directory" || (entry.mode & 0o111) !== 0;
	return (classBits(entry, who) & BITS[right]) !== 0;
}

/** Whether modes keep anything from somebody. */
export function isRestricted(who: Credentials | undefined): who is Credentials {
	return who !== undefined && (who.uid !== 0 || who.isBound === true);
}

const ROOT: Owner = { uid: 0, gid: 0 };

/** Whose something is; of devices nobody asks. */
export function ownerOf(entry: Guarded): Owner {
	return entry.type === "special" ? ROOT : (entry.owner ?? ROOT);
}

/** The three bits of the class that somebody belongs to: exactly one of owner, group and others counts. */
function classBits(entry: Guarded, { uid, gid, groups }: Credentials): number {
	const { mode } = entry;
	const owner = ownerOf(entry);
	if (uid === owner.uid) return mode >> 6;
	return gid === owner.gid || groups.includes(owner.gid) ? mode >> 3 : mode;
}
