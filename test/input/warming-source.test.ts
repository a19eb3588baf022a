import { expect, test } from "vitest";
import type { ByteSource } from "../../src/bytes/byte-source.ts";
import { warmingSource } from "../../src/input/warming-source.ts";

/** A source that counts what is read of it. */
function counted(bytes: Buffer): { readonly source: ByteSource; readonly reads: () => number } {
	let reads = 0;
	const read = (offset: number, length: number): Buffer => {
		reads += 1;
		return Buffer.from(bytes.subarray(offset, offset + length));
	};
	return { source: { name: "file", size: bytes.length, read }, reads: () => reads };
}

function fresh(size: number): Buffer {
	return Buffer.from(Uint8Array.from({ length: size }, (_, index) => index % 251));
}

test("gives the same bytes before and after it has read the whole file", () => {
	const bytes = fresh(40_000);
	const { source, reads } = counted(bytes);
	const warmed = warmingSource(source);
	for (let offset = 0; offset < bytes.length; offset += 1000) {
		expect(warmed.read(offset, 3000).equals(bytes.subarray(offset, offset + 3000))).toBe(true);
	}
	expect(reads()).toBe(5);
	expect(warmed.resident).toBe(true);
	expect(warmed.read(0, 1 << 20).equals(bytes)).toBe(true);
	expect(warmed.read(39_999, 10).equals(bytes.subarray(39_999))).toBe(true);
	expect(warmed.read(50_000, 10)).toHaveLength(0);
	expect(warmed.read(-5, 10)).toHaveLength(0);
});

test("lets a file go when others have been read whole since, and reads it again", () => {
	const bytes = fresh(2_000_000);
	const warmed = warmingSource(counted(bytes).source);
	for (let read = 0; read < 5; read += 1) warmed.read(0, 10);
	expect(warmed.resident).toBe(true);
	for (let file = 0; file < 5; file += 1) {
		const other = warmingSource(counted(bytes).source);
		for (let read = 0; read < 5; read += 1) other.read(0, 10);
	}
	expect(warmed.resident).toBeUndefined();
	expect(warmed.read(100, 3).equals(bytes.subarray(100, 103))).toBe(true);
});

test("leaves large files as they are", () => {
	const { source } = counted(Buffer.alloc(2 * 1024 * 1024 + 1));
	expect(warmingSource(source)).toBe(source);
});

test("reads a file bit by bit that is no longer as long as it was", () => {
	const bytes = fresh(1000);
	const { source } = counted(bytes);
	const warmed = warmingSource({ ...source, size: 2000 });
	for (let read = 0; read < 8; read += 1) expect(warmed.read(900, 500)).toHaveLength(100);
	expect(warmed.resident).toBeUndefined();
});
