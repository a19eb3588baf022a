import { createReadStream, fstatSync, readFileSync } from "node:fs";
import type { Blob } from "../archive/blob.ts";
import { sliceSource } from "../bytes/filling-source.ts";
import { descriptorSource, openingError } from "../disk/file-source.ts";
import { type InputSession, unrecognised } from "./input-session.ts";
import { openArchiveFile } from "./open-file.ts";
import type { OpenedInput } from "./opened-input.ts";
import { recognise, recognisingBytes } from "./recognise.ts";
import { checkedSize, streamedFile } from "./streamed-file.ts";

/** Opens standard input. Redirected from a file, it is read like one.
 *  Errors: InputError. */
export async function openStandardInput(session: InputSession): Promise<readonly OpenedInput[]> {
	const stat = fstatSync(0);
	if (!stat.isFile()) return openChunks(session, process.stdin);
	const whole = descriptorSource(0, "-", stat.size);
	const source = sliceSource(whole, "-", redirectedOffset(), stat.size);
	const found = recognise(source.read(0, recognisingBytes));
	if (found !== "file") return openArchiveFile(session, source, found, () => {});
	return [streamedFile(session, source.read(0, checkedSize(source.size, session)))];
}

/** Opens a pipe that has a path, such as `<(command)`.
 *  Errors: InputError. */
export function openPipe(session: InputSession): Promise<readonly OpenedInput[]> {
	return openChunks(session, createReadStream(session.spec.path));
}

/** How far the shell, or a program before us, has read already. */
function redirectedOffset(): number {
	try {
		return Number(/^pos:\s*(\d+)/m.exec(readFileSync("/proc/self/fdinfo/0", "latin1"))?.[1] ?? 0);
	} catch {
		// Without /proc there is no telling; files are nearly always redirected from their start.
		return 0;
	}
}

/** Bytes that come once, from wherever.
 *  Errors: InputError. */
export async function openChunks(
	session: InputSession,
	chunks: AsyncIterable<unknown>,
): Promise<readonly OpenedInput[]> {
	const iterator = buffers(chunks, session.spec.path)[Symbol.asyncIterator]();
	let first: Buffer = Buffer.alloc(0);
	while (first.length < recognisingBytes) {
		const next = await iterator.next();
		if (next.done === true) break;
		first = Buffer.concat([first, next.value]);
	}
	const found = recognise(first);
	if (found === undefined) throw unrecognised(session, first);
	if (found === "file") return [streamedFile(session, await collected(first, iterator, session))];
	const { openArchiveStream } = await import("./open-archive.ts");
	return openArchiveStream(session, streamedBlob(session, first, iterator), () => {});
}

/** Errors: InputError where the system refuses to open or read. */
async function* buffers(chunks: AsyncIterable<unknown>, name: string): AsyncGenerator<Buffer> {
	try {
		for await (const chunk of chunks) if (Buffer.isBuffer(chunk)) yield chunk;
	} catch (error) {
		throw openingError(error, name);
	}
}

function streamedBlob({ spec, budget }: InputSession, first: Buffer, rest: AsyncIterator<Buffer>): Blob {
	return {
		name: spec.path,
		repeatable: false,
		async *chunks() {
			budget.allowFor(first.length);
			yield first;
			for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
				budget.allowFor(next.value.length);
				yield next.value;
			}
		},
	};
}

async function collected(first: Buffer, rest: AsyncIterator<Buffer>, session: InputSession): Promise<Buffer> {
	const parts = [first];
	let length = first.length;
	for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
		parts.push(next.value);
		length = checkedSize(length + next.value.length, session);
	}
	return Buffer.concat(parts);
}
