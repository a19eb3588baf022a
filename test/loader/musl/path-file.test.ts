import { describe, expect } from "vitest";
import { expectExec, file, folder, library, link, program, scenario } from "../support/scene.ts";

const missing = "Error loading shared library liba.so: No such file or directory (needed by /t/app)";
const inUsrLib = {
	"/usr/lib/liba.so": library(),
	"/t/app": program("", "0", { needs: ["/usr/lib/liba.so"] }),
};
const inOpt = {
	"/opt/lib/liba.so": library(),
	"/t/app": program("", "0", { needs: ["/opt/lib/liba.so"] }),
};

describe("/etc/ld-musl-ARCH.path", () => {
	scenario(
		"replaces the built-in directories; newlines and colons separate",
		{ ...inOpt, "/etc/ld-musl-x86_64.path": file("/nowhere\n/else:/opt/lib\n") },
		(stage) => {
			expect(expectExec(stage, "/t/app", "starts").objects[1]?.path).toBe("/opt/lib/liba.so");
		},
	);
	scenario("leaves no built-in directory", { ...inUsrLib, "/etc/ld-musl-x86_64.path": file("/lib\n") }, (stage) => {
		expectExec(stage, "/t/app", [missing]);
	});
	scenario("an empty one leaves none at all", { ...inUsrLib, "/etc/ld-musl-x86_64.path": file("") }, (stage) => {
		expectExec(stage, "/t/app", [missing.replace("No such file or directory", "No error information")]);
	});
	scenario("a folder of that name, too", { ...inUsrLib, "/etc/ld-musl-x86_64.path": folder() }, (stage) => {
		expectExec(stage, "/t/app", [missing.replace("No such file or directory", "Is a directory")]);
	});
	scenario(
		"a symlink to nothing is as good as none",
		{ ...inUsrLib, "/etc/ld-musl-x86_64.path": link("x") },
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"is looked for beside the loader as PT_INTERP names it",
		{
			"/opt/lib/liba.so": library(),
			"/opt/lib/ld.so": link("/lib/ld-musl-x86_64.so.1"),
			"/opt/etc/ld-musl-x86_64.path": file("/opt/lib"),
			"/t/app": program("", "0", { needs: ["/opt/lib/liba.so"], interpreter: "/opt/lib/ld.so" }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario("other systems' files are not read", { ...inOpt, "/etc/ld.so.conf": file("/opt/lib\n") }, (stage) => {
		expectExec(stage, "/t/app", [missing]);
	});
});
