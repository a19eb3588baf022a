import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { startedPrograms } from "../../src/entrypoint/start-command.ts";
import type { Credentials } from "../../src/image/users/credentials.ts";
import { imageUser } from "../../src/image/users/image-user.ts";
import { inspect } from "../../src/inspect.ts";
import { loadSubject } from "../../src/loader/load-subject.ts";
import type { Owner, TreeEntry } from "../../src/tree/file-tree.ts";
import { memoryTree } from "../../src/tree/memory-tree.ts";
import { debianMusl, obstacle, runner } from "../loader/support/tools.ts";
import { lacking, skippedLoudly } from "../skipped-loudly.ts";
import { fixture, image, link, text } from "../subjects/opened.ts";

const PASSWD = "root:x:0:0::/root:/bin/sh\n\n  app:x:1000:1000\nodd:x:twelve\n2000:x:5:5::/:\n";
const GROUP = "root:x:0:root\n#gone:x:9:app\nstaff:x:50:other,app\napp:x:1000:\nmore:x:60:app\n";
const known = memoryTree([
	["/etc/passwd", text(PASSWD)],
	["/etc/group", text(GROUP)],
]);
const empty = memoryTree([]);

describe("the user that an image names", () => {
	test.each([
		["", undefined],
		["root", undefined],
		["0:50", undefined],
		["odd", undefined],
		["app", { uid: 1000, gid: 1000, groups: [50, 60] }],
		["1000", { uid: 1000, gid: 1000, groups: [50, 60] }],
		["app:staff", { uid: 1000, gid: 50, groups: [] }],
		["app:7", { uid: 1000, gid: 7, groups: [] }],
		["2000", { uid: 2000, gid: 0, groups: [] }],
		["3000:staff", { uid: 3000, gid: 50, groups: [] }],
		["ghost", { refusal: "unable to find user ghost: no matching entries in passwd file" }],
		["app:ghosts", { refusal: "unable to find group ghosts: no matching entries in group file" }],
		["-1", { refusal: "uids and gids must be in range 0-2147483647" }],
	])("%s", (spec, expected) => {
		expect(imageUser(spec, [known])).toEqual(expected);
	});

	test("a root without user lists knows numbers only", () => {
		expect(imageUser("7", [empty])).toEqual({ uid: 7, gid: 0, groups: [] });
		expect(imageUser("app", [empty])).toEqual({
			refusal: "unable to find user app: no matching entries in passwd file",
		});
	});

	test("another base's names count after the image's own", () => {
		expect(imageUser("app", [empty, known])).toMatchObject({ uid: 1000 });
	});

	test("nobody can tell where the list passed and was not kept", () => {
		const file: TreeEntry = { ...text("x"), type: "file", sizeBytes: 1, bytes: () => undefined } as never;
		expect(imageUser("app", [memoryTree([["/etc/passwd", file]])])).toEqual({
			unknown: "who the user app is cannot be told: what is in /etc/passwd was not kept",
		});
	});

	test("the runtime passes over programs of PATH that the user may not execute", () => {
		const owned = (mode: number, owner: Owner): TreeEntry => ({ ...text("\x7fELF", mode), owner }) as TreeEntry;
		const tree = memoryTree([
			["/usr/local/bin/app", owned(0o700, { uid: 0, gid: 0 })],
			["/usr/bin/app", owned(0o700, { uid: 7, gid: 7 })],
		]);
		const started = (user: string) => startedPrograms(image({ command: ["app"], user }), tree)[0];
		expect(started("")?.path).toBe("/usr/local/bin/app");
		expect(started("7")?.path).toBe("/usr/bin/app");
		expect(started("8")?.missing?.line).toBe('exec: "app": executable file not found in $PATH');
	});
});

describe("a script that its user may execute and not read", () => {
	const started = fixture("x86_64-musl/hello-static");
	const shells = {
		"/bin/sh -> /bin/busybox": "/bin/sh: can't open '/run': Permission denied",
		"/bin/dash": "/bin/dash: 0: cannot open /run: Permission denied",
		"/bin/bash": "/bin/bash: /run: Permission denied",
		"/bin/python": undefined,
	};
	test.each(Object.entries(shells))("%s says so in its own words", (shell, line) => {
		const [path = "", target] = shell.split(" -> ");
		const tree = memoryTree([
			["/run", text(`#!${path}\n`, 0o711)],
			...(target === undefined ? [] : ([[path, link(target)]] as const)),
			[target ?? path, started],
		]);
		const load = (credentials?: Credentials) =>
			loadSubject({
				path: "/run",
				root: tree,
				mode: "exec",
				libcAt: () => ({ kind: "unknown" }),
				...(credentials === undefined ? {} : { credentials }),
			});
		expect(load().outcome).toBe("starts");
		const denied = load({ uid: 7, gid: 7, groups: [] });
		expect(denied).toMatchObject({ outcome: "refused", lines: line === undefined ? [] : [line] });
		expect(denied.problems[0]?.denial).toMatchObject({ path: "/run", mode: "o+r" });
	});
});

