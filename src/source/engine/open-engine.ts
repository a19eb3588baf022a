import { type IncomingMessage, request } from "node:http";
import { errnoOf } from "../../bytes/errno.ts";
import { InputError } from "../../bytes/input-error.ts";
import { parseJson, textField } from "../../image/manifest/json-value.ts";
import type { InputSession } from "../input-session.ts";
import { openChunks } from "../open-stream.ts";
import type { OpenedInput } from "../opened-input.ts";
import { type Engine, engineAddress } from "./engine-sockets.ts";

/** Milliseconds in which nothing comes before an engine is given up: it gathers an image before it sends it. */
const PATIENCE = 300_000;

/** What an engine says of an error is short. */
const LONGEST_ERROR = 64 * 1024;

/** Opens an image that an engine of this machine has: what `docker save` would write, read while it comes over its unix
 *  socket.
 *  Errors: InputError `unreachable`, `not-found`, `bad-reference`, and those of `openInput`. */
export async function openEngine(
	session: InputSession,
	engine: Engine,
	image: string,
): Promise<readonly OpenedInput[]> {
	const name = session.spec.text;
	if (!/^\w[\w./:@-]{0,400}$/.test(image))
		throw new InputError("bad-reference", name, "reference", "no name of an image");
	const { socket, said } = engineAddress(engine, process.env);
	if (socket === undefined) throw new InputError("unreachable", name, engine, `no socket of it is there: ${said}`);
	const answer = await ask(socket, image).catch((error: unknown) => {
		throw socketError(error, name, engine, socket);
	});
	if (answer.statusCode !== 200) throw await refusal(answer, session, engine);
	const failures: InputError[] = [];
	try {
		const opened = await openChunks(session, unbroken(answer, { name, engine, failures }));
		const [failure] = failures;
		if (failure === undefined) return opened;
		for (const each of opened) each.close();
		throw failure;
	} finally {
		answer.destroy();
	}
}

function ask(socketPath: string, image: string): Promise<IncomingMessage> {
	// Colons and slashes stand in the path as they are: engines know no others.
	const path = `/images/${encodeURIComponent(image).replace(/%2F/g, "/").replace(/%3A/g, ":").replace(/%40/g, "@")}/get`;
	return new Promise((resolve, reject) => {
		const asking = request({
			socketPath,
			path,
			headers: { host: "localhost", "user-agent": "elfspect" },
			agent: false,
		});
		asking.setTimeout(PATIENCE, () => asking.destroy(new Error(`nothing came for ${PATIENCE / 1000} seconds`)));
		asking.on("error", reject);
		asking.once("response", resolve);
		asking.end();
	});
}

interface Transfer {
	readonly name: string;
	readonly engine: Engine;
	readonly failures: InputError[];
}

/** An engine that stops in the middle cuts the connection: then the rest of the image is missing. */
async function* unbroken(answer: IncomingMessage, { name, engine, failures }: Transfer): AsyncGenerator<Buffer> {
	try {
		for await (const chunk of answer) if (Buffer.isBuffer(chunk)) yield chunk;
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		const detail = `the image does not come in full: ${why.slice(0, 200)}`;
		const failure = new InputError("truncated", name, engine, detail);
		failures.push(failure);
		throw failure;
	}
}

async function refusal(answer: IncomingMessage, { spec }: InputSession, engine: Engine): Promise<InputError> {
	const parts: Buffer[] = [];
	let length = 0;
	for await (const chunk of answer) {
		if (!Buffer.isBuffer(chunk)) continue;
		parts.push(chunk);
		length += chunk.length;
		if (length > LONGEST_ERROR) break;
	}
	const said = messageIn(Buffer.concat(parts)).slice(0, 200);
	const isMissing = answer.statusCode === 404;
	const detail = isMissing ? `it has no such image${said}` : `it answers ${answer.statusCode}${said}`;
	return new InputError(isMissing ? "not-found" : "unreachable", spec.text, engine, detail);
}

function messageIn(body: Buffer): string {
	try {
		const message = textField(parseJson(body, "answer"), "message") ?? textField(parseJson(body, "answer"), "cause");
		return message === undefined ? "" : `: ${message}`;
	} catch {
		return "";
	}
}

function socketError(error: unknown, name: string, engine: Engine, socket: string): unknown {
	if (!(error instanceof Error)) return error;
	const errno = errnoOf(error);
	const words =
		errno === "EACCES" || errno === "EPERM"
			? "permission denied"
			: errno === "ECONNREFUSED"
				? "nobody listens there"
				: errno === "ENOENT"
					? "it is not there"
					: error.message;
	return new InputError("unreachable", name, engine, `its socket ${socket}: ${words.slice(0, 200)}`);
}
