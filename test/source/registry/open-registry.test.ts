import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OpenInputOptions } from "../../../src/source/input-session.ts";
import { openInput } from "../../../src/source/open-input.ts";
import { FakeRegistry, INDEX, layerOf } from "./fake-registry.ts";

const hello = readFileSync("fixtures-bin/x86_64-musl/hello");
const scratch = mkdtempSync(join(tmpdir(), "elfspect-registry-"));
const registry = new FakeRegistry();
/** Does not shrink, so that it comes in many chunks. */
const noise = randomBytes(1 << 20);
let layers: readonly Buffer[] = [];
/** A layer as long as the large one. */
let others: Buffer = Buffer.alloc(0);

beforeAll(async () => {
	await registry.start();
	layers = [await layerOf({ app: hello }), await layerOf({ "data/noise": noise })];
	others = await layerOf({ "data/noise": randomBytes(1 << 20) });
	for (const name of ["HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "DOCKER_CONFIG"]) vi.stubEnv(name, scratch);
});
afterAll(() => {
	registry.stop();
	vi.unstubAllEnvs();
	rmSync(scratch, { recursive: true });
});
beforeEach(() => {
	registry.reset();
	vi.stubEnv("DOCKER_AUTH_CONFIG", "");
	vi.stubEnv("REGISTRY_AUTH_FILE", "");
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

/** Signed in as `user`, as a file of Docker's has it. */
function authsOf(host: string, user = "user:secret"): string {
	return JSON.stringify({ auths: { [host]: { auth: Buffer.from(user).toString("base64") } } });
}

describe("an image", () => {
	test("is read by tag, by digest and in skopeo's words, with its layers' files", async () => {
		const { digest } = registry.image("1", layers);
		for (const spec of [refTo(":1"), refTo(`@${digest}`), refTo(":1").replace("registry:", "docker://")]) {
			const input = await open(spec);
			expect(input.form).toBe("image");
			expect(input.diagnostics).toEqual([]);
			expect([...input.walk()].map(({ path }) => path)).toEqual(["/app", "/data", "/data/noise"]);
			expect(input.image?.entrypoint).toEqual(["/app"]);
		}
	});

	test("of an index is the one for the platform; attestations and nested indexes are looked through", async () => {
		const amd64 = { ...registry.image("amd64", layers), platform: { os: "linux", architecture: "amd64" } };
		const arm64 = { ...registry.image("arm64", layers, "arm64"), platform: { os: "linux", architecture: "arm64" } };
		const attestation = { ...amd64, platform: { os: "unknown", architecture: "unknown" } };
		const inner = { ...registry.manifest("inner", { mediaType: INDEX, manifests: [arm64] }), mediaType: INDEX };
		registry.manifest("multi", { mediaType: INDEX, manifests: [attestation, amd64, inner] });
		const input = await open(refTo(":multi"), { platform: "linux/arm64" });
		expect(input.image).toMatchObject({ os: "linux", architecture: "arm64" });
		expect(await failure(refTo(":multi"), { platform: "linux/s390x" })).toMatch(
			/it has no image for linux\/s390x; it has linux\/amd64, linux\/arm64$/,
		);
	});

	test("whose layers are in the cache costs its manifest and configuration", async () => {
		const cache = join(scratch, "cache");
		const paths = async () => [...(await open(refTo(":1"), { cache })).walk()].map(({ path }) => path);
		const first = await paths();
		expect(registry.sent).toBeGreaterThan(noise.length);
		registry.reset();
		expect(await paths()).toEqual(first);
		expect(registry.sent).toBeLessThan(2000);
		expect(registry.asked).toHaveLength(2);
	});
});

describe("signing in", () => {
	const wantsBasic: FakeRegistry["before"] = (request, response) => {
		if (request.headers.authorization === `Basic ${Buffer.from("user:secret").toString("base64")}`) return false;
		response.writeHead(401, { "www-authenticate": 'Basic realm="the realm"' }).end();
		return true;
	};
	/** Gives a token to whoever has the password, or to anybody. */
	const wantsToken =
		(anybody: boolean): FakeRegistry["before"] =>
		(request, response) => {
			if (request.url?.startsWith("/token?") === true) {
				const isKnown = anybody || request.headers.authorization !== undefined;
				response.writeHead(isKnown ? 200 : 401).end('{"token":"abc"}');
				return true;
			}
			if (request.headers.authorization === "Bearer abc") return false;
			const header = `Bearer realm="http://${registry.host}/token",service="s",scope="repository:app:pull"`;
			response.writeHead(401, { "www-authenticate": header }).end();
			return true;
		};

	test.each(["DOCKER_AUTH_CONFIG", "REGISTRY_AUTH_FILE", "docker", "podman"])(
		"with a password of %s",
		async (where) => {
			registry.before = wantsBasic;
			expect(await failure()).toMatch(
				/wants a password \(401, realm "the realm"\), and none is configured: docker login/,
			);
			const file = join(scratch, where === "docker" ? "config.json" : "auth.json");
			writeFileSync(file, authsOf(registry.host));
			if (where === "DOCKER_AUTH_CONFIG") vi.stubEnv(where, authsOf(registry.host));
			if (where === "REGISTRY_AUTH_FILE") vi.stubEnv(where, file);
			if (where === "podman") vi.stubEnv("REGISTRY_AUTH_FILE", file);
			expect((await open()).diagnostics).toEqual([]);
			rmSync(file);
		},
	);

	test("with a token, for anybody and for a user", async () => {
		registry.before = wantsToken(true);
		await open();
		const token = registry.asked.find(({ path }) => path.startsWith("/token"));
		expect(token?.path).toBe("/token?service=s&scope=repository%3Aapp%3Apull");
		expect(token?.headers.authorization).toBeUndefined();
		registry.reset();
		registry.before = wantsToken(false);
		expect(await failure()).toMatch(/token: 127\.0\.0\.1:\d+ gives none \(401, for 127/);
		vi.stubEnv("DOCKER_AUTH_CONFIG", authsOf(`${registry.host}/app`));
		await open();
		expect(registry.asked.filter(({ path }) => path.startsWith("/token")).at(-1)?.headers.authorization).toMatch(
			/^Basic /,
		);
	});

	test("by a helper, where the configuration names it and nowhere else", async () => {
		registry.before = wantsBasic;
		const helper = join(scratch, "docker-credential-mine");
		writeFileSync(
			helper,
			`#!/bin/sh\nread server; echo "$server" >${scratch}/asked\necho '{"Username":"user","Secret":"secret"}'\n`,
			{ mode: 0o755 },
		);
		vi.stubEnv("PATH", `${scratch}:${process.env.PATH}`);
		expect(await failure()).toContain("none is configured");
		for (const configuration of [{ credsStore: "mine" }, { credHelpers: { [registry.host]: "mine" } }]) {
			vi.stubEnv("DOCKER_AUTH_CONFIG", JSON.stringify(configuration));
			expect((await open()).form).toBe("image");
			expect(readFileSync(join(scratch, "asked"), "utf8").trim()).toBe(registry.host);
		}
		vi.stubEnv("DOCKER_AUTH_CONFIG", JSON.stringify({ credsStore: `../${scratch}/docker-credential-mine` }));
		expect(await failure()).toContain("none is configured");
	});

	test("is refused in one line with the realm", async () => {
		registry.before = (_request, response) => {
			response.writeHead(403).end();
			return true;
		};
		expect(await failure()).toMatch(/does not give .*\/app:1 \(403\): it is not there, or needs docker login/);
	});

	test.each([
		["file:///etc/passwd", "which is not asked"],
		["http://169.254.169.254/latest", "which is not asked"],
		["http://[fe80::1]/", "which is not asked"],
		["", "which is not asked"],
	])("asks no realm %s", async (realm, words) => {
		registry.before = (_request, response) => {
			response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}"` }).end();
			return true;
		};
		expect(await failure()).toContain(words);
	});
});

/** Answers for blobs; manifests come as usual. */
function forBlobs(answer: FakeRegistry["before"]): FakeRegistry["before"] {
	return (request, response) => request.url?.includes("/blobs/") === true && answer(request, response);
}

describe("redirects", () => {
	test("lead to another host, which does not learn the password", async () => {
		const storage = await new FakeRegistry().start();
		for (const [digest, bytes] of registry.blobs) storage.blobs.set(digest, bytes);
		vi.stubEnv("DOCKER_AUTH_CONFIG", authsOf(registry.host));
		registry.before = (request, response) => {
			if (request.headers.authorization === undefined)
				response.writeHead(401, { "www-authenticate": "Basic realm=r" }).end();
			else if (request.url?.includes("/blobs/") !== true) return false;
			else response.writeHead(307, { location: `http://${storage.host}${request.url}` }).end();
			return true;
		};
		await open();
		storage.stop();
		expect(storage.asked).toHaveLength(3);
		expect(storage.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined, undefined]);
	});

	test.each([
		["file:///etc/passwd", "redirects to file:"],
		["ftp://example.org/", "redirects to ftp:"],
		[
			"http://169.254.169.254/latest/meta-data",
			"redirects to 169.254.169.254, an address of this machine or network link",
		],
		["http://[::ffff:169.254.169.254]/", "an address of this machine or network link"],
		["http://[fe80::1]/", "an address of this machine or network link"],
		["/v2/app/blobs/again", "more than 5 redirects"],
	])("to %s are not followed", async (location, words) => {
		registry.before = forBlobs((_request, response) => {
			response.writeHead(302, { location }).end();
			return true;
		});
		expect(await failure()).toContain(words);
	});
});

describe("transfers", () => {
	/** Cuts the first answer for the large layer. */
	function cutOnce(ranges: boolean): void {
		const { digest } = registry.blob(layers[1] ?? Buffer.alloc(0));
		let isCut = false;
		registry.before = (request, response) => {
			if (!request.url?.endsWith(digest)) return false;
			if (!ranges) delete request.headers.range;
			if (isCut) return false;
			isCut = true;
			const bytes = registry.blobs.get(digest) ?? Buffer.alloc(0);
			response.writeHead(200, { "content-length": bytes.length });
			response.write(bytes.subarray(0, 500_000), () => response.destroy());
			return true;
		};
	}

	test.each([true, false])("that are cut go on where they were (the registry knows ranges: %s)", async (ranges) => {
		cutOnce(ranges);
		const input = await open();
		expect(input.diagnostics).toEqual([]);
		const entry = input.tree.entry("/data/noise");
		expect(entry?.type === "file" ? entry.sizeBytes : 0).toBe(noise.length);
		expect(registry.sent < noise.length).toBe(ranges);
	});

	test("that are cut again and again end in one line", async () => {
		registry.before = forBlobs((request, response) => {
			if (registry.blobs.get(request.url?.split("/").at(-1) ?? "")?.length !== layers[1]?.length) return false;
			response.writeHead(200, { "content-length": 2_000_000 });
			response.write("x", () => response.destroy());
			return true;
		});
		expect(await failure()).toMatch(/registry: 127\.0\.0\.1:\d+: (it cuts the connection|aborted)$/);
		expect(registry.asked.length).toBeLessThan(10);
	});

	test.each([
		["other bytes", () => others, /: it is sha256:\w+, the manifest says sha256:/],
		["more bytes", (bytes: Buffer) => Buffer.concat([bytes, bytes]), /is longer than the manifest says/],
		["fewer bytes", (bytes: Buffer) => bytes.subarray(0, 900), /ends after \d+ of \d+ bytes/],
	])("of %s than the manifest says are no image, and nothing is remembered of it", async (name, change, words) => {
		for (const [digest, bytes] of registry.blobs) if (bytes.length > 100_000) registry.blobs.set(digest, change(bytes));
		const cache = join(scratch, name);
		expect(await failure(refTo(":1"), { cache })).toMatch(words);
		registry.image("1", layers);
		const input = await open(refTo(":1"), { cache });
		expect(input.tree.entry("/data/noise")?.type).toBe("file");
	});

	test("wait as long as the registry asks, and no longer than anybody wants to", async () => {
		let refusals = 1;
		registry.before = (_request, response) => {
			refusals -= 1;
			if (refusals < 0) return false;
			response.writeHead(429, { "retry-after": "0" }).end();
			return true;
		};
		expect((await open()).form).toBe("image");
		registry.before = (_request, response) => {
			response.writeHead(429, { "retry-after": "3600" }).end();
			return true;
		};
		expect(await failure()).toMatch(/too many requests \(429\); it says to come back after "3600"$/);
	});

	test("of a layer that unpacks to ever more end at the limit", async () => {
		registry.image("bomb", [gzipSync(Buffer.alloc(100 << 20))]);
		const input = await open(refTo(":bomb"), {
			limits: { inflatedBytes: 10 << 20, inflationRatio: 100, inflationFloor: 1 << 20 },
		});
		expect(input.diagnostics.map(({ severity }) => severity)).toEqual(["error"]);
	});
});

describe("manifests", () => {
	test.each([true, false])("of 100 MB are not read (their length is told: %s)", async (told) => {
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

	test("with another digest than they are asked by are refused", async () => {
		const { digest } = registry.image("1", layers);
		registry.manifests.set(digest, Buffer.from('{"schemaVersion":2}'));
		expect(await failure(refTo(`@${digest}`))).toMatch(/manifest: its digest is sha256:\w+, not sha256:/);
	});

	test.each([
		["no JSON", "<html>", /manifest: JSON: /],
		[
			"an artifact",
			'{"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:' +
				"0".repeat(64) +
				'","size":2}}',
			/no image, but an artifact of type "application\/vnd\.cncf\.helm/,
		],
		["a digest that leads elsewhere", '{"config":{"digest":"../../etc","size":2}}', /"\.\.\/\.\.\/etc" is no digest/],
	])("that are %s are refused", async (_name, text, words) => {
		registry.manifests.set("odd", Buffer.from(text));
		expect(await failure(refTo(":odd"))).toMatch(words);
	});

	test("that are not there are said to be missing", async () => {
		expect(await failure(refTo(":none"))).toMatch(
			/registry: 127\.0\.0\.1:\d+ has no 127\.0\.0\.1:\d+\/app:none \(404\)$/,
		);
	});
});

test.each([
	"registry:",
	"registry:UPPER",
	"registry:a/../b",
	"registry:a:b:c",
	"registry:a@sha256:12",
	"docker://host:99999999/x",
])("%s is no reference", async (spec) => {
	expect(await failure(spec)).toMatch(/reference: not of the form/);
	expect(registry.asked).toEqual([]);
});
