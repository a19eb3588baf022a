import { type Addition, type AddOnRequest, withAddition } from "./add-ons/addition.ts";
import { libgcc, libstdcxx } from "./add-ons/gcc-libraries.ts";
import { gcompat } from "./add-ons/gcompat.ts";
import { lib64Symlink, libc6Compat } from "./add-ons/libc-links.ts";
import type { Profile } from "./profile/profile-reader.ts";
import type { Target } from "./target.ts";

const addOns: ReadonlyMap<string, (request: AddOnRequest) => Addition> = new Map([
	["gcompat", gcompat],
	["libc6-compat", libc6Compat],
	["lib64-symlink", lib64Symlink],
	["libstdc++", libstdcxx],
	["libgcc", libgcc],
]);

/** What can be added to a target with `+`. */
export const addOnNames: readonly string[] = [...addOns.keys()];

/** A target with packages or links added, in the order given; or why one of them says nothing for it. */
export function withAddOns(target: Target, names: readonly string[], profile: Profile): Target | string {
	return names.reduce<Target | string>(
		(base, name) => (typeof base === "string" ? base : add(base, name, profile)),
		target,
	);
}

function add(target: Target, name: string, profile: Profile): Target | string {
	const addition = addOns.get(name)?.({ target, profile }) ?? { applies: false, because: "there is no such add-on" };
	return addition.applies ? withAddition(target, name, addition) : `+${name} says nothing for it: ${addition.because}`;
}
