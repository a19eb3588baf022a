import { describe, expect, test } from "vitest";
import { causesOf } from "../../src/verdict/causes.ts";
import type { Cause, SubjectReport, TargetResult } from "../../src/verdict/report.ts";
import { sampleFinding, sampleReport, sampleResult } from "../report/sample-report.ts";

const NOTHING = { libraries: [], symbols: [], versions: [] };

function file(path: string, results: readonly TargetResult[], change: Partial<SubjectReport> = {}): SubjectReport {
	const [subject] = sampleReport().subjects;
	if (subject === undefined) throw new Error("the sample report has a subject");
	return { ...subject, path, results, ...change };
}

function lacking(...findings: Parameters<typeof sampleFinding>[0][]): TargetResult {
	return sampleResult({ missing: NOTHING, findings: findings.map((change) => sampleFinding(change)) });
}

function inShort(causes: readonly Cause[]): readonly unknown[] {
	return causes.map(({ rule, about, count, soleBlockerOf }) => [rule, about.join(","), count, soleBlockerOf]);
}

const library = (name: string, ...remedies: string[]) => ({ about: [name], remedies });

describe("causes", () => {
	test("count files once, and those that nothing else speaks against", () => {
		const causes = causesOf([
			file("/a", [lacking(library("liba.so"), library("libb.so"))]),
			file("/b", [lacking(library("libb.so"), library("libb.so"))]),
			file("/c", [sampleResult({ verdict: "runs", findings: [], missing: NOTHING })]),
		]);
		expect(inShort(causes)).toEqual([
			["library-missing", "libb.so", 2, 1],
			["library-missing", "liba.so", 1, 0],
		]);
	});

	test("libraries of one package are one cause, of two packages two", () => {
		const glib = "`apt-get install --no-install-recommends libglib2.0-0`";
		const causes = causesOf([
			file("/a", [lacking(library("libgio-2.0.so.0", glib), library("libglib-2.0.so.0", glib), library("libz.so.1"))]),
		]);
		expect(inShort(causes)).toEqual([
			["library-missing", "libgio-2.0.so.0,libglib-2.0.so.0", 1, 0],
			["library-missing", "libz.so.1", 1, 0],
		]);
	});

	test("symbols of a missing version count with the version, others with their family", () => {
		const result = sampleResult({
			missing: { libraries: [], symbols: ["arc4random", "foo"], versions: ["GLIBC_2.36"] },
			findings: [
				sampleFinding({
					rule: "symbol-version-missing",
					about: ["GLIBC_2.36"],
					evidence: { library: "libc.so.6", versions: ["GLIBC_2.36"] },
				}),
				sampleFinding({ rule: "symbol-missing", about: ["arc4random"], evidence: { versions: ["GLIBC_2.36"] } }),
				sampleFinding({ rule: "symbol-missing", about: ["foo"], evidence: { versions: ["FOO_1"] } }),
			],
		});
		expect(inShort(causesOf([file("/a", [result])]))).toEqual([
			["symbol-version-missing", "GLIBC_2.36,arc4random", 1, 0],
			["symbol-missing", "foo", 1, 0],
		]);
	});

	test("a missing loader is not all where libraries of others are missing behind it", () => {
		const behind = (...libraries: string[]) =>
			sampleResult({
				missing: { ...NOTHING, interpreter: "/lib64/ld-linux-x86-64.so.2", libraries },
				findings: [sampleFinding({ rule: "interpreter-missing", about: ["/lib64/ld-linux-x86-64.so.2"] })],
			});
		const causes = causesOf([
			file("/a", [behind("ld-linux-x86-64.so.2", "libresolv.so.2")]),
			file("/b", [behind("libtinfo.so.6")]),
		]);
		expect(inShort(causes)).toEqual([["interpreter-missing", "/lib64/ld-linux-x86-64.so.2", 2, 1]]);
	});

	test("accepted findings and information are none; what could not be judged is one even where no rule says so", () => {
		const accepted = { by: "ignore", reason: "known" } as const;
		const causes = causesOf([
			file("/a", [lacking({ accepted })]),
			file("/b", [
				sampleResult({ verdict: "runs", missing: NOTHING, findings: [sampleFinding({ severity: "info" })] }),
			]),
			file("/c", [
				sampleResult({ verdict: "unknown", message: "it cannot be read: x", missing: NOTHING, findings: [] }),
			]),
		]);
		expect(causes).toMatchObject([
			{ rule: "not-judged", severity: "info", count: 1, example: { path: "/c", message: "it cannot be read: x" } },
		]);
	});

	test("what an image starts comes first, then errors, then what blocks most", () => {
		const risk = { rule: "regmatch-layout", severity: "warning", about: ["regexec"] } as const;
		const causes = causesOf([
			file("/a", [lacking(library("liba.so"))]),
			file("/b", [lacking(library("liba.so"), risk)]),
			file("/c", [lacking(risk)]),
			file("/d", [lacking(risk)]),
			file("/app", [lacking(library("libapp.so"))], { role: "entrypoint" }),
		]);
		expect(inShort(causes)).toEqual([
			["library-missing", "libapp.so", 1, 1],
			["library-missing", "liba.so", 2, 1],
			["regmatch-layout", "regexec", 3, 2],
		]);
		expect(causes[0]).toMatchObject({ blocksEntrypoint: true, example: { path: "/app" } });
	});

	test("say which packages the files come from, those with most files first", () => {
		const fails = [lacking(library("libz.so.1"))];
		const causes = causesOf([
			file("/app/node_modules/@img/sharp-linux-x64/lib/sharp.node", fails),
			file("/app/node_modules/a/node_modules/bcrypt/build/bcrypt.node", fails),
			file("/app/node_modules/bcrypt/build/bcrypt.node", fails),
			file("/usr/lib/python3.11/site-packages/numpy.libs/libgfortran.so.5", fails),
			file("/usr/bin/app", fails, { ownedBy: "app 1.0" }),
			file("/opt/app", fails),
		]);
		expect(causes[0]?.from).toEqual(["npm bcrypt", "npm @img/sharp-linux-x64", "Python numpy", "package app 1.0"]);
	});
});
