import { claimedMachine } from "../alternatives/claimed-machine.ts";
import { machineFamily } from "../alternatives/machine-family.ts";
import type { Subject } from "./subject.ts";

/** A subject with the machine that its name claims, where its content is for another. */
export function withClaim(subject: Subject): Subject {
	const { content, path, alternative } = subject;
	if (content?.kind !== "elf") return subject;
	const claimed = claimedMachine(path, machineFamily(content.elf), alternative);
	return claimed === undefined ? subject : { ...subject, claimedMachine: claimed };
}
