import { expect, test } from "vitest";
import { parseShebang } from "../../src/tree/shebang.ts";

const parse = (text: string) => {
	const script = parseShebang(Buffer.from(text, "latin1").subarray(0, 256));
	return script === undefined ? undefined : [script.interpreter, script.argument];
};

test.each([
	["#!/bin/sh\n", "/bin/sh", undefined],
	["#! \t/bin/sh  \n", "/bin/sh", undefined],
	["#!/usr/bin/env python3\nimport os", "/usr/bin/env", "python3"],
	["#!/usr/bin/awk -f  x \n", "/usr/bin/awk", "-f  x"],
	["#!/bin/sh\r\n", "/bin/sh\r", undefined],
	["#!/bin/sh", "/bin/sh", undefined],
	["#!/bin/sh\0junk\n", "/bin/sh", undefined],
	["#!relative\n", "relative", undefined],
	["#!", "", undefined],
	[`#!/bin/sh ${"a".repeat(400)}`, "/bin/sh", "a".repeat(245)],
	[`#!${"/x".repeat(126)} \n`, "/x".repeat(126), undefined],
])("%j", (text, interpreter, argument) => {
	expect(parse(text)).toEqual([interpreter, argument]);
});

test.each(["", "#", "# !/bin/sh\n", "#!\n", "#!  \t \n/bin/sh\n", `#!${" ".repeat(300)}`, `#!/${"x".repeat(300)}\n`])(
	"%j is no script to the kernel",
	(text) => {
		expect(parse(text)).toBeUndefined();
	},
);
