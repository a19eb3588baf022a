import { describe } from "vitest";
import { expectExec, program, scenario } from "../support/scene.ts";

const libc = "name:/lib/ld-musl-x86_64.so.1";

describe("names that musl answers itself", () => {
	const reserved = [
		"libc.so.6",
		"libc.so.7",
		"libc.musl-x86_64.so.1",
		"libm.foo",
		"libpthread.so.0",
		"librt.so.1",
		"libdl.so.2",
		"libutil.so.1",
		"libxnet.so",
	];
	for (const name of reserved) {
		scenario(
			`${name} is musl itself`,
			{ "/t/app": program("int puts(char*);", "puts", { needs: [name] }) },
			(stage) => {
				expectExec(stage, "/t/app", "starts");
			},
		);
	}
	const others = [
		"libresolv.so.2",
		"libcrypt.so.1",
		"libanl.so.1",
		"libnsl.so.1",
		"libmvec.so.1",
		"ld-linux-x86-64.so.2",
		"libgcc_s.so.1",
		"libstdc++.so.6",
		"libc",
	];
	for (const name of others) {
		scenario(`${name} is looked for`, { "/t/app": program("", "0", { needs: [name] }) }, (stage) => {
			expectExec(stage, "/t/app", [
				`Error loading shared library ${name}: No such file or directory (needed by /t/app)`,
			]);
		});
	}
	scenario(
		"the interpreter's own path",
		{ "/t/app": program("int puts(char*);", "puts", { needs: [libc] }) },
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
});
