import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { profileCommand } from "../../../src/cli/commands/profile.ts";
import { inspect } from "../../../src/inspect.ts";
import type { OpenInputOptions } from "../../../src/source/input-session.ts";
import { openInput } from "../../../src/source/open-input.ts";
import { lookupFor } from "../../../src/source/registry/addresses.ts";
import { INDEX, layerOf, ScriptedRegistry } from "./scripted-registry.ts";

const hello = readFileSync("fixtures-bin/x86_64-musl/hello");
const scratch = mkdtempSync(join(tmpdir(), "elfspect-registry-"));
const registry = new ScriptedRegistry();
/** Does not shrink, so that it comes in many chunks. */
const noise = randomBytes(1 << 20);
let layers: readonly Buffer[] = [];

beforeAll(async () => {
	await registry.start();
	layers = [await layerOf({ app: hello }), await layerOf({ "data/noise": noise })];
});
afterAll(() => {
	registry.stop();
	vi.unstubAllEnvs();
	rmSync(scratch, { recursive: true });
});
beforeEach(() => {
	registry.reset();
	for (const name of ["HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "DOCKER_CONFIG"]) vi.stubEnv(name, scratch);
	vi.stubEnv("DOCKER_AUTH_CONFIG", "");
	registry.image("1", layers);
});

const refTo = (version: string): string => `registry:${registry.host}/app${version}`;

async function open(spec = refTo(":1"), options: OpenInputOptions = {}) {
	const [input] = await openInput(spec, options);
	if (input === undefined) throw new Error("nothing was opened");
	return input;
}

/** Why it could not be opened. */
async function failure(spec = refTo(":1"), options: OpenInputOptions = {}): Promise<string> {
	return openInput(spec, options).then(
		() => "it was opened",
		(error: unknown) => (error instanceof Error && error.name === "InputError" ? error.message : `defect: ${error}`),
	);
}

type Handler = ScriptedRegistry["before"];

/** Answers for blobs; manifests come as usual. */
function forBlobs(answer: Handler): Handler {
	return (request, response) => request.url?.includes("/blobs/") === true && answer(request, response);
}

describe("a registry sends nobody where only this machine or its network may ask", () => {
	test.each([
		"http://169.254.169.254/latest/",
		"http://[::ffff:169.254.169.254]/",
		"http://[fe80::1]/",
		"http://0.0.0.0/",
	])("redirected to %s", async (location) => {
		registry.before = forBlobs((_request, response) => {
			response.writeHead(302, { location }).end();
			return true;
		});
		expect(await failure()).toContain("which is not a public address");
	});

	test.each(["file:///etc/passwd", "http://169.254.169.254/latest", "https://[fe80::1]/", ""])(
		"for a token to %j",
		async (realm) => {
			registry.before = (_request, response) => {
				response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}"` }).end();
				return true;
			};
			expect(await failure()).toMatch(/the address that it names for tokens is not asked|no permission/);
			expect(registry.asked).toHaveLength(1);
		},
	);

	test("by a name that is looked up", async () => {
		const lookedUp = (from: string) =>
			new Promise((resolve) => {
				lookupFor(new URL(from))("localhost", {}, (error, address) => resolve(error?.message ?? address));
			});
		expect(await lookedUp("https://registry.example/")).toBe("localhost is no public address");
		expect(await lookedUp("http://localhost/")).toMatch(/^(127\.0\.0\.1|::1)$/);
	});
});

test("an identity token is exchanged by POST, and is nowhere in an address", async () => {
	let form = "";
	registry.before = (request, response) => {
		if (request.method === "POST") {
			request.on("data", (chunk) => {
				form += chunk;
			});
			request.on("end", () => response.end('{"access_token":"abc"}'));
			return true;
		}
		if (request.headers.authorization === "Bearer abc") return false;
		response.writeHead(401, { "www-authenticate": `Bearer realm="http://${registry.host}/token",service="s"` }).end();
		return true;
	};
	const auths = { [registry.host]: { auth: Buffer.from("user:").toString("base64"), identitytoken: "secret" } };
	vi.stubEnv("DOCKER_AUTH_CONFIG", JSON.stringify({ auths }));
	await open();
	expect(Object.fromEntries(new URLSearchParams(form))).toEqual({
		scope: "repository:app:pull",
		service: "s",
		grant_type: "refresh_token",
		client_id: "elfspect",
		refresh_token: "secret",
	});
	expect(registry.asked.map(({ path }) => path).join()).not.toContain("secret");
});

test("a registry that wants an hour of patience is not waited for", async () => {
	registry.before = (_request, response) => {
		response.writeHead(429, { "retry-after": "3600" }).end();
		return true;
	};
	expect(await failure()).toContain("it answers no more for now (429)");
	expect(registry.asked).toHaveLength(1);
});

describe("an image that does not come as its manifest says", () => {
	const large = (bytes: Buffer) => bytes.length > 100_000;
	/** The time in gzip's header: the contents are the same. */
	const retimed = (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 4), Buffer.from([1]), bytes.subarray(5)]);

	test.each([
		["with another digest", retimed, /the digest does not match: it is sha256:\w+, the manifest says sha256:/],
		["longer", (bytes: Buffer) => Buffer.concat([bytes, bytes]), /more bytes than its manifest says/],
		["shorter", (bytes: Buffer) => bytes.subarray(0, 900), /the connection was cut twice/],
	])("%s: is none, makes no profile, and nothing is remembered of it", async (name, change, words) => {
		for (const [digest, bytes] of registry.blobs) if (large(bytes)) registry.blobs.set(digest, change(bytes));
		const cache = join(scratch, name);
		expect(await failure(refTo(":1"), { cache })).toMatch(words);
		const output = join(scratch, `${name}.target`);
		await expect(profileCommand(refTo(":1"), { output })).rejects.toThrow(words);
		expect(existsSync(output)).toBe(false);
		registry.image("1", layers);
		expect((await open(refTo(":1"), { cache })).tree.entry("/data/noise")?.type).toBe("file");
	});

	test("unpacking to ever more: ends at the limit, and makes no profile", async () => {
		registry.image("bomb", [gzipSync(Buffer.alloc(80 << 20))]);
		const output = join(scratch, "bomb.target");
		await expect(profileCommand(refTo(":bomb"), { output })).rejects.toThrow(
			"no profile is written of what is incomplete",
		);
		expect(existsSync(output)).toBe(false);
	});

	test.each([true, false])("a manifest of 100 MB: is not read (its length is told: %s)", async (told) => {
		let written = 0;
		registry.before = (_request, response) => {
			response.writeHead(200, told ? { "content-length": 100 << 20 } : {});
			const more = (): void => {
				if (response.destroyed) return;
				written += 1 << 20;
				if (written > 100 << 20) response.end();
				else response.write(Buffer.alloc(1 << 20, 32), () => setImmediate(more));
			};
			more();
			return true;
		};
		expect(await failure()).toMatch(/manifest: more than 8388608 bytes \(limit jsonBytes\)$/);
		expect(written).toBeLessThan(30 << 20);
	});

	test("a layer with a digest that leads elsewhere: is refused", async () => {
		const [layer] = layers;
		const config = registry.blob(Buffer.from('{"os":"linux","architecture":"amd64"}'));
		registry.manifest("odd", { config, layers: [{ digest: "../../etc/passwd", size: layer?.length }] });
		expect(await failure(refTo(":odd"))).toContain('"../../etc/passwd" is no digest of a layer');
	});
});

