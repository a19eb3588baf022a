import { imageName } from "../names/image-names.ts";
import { addOnNames, withAddOns } from "./add-ons.ts";
import { findArchitecture } from "./architecture.ts";
import { builtInTargets } from "./built-in-targets.ts";
import { nearestNames } from "./nearest-names.ts";
import type { Profile } from "./profile/profile-reader.ts";
import { similarBase } from "./similar-base.ts";
import type { Target } from "./target.ts";
import type { TargetDescription } from "./target-description.ts";
import { parseTargetName } from "./target-name.ts";
import { UnknownTargetError } from "./unknown-target-error.ts";

const NO_SUCH_IMAGE =
	"there is no such image here (`inspect targets` lists them; a base of your own is a path, --target ./base.tar)";

/** A built-in target by name or alias, add-ons included (`alpine:3.20+gcompat`), on an architecture by any of its
 *  names. Absent when the image does not exist for that architecture, or an add-on says nothing for it.
 *  Errors: UnknownTargetError when there is no such target or add-on at all. */
export function findTarget(name: string, arch: string, profile: Profile = builtInTargets()): Target | undefined {
	const { base, addOns } = parseTargetName(name);
	const canonical = canonicalBase(name, base, profile);
	checkAddOns(name, addOns);
	const target = profile.find(canonical, findArchitecture(arch)?.name ?? arch);
	const changed = target === undefined ? undefined : withAddOns(target, addOns, profile);
	return typeof changed === "string" ? undefined : changed;
}

/** The name that reports use: `alpine` is the newest Alpine's own name. A name that is no built-in target's stays. */
export function canonicalName(name: string, profile: Profile = builtInTargets()): string {
	const { base, addOns } = parseTargetName(name);
	const canonical = profile.canonicalName(base);
	return canonical === undefined ? name : [canonical, ...addOns].join("+");
}

/** Whether the name, without its add-ons, is that of a built-in target. */
export function isTargetName(name: string, profile: Profile = builtInTargets()): boolean {
	const canonical = profile.canonicalName(parseTargetName(name).base);
	return canonical !== undefined && !isAddOn(canonical);
}

/** Errors: UnknownTargetError unless there is a built-in target of this name, for whatever architecture, and its
 *  add-ons apply to it. */
export function checkTargetName(name: string, profile: Profile = builtInTargets()): void {
	const { base, addOns } = parseTargetName(name);
	const canonical = canonicalBase(name, base, profile);
	checkAddOns(name, addOns);
	if (addOns.length === 0) return;
	const targets = profile.architecturesOf(canonical).flatMap((arch) => profile.find(canonical, arch) ?? []);
	const changed = targets.map((target) => withAddOns(target, addOns, profile));
	const [first] = changed;
	if (typeof first === "string" && changed.every((each) => typeof each === "string")) {
		throw new UnknownTargetError(name, first);
	}
}

/** Every built-in target, one entry per architecture, the newest of a family first; add-ons are no targets of their own. */
export function listTargets(profile: Profile = builtInTargets()): readonly TargetDescription[] {
	return profile.list().filter(({ name }) => !isAddOn(name));
}

function canonicalBase(name: string, base: string, profile: Profile): string {
	const canonical = profile.canonicalName(base);
	if (canonical !== undefined && !isAddOn(canonical)) return canonical;
	throw new UnknownTargetError(name, noSuchImage(base, profile), nearest(base, profile));
}

/** What to do about an image that is not built in. */
function noSuchImage(base: string, profile: Profile): string {
	const similar = similarBase(base);
	const image = imageName(base) ?? (/[:/]/.test(base) ? base : undefined);
	const own = image === undefined ? "" : `; as it is in its registry: --target registry:${image}`;
	const near =
		similar !== undefined && isTargetName(similar, profile)
			? `; built in is ${similar}, on which its tag says it stands, without what else it adds`
			: "";
	return `${NO_SUCH_IMAGE}${own}${near}`;
}

function nearest(base: string, profile: Profile): readonly string[] {
	return nearestNames(
		base,
		listTargets(profile).flatMap((each) => [each.name, ...each.aliases]),
	);
}

function checkAddOns(name: string, addOns: readonly string[]): void {
	for (const addOn of addOns) {
		if (!addOnNames.includes(addOn)) {
			throw new UnknownTargetError(name, `there is no add-on "${addOn}"`, nearestNames(addOn, addOnNames));
		}
	}
}

/** Libraries that add-ons bring stand in the data beside the targets, under names that no image has. */
function isAddOn(name: string): boolean {
	return name.startsWith("+");
}
