import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { zip } from "../subjects/zip.ts";
import { runInspect } from "./run-inspect.ts";

const HELLO = readFileSync("fixtures-bin/x86_64-musl/hello");
const OBJECT = "fixtures-bin/x86_64-glibc/hello.o";
const folder = mkdtempSync(join(tmpdir(), "elfspect-odd-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function stored(name: string, content: Buffer | string): string {
	writeFileSync(join(folder, name), content);
	return name;
}

/** Exit code, the verdict on Alpine with its message, and the first line of the errors. */
function answer(name: string) {
	const { status, stdout, stderr } = runInspect([name, "--target", "alpine:3.20", "--format", "json"], { cwd: folder });
	const result = stdout === "" ? undefined : JSON.parse(stdout).subjects[0]?.results[0];
	return { status, verdict: result?.verdict, message: result?.message, error: stderr.split("\n")[0] };
}

const none = { verdict: undefined, message: undefined };

describe("a file that is nothing for Linux says what it is", () => {
	test.each([
		["empty", "", "it is empty"],
		["one-byte", "\x01", undefined],
		["data", Buffer.from("0102030405060708", "hex"), undefined],
		["text", "hello\n", "it is text without a #! line, which the kernel does not start (exec format error)"],
		["app.exe", "MZ\x90\x00".padEnd(600, "x"), "it is a Windows program (PE)"],
		["mach-o", Buffer.from("cffaedfe0700000103000000", "hex"), "it is a program for macOS (Mach-O)"],
		["module.wasm", Buffer.from("0061736d01000000", "hex"), "it is a WebAssembly module"],
		["with-bom.sh", "\ufeff#!/bin/sh\n", "it is a script behind a byte order mark"],
		["lib.a", "!<arch>\nx.o/            0", "it is an archive of object files"],
		["x.deb", "!<arch>\ndebian-binary   0", "it is a Debian package"],
		["x.rpm", Buffer.from("edabeedb03000000", "hex"), "it is an RPM package"],
		["text.gz", gzipSync("hello\n"), "it is text without a #! line"],
	])("%s", (name, content, what) => {
		const { error, ...rest } = answer(stored(name, content));
		expect(rest).toEqual({ status: 2, ...none });
		expect(error).toContain(`elfspect: error: ${name}: file: its content is not an ELF file`);
		if (what === undefined) expect(error).toMatch(/root file system$/);
		else expect(error).toContain(`: ${what}`);
	});

	test("zip files without a program", () => {
		const empty = Buffer.from("504b0506000000000000000000000000000000000000", "hex");
		expect(answer(stored("empty.zip", empty))).toMatchObject({
			status: 2,
			error: "elfspect: error: empty.zip: a zip file without an ELF file in it",
		});
	});

	test("zip files that are cut short may have held one: nobody knows, and a gate fails", () => {
		const cut = zip([{ name: "app", content: HELLO }]).subarray(0, 100);
		expect(answer(stored("cut.zip", cut))).toMatchObject({
			status: 1,
			verdict: "unknown",
			message: "it is not looked into: its list of members is not there: it is cut short or damaged",
		});
	});

	test("folders and archives without a program", () => {
		mkdirSync(join(folder, "docs"));
		writeFileSync(join(folder, "docs/readme"), "hi");
		execFileSync("tar", ["cf", "docs.tar", "docs"], { cwd: folder });
		execFileSync("tar", ["cf", "outer.tar", "docs.tar"], { cwd: folder });
		writeFileSync(join(folder, "zeros.tar"), Buffer.alloc(10_240));
		for (const name of ["docs", "docs.tar", "outer.tar", "zeros.tar"]) {
			const { status, verdict, error } = answer(name);
			expect([status, verdict]).toEqual([2, undefined]);
			expect(error).toContain(`elfspect: error: ${name}: nothing to inspect in this `);
		}
	});

	test("an object file is not started, and a beginning of ELF is malformed", () => {
		copyFileSync(OBJECT, join(folder, "hello.o"));
		expect(answer("hello.o")).toMatchObject({
			status: 2,
			verdict: "unknown",
			error: expect.stringContaining("an object file (ET_REL)"),
		});
		expect(answer(stored("magic", "\x7fELF"))).toMatchObject({
			status: 2,
			verdict: "unknown",
			error: expect.stringContaining("malformed ELF file"),
		});
	});
});

describe("compressed by itself", () => {
	const runs = { status: 0, verdict: "runs", message: undefined, error: "" };
	const zstd = Buffer.from(execFileSync("zstd", ["-qc"], { input: HELLO }));
	test.each([
		["hello.gz", gzipSync(HELLO)],
		["hello.zst", zstd],
		["script.gz", gzipSync("#!/bin/sh\n")],
		["wheel.gz", gzipSync(zip([{ name: "app", content: HELLO }]))],
		["renamed", zip([{ name: "app", content: HELLO }])],
	])("%s is judged as what is in it", (name, content) => {
		expect(answer(stored(name, content))).toEqual(runs);
	});

	test("and so it is on standard input", () => {
		for (const input of [gzipSync(HELLO), zstd]) {
			expect(runInspect(["-", "--target", "alpine:3.20"], { input })).toMatchObject({ status: 0, stderr: "" });
		}
	});

	test("cut short, it is neither judged nor taken for an archive that is", () => {
		const { status, verdict, error } = answer(stored("cut.gz", gzipSync(HELLO).subarray(0, 700)));
		expect([status, verdict]).toEqual([2, undefined]);
		expect(error).toContain("unexpected end of file");
	});
});

describe("scripts", () => {
	const refused = (name: string, words: string) => ({
		status: 1,
		verdict: "fails",
		message: `exec ${name}: ${words}`,
		error: "",
	});
	const noSuchFile = "no such file or directory";
	test.each([
		["plain", "#!/bin/sh\n", "runs"],
		["no-newline", "#!/bin/sh", "runs"],
		["blanks", "#! \t/bin/sh -e \t\n", "runs"],
		["busybox", "#!/bin/busybox sh\n", "runs"],
		["long-argument", `#!/bin/sh ${"a".repeat(300)}\n`, "runs"],
		["windows-lines", "#!/bin/sh\r\necho\r\n", noSuchFile],
		["bash", "#!/bin/bash\n", noSuchFile],
		["relative", "#!sh\n", noSuchFile],
		["folder", "#!/lib\n", "permission denied"],
		["no-program", "#!/etc/passwd\n", "permission denied"],
		["nothing-named", "#!\n", "exec format error"],
		["blanks-only", "#!  \n", "exec format error"],
		["long-interpreter", `#!/bin/${"a".repeat(300)}\n`, "exec format error"],
	])("%s", (name, content, expected) => {
		const { status, verdict, message, error } = answer(stored(name, content));
		if (expected === "runs") expect({ status, verdict, error }).toEqual({ status: 0, verdict: "runs", error: "" });
		else expect({ status, verdict, message, error }).toEqual(refused(name, expected));
	});
});

describe("targets and settings that are none", () => {
	const app = (...parameters: string[]) => {
		stored("app", HELLO);
		return runInspect(["app", ...parameters], { cwd: folder });
	};

	test("a damaged profile, one cut short, and what is no profile at all", () => {
		const made = join(folder, "own.profile");
		stored("app", HELLO);
		execFileSync("tar", ["cf", "base.tar", "app"], { cwd: folder });
		expect(runInspect(["profile", "base.tar", "-o", made], { cwd: folder }).status).toBe(0);
		const whole = readFileSync(made);
		expect(app("-t", "./own.profile").status).toBe(1);
		for (const length of [20, whole.length >> 1, whole.length - 1]) {
			stored("cut.profile", whole.subarray(0, length));
			const { status, stdout, stderr } = app("-t", "./cut.profile");
			expect([status, stdout]).toEqual([2, ""]);
			expect(stderr).toMatch(/^elfspect: [^\n]*cut\.profile[^\n]*\n$/);
		}
		expect(app("-t", "./app")).toMatchObject({
			status: 2,
			stderr: expect.stringContaining("neither a profile nor an image"),
		});
	});

	test("a base image that is cut short is not taken for a whole one", () => {
		stored(
			"base.tgz",
			gzipSync(Buffer.concat([readFileSync("test/source/archives/rootfs-v7.tar"), HELLO])).subarray(0, 500),
		);
		const { status, stdout, stderr } = app("-t", "./base.tgz");
		expect(status).toBe(2);
		expect(stderr).toContain("base.tgz");
		expect(stdout).not.toContain("gate passed");
	});

	test.each([
		[["-t", "nosuch"], "unknown target"],
		[["-t", "alpine:3.20+nosuch"], "no add-on"],
		[["-t", ""], "empty target name"],
		[["--arch", "nosuch", "-t", "alpine"], "unknown architecture nosuch; known are"],
		[["--format", "nosuch"], "Allowed choices"],
		[["--cpu", "v9"], "known levels are"],
		[["--config", "nosuch.yaml"], "nosuch.yaml"],
		[["--baseline", "nosuch.json"], "no such baseline"],
		[["-o", "/nonexistent/report"], "/nonexistent/report"],
		[["--nosuch"], "unknown option"],
	])("%j: exit code 2 and one message", (parameters, words) => {
		const { status, stdout, stderr } = app(...parameters);
		expect([status, stdout]).toEqual([2, ""]);
		expect(stderr).toContain(words);
		expect(stderr).not.toContain("    at ");
	});
});
