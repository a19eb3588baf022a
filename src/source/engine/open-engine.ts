import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { InputError } from "../../bytes/input-error.ts";
import { field, textField } from "../../image/manifest/json-value.ts";
import type { InputSession } from "../input-session.ts";
import { openChunks } from "../open-stream.ts";
import type { OpenedInput } from "../opened-input.ts";
import { networkWords } from "../registry/network-error.ts";

/** Milliseconds without a byte: an engine gathers an image before it sends it. */
const PATIENCE = 300_000;

/** Opens an image that an engine of this machine has, as it would save it: over its socket, and nothing else.
 *  Errors: InputError `no-such-image`, `network`. Source: Docker Engine API, ImageGet; podman has the same. */
export async function openEngine(session: InputSession): Promise<readonly OpenedInput[]> {
	const { scheme, path } = session.spec;
	if (path === "") throw new InputError("bad-reference", session.spec.text, "image reference", "no image is named");
	const sockets = scheme === "podman" ? podmanSockets(process.env) : dockerSockets(process.env);
	const socket = sockets.find(isSocket) ?? sockets[0] ?? "";
	const answer = await asked(socket, `/images/${path.split("/").map(encodeURIComponent).join("/")}/get`, session);
	if (answer.statusCode !== 200) throw refusal(answer, session, socket);
	const failures: InputError[] = [];
	try {
		const opened = await openChunks(session, whole(answer, session, failures));
		const [failure] = failures;
		if (failure === undefined) return opened;
		for (const each of opened) each.close();
		throw failure;
	} catch (error) {
		throw failures[0] ?? error;
	} finally {
		answer.destroy();
	}
}

/** An engine that stops in the middle cuts the connection: what has come by then is no image.
 *  Errors: InputError `network`. */
async function* whole(answer: IncomingMessage, { spec }: InputSession, failures: InputError[]): AsyncGenerator<Buffer> {
	try {
		for await (const chunk of answer) if (Buffer.isBuffer(chunk)) yield chunk;
	} catch (error) {
		const detail = `the image does not come in full: ${networkWords(error)}`;
		const failure = new InputError("network", spec.text, spec.scheme, detail);
		failures.push(failure);
		throw failure;
	}
}

function isSocket(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isSocket() === true;
}

/** CONTAINER_HOST, then the user's own, then root's. Source: podman-system-service(1). */
function podmanSockets(environment: NodeJS.ProcessEnv): readonly string[] {
	const runtime = environment.XDG_RUNTIME_DIR ?? `/run/user/${process.getuid?.() ?? 0}`;
	const named = environment.CONTAINER_HOST;
	return named ? [socketOf(named)] : [join(runtime, "podman/podman.sock"), "/run/podman/podman.sock"];
}

/** DOCKER_HOST, then the context in use, then the usual places. Source: docker(1); docker/cli, cli/context. */
function dockerSockets(environment: NodeJS.ProcessEnv): readonly string[] {
	const named = environment.DOCKER_HOST || contextHost(environment);
	if (named) return [socketOf(named)];
	const runtime = environment.XDG_RUNTIME_DIR;
	return ["/var/run/docker.sock", ...(runtime ? [join(runtime, "docker.sock")] : [])];
}

/** Errors: InputError for another machine's engine. */
function socketOf(address: string): string {
	if (address.startsWith("unix://")) return address.slice("unix://".length);
	throw new InputError(
		"unsupported",
		address,
		"engine",
		"only unix sockets are used: save the image there, or push it to a registry",
	);
}

function contextHost(environment: NodeJS.ProcessEnv): string | undefined {
	const folder = environment.DOCKER_CONFIG || join(environment.HOME ?? "", ".docker");
	const name = environment.DOCKER_CONTEXT || textField(jsonAt(join(folder, "config.json")), "currentContext");
	if (name === undefined || name === "default") return undefined;
	const id = createHash("sha256").update(name).digest("hex");
	const meta = jsonAt(join(folder, "contexts/meta", id, "meta.json"));
	return textField(field(field(meta, "Endpoints"), "docker"), "Host");
}

function jsonAt(file: string): unknown {
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch {
		return undefined;
	}
}

function asked(socketPath: string, path: string, { spec }: InputSession): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		const sent = request({ socketPath, path, headers: { host: "localhost", "user-agent": "elfspect" } }, resolve);
		sent.setTimeout(PATIENCE, () => sent.destroy(new Error(`no answer for ${PATIENCE / 1000} seconds`)));
		sent.on("error", (error) => {
			const detail = `${socketPath}: ${networkWords(error)}; is the engine running, and may you use it?`;
			reject(new InputError("network", spec.text, spec.scheme, detail));
		});
		sent.end();
	});
}

function refusal(answer: IncomingMessage, { spec }: InputSession, socket: string): InputError {
	answer.resume();
	if (answer.statusCode === 404 || answer.statusCode === 500) {
		const detail = `it has no image ${spec.path}: pull it, or read it from its registry (registry:${spec.path})`;
		return new InputError("no-such-image", spec.text, spec.scheme, detail);
	}
	return new InputError("network", spec.text, spec.scheme, `${socket} answers with ${answer.statusCode}`);
}
