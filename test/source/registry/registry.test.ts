import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { inspect } from "../../../src/inspect.ts";
import type { Report } from "../../../src/verdict/report.ts";
import { type Behaviour, type FakeRegistry, fakeRegistry } from "./fake-registry.ts";

const program = readFileSync("fixtures-bin/x86_64-musl/hello");
const folder = mkdtempSync(join(tmpdir(), "elfspect-registry-"));
const open: FakeRegistry[] = [];
afterEach(async () => {
	for (const registry of open.splice(0)) await registry.close();
	vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serving(behaviour: Behaviour = {}): Promise<FakeRegistry> {
	vi.stubEnv("HOME", folder);
	vi.stubEnv("DOCKER_AUTH_CONFIG", "");
	const registry = await fakeRegistry(program, behaviour);
	open.push(registry);
	return registry;
}

async function judged(reference: string, more: Partial<Parameters<typeof inspect>[0]> = {}): Promise<Report> {
	return inspect({ subjects: [`registry:${reference}`], targets: ["alpine:3.20"], ...more });
}

function outcome({ subjects, gate, diagnostics }: Report): unknown {
	return {
		subjects: subjects.map(({ path, results }) => [path, results[0]?.verdict]),
		passed: gate?.passed,
		diagnostics: (diagnostics ?? []).map(({ severity, message }) => `${severity}: ${message}`),
	};
}

const RUNS = { subjects: [["/app", "runs"]], passed: true, diagnostics: [] };

describe("an image of a registry", () => {
	test("by tag, by digest, by index", async () => {
		const { name, requests } = await serving();
		expect(outcome(await judged(`${name}:1`))).toEqual(RUNS);
		expect(outcome(await judged(`${name}:all`, { platform: "linux/amd64" }))).toEqual(RUNS);
		expect(outcome(await inspect({ subjects: [`docker://${name}:1`], targets: ["alpine:3.20"] }))).toEqual(RUNS);
		expect(requests.map(({ path }) => path.split("/").slice(0, 5).join("/"))).toContain("/v2/tools/app/manifests");
		const digest = requests
			.map(({ path }) => /manifests\/(sha256:.*)/.exec(path)?.[1])
			.find((each) => each !== undefined);
		expect(outcome(await judged(`${name}@${digest}`))).toEqual(RUNS);
	});

	test("as a target", async () => {
		const { name } = await serving();
		const report = await inspect({ subjects: ["fixtures-bin/x86_64-glibc/hello"], targets: [`registry:${name}:1`] });
		expect(report.subjects[0]?.results[0]).toMatchObject({ verdict: "fails", target: `registry:${name}:1` });
	});

	test.each(["basic", "token"] as const)("with %s authentication, by what docker login has stored", async (auth) => {
		const { name, host, requests } = await serving({ auth });
		const refused = outcome(await judged(`${name}:1`));
		expect(refused).toMatchObject({ subjects: [], passed: false });
		expect(JSON.stringify(refused)).toContain(
			auth === "basic" ? "no permission (401 of here): log in" : "no permission (401 of",
		);
		const auths = { [host]: { auth: Buffer.from("me:secret").toString("base64") } };
		vi.stubEnv("DOCKER_AUTH_CONFIG", JSON.stringify({ auths }));
		expect(outcome(await judged(`${name}:1`))).toEqual(RUNS);
		expect(requests.at(-1)?.authorization).toMatch(auth === "basic" ? /^Basic / : /^Bearer abc$/);
		const file = join(folder, "auth.json");
		writeFileSync(file, JSON.stringify({ auths: { [name]: auths[host] } }));
		vi.stubEnv("DOCKER_AUTH_CONFIG", "");
		vi.stubEnv("REGISTRY_AUTH_FILE", file);
		expect(outcome(await judged(`${name}:1`))).toEqual(RUNS);
	});

	test("a second run with a cache fetches no layer", async () => {
		const { name, sent } = await serving();
		const cache = join(folder, "cache");
		const first = await judged(`${name}:1`, { cache });
		const bytes = sent();
		expect(bytes).toBeGreaterThan(0);
		const second = await judged(`${name}:1`, { cache });
		expect(sent()).toBe(bytes);
		expect(second).toEqual(first);
	});

	test.each([true, false])("a connection that is cut is taken up again (ranges: %j)", async (ranges) => {
		const { name } = await serving({ cutAfter: 1000, ranges });
		expect(outcome(await judged(`${name}:1`))).toEqual(RUNS);
	});

	test("a server that is busy is asked again", async () => {
		const { name } = await serving({ busy: 2 });
		expect(outcome(await judged(`${name}:1`))).toEqual(RUNS);
	});

	test("credentials do not go where it redirects to", async () => {
		const other = await serving();
		const { name, host } = await serving({ auth: "basic", redirect: (path) => `http://${other.host}${path}` });
		const auths = { [host]: { auth: Buffer.from("me:secret").toString("base64") } };
		vi.stubEnv("DOCKER_AUTH_CONFIG", JSON.stringify({ auths }));
		expect(outcome(await judged(`${name}:1`))).toEqual(RUNS);
		expect(other.requests.length).toBeGreaterThan(0);
		expect(other.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
	});
});

describe("what is wrong with a registry is one line, and fails the gate", () => {
	test.each<[string, Behaviour, string, string]>([
		["no such tag", {}, ":9", "it has no 9"],
		["another platform", {}, ":all --platform linux/arm64", "it has no image for linux/arm64; it has linux/amd64"],
		["another digest", {}, `@sha256:${"1".repeat(64)}`, "it has no sha256:1111"],
		["no name", {}, ":1:2", "registry reference"],
		["a configuration of 9 MB", { manifestPadding: 9 << 20 }, ":1", "more than 8388608 bytes (limit jsonBytes)"],
		["a redirect to a file", { redirect: () => "file:///etc/passwd" }, ":1", "it redirects to what is no http address"],
		["redirects without an end", { redirect: (path) => path }, ":1", "more than 5 redirects"],
		["a server that is always busy", { busy: 99 }, ":1", "it answers no more for now (429)"],
		["a layer without an end", { endless: true }, ":1", "has more bytes than its manifest says"],
	])("%s", async (_name, behaviour, suffix, words) => {
		const { name } = await serving(behaviour);
		const [reference = "", platform] = `${name}${suffix}`.split(" --platform ");
		const report = await judged(reference, platform === undefined ? {} : { platform });
		expect(report.gate?.passed).toBe(false);
		const messages = (report.diagnostics ?? []).map(({ message }) => message);
		expect(messages.join("\n")).toContain(words === "registry reference" ? "image reference" : words);
		expect(messages.every((message) => !message.includes("\n"))).toBe(true);
	});

	test("another layer than the manifest says is no layer that passes", async () => {
		const { name } = await serving({ corrupt: true });
		const report = await judged(`${name}:1`, { cache: join(folder, "corrupt") });
		expect(report.gate?.passed).toBe(false);
		expect(JSON.stringify(report.diagnostics)).toContain("digest");
		// And nothing of it is remembered.
		const honest = await judged(`${name}:1`, { cache: join(folder, "corrupt") });
		expect(honest.gate?.passed).toBe(false);
	});

	test("nothing listens, no such host", async () => {
		const { host, close } = await serving();
		open.length = 0;
		await close();
		expect(outcome(await judged(`${host}/app:1`))).toMatchObject({
			passed: false,
			diagnostics: [expect.stringContaining("nothing listens there")],
		});
	});
});
