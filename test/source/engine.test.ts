import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { inspect } from "../../src/inspect.ts";

const folder = mkdtempSync(join(tmpdir(), "elfspect-engine-"));
const socket = join(folder, "engine.sock");
const archive = "test/source/archives/docker-25.tar";
const asked: string[] = [];
const server = createServer((request, response) => {
	asked.push(request.url ?? "");
	if (request.url === "/images/tools/app%3A1/get") response.writeHead(200).end(readFileSync(archive));
	else if (request.url === "/images/cut/get") {
		response.writeHead(200).write(readFileSync(archive).subarray(0, 5000), () => response.destroy());
	} else response.writeHead(404).end("{}");
});
await new Promise<void>((resolve) => server.listen(socket, () => resolve()));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
	server.close();
	rmSync(folder, { recursive: true, force: true });
});

test.each([
	["docker:tools/app:1", "DOCKER_HOST"],
	["docker-daemon:tools/app:1", "DOCKER_HOST"],
	["podman:tools/app:1", "CONTAINER_HOST"],
])("%s says what `docker save` of the image says", async (subject, variable) => {
	vi.stubEnv(variable, `unix://${socket}`);
	const served = await inspect({ subjects: [subject], targets: ["self"] });
	const saved = await inspect({ subjects: [archive], targets: ["self"] });
	const text = (report: unknown, source: string) => JSON.stringify(report).replaceAll(source, "SOURCE");
	expect(text(served, subject)).toBe(text(saved, archive));
	expect(asked.at(-1)).toBe("/images/tools/app%3A1/get");
});

test.each([
	[
		`unix://${socket}`,
		"docker:nowhere:1",
		"it has no image nowhere:1: pull it, or read it from its registry (registry:nowhere:1)",
	],
	[
		"unix:///nonexistent/engine.sock",
		"docker:app",
		"/nonexistent/engine.sock: no such socket; is the engine running, and may you use it?",
	],
	["tcp://10.0.0.1:2375", "docker:app", "only unix sockets are used"],
])("%s, %s: one line", async (host, subject, words) => {
	vi.stubEnv("DOCKER_HOST", host);
	const { diagnostics = [], gate } = await inspect({ subjects: [subject], targets: ["self"] });
	expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
	expect(gate?.passed).toBe(false);
});

test("an image that is cut is none", async () => {
	vi.stubEnv("DOCKER_HOST", `unix://${socket}`);
	const { subjects, diagnostics = [], gate } = await inspect({ subjects: ["docker:cut"], targets: ["self"] });
	expect(subjects).toEqual([]);
	expect(diagnostics.map(({ message }) => message)).toEqual([
		"docker:cut: docker: the image does not come in full: the connection was cut",
	]);
	expect(gate?.passed).toBe(false);
});
