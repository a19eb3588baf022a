import { InputError } from "../../bytes/input-error.ts";
import type { HttpReply } from "./http.ts";

/** Milliseconds that a short answer may take in all. */
const PATIENCE = 120_000;

/** The whole of a short answer. `what` is what messages call it.
 *  Errors: InputError `limit` for a longer one; what the network says. */
export async function shortBody(
	reply: HttpReply,
	limit: { readonly name: string; readonly what: string; readonly bytes: number },
): Promise<Buffer> {
	const tooLong = (): InputError =>
		new InputError("limit", limit.name, limit.what, `more than ${limit.bytes} bytes (limit jsonBytes)`);
	const slow = setTimeout(
		() => reply.body.destroy(new Error(`not complete after ${PATIENCE / 1000} seconds`)),
		PATIENCE,
	);
	try {
		if (Number(reply.header("content-length") ?? 0) > limit.bytes) throw tooLong();
		const parts: Buffer[] = [];
		let length = 0;
		for await (const chunk of reply.body) {
			if (!Buffer.isBuffer(chunk)) continue;
			parts.push(chunk);
			length += chunk.length;
			if (length > limit.bytes) throw tooLong();
		}
		return Buffer.concat(parts);
	} finally {
		clearTimeout(slow);
		reply.body.destroy();
	}
}

/** Nobody wants the body: its connection is given up. */
export function leave(reply: HttpReply): void {
	reply.body.on("error", () => {});
	reply.body.destroy();
}
