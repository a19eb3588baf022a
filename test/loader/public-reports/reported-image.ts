import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe } from "vitest";
import { inspect } from "../../../src/inspect.ts";
import type { TargetResult } from "../../../src/verdict/report.ts";
import { rawTar } from "../../archive/tar/tar-writer.ts";
import { skipLoudly } from "../../skipped-loudly.ts";
import { realRoots } from "../support/real-roots.ts";
import { debianMusl, runner } from "../support/tools.ts";

export interface ImageConfig {
	readonly Entrypoint?: readonly string[];
	readonly Cmd?: readonly string[];
	readonly Env?: readonly string[];
}

/** An image that a user reported. */
export interface ReportedImage {
	/** What the image itself is told about a path, or about a word that nothing answers to. */
	result(path: string): Promise<TargetResult>;
	/** What the real kernel, loader and shell make of the entrypoint. */
	run(): { readonly output: string; readonly status: number | null };
}

/** One public report about an image: a static or musl busybox and musl's loader with a few executable files.
 *  Skipped loudly where neither a real Alpine nor Debian's packages are at hand. */
export function imageReport(
	name: string,
	files: Readonly<Record<string, string | Buffer>>,
	config: ImageConfig,
	tests: (image: ReportedImage) => void,
): void {
	const base = baseFiles();
	if (base === undefined || spawnSync(runner(), ["/", "/", "/bin/true"]).status !== 0) {
		skipLoudly(name, "there is no busybox with a loader of musl, or no chroot");
		return;
	}
	const folder = mkdtempSync(join(tmpdir(), "elfspect-image-"));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	const all = new Map<string, Buffer>([
		["bin/busybox", readFileSync(base.busybox)],
		["lib/ld-musl-x86_64.so.1", readFileSync(base.loader)],
		...Object.entries(files).map(([path, content]): [string, Buffer] => [path.slice(1), Buffer.from(content)]),
	]);
	describe(name, () => tests({ result: resultsOf(folder, all, config), run: () => started(folder, all, config) }));
}

interface BaseFiles {
	readonly busybox: string;
	readonly loader: string;
}

/** Files of a real Alpine where one is at hand, or else of Debian's packages busybox-static and musl. */
function baseFiles(): BaseFiles | undefined {
	const alpine = realRoots().find((root) => root.name === "alpine:3.20");
	const candidates = [
		...(alpine === undefined ? [] : [alpineFiles(alpine.folder)]),
		{ busybox: "/bin/busybox", loader: debianMusl },
	];
	return candidates.find(({ busybox, loader }) => existsSync(busybox) && existsSync(loader));
}

function alpineFiles(folder: string): BaseFiles {
	return { busybox: join(folder, "bin/busybox"), loader: join(folder, "lib/ld-musl-x86_64.so.1") };
}

function resultsOf(folder: string, files: ReadonlyMap<string, Buffer>, config: ImageConfig): ReportedImage["result"] {
	const archive = join(folder, "image.tar");
	writeFileSync(archive, dockerArchive(files, config));
	return async (path) => {
		const { subjects } = await inspect({ subjects: [archive], targets: ["self"] });
		const result = subjects.find((subject) => subject.path === path)?.results[0];
		if (result === undefined) throw new Error(`no answer for ${path}`);
		return result;
	};
}

/** As `docker save` of Docker 24 makes them. */
function dockerArchive(files: ReadonlyMap<string, Buffer>, config: ImageConfig): Buffer {
	const shell = { name: "bin/sh", type: "2", link: "busybox" };
	const layer = rawTar([...[...files].map(([name, data]) => ({ name, mode: 0o755, data })), shell]);
	const diffId = `sha256:${createHash("sha256").update(layer).digest("hex")}`;
	const facts = { architecture: "amd64", os: "linux", config, rootfs: { type: "layers", diff_ids: [diffId] } };
	const manifest = [{ Config: "config.json", RepoTags: ["reported:1"], Layers: ["layer.tar"] }];
	return rawTar([
		{ name: "config.json", data: JSON.stringify(facts) },
		{ name: "layer.tar", data: layer },
		{ name: "manifest.json", data: JSON.stringify(manifest) },
	]);
}

function started(
	folder: string,
	files: ReadonlyMap<string, Buffer>,
	config: ImageConfig,
): ReturnType<ReportedImage["run"]> {
	const root = join(folder, "root");
	for (const [path, content] of files) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), content, { mode: 0o755 });
	}
	symlinkSync("busybox", join(root, "bin/sh"));
	const command = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
	const words = [root, "/", ...(config.Env ?? []), ...command];
	const { status, stdout, stderr } = spawnSync(runner(), words, { encoding: "utf8" });
	return { output: `${stdout}${stderr}`.trim(), status };
}
