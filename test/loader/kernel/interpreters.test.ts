import { truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { expectExec, file, folder, type Item, library, link, patched, program, scenario } from "../support/scene.ts";

const bare = program("", "0", { flags: ["-static"] });
const app = (interpreter: string) => program("", "0", { interpreter });
const exec = (words: string) => [`exec /t/app: ${words}`];

/** The first bytes of a file. */
function cut(item: Item, bytes: number): Item {
	return (place, path) => {
		item(place, path);
		truncateSync(join(place, path), bytes);
	};
}

describe("the file that PT_INTERP names", () => {
	const odd: Readonly<Record<string, readonly [Item, string]>> = {
		"a text shorter than an ELF header": [file("hello"), "input/output error"],
		"a long text": [file("hello".repeat(100)), "accessing a corrupted shared library"],
		"a script": [file(`#!/lib/ld-musl-x86_64.so.1\n${"# more\n".repeat(20)}`), "accessing a corrupted shared library"],
		empty: [file(""), "input/output error"],
		"not executable": [file("hello", 0o644), "permission denied"],
		"a folder": [folder(), "permission denied"],
		"a symlink to nothing": [link("nothing"), "no such file or directory"],
		"a symlink that loops": [link("odd"), "too many levels of symbolic links"],
		"for aarch64": [patched(bare, (bytes) => bytes.writeUInt16LE(183, 18)), "accessing a corrupted shared library"],
		"cut short in its program headers": [cut(bare, 64), "accessing a corrupted shared library"],
		"for i386": [library("", { flags: ["-m32"] }), "accessing a corrupted shared library"],
	};
	for (const [what, [item, words]] of Object.entries(odd)) {
		scenario(`is ${what}`, { "/lib/odd": item, "/t/app": app("/lib/odd") }, (stage) => {
			const [problem] = expectExec(stage, "/t/app", exec(words)).problems;
			const missing = what === "a symlink to nothing";
			expect(problem?.kind).toBe(missing ? "interpreter-missing" : "interpreter-unusable");
		});
	}
	scenario("lies behind a file", { "/lib/odd": file(""), "/t/app": app("/lib/odd/ld.so") }, (stage) => {
		expectExec(stage, "/t/app", exec("not a directory"));
	});
	scenario(
		"is a static program: it runs in place of the loader",
		{ "/lib/odd": bare, "/t/app": app("/lib/odd") },
		(stage) => {
			expect(stage.exec("/t/app").outcome).toBe("unknown");
		},
	);
	scenario(
		"is an object file: the process dies",
		{ "/lib/odd": patched(bare, (bytes) => bytes.writeUInt16LE(1, 16)), "/t/app": app("/lib/odd") },
		(stage) => {
			expectExec(stage, "/t/app", "dies");
		},
	);
	scenario(
		"is a link to the loader under another name",
		{ "/lib64/ld-linux-x86-64.so.2": link("/lib/ld-musl-x86_64.so.1"), "/t/app": app("/lib64/ld-linux-x86-64.so.2") },
		(stage) => {
			expect(expectExec(stage, "/t/app", "starts").interpreter).toMatchObject({ path: "/lib64/ld-linux-x86-64.so.2" });
		},
	);
	scenario("is relative to the working directory", { "/t/app": app("lib/ld-musl-x86_64.so.1") }, (stage) => {
		expectExec(stage, "/t/app", "starts");
		expect(stage.exec("/t/app", { workingDirectory: "/t" }).outcome).toBe("refused");
	});
	scenario("does not end in NUL", { "/t/app": patched(app("/lib/ld-musl-x86_64.so.1"), unterminated) }, (stage) => {
		expectExec(stage, "/t/app", exec("exec format error"));
	});

	scenario(
		"is missing: what the root's own loader would say is told, too",
		{
			"/t/app": program("int gone(void); int puts(char *);", "gone() + puts(0)", {
				needs: ["libc.so.6", "libtinfo.so.6"],
				interpreter: "/lib64/ld-linux-x86-64.so.2",
			}),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", exec("no such file or directory"));
			expect(load.problems).toMatchObject([
				{ kind: "interpreter-missing", interpreter: "/lib64/ld-linux-x86-64.so.2", errno: "ENOENT" },
			]);
			expect(load.behind).toMatchObject([
				{ kind: "library-missing", library: "libtinfo.so.6" },
				{ kind: "symbol-missing", symbol: "gone", undecided: true },
			]);
		},
	);
	scenario(
		"is missing in a root without any loader: all libraries are missing, but those that are carried along",
		{
			"/t/lib/libown.so": library("", { needs: ["libz.so.1"] }),
			"/t/app": program("", "0", {
				needs: ["libc.so.6", "/t/lib/libown.so"],
				flags: ["-Wl,-rpath,$ORIGIN/lib"],
				interpreter: "/lib64/ld-linux-x86-64.so.2",
			}),
		},
		(stage) => {
			const load = stage.exec("/t/app", { libcAt: () => ({ kind: "unknown" }) });
			expect(load.behind).toMatchObject([{ library: "libc.so.6" }, { library: "libz.so.1", object: "libown.so" }]);
		},
	);
});

function unterminated(bytes: Buffer): void {
	for (let at = 64; at < 64 + bytes.readUInt16LE(56) * 56; at += 56) {
		if (bytes.readUInt32LE(at) === 3) bytes.writeBigUInt64LE(bytes.readBigUInt64LE(at + 32) - 1n, at + 32);
	}
}
