import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ElfFile } from "../../src/elf/elf-file.ts";
import { explainSymbol, symbolFamilies } from "../../src/knowledge/symbols/explain-symbol.ts";
import { findTarget, listTargets } from "../../src/targets/find-target.ts";

const haveTargets = existsSync("data/targets.profile");
if (!haveTargets) console.warn("SKIPPED: data/targets.profile is missing, statements about presence are not checked");

/** What a release of musl exports, and what its loader resolves besides. */
interface Release {
	readonly name: string;
	readonly exported: ReadonlySet<string>;
}

const releases = haveTargets ? alpineReleases() : [];
/** Every name that any libc among the targets defines, so that patterns meet real names. */
const names = new Set(releases.flatMap(({ exported }) => [...exported]));
for (const name of haveTargets ? glibcNames() : []) names.add(name);

/** Alpine's own releases, oldest first. */
function alpineReleases(): readonly Release[] {
	const found = listTargets().filter(({ name, arch }) => /^alpine:\d+\.\d+$/.test(name) && arch === "x86_64");
	const byAge = [...found].sort((one, other) => minor(one.name) - minor(other.name));
	return byAge.map(({ name }) => ({ name, exported: definedIn(name, "/lib/ld-musl-x86_64.so.1") }));
}

function minor(name: string): number {
	return Number(name.split(".")[1]);
}

function glibcNames(): readonly string[] {
	const folders = ["/lib/x86_64-linux-gnu", "/lib64"];
	const libraries = ["libc.so.6", "libm.so.6", "libresolv.so.2", "libpthread.so.0", "libnsl.so.1", "libmvec.so.1"];
	const paths = folders.flatMap((folder) => libraries.map((library) => `${folder}/${library}`));
	return ["debian:11-slim", "debian:13-slim"].flatMap((name) => paths.flatMap((path) => [...definedIn(name, path)]));
}

function definedIn(target: string, path: string): ReadonlySet<string> {
	const found = findTarget(target, "x86_64")?.tree.lookup(path);
	if (!found?.found || found.entry.type !== "file") return new Set();
	const content = found.entry.content();
	return content.kind === "elf" ? definedNames(content.elf) : new Set();
}

function definedNames(elf: ElfFile): ReadonlySet<string> {
	const symbols = elf.dynamic?.symbols;
	const indexes = Array.from({ length: symbols?.length ?? 0 }, (_, index) => index);
	return new Set(
		indexes.flatMap((index) => {
			const symbol = symbols?.at(index);
			return symbol && symbol.sectionIndex !== 0 && symbol.name !== "" ? [symbol.name] : [];
		}),
	);
}

/** Members of a family among all names; the loader's own large-file names count as exported. */
function members(id: string): readonly string[] {
	return [...names].filter((name) => explainSymbol(name)?.id === id);
}

describe.skipIf(!haveTargets)("statements about presence", () => {
	test("are checked against many releases and many names", () => {
		expect(releases.length).toBeGreaterThan(12);
		expect(names.size).toBeGreaterThan(3000);
		for (const { exported } of releases) expect(exported.size).toBeGreaterThan(1500);
	});

	const families = symbolFamilies();
	test.each(families.filter(({ musl }) => musl === "never").map(({ id }) => id))("no release has any of %s", (id) => {
		const there = members(id).filter((name) => releases.some(({ exported }) => exported.has(name)));
		expect(there).toEqual([]);
	});

	test.each(families.filter(({ musl }) => musl === "always").map(({ id }) => id))(
		"every release answers all of %s",
		(id) => {
			const answered = ({ exported }: Release, name: string): boolean =>
				exported.has(name) || (/64(_r)?$/.test(name) && exported.has(name.replace(/64(_r)?$/, "$1")));
			const lacking = members(id).flatMap((name) =>
				releases.filter((release) => !answered(release, name)).map((release) => `${name} on ${release.name}`),
			);
			expect(lacking).toEqual([]);
		},
	);

	test.each(families.flatMap(({ since = {} }) => Object.entries(since)))(
		"%s is there from Alpine %s on",
		(name, since) => {
			const having = releases.filter(({ exported }) => exported.has(name)).map((release) => release.name);
			const first = releases.findIndex((release) => release.name === having[0]);
			expect(having[0]).toBe(`alpine:${since}`);
			expect(having).toEqual(releases.slice(first).map((release) => release.name));
		},
	);

	test("of families by release name every member that came later", () => {
		const oldest = releases[0]?.exported ?? new Set();
		const late = families
			.filter(({ musl }) => musl === "by-release")
			.flatMap(({ id, since = {} }) => members(id).filter((name) => !oldest.has(name) && !(name in since)))
			.filter((name) => releases.some(({ exported }) => exported.has(name)));
		expect(late).toEqual([]);
	});
});