test("of an index that is for several platforms, the report says which one is judged", async () => {
	const amd64 = { ...registry.image("amd64", layers), platform: { os: "linux", architecture: "amd64" } };
	const arm64 = { ...registry.image("arm64", layers, "arm64"), platform: { os: "linux", architecture: "arm64" } };
	registry.manifest("multi", { mediaType: INDEX, manifests: [amd64, arm64] });
	const { diagnostics } = await open(refTo(":multi"));
	expect(diagnostics.map(({ message }) => message)).toEqual([
		expect.stringMatching(/^linux\/\w+ is judged; the image is for linux\/amd64, linux\/arm64 \(--platform chooses\)$/),
	]);
	expect((await open(refTo(":multi"), { platform: "linux/arm64" })).diagnostics).toEqual([]);
});

test("a target's layers come from the cache, too, and say the same", async () => {
	const request = {
		subjects: ["fixtures-bin/x86_64-musl/hello"],
		targets: [refTo(":1")],
		cache: join(scratch, "cache"),
	};
	const first = await inspect(request);
	expect(registry.sent).toBeGreaterThan(noise.length);
	registry.reset();
	expect(await inspect(request)).toEqual(first);
	expect(registry.sent).toBeLessThan(2000);
	const inspected = await inspect({ ...request, subjects: [refTo(":1")], targets: ["self"] });
	expect(inspected).toEqual(await inspect({ subjects: [refTo(":1")], targets: ["self"] }));
});
