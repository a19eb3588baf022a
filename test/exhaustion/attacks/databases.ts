import { type Attack, imageOf, oneFile, tarOf, times } from "./attack.ts";
import { program } from "./programs.ts";

const app = { name: "app", mode: 0o755, data: program() };

/** Attacks by the databases of a root file system. */
export const DATABASE_ATTACKS: readonly Attack[] = [
	{ name: "sqlite: rows share a cycle", size: 50, make: (size) => sqlite(cyclicRows(size)) },
	{ name: "sqlite: rows share a chain", size: 400, make: (size) => sqlite(sharedRows(size)) },
	{ name: "rpm: folders x names", size: 100_000, make: (size) => sqlite(productRow(size)) },
	{ name: "dpkg: links to one list", size: 60, make: (size) => oneFile("a.tar", tarOf(dpkgLinks(size))) },
	{ name: "dpkg: long list", size: 1_000_000, make: (size) => oneFile("a.tar", tarOf(dpkgList(size))) },
	{ name: "apk: long database", size: 1_000_000, make: (size) => oneFile("a.tar", tarOf(apk(size))) },
	{ name: "passwd: long", size: 500_000, make: (size) => oneFile("a.tar", passwd(size)) },
	{ name: "pacman: links to one list", size: 60, make: (size) => oneFile("a.tar", tarOf(pacmanLinks(size))) },
	{ name: "ld.so.cache", size: 500_000, make: (size) => oneFile("a.tar", tarOf(loaderCache(size))) },
];

function sqlite(bytes: Buffer) {
	return oneFile("a.tar", tarOf([{ name: "var/lib/rpm/rpmdb.sqlite", data: bytes }, app]));
}

const PAGE = 4096;

/** A database of a schema, one leaf with rows, and overflow pages. */
function database(rows: readonly Row[], overflow: readonly Buffer[]): Buffer {
	const schema = record(["table", "Packages", "Packages", 2, "CREATE TABLE Packages (hnum INTEGER, blob BLOB)"]);
	const first = leaf([{ payload: schema, length: schema.length }], 100);
	first.write("SQLite format 3\0", 0, "latin1");
	first.writeUInt16BE(PAGE, 16);
	return Buffer.concat([first, leaf(rows, 0), ...overflow]);
}

interface Row {
	/** What stands in the leaf. */
	readonly payload: Buffer;
	/** What the row says it has. */
	readonly length: number;
	/** Its first overflow page. */
	readonly overflow?: number;
}

function leaf(rows: readonly Row[], start: number): Buffer {
	const page = Buffer.alloc(PAGE);
	page[start] = 13;
	page.writeUInt16BE(rows.length, start + 3);
	let at = PAGE;
	for (const [index, { payload, length, overflow }] of rows.entries()) {
		const next = Buffer.alloc(4);
		next.writeUInt32BE(overflow ?? 0);
		const cell = Buffer.concat([varint(length), varint(index + 1), payload, ...(overflow === undefined ? [] : [next])]);
		at -= cell.length;
		cell.copy(page, at);
		page.writeUInt16BE(at, start + 8 + 2 * index);
	}
	return page;
}

function varint(value: number): Buffer {
	const groups = [value & 0x7f];
	for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
		groups.unshift((rest & 0x7f) | 0x80);
	return Buffer.from(groups);
}

function record(values: readonly (string | number | Buffer)[]): Buffer {
	const types = values.map((value) =>
		typeof value === "number" ? varint(4) : varint(value.length * 2 + (typeof value === "string" ? 13 : 12)),
	);
	const bodies = values.map((value) => {
		if (typeof value !== "number") return Buffer.from(value);
		const bytes = Buffer.alloc(4);
		bytes.writeUInt32BE(value);
		return bytes;
	});
	const head = Buffer.concat(types);
	return Buffer.concat([varint(head.length + 1), head, ...bodies]);
}

function overflowing(length: number, payload: Buffer, overflow: number): Row {
	const least = Math.floor(((PAGE - 12) * 32) / 255) - 23;
	const surplus = least + ((length - least) % (PAGE - 4));
	const local = surplus <= PAGE - 35 ? surplus : least;
	return { payload: Buffer.concat([payload, Buffer.alloc(local)]).subarray(0, local), length, overflow };
}

/** A length whose row keeps as little in its leaf as can be. */
function longRow(most: number): number {
	const least = Math.floor(((PAGE - 12) * 32) / 255) - 23;
	return least + Math.floor((most - least) / (PAGE - 4)) * (PAGE - 4);
}

function cyclicRows(rows: number): Buffer {
	const cycle = Buffer.alloc(PAGE);
	cycle.writeUInt32BE(3, 0);
	const row = overflowing(longRow(60 << 20), Buffer.from([3, 4, ...varint(60 << 21)]), 3);
	return database(
		times(Math.min(rows, 7), () => row),
		[cycle],
	);
}

