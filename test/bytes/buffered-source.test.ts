import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Arena } from "../../src/bytes/arena.ts";
import { ArenaBuffer } from "../../src/bytes/arena-buffer.ts";
import { bufferedSource } from "../../src/bytes/buffered-source.ts";
import type { FillingSource } from "../../src/bytes/filling-source.ts";
import { elfFacts } from "../../src/elf/elf-facts.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";

/** A file that counts how often it is read as a whole. */
function countedFile(
	bytes: Buffer,
	size = bytes.length,
): { readonly source: FillingSource; readonly fills: () => number } {
	let fills = 0;
	const source: FillingSource = {
		name: "file",
		size,
		read: (offset, length) => Buffer.from(bytes.subarray(offset, offset + length)),
		fill(target, offset) {
			fills += 1;
			return bytes.copy(target, 0, offset);
		},
	};
	return { source, fills: () => fills };
}

const program = readFileSync("fixtures-bin/x86_64-glibc/hello");

test("facts are the same from memory that others have used since", () => {
	const plain = parseElf({ ...countedFile(program).source });
	const { source, fills } = countedFile(program);
	const buffered = parseElf(bufferedSource(source));
	for (let other = 0; other < 20; other += 1) {
		bufferedSource(countedFile(Buffer.alloc(1 << 20, 0xff)).source).arenaBuffer?.load();
	}
	expect(elfFacts(buffered)).toEqual(elfFacts(plain));
	expect(fills()).toBe(2);
});

test("a file that comes back too often is read where it is asked for", () => {
	const { source, fills } = countedFile(program);
	const buffered = bufferedSource(source);
	const elf = parseElf(buffered);
	for (let turn = 0; turn < 10; turn += 1) {
		for (let other = 0; other < 20; other += 1) {
			bufferedSource(countedFile(Buffer.alloc(1 << 20)).source).arenaBuffer?.load();
		}
		buffered.arenaBuffer?.load();
	}
	expect(fills()).toBe(4);
	expect(buffered.arenaBuffer?.bytes === undefined).toBe(true);
	expect(elfFacts(elf)).toEqual(elfFacts(parseElf({ ...source })));
});

test("a file that has become shorter, large or cannot be read is never there as a whole", () => {
	const cut = bufferedSource(countedFile(program.subarray(0, program.length - 1), program.length).source);
	cut.arenaBuffer?.load();
	expect(cut.arenaBuffer?.bytes === undefined).toBe(true);
	expect(cut.arenaBuffer?.numbers).toBeUndefined();
	const { source } = countedFile(program);
	const broken = bufferedSource({
		...source,
		fill() {
			throw new Error("EIO");
		},
	});
	broken.arenaBuffer?.load();
	expect(broken.arenaBuffer?.bytes === undefined).toBe(true);
	expect(broken.read(0, 4).equals(program.subarray(0, 4))).toBe(true);
	expect(bufferedSource({ ...source, size: 3 << 20 }).arenaBuffer).toBeUndefined();
});

test("no two tenants of an arena ever have the same bytes", () => {
	const arena = new Arena(1000);
	const living = new Map<ArenaBuffer, Buffer>();
	let wanted = 0;
	for (let number = 0; number < 500; number += 1) {
		wanted = (wanted * 31 + 17) % 400;
		const tenant = new ArenaBuffer(() => arena.place(tenant, wanted + 1).fill(number % 256));
		tenant.load();
		living.set(tenant, Buffer.from(tenant.bytes ?? ""));
		for (const [each, bytes] of living) {
			if (each.bytes === undefined) living.delete(each);
			else expect(each.bytes.equals(bytes)).toBe(true);
		}
		expect(tenant.bytes).toHaveLength(wanted + 1);
	}
	expect(living.size).toBeLessThan(20);
});

test("the last two of an arena stay where they are", () => {
	const arena = new Arena(1000);
	const latest: ArenaBuffer[] = [];
	let wanted = 0;
	for (let number = 0; number < 500; number += 1) {
		wanted = (wanted * 31 + 17) % 250;
		const tenant = new ArenaBuffer(() => arena.place(tenant, wanted + 1));
		tenant.load();
		latest.push(tenant);
		expect(latest.slice(-3).every(({ bytes }) => bytes !== undefined)).toBe(true);
	}
});
