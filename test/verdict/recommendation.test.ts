import { describe, expect, test } from "vitest";
import { type Candidate, humanSize, recommend } from "../../src/verdict/recommendation.ts";
import type { SubjectReport, TargetResult, Verdict } from "../../src/verdict/report.ts";

const CANDIDATES: readonly Candidate[] = [
	{ name: "debian:12-slim", size: { unpackedBytes: 75_000_000 } },
	{ name: "scratch", size: { unpackedBytes: 0 } },
	{ name: "alpine:3.20", size: { unpackedBytes: 8_000_000 } },
	{ name: "distroless/cc-debian12", size: { unpackedBytes: 24_000_000 } },
	{ name: "./own" },
];

function result(target: string, verdict: Verdict, missing: Partial<TargetResult["missing"]> = {}): TargetResult {
	return {
		target,
		arch: "x86_64",
		verdict,
		missing: { libraries: [], symbols: [], versions: [], ...missing },
		findings:
			verdict === "at-risk" ? [{ rule: "shell", severity: "warning", message: "m", evidence: {}, remedies: [] }] : [],
	};
}

function subject(verdicts: Readonly<Record<string, Verdict>>): SubjectReport {
	const results = Object.entries(verdicts).map(([target, verdict]) =>
		result(target, verdict, target === "alpine:3.20" ? { libraries: ["libgcc_s.so.1"] } : {}),
	);
	return { path: "/app", source: "app", kind: "executable", results };
}

const noLoader = { rule: "no-loader", severity: "error", message: "m", evidence: {}, remedies: [] } as const;

const RUST = {
	scratch: "fails",
	"alpine:3.20": "fails",
	"debian:12-slim": "runs",
	"distroless/cc-debian12": "runs",
} as const;

describe("recommend", () => {
	test("names the base that comes closest where none runs everything, the smallest of equals", () => {
		const runsOnDebian = subject({ scratch: "fails", "alpine:3.20": "fails", "debian:12-slim": "runs" });
		const runsOnTwo = subject({ scratch: "fails", "alpine:3.20": "runs", "debian:12-slim": "runs" });
		const runsNowhere = subject({ scratch: "fails", "alpine:3.20": "fails", "debian:12-slim": "fails" });
		const candidates = CANDIDATES.slice(0, 3);
		const advice = recommend([runsOnDebian, runsOnTwo, runsNowhere], candidates);
		expect(advice?.smallest).toBeUndefined();
		expect(advice?.because).toContain("debian:12-slim (75 MB) comes closest: 2 of 3 run there");
		expect(recommend([runsOnTwo, runsNowhere], candidates)?.because).toContain(
			"alpine:3.20 (8.0 MB) comes closest: 1 of 2 run there, and it lacks libgcc_s.so.1",
		);
		expect(recommend([runsNowhere], candidates)?.because).toMatch(/^It runs on none of the 3 targets/);
	});

	test("comes closest where the least is missing, and that is not where there is no loader", () => {
		const results = [
			{ ...result("scratch", "fails", { libraries: ["libc.so.6"] }), findings: [noLoader] },
			result("alpine:3.20", "fails", { interpreter: "/lib64/ld-linux-x86-64.so.2" }),
			result("distroless/cc-debian12", "fails", { libraries: ["liba.so", "libb.so"] }),
			result("debian:12-slim", "fails", { libraries: ["libb.so"] }),
		];
		const advice = recommend([{ path: "/app", source: "app", kind: "executable", results }], CANDIDATES.slice(0, 4));
		expect(advice?.because).toBe("It runs on none of the 4 targets.\ndebian:12-slim (75 MB) lacks libb.so.");
	});

	test("takes the smallest on which it runs, and says why not the smaller ones", () => {
		const made = recommend([subject({ ...RUST, "./own": "runs" })], CANDIDATES);
		expect(made).toEqual({
			smallest: "distroless/cc-debian12",
			alternatives: ["debian:12-slim", "./own"],
			because:
				"distroless/cc-debian12 (24 MB) is the smallest on which everything runs.\nSmaller ones fall short: scratch (0 B) has no loader for it; alpine:3.20 (8.0 MB) lacks libgcc_s.so.1.",
		});
	});

	test("wants every subject to run there", () => {
		const other = subject({ ...RUST, "distroless/cc-debian12": "fails", "./own": "fails" });
		expect(recommend([subject(RUST), other], CANDIDATES)?.smallest).toBe("debian:12-slim");
	});

	test("puts a target with a risk behind those without, however small it is", () => {
		const made = recommend([subject({ ...RUST, "alpine:3.20": "at-risk", "./own": "unknown" })], CANDIDATES);
		expect(made?.smallest).toBe("distroless/cc-debian12");
		expect(made?.alternatives).toEqual(["debian:12-slim", "alpine:3.20"]);
	});

	test("never recommends what could not be judged or was not tried", () => {
		const made = recommend([subject({ scratch: "unknown" })], CANDIDATES);
		expect(made?.smallest).toBeUndefined();
		expect(made?.alternatives).toEqual([]);
	});

	test("says what comes nearest when nothing runs it without a risk", () => {
		const made = recommend([subject({ scratch: "fails", "debian:12-slim": "at-risk" })], CANDIDATES);
		expect(made?.smallest).toBeUndefined();
		expect(made?.because).toMatch(
			/^Nothing runs it without a risk\.\nIt starts on debian:12-slim \(75 MB\), which has the finding shell\.$/,
		);
	});

	test("never says more than two lines", () => {
		for (const verdict of ["runs", "at-risk", "fails", "unknown"] as const) {
			const all = Object.fromEntries(CANDIDATES.map(({ name }) => [name, verdict]));
			expect(recommend([subject(all)], CANDIDATES)?.because?.split("\n").length).toBeLessThanOrEqual(2);
		}
	});

	test("is absent without subjects or targets", () => {
		expect(recommend([], CANDIDATES)).toBeUndefined();
		expect(recommend([subject(RUST)], [])).toBeUndefined();
		expect(recommend([{ ...subject({}), results: [] }], CANDIDATES)).toBeUndefined();
	});
});

test.each([
	[0, "0 B"],
	[999, "999 B"],
	[1000, "1.0 kB"],
	[4_260_000, "4.3 MB"],
	[74_800_000, "75 MB"],
	[1_500_000_000, "1.5 GB"],
])("humanSize(%i) is %s", (bytes, words) => {
	expect(humanSize(bytes)).toBe(words);
});