function sharedRows(pages: number): Buffer {
	const chain = times(pages, (index) => {
		const page = Buffer.alloc(PAGE);
		page.writeUInt32BE(index === pages - 1 ? 0 : index + 4, 0);
		return page;
	});
	const length = longRow(pages * PAGE);
	return database(
		times(7, () => overflowing(length, Buffer.from([3, 4, ...varint(length * 2)]), 3)),
		chain,
	);
}

/** A header with one long folder and many short names. */
function productRow(count: number): Buffer {
	const folder = `/${"f".repeat(Math.min(count, 60_000))}/`;
	const entries: { tag: number; count: number; data: Buffer }[] = [
		{ tag: 1000, count: 1, data: Buffer.from("p\0") },
		{ tag: 1116, count, data: Buffer.alloc(4 * count) },
		{ tag: 1117, count, data: Buffer.from(times(count, (index) => `${index}\0`).join("")) },
		{ tag: 1118, count: 1, data: Buffer.from(`${folder}\0`) },
	];
	const head = Buffer.alloc(8 + 16 * entries.length);
	head.writeUInt32BE(entries.length, 0);
	let offset = 0;
	for (const [index, entry] of entries.entries()) {
		head.writeUInt32BE(entry.tag, 8 + 16 * index);
		head.writeUInt32BE(offset, 8 + 16 * index + 8);
		head.writeUInt32BE(entry.count, 8 + 16 * index + 12);
		offset += entry.data.length;
	}
	const blob = Buffer.concat([head, ...entries.map(({ data }) => data)]);
	return overflowedRow(blob);
}

function overflowedRow(blob: Buffer): Buffer {
	const payload = Buffer.concat([record([1, blob])]);
	const row = overflowing(payload.length, payload, 3);
	const rest = payload.subarray(row.payload.length);
	const pages = Math.ceil(rest.length / (PAGE - 4));
	const overflow = times(pages, (index) => {
		const page = Buffer.alloc(PAGE);
		page.writeUInt32BE(index === pages - 1 ? 0 : index + 4, 0);
		rest.copy(page, 4, index * (PAGE - 4), (index + 1) * (PAGE - 4));
		return page;
	});
	return database([row], overflow);
}

function dpkgLinks(count: number) {
	const data = times(500_000, (index) => `/usr/share/f${index}\n`).join("");
	return [
		{ name: "var/lib/dpkg/status", data: "Package: a\nVersion: 1\n" },
		{ name: "var/lib/dpkg/info/a.list", data },
		...times(count, (index) => ({
			name: `var/lib/dpkg/info/a${index}.list`,
			type: "1",
			link: "var/lib/dpkg/info/a.list",
		})),
		app,
	];
}

function dpkgList(count: number) {
	const data = times(count, (index) => `/usr/share/${index % 1000}/f${index}\n`).join("");
	return [
		{ name: "var/lib/dpkg/status", data: times(count / 4, (index) => `Package: a${index}\nVersion: 1\n`).join("\n") },
		{ name: "var/lib/dpkg/info/a.list", data },
		app,
	];
}

function apk(count: number) {
	const data = times(count, (index) => `P:p${index}\nV:1\nF:usr/share/${index}\nR:f${index}\n`).join("\n");
	return [{ name: "lib/apk/db/installed", data }, app];
}

function passwd(count: number): Buffer {
	const data = times(count, (index) => `u${index}:x:${index}:${index}::/:/bin/sh\n`).join("");
	const root = tarOf([{ name: "etc/passwd", data }, { name: "etc/group", data }, app]);
	return imageOf({ Entrypoint: ["/app"], User: "nobody" }, [root]);
}

function pacmanLinks(count: number) {
	const data = `%FILES%\n${times(500_000, (index) => `usr/share/f${index}\n`).join("")}`;
	return [
		{ name: "var/lib/pacman/local/a-1-1/files", data },
		...times(count, (index) => ({
			name: `var/lib/pacman/local/a${index}-1-1/files`,
			type: "1",
			link: "var/lib/pacman/local/a-1-1/files",
		})),
		app,
	];
}

/** Entries of which all have one key. */
function loaderCache(count: number) {
	const bytes = Buffer.alloc(48 + 24 * count + 16);
	bytes.write("glibc-ld.so.cache1.1", 0, "latin1");
	bytes.writeUInt32LE(count, 20);
	bytes.writeUInt32LE(16, 24);
	bytes.write("libc.so.6\0", 48 + 24 * count, "latin1");
	for (let index = 0; index < count; index += 1) {
		const at = 48 + 24 * index;
		bytes.writeUInt32LE(0x303, at);
		bytes.writeUInt32LE(48 + 24 * count, at + 4);
		bytes.writeUInt32LE(48 + 24 * count, at + 8);
	}
	return [{ name: "etc/ld.so.cache", data: bytes }, app];
}
