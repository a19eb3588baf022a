import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/policy/config-schema.ts";
import { UsageError } from "../../src/policy/usage-error.ts";

describe("parseConfig", () => {
	test("reads every setting", () => {
		const config = parseConfig(
			`target: [alpine:3.20, scratch]
fail-on: warning
format: sarif
all: true
ignore:
  - rule: symbol-missing
    path: "vendor/**"
    symbol: __rawmemchr
    reason: never called
    expires: 2027-01-31
paths:
  - path: "*.so"
    skip: true
`,
			"c.yaml",
		);
		expect(config).toEqual({
			target: ["alpine:3.20", "scratch"],
			failOn: "warning",
			format: "sarif",
			all: true,
			ignore: [
				{
					rule: "symbol-missing",
					path: "vendor/**",
					symbol: "__rawmemchr",
					reason: "never called",
					expires: "2027-01-31",
					line: 6,
				},
			],
			paths: [{ path: "*.so", skip: true, line: 12 }],
		});
	});

	test("an empty file is no settings", () => {
		expect(parseConfig("", "c.yaml")).toEqual({ ignore: [], paths: [] });
	});

	test.each([
		["targets: alpine", "c.yaml:1: unknown key `targets`"],
		["\nfail-on: always", "c.yaml:2: `fail-on` must be one of error, warning, never"],
		["ignore:\n  - rule: x", "c.yaml:2: an ignore needs a `reason`"],
		["ignore:\n  - reason: x", "c.yaml:2: an ignore needs a `rule`"],
		["ignore:\n  - rule: x\n    reason: y\n    expires: soon", "c.yaml:4: `expires` must be a date"],
		["ignore:\n  - rule: x\n    reason: y\n    until: 2027-01-01", "c.yaml:4: unknown key `until`"],
		["- a", "c.yaml:1: expected a mapping"],
		["a: [", "c.yaml:1: "],
		["all: perhaps", "c.yaml:1: `all` must be true or false"],
		["__proto__: 1", "c.yaml:1: unknown key `__proto__`"],
	])("%j is refused with its line", (text, message) => {
		expect(() => parseConfig(text, "c.yaml")).toThrow(UsageError);
		expect(() => parseConfig(text, "c.yaml")).toThrow(message);
	});
});
