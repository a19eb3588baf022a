import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { renderHtml } from "../../src/report/html/html.ts";
import type { RenderOptions } from "../../src/report/renderer.ts";
import { HOSTILE, sampleFinding, sampleReport, sampleResult } from "./sample-report.ts";

const OPTIONS: RenderOptions = { color: false, unicode: true, width: 100, summary: false, verbose: false };
const EVIL = "</script><img src=x onerror=alert(1)>\"'&\u2028<!--";

function page(report = sampleReport()): string {
	return renderHtml(report, OPTIONS);
}

/** The data that the page's script reads, as a browser gives it to it. */
function dataOf(text: string): { readonly files: { readonly name: string }[]; readonly texts: string[] } {
	const [, json = ""] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(text) ?? [];
	return JSON.parse(json);
}

describe("the page", () => {
	test("allows its own style and script, and nothing else", () => {
		const text = page();
		const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
		const digest = (content = "") => `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
		const [, style] = /<style>(.*?)<\/style>/s.exec(text) ?? [];
		const [, script] = /<script>(.*?)<\/script>/s.exec(text) ?? [];
		expect(policy).toBe(
			`default-src 'none'; style-src ${digest(style)}; script-src ${digest(script)}; base-uri 'none'; form-action 'none'`,
		);
		// No address is asked for by itself: links are followed by people.
		expect(text.match(/\b(src|srcset|action|background)=/g)).toBe(null);
		expect(text.match(/<link|url\(|@import|fetch\(|XMLHttpRequest|innerHTML|\son\w+=/g)).toBe(null);
	});

	test.each([EVIL, HOSTILE, "__proto__", "constructor"])("a file called %j is text everywhere", (name) => {
		const finding = sampleFinding({ message: name, about: [name], remedies: [name] });
		const subjects = sampleReport({}, name).subjects.map((subject) => ({
			...subject,
			source: name,
			results: [sampleResult({ target: name, message: name, findings: [finding] })],
		}));
		const text = page({
			...sampleReport({}, name),
			subjects,
			diagnostics: [{ severity: "error", source: name, message: name }],
		});
		expect(text.match(/<script/g)).toHaveLength(2);
		expect(text).not.toContain("<img");
		expect(text).not.toContain("<!--");
		expect(text).not.toContain("\u2028");
		expect(dataOf(text).files).toHaveLength(subjects.length);
	});

	test("says without a script what is wrong and what to do", () => {
		const [, body = ""] = /<main>(.*)<\/main>/s.exec(page()) ?? [];
		const remedies = sampleReport().subjects.flatMap(({ results }) =>
			results.flatMap(({ findings }) => findings.flatMap((each) => each.remedies)),
		);
		for (const words of ["libtinfo.so.6", "alpine:3.20", ...remedies.slice(0, 1)])
			expect(body.replaceAll(/<\/?code>/g, "").replaceAll("&#39;", "'")).toContain(words.replaceAll("`", ""));
	});

	test("names each cause the same in every report that has it, and offers the rules of its files", () => {
		const [, anchor = ""] = /<article class="cause error" id="(cause-[0-9a-f]{12})">/.exec(page()) ?? [];
		expect(anchor).not.toBe("");
		const other = page(sampleReport({}, "/bin/other"));
		expect(other).toContain(`href="#${anchor}"`);
		expect(other).toContain('<option value="0">library-missing</option>');
		expect(dataOf(other)).toMatchObject({ rules: ["library-missing"] });
	});

	test("is light on paper, whatever the screen is", () => {
		expect(page()).toContain("@media screen and (prefers-color-scheme:dark)");
	});

	test("is the same for the same report", () => {
		expect(page()).toBe(page());
	});

	test("of thousands of files stays small: what they share is there once", () => {
		const [subject] = sampleReport().subjects;
		if (subject === undefined) throw new Error("no subject");
		const subjects = Array.from({ length: 20_000 }, (_, index) => ({
			...subject,
			path: `/opt/app/lib/module-${index}.so`,
		}));
		const text = page({ ...sampleReport(), subjects });
		expect(dataOf(text).files).toHaveLength(20_000);
		expect(text.length / 20_000).toBeLessThan(250);
		expect(text.match(/<tr>/g)?.length).toBeLessThan(300);
	});
});
