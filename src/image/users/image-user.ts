import type { FileTree } from "../../tree/file-tree.ts";
import type { ImageFacts } from "../image-facts.ts";
import { type Accounts, accountsIn } from "./accounts.ts";
import { type Credentials, isRestricted } from "./credentials.ts";

/** As whom an image's processes run; or why they do not, in the runtime's words, or why nobody can tell. */
export type ImageUser = Credentials | { readonly refusal: string } | { readonly unknown: string };

/** Source: maxID in user.go. */
const LARGEST_ID = 0x7fff_ffff;
const OUT_OF_RANGE = { refusal: `uids and gids must be in range 0-${LARGEST_ID}` } as const;

/** As whom an image's processes run: what its configuration says by number, else whom its `USER` means; absent for root,
 *  whom no mode binds. */
export function processUser(
	{ user, credentials }: Pick<ImageFacts, "user" | "credentials">,
	trees: readonly FileTree[],
): ImageUser | undefined {
	if (credentials === undefined) return imageUser(user, trees);
	return isRestricted(credentials) ? credentials : undefined;
}

/** The user that an image's configuration names (`USER`: `user[:group]`, names or numbers), looked up in /etc/passwd and
 *  /etc/group of the first tree that knows the name; absent for root, who is also meant where nothing is named.
 *
 *  - A number need not be in /etc/passwd; its group is then 0. A number is never taken for a name.
 *  - Supplementary groups come from /etc/group, for users that /etc/passwd knows, where no group is named.
 *
 *  Source: GetExecUser in user.go of github.com/moby/sys, which Docker, containerd and Podman share. */
export function imageUser(spec: string, trees: readonly FileTree[]): ImageUser | undefined {
	if (spec === "") return undefined;
	const answers = trees.map((tree) => userIn(spec, accountsIn(tree)));
	const user = answers.find((answer) => "uid" in answer) ?? answers.find((answer) => "unknown" in answer) ?? answers[0];
	return user !== undefined && "uid" in user && user.uid === 0 ? undefined : user;
}

function userIn(spec: string, accounts: Accounts): ImageUser {
	const colon = spec.indexOf(":");
	const [user, group] = colon === -1 ? [spec, ""] : [spec.slice(0, colon), spec.slice(colon + 1)];
	const found = withoutGroups(user === "" ? "0" : user, accounts);
	if (!("uid" in found)) return found;
	return group === "" ? withSupplementary(found, accounts) : withGroup(found, group, accounts);
}

type Found = Credentials & { readonly name?: string };

function withoutGroups(user: string, { users }: Accounts): Found | Exclude<ImageUser, Credentials> {
	const number = numberOf(user);
	if (number !== undefined && !isId(number)) return OUT_OF_RANGE;
	const account = users?.find(({ name, uid }) => (number === undefined ? name === user : uid === number));
	if (account !== undefined) return { ...account, groups: [] };
	if (number !== undefined) return { uid: number, gid: 0, groups: [] };
	return users === undefined ? unreadable("user", user, "passwd") : missing("user", user, "passwd");
}

function withSupplementary({ name, ...credentials }: Found, { groups }: Accounts): Credentials {
	if (name === undefined || name === "") return credentials;
	const joined = groups?.filter(({ members }) => members.includes(name)) ?? [];
	return { ...credentials, groups: joined.map(({ gid }) => gid) };
}

function withGroup({ name: _, ...credentials }: Found, group: string, { groups }: Accounts): ImageUser {
	const number = numberOf(group);
	if (number !== undefined && !isId(number)) return OUT_OF_RANGE;
	const known = groups?.find(({ name, gid }) => (number === undefined ? name === group : gid === number));
	const gid = known?.gid ?? number;
	if (gid !== undefined) return { ...credentials, gid };
	return groups === undefined ? unreadable("group", group, "group") : missing("group", group, "group");
}

function missing(
	kind: "user" | "group",
	name: string,
	file: "passwd" | "group",
): ImageUser & { readonly refusal: string } {
	return { refusal: `unable to find ${kind} ${name}: no matching entries in ${file} file` };
}

function unreadable(kind: "user" | "group", name: string, file: "passwd" | "group"): { readonly unknown: string } {
	return { unknown: `who the ${kind} ${name} is cannot be told: what is in /etc/${file} was not kept` };
}

function isId(number: number): boolean {
	return number >= 0 && number <= LARGEST_ID;
}

function numberOf(text: string): number | undefined {
	return /^[+-]?[0-9]+$/.test(text) ? Number(text) : undefined;
}
