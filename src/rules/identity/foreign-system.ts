import { markedSystem } from "../../elf/marked-system.ts";
import type { Finding } from "../finding.ts";
import { defineRule } from "../rule.ts";

/** EI_OSABI values of systems whose system calls are not Linux's. Source: System V ABI, Object Files, e_ident. */
const SYSTEMS: ReadonlyMap<number, string> = new Map([
	[1, "HP-UX"],
	[2, "NetBSD"],
	[6, "Solaris"],
	[7, "AIX"],
	[8, "IRIX"],
	[9, "FreeBSD"],
	[10, "Tru64"],
	[12, "OpenBSD"],
]);
/** GOOS of programs that run on Linux. */
const LINUX = ["linux", "android"];

/** A program of another system: the kernel starts it all the same, and its system calls mean other things here. */
export default defineRule({
	id: "foreign-system",
	title: "The program is for another operating system",
	severity: "error",
	rank: 530,
	check({ subject, load }) {
		const { kind, elf, program } = subject;
		if (elf === undefined || load.outcome !== "starts" || !/executable$/.test(kind)) return [];
		const { goos } = program.details;
		// What Go's own record or start files say is certain; a header may be marked by mistake, and Linux does not look.
		if (goos !== undefined && !LINUX.includes(goos)) return [finding(subject.path, goos, "error")];
		const linkedFor = goos === undefined ? markedSystem(elf) : undefined;
		if (linkedFor !== undefined) return [finding(subject.path, linkedFor, "error")];
		const system = SYSTEMS.get(elf.osAbi);
		return system === undefined || goos !== undefined ? [] : [finding(subject.path, system, "warning")];
	},
});

function finding(path: string, system: string, severity: Finding["severity"]): Finding {
	return {
		rule: "foreign-system",
		severity,
		message: `${path} is for ${system}: Linux starts it, and it crashes at its first system calls`,
		about: [system],
		evidence: { system },
		remedies: ["ship the build for Linux (`GOOS=linux`, or the target triple with `linux` in it)"],
	};
}
