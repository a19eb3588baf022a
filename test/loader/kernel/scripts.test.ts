import { describe, expect } from "vitest";
import { expectExec, file, type Items, program, scenario } from "../support/scene.ts";

const bare = program("", "0", { flags: ["-static"] });
const exec = (words: string) => [`exec /t/app: ${words}`];

/** /t/app runs /t/s1, which runs /t/s2, ... and the last of them the program. */
function nested(depth: number): Items {
	const scripts = Array.from({ length: depth }, (_, index) => {
		const next = index === depth - 1 ? "/t/program" : `/t/s${index + 1}`;
		return [index === 0 ? "/t/app" : `/t/s${index}`, file(`#!${next}\n`)] as const;
	});
	return { "/t/program": bare, ...Object.fromEntries(scripts) };
}

describe("scripts", () => {
	for (const depth of [1, 2, 5]) {
		scenario(`${depth} deep start`, nested(depth), (stage) => {
			const load = expectExec(stage, "/t/app", "starts");
			expect(load.objects.map(({ name, via }) => [name, via])).toEqual([
				["/t/app", "subject"],
				["/t/program", "interpreter"],
			]);
		});
	}
	scenario("6 deep do not", nested(6), (stage) => {
		expectExec(stage, "/t/app", exec("too many levels of symbolic links"));
	});

	const lines = {
		"#!/t/program": "starts",
		"#! /t/program  -x  y\n": "starts",
		"#!/t/program\r\n": exec("no such file or directory"),
		"#!/nowhere/sh\n": exec("no such file or directory"),
		"#!\n": exec("exec format error"),
		"#!": exec("permission denied"),
		"#!  ": exec("permission denied"),
		"#!   \n/t/program\n": exec("exec format error"),
		"#!/t/text\n": exec("exec format error"),
		"#!/t/quiet\n": exec("permission denied"),
		"#!/t\n": exec("permission denied"),
		"#!t/program\n": "starts",
	} as const;
	for (const [line, expected] of Object.entries(lines)) {
		scenario(
			`${JSON.stringify(line)}`,
			{ "/t/program": bare, "/t/text": file("text"), "/t/quiet": file("text", 0o644), "/t/app": file(line) },
			(stage) => {
				expectExec(stage, "/t/app", expected);
			},
		);
	}

	scenario(
		"a path cut off by the kernel's buffer is refused, one that just fits is not",
		{
			[`/${"d".repeat(200)}/${"p".repeat(50)}`]: bare,
			"/t/app": file(`#!/${"d".repeat(200)}/${"p".repeat(50)}\n`),
			"/t/long": file(`#!/${"d".repeat(200)}/${"p".repeat(60)}\n`),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
			expectExec(stage, "/t/long", ["exec /t/long: exec format error"]);
		},
	);
	scenario(
		"an interpreter that lacks its own: the script is what cannot be executed",
		{
			"/t/program": program("", "0", { interpreter: "/lib64/ld-linux-x86-64.so.2" }),
			"/t/app": file("#!/t/program\n"),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", exec("no such file or directory"));
			expect(load.problems).toMatchObject([
				{ kind: "interpreter-missing", interpreter: "/lib64/ld-linux-x86-64.so.2" },
			]);
		},
	);
	scenario(
		"musl names the script in what it says of the interpreter",
		{
			"/t/program": program("int gone(void);", "gone()", { needs: ["libgone.so"] }),
			"/t/app": file("#!/t/program\n"),
		},
		(stage) => {
			expectExec(stage, "/t/app", [
				"Error loading shared library libgone.so: No such file or directory (needed by /t/app)",
				"Error relocating /t/app: gone: symbol not found",
			]);
		},
	);
});
