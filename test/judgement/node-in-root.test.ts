import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { inspect } from "../../src/inspect.ts";

const folder = mkdtempSync(join(tmpdir(), "elfspect-node-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = readFileSync("fixtures-bin/x86_64-glibc/hello");
const addons = "app/node_modules/pprof/prebuilds/linux-x64";
const releases = ["abi108", "abi115"];
let count = 0;

/** The addons that the Node of a root opens. */
async function opened(files: Readonly<Record<string, string | Buffer>>): Promise<readonly string[]> {
	count += 1;
	const root = join(folder, `${count}`);
	const prebuilt = releases.map((abi) => [`${addons}/${abi}.node`, program] as const);
	for (const [path, content] of [...Object.entries(files), ...prebuilt, ["etc/hostname", "x"] as const]) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), content);
	}
	const { subjects } = await inspect({ subjects: [`rootfs:${root}`], targets: ["self"] });
	return subjects.flatMap(({ path, results }) =>
		path.endsWith(".node") && results.length > 0 ? [path.slice(addons.length + 2, -5)] : [],
	);
}

describe("the release of the Node that is in a root", () => {
	test("is the one of its headers", async () => {
		const header = "#define NODE_MAJOR_VERSION 18\n#define NODE_MODULE_VERSION 108\n";
		expect(await opened({ "usr/local/bin/node": program, "usr/local/include/node/node_version.h": header })).toEqual([
			"abi108",
		]);
	});

	test("is the one of its package", async () => {
		const status =
			"Package: nodejs\nStatus: install ok installed\nVersion: 20.11.0-1nodesource1\nArchitecture: amd64\n\n";
		const list = "/usr\n/usr/bin\n/usr/bin/node\n";
		const found = await opened({
			"usr/bin/node": program,
			"var/lib/dpkg/status": status,
			"var/lib/dpkg/info/nodejs.list": list,
		});
		expect(found).toEqual(["abi115"]);
	});

	test("is the one that the program names itself", async () => {
		const url = Buffer.from("\0https://nodejs.org/download/release/v20.11.0/node-v20.11.0-headers.tar.gz\0");
		expect(await opened({ "usr/local/bin/node": Buffer.concat([program, url]) })).toEqual(["abi115"]);
	});

	test("is not guessed: each file is judged", async () => {
		expect(await opened({ "usr/local/bin/node": program })).toEqual(releases);
		expect(await opened({})).toEqual(releases);
	});
});
