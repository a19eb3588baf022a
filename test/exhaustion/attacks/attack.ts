import { paxRecord, type RawEntry, rawEntry, rawTar } from "../../archive/tar/tar-writer.ts";

/** An input that makes an inspector work out of proportion to its size. */
export interface Attack {
	readonly name: string;
	/** Size at which the figures are taken; tests make smaller ones, and twice as large. */
	readonly size: number;
	/** Files by name, in a folder of their own; the command line is run there. */
	readonly make: (size: number) => Made;
}

export interface Made {
	readonly files: ReadonlyMap<string, Buffer>;
	/** The command line. */
	readonly args: readonly string[];
}

/** One file that is inspected. */
export function oneFile(name: string, bytes: Buffer, ...args: readonly string[]): Made {
	return { files: new Map([[name, bytes]]), args: [name, ...args] };
}

/** `count` times what `make` makes. */
export function times<T>(count: number, make: (index: number) => T): T[] {
	return Array.from({ length: count }, (_, index) => make(index));
}

/** An image as `docker save` writes it. */
export function imageOf(config: object, layers: readonly Buffer[]): Buffer {
	const blob = { architecture: "amd64", os: "linux", config, rootfs: { type: "layers", diff_ids: [] } };
	const manifest = [
		{ Config: "config.json", RepoTags: ["a:1"], Layers: layers.map((_, index) => `${index}/layer.tar`) },
	];
	return rawTar([
		{ name: "config.json", data: JSON.stringify(blob) },
		...layers.map((data, index) => ({ name: `${index}/layer.tar`, data })),
		{ name: "manifest.json", data: JSON.stringify(manifest) },
	]);
}

/** A tar entry with a name or link of any length. */
export function longEntry(entry: RawEntry & { readonly name: string }): readonly RawEntry[] {
	const records = [
		...(entry.name.length > 99 ? [paxRecord("path", entry.name)] : []),
		...((entry.link ?? "").length > 99 ? [paxRecord("linkpath", entry.link ?? "")] : []),
	];
	const short = { ...entry, name: entry.name.slice(0, 99), link: (entry.link ?? "").slice(0, 99) };
	return records.length === 0 ? [short] : [{ name: "x", type: "x", data: Buffer.concat(records) }, short];
}

/** A tar of many small entries; `rawTar` with all blocks put together at once. */
export function tarOf(entries: readonly RawEntry[]): Buffer {
	return Buffer.concat([...entries.map(rawEntry), Buffer.alloc(1024)]);
}
