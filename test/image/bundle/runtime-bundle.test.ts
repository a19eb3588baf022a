import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { startedPrograms } from "../../../src/entrypoint/start-command.ts";
import { inspect } from "../../../src/inspect.ts";
import { openInput } from "../../../src/source/open-input.ts";
import type { OpenedInput } from "../../../src/source/opened-input.ts";
import { type RawEntry, rawTar } from "../../archive/tar/tar-writer.ts";
import { listing } from "../../source/tree-listing.ts";

const archive = join(import.meta.dirname, "../../source/archives/umoci-bundle.tar");
const scratch = mkdtempSync(join(tmpdir(), "elfspect-bundles-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const helloStatic = readFileSync("fixtures-bin/x86_64-musl/hello-static");
const CONFIG = {
	ociVersion: "1.0.0",
	process: { args: ["/app"], cwd: "/", user: { uid: 0, gid: 0 } },
	root: { path: "rootfs" },
};

async function openOne(spec: string): Promise<OpenedInput> {
	const [input, ...others] = await openInput(spec);
	if (input === undefined || others.length > 0) throw new Error("not one input");
	return input;
}

let count = 0;
function freshPath(): string {
	count += 1;
	return join(scratch, String(count));
}

/** A bundle of one program as a folder; `config` is written as it is where it is a text. */
function bundleFolder(config: unknown = CONFIG, root = "rootfs"): string {
	const folder = freshPath();
	mkdirSync(join(folder, root, "etc"), { recursive: true });
	writeFileSync(join(folder, root, "app"), helloStatic, { mode: 0o755 });
	writeFileSync(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
	return folder;
}

function tarFile(entries: readonly RawEntry[]): string {
	const path = freshPath();
	writeFileSync(path, rawTar(entries));
	return path;
}

describe("a bundle that umoci unpacked", () => {
	const unpacked = (): string => {
		const folder = freshPath();
		mkdirSync(folder);
		execFileSync("tar", ["-C", folder, "-xf", archive]);
		return folder;
	};

	test("is an image: its root, with what its config.json starts", async () => {
		const input = await openOne(archive);
		expect(input.form).toBe("image");
		expect(input.diagnostics).toEqual([]);
		expect(input.tree.list("/")).toContain("usr");
		expect(input.image).toMatchObject({
			architecture: "amd64",
			entrypoint: ["/app/program"],
			environment: expect.arrayContaining(["PATH=/usr/bin"]),
			workingDirectory: "/",
			credentials: { uid: 1000, gid: 50, groups: [] },
		});
	});

	test("is the same in a folder, at the top of a tar, and where its bytes pass once", async () => {
		const expected = listing(await openOne(archive));
		expect(expected.some((line) => line.startsWith('"/app/program" file 755'))).toBe(true);
		const folder = unpacked();
		const top = freshPath();
		execFileSync("tar", ["-C", join(folder, "bundle"), "-czf", top, "."]);
		expect(listing(await openOne(top))).toEqual(expected);
		const inFolder = await openOne(join(folder, "bundle"));
		expect(inFolder.image).toEqual((await openOne(archive)).image);
		expect(listing(inFolder)).toHaveLength(expected.length);
	});

	test("is judged, what it starts first", async () => {
		const { subjects, diagnostics } = await inspect({ subjects: [archive], targets: ["self"] });
		expect(diagnostics).toBeUndefined();
		expect(subjects[0]).toMatchObject({ path: "/app/program", role: "entrypoint" });
		expect(subjects[0]?.results).toMatchObject([
			{ verdict: "fails", message: "exec /app/program: no such file or directory" },
		]);
	});

	test("is files and nothing more with rootfs: or dir:", async () => {
		expect((await openOne(`rootfs:${archive}`)).tree.list("/")).toEqual(["bundle"]);
		expect((await openOne(`dir:${unpacked()}`)).form).toBe("directory");
	});
});

test("files that loaders read are kept of a compressed bundle, however deep its root stands", async () => {
	for (const root of ["rootfs", "image/rootfs", "deep/image/rootfs"]) {
		const config = JSON.stringify({ ...CONFIG, root: { path: root } });
		const path = freshPath();
		const passwd = { name: `./${root}/etc/passwd`, data: "app:x:7:7::/:\n" };
		writeFileSync(path, gzipSync(rawTar([passwd, { name: "./config.json", data: config }])));
		const found = (await openOne(path)).tree.lookup("/etc/passwd");
		expect(found.found && found.entry.type === "file" && found.entry.bytes()?.size).toBe(14);
	}
});

describe("the root of a bundle", () => {
	test("may have any name, absolute if it is in the bundle, and its links stay inside", async () => {
		const absolute = freshPath();
		mkdirSync(join(absolute, "fs"), { recursive: true });
		symlinkSync("/etc/passwd", join(absolute, "fs/link"));
		writeFileSync(join(absolute, "config.json"), JSON.stringify({ ...CONFIG, root: { path: join(absolute, "fs") } }));
		const input = await openOne(absolute);
		expect(input.tree.list("/")).toEqual(["link"]);
		expect(input.tree.lookup("/link")).toEqual({ found: false, errno: "ENOENT" });
	});

	test.each([
		["../elsewhere", '"../elsewhere" is outside the bundle'],
		["/", '"/" is outside the bundle'],
		["none", '"none" is no folder of the bundle'],
		["config.json", '"config.json" is no folder of the bundle'],
	])("%s is refused", async (path, message) => {
		const folder = bundleFolder({ ...CONFIG, root: { path } });
		await expect(openInput(folder)).rejects.toThrow(`${folder}/config.json: root.path: ${message}`);
	});

	test("alone in a tar, without config.json, is said to stand in the wrong place", async () => {
		const alone = [{ name: "./rootfs/etc/passwd" }, { name: "./rootfs/bin/app" }];
		for (const entries of [alone, alone.map(({ name }) => ({ name: `out/${name.slice(2)}` }))]) {
			const path = tarFile(entries);
			await expect(openInput(path)).rejects.toThrow("without the config.json of an OCI runtime bundle beside it");
			expect((await openOne(`rootfs:${path}`)).form).toBe("rootfs");
		}
	});

	test.each([
		["a root beside it", [{ name: "rootfs/etc/passwd" }, { name: "usr/bin/app" }]],
		["nothing of a root in it", [{ name: "rootfs/app" }]],
	])("with %s it is one folder of a root file system like others", async (_what, entries) => {
		expect((await openOne(tarFile(entries))).form).toBe("rootfs");
	});
});

describe("a config.json that is not what the specification asks for", () => {
	const withProcess = (more: object) => ({ ...CONFIG, process: { ...CONFIG.process, ...more } });
	test.each([
		["{", "JSON: Expected property name"],
		['{"ociVersion": "1.0.0", "root": {"path": "rootfs",}}', "at position 50"],
		[{ ociVersion: "1.0.0" }, "root: it is missing"],
		[{ ...CONFIG, root: { path: 7 } }, "root.path: 7 is not a text"],
		[{ ...CONFIG, process: [] }, "process: [] is not an object"],
		[withProcess({ args: undefined }), "process.args: it is missing"],
		[withProcess({ args: [] }), "process.args: it is empty"],
		[withProcess({ args: ["/app", 1] }), "process.args[1]: 1 is not a text"],
		[withProcess({ env: "PATH=/bin" }), 'process.env: "PATH=/bin" is not a list'],
		[withProcess({ cwd: "bin" }), 'process.cwd: "bin" is no absolute path'],
		[withProcess({ user: { uid: "app" } }), 'process.user.uid: "app" is not a number'],
		[withProcess({ user: { uid: 1, gid: -1 } }), "process.user.gid: -1 is not a number"],
		[withProcess({ user: { additionalGids: [1, 2 ** 32] } }), "process.user.additionalGids[1]: 4294967296 is not"],
	])("%j", async (config, message) => {
		const folder = bundleFolder(config);
		const refusal = await openInput(folder).catch((error: unknown) => error);
		expect(String(refusal)).toContain(`${folder}/config.json: `);
		expect(String(refusal)).toContain(message);
		const path = freshPath();
		execFileSync("tar", ["-C", folder, "-czf", path, "."]);
		await expect(openInput(path)).rejects.toThrow(`${path}!config.json: `);
	});

	test.each([
		["another program's", '{"setting": true}', "rootfs"],
		["no JSON, and no rootfs beside it", "// settings", "files"],
	])("%s: the folder is read as files", async (_what, text, root) => {
		expect((await openOne(bundleFolder(text, root))).form).toBe("directory");
	});
});

describe("the process of a bundle", () => {
	test("that has no PATH finds no program: nobody completes the configuration", async () => {
		const process = { ...CONFIG.process, args: ["app"] };
		for (const env of [undefined, ["PATH="]]) {
			const { image, tree } = await openOne(bundleFolder({ ...CONFIG, process: { ...process, env } }));
			expect(image && startedPrograms(image, tree)).toMatchObject([
				{ missing: { line: 'exec: "app": executable file not found in $PATH' } },
			]);
		}
		const found = await openOne(bundleFolder({ ...CONFIG, process: { ...process, env: ["PATH=/"] } }));
		expect(found.image && startedPrograms(found.image, found.tree)).toMatchObject([{ path: "/app" }]);
	});

	test("may be absent: then nothing is started", async () => {
		const { image, tree } = await openOne(bundleFolder({ ...CONFIG, process: undefined }));
		expect(image && startedPrograms(image, tree)).toEqual([]);
	});

	test.each([
		["root without CAP_DAC_OVERRIDE", { uid: 0, gid: 0 }, ["CAP_KILL"], "fails"],
		["root without capabilities", { uid: 0, gid: 0 }, undefined, "fails"],
		["root with it", { uid: 0, gid: 0 }, ["CAP_KILL", "CAP_DAC_OVERRIDE"], "runs"],
		["the owner", { uid: 8, gid: 0 }, undefined, "runs"],
		["one of the group", { uid: 5, gid: 0, additionalGids: [9] }, undefined, "runs"],
		["anybody else", { uid: 5, gid: 0 }, undefined, "fails"],
	])("as %s", async (_who, user, capabilities, verdict) => {
		const sets = capabilities && { effective: capabilities, bounding: capabilities };
		const process = { ...CONFIG.process, user, capabilities: sets };
		const program = { name: "rootfs/app", mode: 0o710, owner: "8:9", data: helloStatic };
		const path = tarFile([{ name: "config.json", data: JSON.stringify({ ...CONFIG, process }) }, program]);
		const { subjects } = await inspect({ subjects: [path], targets: ["self"] });
		expect(subjects[0]).toMatchObject({ path: "/app", role: "entrypoint", results: [{ verdict }] });
	});

	test("is not seen with what the runtime mounts over its root", async () => {
		const mounts = ["/proc", "/etc/hosts", "/data", "/dev/shm"].map((destination) => ({ destination, type: "bind" }));
		const { diagnostics } = await openOne(bundleFolder({ ...CONFIG, mounts }));
		expect(diagnostics).toMatchObject([
			{ severity: "warning", message: expect.stringContaining("what is mounted at /data is not seen") },
		]);
	});
});