const TOOLS = ["buildah", "podman"];
const isSkipped = skippedLoudly("images with USER", lacking(TOOLS, true) ?? obstacle());

const folder = mkdtempSync(join(tmpdir(), "elfspect-user-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const store = ["--root", join(folder, "store"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];

function run(command: string, parameters: readonly string[]): string {
	return execFileSync(command, parameters, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** What stands in every one of these images before the program. */
function prepare(): void {
	mkdirSync(join(folder, "context/base/lib"), { recursive: true });
	mkdirSync(join(folder, "context/base/etc"), { recursive: true });
	cpSync(debianMusl, join(folder, "context/base/lib/ld-musl-x86_64.so.1"), { dereference: true });
	writeFileSync(join(folder, "context/base/etc/passwd"), PASSWD);
	writeFileSync(join(folder, "context/base/etc/group"), GROUP);
	const flags = ["-nostdlib", "-fPIE", "-pie", "-Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1", "-x", "c", "-"];
	const source = 'void _start(void) { __asm__("syscall" : : "a"(60), "D"(42)); }';
	execFileSync("gcc", [...flags, "-o", join(folder, "context/app")], { input: source });
}

/** The archive of an image and its root file system on disk. */
function build(name: string, lines: readonly string[]): { readonly archive: string; readonly root: string } {
	const recipe = ["FROM scratch", "COPY base /", ...lines, 'ENTRYPOINT ["/srv/app"]', ""];
	writeFileSync(join(folder, "context/Dockerfile"), recipe.join("\n"));
	const archive = join(folder, `${name}.tar`);
	run("buildah", [...store, "bud", "-q", "--isolation", "chroot", "-t", `localhost/${name}`, join(folder, "context")]);
	run("podman", [...store, "save", "-q", "-o", archive, `localhost/${name}`]);
	const container = run("buildah", [...store, "from", `localhost/${name}`]).trim();
	return { archive, root: run("buildah", [...store, "mount", container]).trim() };
}

const denied = 'exec: "/srv/app": permission denied';

describe.skipIf(isSkipped)("an image with USER that podman saved", () => {
	prepare();
	test.each([
		["anybody's", ["COPY app /srv/app", "USER 1000"], "user=1000:1000", "starts"],
		["root's", ["COPY --chmod=700 app /srv/app", "USER 1000"], "user=1000:1000", denied],
		["root's, for root", ["COPY --chmod=700 app /srv/app"], "user=0:0", "starts"],
		["its own", ["COPY --chown=1000:1000 --chmod=700 app /srv/app", "USER app"], "user=1000:1000:50:60", "starts"],
		["its group's", ["COPY --chown=0:50 --chmod=710 app /srv/app", "USER 2000:staff"], "user=2000:50", "starts"],
		[
			"one of its groups'",
			["COPY --chown=0:60 --chmod=710 app /srv/app", "USER app"],
			"user=1000:1000:50:60",
			"starts",
		],
		["not its group's", ["COPY --chown=0:60 --chmod=710 app /srv/app", "USER app:staff"], "user=1000:50", denied],
		["root's group's", ["COPY --chown=5:0 --chmod=710 app /srv/app", "USER 1234"], "user=1234:0", "starts"],
	] as const)("%s program", { timeout: 120_000 }, async (name, lines, user, expected) => {
		const { archive, root } = build(name.replace(/\W+/g, ""), lines);
		const { status, stdout } = spawnSync(runner(), [root, "/", user, "/srv/app"], { encoding: "utf8" });
		expect(status === 42 ? "starts" : stdout.trim()).toBe(expected === "starts" ? "starts" : "execve 13");
		writeFileSync(`${archive}.gz`, gzipSync(readFileSync(archive)));
		for (const form of [archive, `${archive}.gz`]) {
			const [subject] = (await inspect({ subjects: [form], targets: ["self"] })).subjects;
			expect(subject?.results[0]).toMatchObject(
				expected === "starts" ? { verdict: "runs" } : { verdict: "fails", message: expected },
			);
		}
	});

	test("whom nobody knows does not start, here or on another base", { timeout: 120_000 }, async () => {
		const { archive } = build("ghost", ["COPY app /srv/app", "USER ghost"]);
		const [, podman = ""] = TOOLS;
		const parameters = [...store, "run", "--rm", "--network", "none", "localhost/ghost"];
		const real = spawnSync(podman, parameters, { encoding: "utf8" });
		const message = "unable to find user ghost: no matching entries in passwd file";
		expect(real.stderr).toContain(message);
		const [subject] = (await inspect({ subjects: [archive], targets: ["self", "alpine:3.20"] })).subjects;
		for (const result of subject?.results ?? []) {
			expect(result).toMatchObject({ verdict: "fails", message, findings: [{ rule: "user-missing" }] });
		}
	});
});
