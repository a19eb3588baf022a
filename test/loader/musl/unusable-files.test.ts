import { truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { expectExec, file, folder, type Item, library, link, patched, program, scenario } from "../support/scene.ts";

const app = program("", "0", { needs: ["libodd.so"] });
const error = (words: string) => [`Error loading shared library libodd.so: ${words} (needed by /t/app)`];

/** The first bytes of a file. */
function cut(item: Item, bytes: number): Item {
	return (place, path) => {
		item(place, path);
		truncateSync(join(place, path), bytes);
	};
}

const odd: Readonly<Record<string, readonly [Item, string]>> = {
	"a text": [file("INPUT ( /lib/libc.so.6 )\n"), "Exec format error"],
	"a long text": [file("x".repeat(5000)), "Exec format error"],
	"an empty file": [file(""), "Exec format error"],
	"a folder": [folder(), "Is a directory"],
	"a symlink to nothing": [link("nothing"), "No such file or directory"],
	"a symlink that loops": [link("libodd.so"), "Symbolic link loop"],
	"a library for 32 bits": [library("", { flags: ["-m32"] }), "Exec format error"],
	"an object file": [patched(library(), (bytes) => bytes.writeUInt16LE(1, 16)), "Exec format error"],
	"a file shorter than an ELF header": [cut(library(), 20), "Exec format error"],
	"a header alone": [cut(library(), 64), "Exec format error"],
	"a library cut short in its program headers": [cut(library(), 200), "Exec format error"],
	"a static program": [program("", "0", { flags: ["-static"] }), "Exec format error"],
	"a core file": [patched(library(), (bytes) => bytes.writeUInt16LE(4, 16)), "Exec format error"],
};

describe("the first file that can be opened is taken, whatever it is", () => {
	for (const [what, [item, words]] of Object.entries(odd)) {
		scenario(what, { "/lib/libodd.so": item, "/usr/lib/libodd.so": folder(), "/t/app": app }, (stage) => {
			const goesOn = what === "a symlink to nothing";
			const load = expectExec(stage, "/t/app", error(goesOn ? "Is a directory" : words));
			const inhibited = what === "a symlink that loops";
			expect(load.problems[0]?.kind).toBe(inhibited ? "library-missing" : "library-unusable");
		});
	}

	scenario(
		"a broken symlink is passed over",
		{ "/lib/libodd.so": link("nothing"), "/usr/lib/libodd.so": library(), "/t/app": app },
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"a library without the ELF magic is as good as any",
		{ "/lib/libodd.so": patched(library(), (bytes) => bytes.write("XELF", 0)), "/t/app": app },
		(stage) => {
			expect(stage.exec("/t/app").outcome).not.toBe("starts");
		},
	);
	scenario("a program is a library, too", { "/lib/libodd.so": program(), "/t/app": app }, (stage) => {
		expectExec(stage, "/t/app", "starts");
	});
	scenario(
		"two programs at fixed addresses do not go together",
		{
			"/lib/libodd.so": program("", "0", { flags: ["-no-pie"], needs: ["libm.so.6"] }),
			"/t/app": program("", "0", { needs: ["libodd.so"], flags: ["-no-pie"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", error("Resource busy"));
		},
	);
	const long = `lib${"o".repeat(260)}.so`;
	scenario("a name longer than any file's", { "/t/app": program("", "0", { needs: [long] }) }, (stage) => {
		expectExec(stage, "/t/app", [`Error loading shared library ${long}: No error information (needed by /t/app)`]);
	});
});
