import type { Change, Comparison } from "../../verdict/comparison.ts";
import { causeItems, code, markdownText, Page } from "../markdown.ts";
import { type ComparedNames, headline } from "./diff-text.ts";

/** Rows of a table before the rest is counted. */
const MAX_ROWS = 100;

/** For a comment on a pull request: how many files break, why, and a table of every kind of change. */
export function renderDiffMarkdown(comparison: Comparison, names: ComparedNames, version: string): string {
	const page = new Page();
	const mark = comparison.newlyFails.length === 0 ? "✅" : "❌";
	page.add([`## ${mark} ${code(names.old)} → ${code(names.now)}`, "", `${markdownText(headline(comparison))}.`, ""]);
	page.addEach(causeItems(comparison, version), "more causes");
	table(page, "Newly fails", comparison.newlyFails);
	table(page, "Newly at risk", comparison.newlyAtRisk);
	table(page, "Fails for another reason", comparison.otherCause);
	table(page, "Fixed", comparison.fixed);
	return page.text();
}

function table(page: Page, title: string, changes: readonly Change[]): void {
	if (changes.length === 0) return;
	page.add([`### ${title}`, "", "| file | target | was | is | |", "| --- | --- | --- | --- | --- |"]);
	page.addEach(changes.slice(0, MAX_ROWS).map(row), "more changes", changes.length - MAX_ROWS);
	page.add([""]);
}

function row({ path, target, was, is, message }: Change): string[] {
	const words = message === undefined ? "" : code(message);
	return [`| ${code(path)} | ${markdownText(target)} | ${was ?? "not there"} | ${is} | ${words} |`];
}
