import { expect, test } from "vitest";
import { remediesOf } from "./reported.ts";
import { imageReport } from "./reported-image.ts";

const refused = "exec /app: exec format error";
const config = { Entrypoint: ["/app"], Env: ["PATH=/bin"] };

/** What an image's entrypoint is instead of a program, and what helps. */
function notAProgram(name: string, content: string | Buffer, what: RegExp, remedy: RegExp): void {
	imageReport(name, { "/app": content }, config, ({ result, run }) => {
		test("the kernel refuses it, and what it is is told", async () => {
			const told = await result("/app");
			expect(told).toMatchObject({ verdict: "fails", message: refused });
			expect(told.findings[0]?.message).toMatch(what);
			expect(remediesOf(told)).toMatch(remedy);
		});
		test("so it really is", () => {
			expect(run().output).toBe("execve 8");
		});
	});
}

notAProgram(
	"opencontainers/runc#1773",
	"pipenv run celery worker\n",
	/neither an ELF file nor a script/,
	/without a `#!` line/,
);
notAProgram("portainer/portainer#11542", macho(), /macOS \(Mach-O\)/, /GOOS=linux/);
notAProgram("shimberger/gohls#12, the other way round", "MZ\x90\0\x03\0\0\0", /Windows program \(PE\)/, /for Linux/);
notAProgram(
	"git-lfs/git-lfs#4240",
	"version https://git-lfs.github.com/spec/v1\noid sha256:2d6c72fe33411b6b66cf5fc671d56ac1c68e406c75fe4f9c12d71e09abad8b87\nsize 10\n",
	/Git LFS pointer/,
	/git lfs pull/,
);
notAProgram("a byte order mark (a sibling)", "\ufeff#!/bin/sh\necho hello\n", /byte order mark/, /without BOM/);
notAProgram("an error page (a sibling)", "<!DOCTYPE html>\n<html><title>404</title>", /HTML page/, /curl -fL/);
notAProgram(
	"what was downloaded and not unpacked (a sibling)",
	Buffer.from("1f8b080000000000", "hex"),
	/gzip/,
	/unpack it/,
);
notAProgram("an empty file (a sibling)", "", /is empty/, /failed download/);

/** The start of a file for macOS on AArch64. */
function macho(): Buffer {
	return Buffer.concat([Buffer.from("cffaedfe0c00000100000000", "hex"), Buffer.alloc(64)]);
}
