import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { layerOf, ScriptedRegistry } from "../source/registry/scripted-registry.ts";

/** System calls of one run of the command, as strace writes them. */
interface Observed {
	readonly calls: readonly string[];
	readonly status: number | null;
}

const TRACED =
	"trace=execve,execveat,socket,connect,open,openat,openat2,creat,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,symlink,symlinkat,link,linkat,truncate,ftruncate,fallocate,mknod,mknodat,chmod,fchmod,fchmodat,chown,lchown,fchown,fchownat,utime,utimes,utimensat,futimesat,setxattr,lsetxattr,fsetxattr,ptrace,mount,kill,tkill";

function observe(...parameters: string[]): Observed {
	return observeWith({}, ...parameters);
}

function observeWith(
	options: { readonly input?: Buffer; readonly env?: NodeJS.ProcessEnv },
	...parameters: string[]
): Observed {
	const log = join(mkdtempSync(join(tmpdir(), "elfspect-strace-")), "log");
	const command = [process.execPath, "bin/inspect.js", ...parameters];
	const { status, error } = spawnSync("strace", ["-f", "-qq", "-e", TRACED, "-o", log, ...command], {
		encoding: "utf8",
		...options,
	});
	if (error !== undefined) throw error;
	return { calls: readFileSync(log, "utf8").split("\n"), status };
}

/** While the test itself answers over a socket. */
async function observeServed(...parameters: string[]): Promise<Observed> {
	const log = join(mkdtempSync(join(tmpdir(), "elfspect-strace-")), "log");
	const command = [process.execPath, "bin/inspect.js", ...parameters];
	const env = { PATH: process.env.PATH, HOME: "/nonexistent" };
	const traced = spawn("strace", ["-f", "-qq", "-e", TRACED, "-o", log, ...command], { stdio: "ignore", env });
	const status = await new Promise<number | null>((resolve) => traced.once("close", resolve));
	return { calls: readFileSync(log, "utf8").split("\n"), status };
}

/** Opened in a way that could change a file; devices are not files. */
function writes({ calls }: Observed): string[] {
	return calls.filter(
		(call) =>
			(/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/.test(call) ||
				/\b(creat|rename\w*|unlink\w*|rmdir|mkdir\w*|symlink\w*|link\w*|f?truncate|fallocate|mknod\w*|\w*ch(mod|own)\w*|f?utime\w*|\w*setxattr|ptrace|mount|t?kill)\(/.test(
					call,
				)) &&
			!/"\/dev\/(null|tty|pts\/\d+)"/.test(call),
	);
}

function executions({ calls }: Observed): string[] {
	return calls.filter((call) => /\bexecve(at)?\(/.test(call));
}

function sockets({ calls }: Observed): string[] {
	return calls.filter((call) => /\b(socket|connect)\(/.test(call));
}

beforeAll(() => {
	execFileSync("strace", ["-V"], { stdio: "ignore" });
	execFileSync(process.execPath, ["-e", "require('fs').accessSync('dist/cli.js')"]);
});

describe("a run", () => {
	test.each([
		["on a program", ["fixtures-bin/x86_64-glibc/hello"]],
		["on a folder", ["fixtures-bin", "--target", "alpine:3.20", "--all"]],
		["on a script", ["fixtures-bin/script.sh"]],
		["in every format to standard output", ["fixtures-bin/x86_64-glibc/hello", "--format", "sarif"]],
		["on a compressed root file system", ["test/source/archives/rootfs-pax.tar.gz", "--all"]],
		["on an image of docker save", ["test/source/archives/docker-25.tar", "--target", "self,alpine:3.20"]],
		["on an OCI archive, zstd", ["test/source/archives/podman-oci.tar.zst"]],
		["for a target of the user's own", ["fixtures-bin/script.sh", "--target", "test/source/archives/rootfs-pax.tar"]],
		["that recommends", ["recommend", "fixtures-bin/x86_64-glibc/rust"]],
		["that explains a symbol", ["symbol", "qsort_r"]],
		["that lists targets", ["targets", "--format", "json"]],
		["on what is not there", ["/nonexistent"]],
	])("%s executes nothing, opens no socket and writes nothing", (_name, parameters) => {
		const observed = observe(...parameters);
		expect(executions(observed)).toHaveLength(1);
		expect(sockets(observed)).toEqual([]);
		expect(writes(observed)).toEqual([]);
	});

	test("on standard input does no more than that", () => {
		const observed = observeWith({ input: readFileSync("fixtures-bin/x86_64-musl/hello") }, "-");
		expect([executions(observed).length, sockets(observed), writes(observed)]).toEqual([1, [], []]);
		expect(observed.status).toBe(0);
	});

	test("reaches one host where a registry is named, and one socket where an engine is", () => {
		const registry = sockets(observe("registry:127.0.0.1:9/app:1", "--target", "self"));
		const places = registry.filter((call) => /connect\(/.test(call));
		expect(places.length).toBeGreaterThan(0);
		expect(places.filter((call) => !call.includes('sin_port=htons(9), sin_addr=inet_addr("127.0.0.1")'))).toEqual([]);
		const engine = sockets(
			observeWith({ env: { ...process.env, DOCKER_HOST: "unix:///nonexistent/docker.sock" } }, "docker:app"),
		);
		expect(engine.filter((call) => !/AF_UNIX/.test(call))).toEqual([]);
		expect(engine.filter((call) => /connect\(/.test(call))).toEqual([
			expect.stringContaining("/nonexistent/docker.sock"),
		]);
	});

	test("reads an image of a registry over connections to that registry alone, executes and writes nothing", async () => {
		const registry = await new ScriptedRegistry().start();
		registry.image("1", [await layerOf({ app: readFileSync("fixtures-bin/x86_64-musl/hello-static") })]);
		const subject = `registry:${registry.host}/app:1`;
		const observed = await observeServed(subject, "--target", subject);
		registry.stop();
		const own = `sin_port=htons(${registry.host.replace(/.*:/, "")}), sin_addr=inet_addr("127.0.0.1")`;
		const others = sockets(observed).filter((call) => /\bconnect\(/.test(call) && !call.includes(own));
		expect(registry.asked).toHaveLength(6);
		expect([executions(observed).length, others, writes(observed), observed.status]).toEqual([1, [], [], 0]);
	});

	test.each([
		["a report", (folder: string) => ["fixtures-bin/x86_64-glibc/hello", "-o", `json=${join(folder, "report.json")}`]],
		["a profile", (folder: string) => ["profile", "test/source/archives/rootfs-pax.tar", "-o", join(folder, "p")]],
		[
			"a baseline",
			(folder: string) => ["fixtures-bin/x86_64-glibc/hello", "--baseline", join(folder, "b"), "--update-baseline"],
		],
		["a cache", (folder: string) => ["test/source/archives/podman-oci.tar", `--cache=${join(folder, "cache")}`]],
	])("writes only what the user names: %s", (_name, parameters) => {
		const folder = mkdtempSync(join(tmpdir(), "elfspect-out-"));
		const observed = observe(...parameters(folder));
		expect(executions(observed)).toHaveLength(1);
		expect(sockets(observed)).toEqual([]);
		expect(writes(observed).filter((call) => !call.includes(folder))).toEqual([]);
		expect(writes(observed).length).toBeGreaterThan(0);
	});
});
