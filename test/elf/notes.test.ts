import { describe, expect, it } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { NoteFacts } from "../../src/elf/elf-file.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { LAYOUTS } from "./elf-bytes.ts";
import { type ElfModel, writeElf } from "./elf-writer.ts";

const LAYOUT = { is64: true, littleEndian: true };

function notes(models: ElfModel["notes"], layout = LAYOUT): NoteFacts {
	return parseElf(memorySource("notes", writeElf({ dynamic: false, notes: models ?? [] }, layout).bytes)).notes;
}

const dlopen = (text: string): NoteFacts["dlopen"] => notes([{ owner: "FDO", type: 0x407c0c0a, text }]).dlopen;

describe(".note.dlopen", () => {
	it("gives names, priority, feature and description", () => {
		const json = '[{"soname":["libz.so.1","libz.so"],"priority":"required","feature":"zip","description":"Zip"}]';
		expect(dlopen(json)).toEqual([
			{ sonames: ["libz.so.1", "libz.so"], priority: "required", feature: "zip", description: "Zip" },
		]);
	});

	it("takes `recommended` where nothing or something unknown is said", () => {
		expect(dlopen('[{"soname":["a"]},{"soname":["b"],"priority":"maybe"}]')?.map(({ priority }) => priority)).toEqual([
			"recommended",
			"recommended",
		]);
	});

	it("collects several notes", () => {
		const entry = (soname: string): NonNullable<ElfModel["notes"]>[number] => ({
			owner: "FDO",
			type: 0x407c0c0a,
			text: `[{"soname":["${soname}"]}]`,
		});
		expect(notes([entry("a"), entry("b")]).dlopen?.flatMap(({ sonames }) => sonames)).toEqual(["a", "b"]);
	});

	it.each(["", "{", "{}", "null", "[1, null, {}]", '[{"soname":"a"}]'])("has no entries for %s", (text) => {
		expect(dlopen(text) ?? []).toEqual([]);
	});
});

it("gives the text members of .note.package", () => {
	const text = '{"type":"deb","name":"bash","version":"5.2","n":1}';
	expect(notes([{ owner: "FDO", type: 0xcafe1a7e, text }]).package).toEqual({
		type: "deb",
		name: "bash",
		version: "5.2",
	});
});

it("keeps no prototype out of a note", () => {
	const found = notes([{ owner: "FDO", type: 0xcafe1a7e, text: '{"__proto__":"x","name":"a"}' }]).package;
	expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
});

describe.each(LAYOUTS)("GNU properties ($is64 $littleEndian)", (layout) => {
	it("are padded to the word of the class", () => {
		const pad = layout.is64 ? [0] : [];
		const words = [0xc0000002, 4, 3, ...pad, 0xc0008002, 4, 7, ...pad, 0xb0008000, 4, 1, ...pad];
		expect(notes([{ owner: "GNU", type: 5, words }], layout)).toEqual({ x86Features: 3, x86IsaNeeded: 7, needed1: 1 });
	});

	it("are found in PT_GNU_PROPERTY, too", () => {
		const pad = layout.is64 ? [0] : [];
		const model: ElfModel = { dynamic: false, notes: [{ owner: "GNU", type: 5, words: [0xc0000000, 4, 1, ...pad] }] };
		const { bytes, offsets } = writeElf(model, layout);
		const at = (offsets.phdr ?? 0) + (layout.is64 ? 56 : 32);
		if (layout.littleEndian) bytes.writeUInt32LE(0x6474e553, at);
		else bytes.writeUInt32BE(0x6474e553, at);
		expect(parseElf(memorySource("property", bytes)).notes).toEqual({ aarch64Features: 1 });
	});
});

describe("notes of a system about itself", () => {
	it.each(["OpenBSD", "NetBSD", "FreeBSD", "DragonFly"])("%s", (owner) => {
		expect(notes([{ owner, type: 1, words: [0] }])).toEqual({ system: owner });
	});

	it.each([
		["FreeBSD", 2],
		["PaX", 1],
		["GNU", 9],
	])("%s %i says nothing of it", (owner, type) => {
		expect(notes([{ owner, type, words: [0] }]).system).toBeUndefined();
	});
});

describe("malformed notes are passed over", () => {
	it("a description that passes the end of its segment", () => {
		const { bytes, offsets } = writeElf({ dynamic: false, notes: [{ owner: "GNU", type: 3, text: "abcd" }] }, LAYOUT);
		bytes.writeUInt32LE(0xfffffff0, (offsets.note0 ?? 0) + 4);
		expect(parseElf(memorySource("long", bytes)).notes).toEqual({});
	});

	it("a segment that passes the end of the file", () => {
		const { bytes } = writeElf({ dynamic: false, notes: [{ owner: "GNU", type: 3, text: "abcd" }] }, LAYOUT);
		bytes.writeBigUInt64LE(0x7fffffffn, 64 + 56 + 8);
		expect(parseElf(memorySource("outside", bytes)).notes).toEqual({});
	});

	it("the second note of a kind", () => {
		const texts = ["aaaa", "bbbb"];
		expect(notes(texts.map((text) => ({ owner: "GNU", type: 3, text }))).buildId).toBe("61616161");
	});
});
