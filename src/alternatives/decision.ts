import type { Candidate, Convention, Host, Placed, Refusal } from "./convention.ts";

export interface Member {
	readonly candidate: Candidate;
	readonly placed: Placed;
}

/** Files of which a host opens one, or one for each of its ABIs. */
export interface Group {
	readonly convention: Convention;
	readonly members: readonly Member[];
}

/** What a host makes of a group. */
export interface Decision {
	readonly opened: ReadonlySet<Candidate>;
	/** Where it opens none and does not do without. */
	readonly refusal?: Refusal;
	/** The file for which it is said that none is for the platform: one for the same machine, if there is one. */
	readonly spokesman?: Candidate;
}

/** Decides once for each host: every member of a large group asks. */
export function rememberedDecisions(group: Group): (host: Host) => Decision {
	const known = new Map<string, Decision>();
	return (host) => {
		const key = `${host.family} ${host.libc} ${host.nodeAbi}`;
		const decision = known.get(key) ?? decide(group, host);
		known.set(key, decision);
		return decision;
	};
}

function decide({ convention, members }: Group, host: Host): Decision {
	const fitting = members.filter(({ candidate, placed }) => whyNot(candidate, placed, host) === undefined);
	const best = bestOf(fitting, host);
	if (best.length > 0) return { opened: candidatesIn(best) };
	const near = spokesmanOf(members, host);
	const refusal =
		near === undefined
			? undefined
			: convention.refusal?.(
					host,
					near.placed,
					members.map(({ placed }) => placed),
				);
	if (refusal !== undefined && near !== undefined) {
		return { opened: new Set(), refusal, spokesman: near.candidate };
	}
	// Whoever is known to choose and does without opens none.
	const isKnown = convention.refusal !== undefined;
	return { opened: candidatesIn(isKnown ? [] : members.filter((each) => mayDo(each, host))) };
}

function candidatesIn(members: readonly Member[]): ReadonlySet<Candidate> {
	return new Set(members.map(({ candidate }) => candidate));
}

/** Where nobody knows who asks, a file for the machine is judged by what it is, whatever C library it names. */
function mayDo({ candidate, placed }: Member, host: Host): boolean {
	return candidate.system === undefined && placed.otherRuntime === undefined && isForMachine(placed, host);
}

/** Why a host does not open a file; absent where it may. */
export function whyNot({ system }: Candidate, placed: Placed, host: Host): string | undefined {
	const { claim, words, otherRuntime } = placed;
	if (system !== undefined) return `it is for ${system}`;
	if (otherRuntime !== undefined) return `it is for ${otherRuntime}`;
	if (!isForMachine(placed, host)) return `it is for ${words}`;
	const release = otherRelease(placed, host);
	if (release !== undefined) return release;
	return claim.libc === undefined || claim.libc === host.libc ? undefined : `it is for ${claim.libc}`;
}

/** Whoever tries one after the other begins with the newest that is not newer than Node. */
function otherRelease({ nodeAbi, triesOthers }: Placed, host: Host): string | undefined {
	if (nodeAbi === undefined || host.nodeAbi === undefined || nodeAbi === host.nodeAbi) return undefined;
	if (triesOthers === true && nodeAbi < host.nodeAbi) return undefined;
	return `it is for Node's ABI ${nodeAbi}, and the Node that is there has ${host.nodeAbi}`;
}

function isForMachine({ claim: { systems, machines } }: Placed, { family }: Host): boolean {
	return isForLinux(systems) && (machines.length === 0 || machines.includes(family));
}

/** Android's folders often begin with Linux's name. */
function isForLinux(systems: readonly string[]): boolean {
	return systems.length === 0 || (systems.includes("linux") && !systems.includes("android"));
}

/** Files that name the C library come before those that name none; then the one for Node's ABI, or where that is not known
 *  the one for any; then for each ABI the one with the most tags. */
function bestOf(members: readonly Member[], host: Host): readonly Member[] {
	const named = members.filter(({ placed }) => placed.claim.libc === host.libc);
	const among = ofRelease(named.length > 0 ? named : members, host);
	const highest = new Map<string | undefined, number>();
	for (const { placed } of among) {
		const known = highest.get(placed.variant) ?? 0;
		highest.set(placed.variant, Math.max(known, placed.specificity ?? 0));
	}
	return among.filter(({ placed }) => (placed.specificity ?? 0) === highest.get(placed.variant));
}

/** Source: compareTags of node-gyp-build 4.8. */
function ofRelease(members: readonly Member[], { nodeAbi }: Host): readonly Member[] {
	if (members.some(({ placed }) => placed.triesOthers === true)) return members;
	const wanted = members.filter(({ placed }) => placed.nodeAbi === nodeAbi);
	return wanted.length > 0 ? wanted : members;
}

function spokesmanOf(members: readonly Member[], host: Host): Member | undefined {
	const usual = members.filter(({ placed }) => placed.otherRuntime === undefined);
	return (
		usual.find(({ placed }) => isForMachine(placed, host)) ??
		usual.find(({ placed }) => isForLinux(placed.claim.systems)) ??
		usual[0]
	);
}
