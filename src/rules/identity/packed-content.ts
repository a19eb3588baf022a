import { defineRule } from "../rule.ts";

/** What the file's facts describe is only an unpacker; the program that runs is hidden in it. */
export default defineRule({
	id: "packed-content",
	title: "The program is packed, its needs are hidden",
	severity: "warning",
	rank: 100,
	check({ subject }) {
		const { opaque } = subject.program;
		if (opaque === undefined) return [];
		return [
			{
				rule: "packed-content",
				severity: "warning",
				message: `only the unpacker of ${subject.path} can be judged, not what it unpacks: ${opaque}`,
				evidence: { packer: opaque, evidence: subject.program.evidence },
				remedies: [
					/UPX/i.test(opaque) ? "unpack it first: `upx -d`, then inspect the result" : "inspect what it unpacks",
				],
			},
		];
	},
});
