import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LANGUAGE_HOSTS } from "../../src/program/language-hosts.ts";
import { nameFilter } from "../../src/program/name-filter.ts";
import { SERVER_HOSTS } from "../../src/program/server-hosts.ts";

const hosts = [...SERVER_HOSTS, ...LANGUAGE_HOSTS];

/** The generator knows none. */
function withoutLookahead({ source }: RegExp): RegExp {
	return new RegExp(source.replace(/\(\?![^)]*\)/g, ""));
}

describe("a filter of names", () => {
	test.each([
		["exports", hosts.flatMap(({ exports }) => exports ?? [])],
		["imports", hosts.flatMap(({ imports }) => imports ?? [])],
	] as const)("lets through whatever matches one of the hosts' patterns for %s", (_, patterns) => {
		const filter = nameFilter(patterns);
		const names = fc.oneof(...patterns.map((pattern) => fc.stringMatching(withoutLookahead(pattern))));
		fc.assert(
			fc.property(names, (name) => {
				fc.pre(patterns.some((pattern) => pattern.test(name)));
				expect(filter(name)).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});

	test("keeps out what none of them matches", () => {
		const filter = nameFilter(hosts.flatMap(({ exports }) => exports ?? []));
		for (const name of ["g_object_new", "SSL_write", "inflate", "xmlParseDoc", "a_struct_of_mine"]) {
			expect(filter(name)).toBe(false);
		}
	});

	test.each([
		[/a\wx$/, "ayx"],
		[/^a|b$|c[|)]d/, "c)d"],
		[/^a|b$|c[|)]d/, "ab"],
		[/^[a-z]b?$/, "x"],
	])("knows the parts of %s", (pattern, name) => {
		expect(nameFilter([pattern])(name)).toBe(true);
	});
});
