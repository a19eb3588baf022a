import { execFileSync, spawnSync } from "node:child_process";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { reportOf, runInspect } from "../cli/run-inspect.ts";
import { obstacle, runner } from "../loader/support/tools.ts";
import { skippedLoudly } from "../skipped-loudly.ts";

const folder = mkdtempSync(join(tmpdir(), "elfspect-pack-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compiled(path: string, source: string, flags: readonly string[]): void {
	mkdirSync(dirname(join(folder, path)), { recursive: true });
	execFileSync("gcc", ["-w", "-x", "c", "-", "-x", "none", ...flags, "-o", path], { cwd: folder, input: source });
}

/** Unpacks the layer of a docker archive. */
function unpacked(archive: string, name: string): string {
	const outer = join(folder, `${name}.outer`);
	const root = join(folder, `${name}.root`);
	for (const path of [outer, root]) mkdirSync(path);
	execFileSync("tar", ["-xf", join(folder, archive), "-C", outer]);
	const [{ Layers }] = JSON.parse(readFileSync(join(outer, "manifest.json"), "utf8"));
	execFileSync("tar", ["-xf", join(outer, Layers[0]), "-C", root]);
	return root;
}

/** Without /proc, which engines mount, glibc learns from this variable where a program stands ($ORIGIN). */
const OWN = ["LD_ORIGIN_PATH=/app/bin", "/app/bin/app"];

function started(
	root: string,
	command: readonly string[],
): { readonly stdout: string; readonly status: number | null } {
	const { stdout, status } = spawnSync(runner(), [root, "/", ...command], { encoding: "utf8" });
	return { stdout, status };
}

describe.skipIf(skippedLoudly("inspect pack", obstacle()))("inspect pack", () => {
	compiled("app/lib/libown.so", "int own(void) { return 7; }", ["-shared", "-fPIC"]);
	// Found by way of its search path, relative to where the program stands.
	compiled(
		"app/bin/app",
		'#include <stdio.h>\nint own(void); int main(void) { return printf("own %d\\n", own()) < 0; }',
		["-Lapp/lib", "-lown", "-Wl,-rpath,$ORIGIN/../lib"],
	);

	test("a program of the user's own, with this machine's libraries: it starts where nothing else is", () => {
		const { status, stderr } = runInspect(["pack", "app/bin/app", "-o", "app.tar"], { cwd: folder });
		expect(stderr).toContain("/app/bin/app: runs\nelfspect: app.tar: written\n");
		expect(status).toBe(0);
		const root = unpacked("app.tar", "app");
		expect(readdirSync(join(root, "app")).sort()).toEqual(["bin", "lib"]);
		expect(started(root, OWN)).toEqual({ stdout: "own 7\n", status: 0 });
		const report = reportOf(["app.tar", "--target", "self"], { cwd: folder });
		expect(report.subjects[0]).toMatchObject({ path: "/app/bin/app", role: "entrypoint" });
		expect(report.gate?.passed).toBe(true);
	});

	test("the same input gives the same bytes, to a file and to a pipe, whatever its times", () => {
		execFileSync("touch", ["app/lib/libown.so"], { cwd: folder });
		const { status } = runInspect(["pack", "app/bin/app", "-o", "again.tar"], { cwd: folder });
		expect(status).toBe(0);
		expect(readFileSync(join(folder, "again.tar")).equals(readFileSync(join(folder, "app.tar")))).toBe(true);
		const piped = execFileSync("sh", ["-c", `node ${process.cwd()}/bin/inspect.js pack app/bin/app -o - 2>err`], {
			cwd: folder,
			maxBuffer: 1 << 28,
		});
		expect(piped.equals(readFileSync(join(folder, "app.tar")))).toBe(true);
	});

	test("an OCI archive holds the same layer", () => {
		const options = ["--archive", "oci-archive", "--tag", "app:1", "-o", "oci.tar"];
		expect(runInspect(["pack", "app/bin/app", ...options], { cwd: folder }).status).toBe(0);
		expect(reportOf(["oci-archive:oci.tar", "--target", "self"], { cwd: folder }).gate?.passed).toBe(true);
	});

	test("a program of a package brings its record, and dpkg-query reads it", () => {
		const { status, stderr } = runInspect(["pack", "/bin/bash", "-o", "bash.tar"], { cwd: folder });
		expect([status, stderr]).toEqual([0, expect.stringContaining(": written")]);
		const root = unpacked("bash.tar", "bash");
		expect(started(root, ["/bin/bash", "-c", "echo $((6 * 7))"])).toEqual({ stdout: "42\n", status: 0 });
		const listed = execFileSync("dpkg-query", [`--admindir=${root}/var/lib/dpkg`, "-W"]);
		const names = listed
			.toString()
			.split("\n")
			.map((line) => line.split(/[:\t]/)[0]);
		expect(names).toEqual(expect.arrayContaining(["bash", "libc6"]));
		expect(existsSync(join(root, "usr/share/man"))).toBe(false);
	});

	test("a library that only the builder's cache finds: the image has a cache of its own", () => {
		mkdirSync(join(folder, "builder/etc"), { recursive: true });
		mkdirSync(join(folder, "builder/opt/odd"), { recursive: true });
		compiled("builder/opt/odd/libodd.so.1", "int odd(void) { return 3; }", [
			"-shared",
			"-fPIC",
			"-Wl,-soname,libodd.so.1",
		]);
		compiled(
			"builder/bin/odd",
			'#include <stdio.h>\nint odd(void); int main(void) { return printf("odd %d\\n", odd()) < 0; }',
			["builder/opt/odd/libodd.so.1"],
		);
		for (const path of ["/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/libc.so.6"]) {
			mkdirSync(dirname(join(folder, "builder", path)), { recursive: true });
			copyFileSync(path, join(folder, "builder", path));
		}
		writeFileSync(join(folder, "builder/etc/ld.so.conf"), "/opt/odd\n");
		execFileSync("/sbin/ldconfig", ["-r", join(folder, "builder")]);
		const { status, stderr } = runInspect(["pack", "/bin/odd", "--from", "builder", "-o", "odd.tar"], { cwd: folder });
		expect([status, stderr]).toEqual([0, expect.stringContaining("/bin/odd: runs")]);
		const root = unpacked("odd.tar", "odd");
		expect(started(root, ["/bin/odd"])).toEqual({ stdout: "odd 3\n", status: 0 });
		const cache = execFileSync("/sbin/ldconfig", ["-r", root, "-p"]).toString();
		expect(cache).toContain("libodd.so.1 (libc6,x86-64) => /opt/odd/libodd.so.1");
	});

	test("an image gets smaller, its layers compressed or not: what its user put there stays", () => {
		const layer = join(folder, "bash.outer");
		const [{ Layers, Config }] = JSON.parse(readFileSync(join(layer, "manifest.json"), "utf8"));
		// Something that nobody needs, and something of the user's.
		const more = join(folder, "bash.root");
		mkdirSync(join(more, "srv"));
		writeFileSync(join(more, "srv/data.txt"), "data\n");
		symlinkSync("/srv/data.txt", join(more, "srv/link"));
		mkdirSync(join(more, "usr/share/doc/idle"), { recursive: true });
		writeFileSync(join(more, "usr/share/doc/idle/README"), "nobody reads it\n");
		execFileSync("tar", ["-cf", join(layer, Layers[0]), "-C", more, "."]);
		execFileSync("tar", ["-cf", join(folder, "fat.tar"), "-C", layer, Layers[0], Config, "manifest.json"]);
		writeFileSync(join(folder, "fat.tar.gz"), gzipSync(readFileSync(join(folder, "fat.tar"))));
		for (const image of ["fat.tar", "fat.tar.gz"]) {
			const name = image.replaceAll(".", "-");
			const { status, stderr } = runInspect(["pack", image, "-o", `${name}.slim`], { cwd: folder });
			expect([status, stderr]).toEqual([0, expect.stringContaining("/bin/bash: runs")]);
			const root = unpacked(`${name}.slim`, name);
			expect(readFileSync(join(root, "srv/data.txt"), "utf8")).toBe("data\n");
			expect(existsSync(join(root, "usr/share/doc/idle"))).toBe(false);
			expect(started(root, ["/bin/bash", "-c", "read line < /srv/link; echo $line"])).toEqual({
				stdout: "data\n",
				status: 0,
			});
		}
		expect(readFileSync(join(folder, "fat-tar.slim")).equals(readFileSync(join(folder, "fat-tar-gz.slim")))).toBe(true);
	});

	test("what would not start is not written", () => {
		rmSync(join(folder, "builder/opt/odd/libodd.so.1"));
		const { status, stderr } = runInspect(["pack", "/bin/odd", "--from", "builder", "-o", "no.tar"], { cwd: folder });
		expect(status).toBe(1);
		expect(stderr).toContain(
			"/bin/odd does not run in the packed image: /bin/odd: error while loading shared libraries: libodd.so.1",
		);
		expect(stderr).toMatch(/elfspect: nothing was written\n$/);
		expect(existsSync(join(folder, "no.tar"))).toBe(false);
	});

	test("the Dockerfile gathers the same files", () => {
		const { stdout, status } = runInspect(["pack", "app/bin/app", "--dockerfile"], { cwd: folder });
		expect(status).toBe(0);
		expect(stdout).toContain("FROM scratch\nCOPY --from=packed /packed/ /\n");
		expect(stdout).toContain('COPY ["app/bin/app","/app/bin/app"]\nCOPY ["app/lib/libown.so","/app/lib/libown.so"]\n');
		expect(stdout).toContain('ENTRYPOINT ["/app/bin/app"]\n');
		const [, gather = ""] = /RUN ([\s\S]*?)\n\n/.exec(stdout) ?? [];
		const root = join(folder, "gathered");
		execFileSync("sh", ["-c", gather.replaceAll("/packed.tar", `${root}.tar`).replaceAll("/packed", root)]);
		execFileSync("cp", ["-r", join(folder, "app"), root]);
		expect(started(root, OWN)).toEqual({ stdout: "own 7\n", status: 0 });
	});

	test("the list says why each file is there", () => {
		const { stdout, status } = runInspect(["pack", "app/bin/app", "--dry-run", "--format", "json"], { cwd: folder });
		expect(status).toBe(0);
		const { files } = JSON.parse(stdout);
		expect(files).toContainEqual(
			expect.objectContaining({ path: "/app/lib/libown.so", reason: "needed by /app/bin/app" }),
		);
		expect(runInspect(["pack", "app/bin/app", "--dry-run"], { cwd: folder }).stdout).toContain(
			"(loader of /app/bin/app)",
		);
	});

	test.each([
		[["nowhere/app", "-o", "x.tar"], "nowhere/app: no such file, here or in the builder"],
		[["app/bin/app"], "say where the image goes"],
		[["app/bin/app", "-o", "app.tar"], "app.tar: it is there already (--force replaces it)"],
		[["-", "-o", "x.tar"], "save it to a file to pack it"],
		[["app", "-o", "x.tar"], "app: a folder: say what to start (--entrypoint)"],
		[["/bin/su", "-o", "x.tar"], "/bin/su: a set-user-ID program becomes somebody else"],
		[["app/bin/app", "--include", "/nowhere/*", "-o", "x.tar"], "--include /nowhere/*: the builder has nothing there"],
	])("%j is one clear line, exit 2", (parameters, words) => {
		const { stdout, stderr, status } = runInspect(["pack", ...parameters], { cwd: folder });
		expect(stderr.trimEnd().split("\n")[0]).toContain(words);
		expect([stdout, status]).toEqual(["", 2]);
		expect(existsSync(join(folder, "x.tar"))).toBe(false);
	});
});
