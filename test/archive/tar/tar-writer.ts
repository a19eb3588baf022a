/** One raw tar entry: fields are written as given, right or wrong. */
export interface RawEntry {
	readonly name?: string | Buffer;
	readonly type?: string;
	readonly size?: number | Buffer;
	readonly mode?: number;
	/** `uid:gid`. */
	readonly owner?: string;
	readonly link?: string;
	readonly magic?: string;
	readonly prefix?: string;
	readonly data?: Buffer | string;
	/** Last look at the block, before its checksum. */
	readonly patch?: (block: Buffer) => void;
}

/** A tar archive block by block, for what real tools do not write. Two blocks of zeros end it. */
export function rawTar(entries: readonly RawEntry[], end = true): Buffer {
	return Buffer.concat([...entries.map(rawEntry), ...(end ? [Buffer.alloc(1024)] : [])]);
}

export function rawEntry(entry: RawEntry): Buffer {
	const data = Buffer.from(entry.data ?? "");
	const block = Buffer.alloc(512);
	Buffer.from(entry.name ?? "file").copy(block, 0, 0, 100);
	block.write(octal(entry.mode ?? 0o644, 7), 100, "latin1");
	(entry.owner ?? "").split(":").forEach((id, index) => {
		if (id !== "") block.write(octal(Number(id), 7), 108 + 8 * index, "latin1");
	});
	if (Buffer.isBuffer(entry.size)) entry.size.copy(block, 124, 0, 12);
	else block.write(octal(entry.size ?? data.length, 11), 124, "latin1");
	block.write(entry.type ?? "0", 156, "latin1");
	block.write(entry.link ?? "", 157, 100, "utf8");
	block.write(entry.magic ?? "ustar\0" + "00", 257, "latin1");
	block.write(entry.prefix ?? "", 345, 155, "utf8");
	entry.patch?.(block);
	block.fill(0x20, 148, 156);
	const sum = block.reduce((total, byte) => total + byte, 0);
	block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
	return Buffer.concat([block, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

/** One PAX record, its length counted in. */
export function paxRecord(key: string, value: string | Buffer): Buffer {
	const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from("\n")]);
	let length = rest.length + 1;
	while (String(length).length + rest.length !== length) length += 1;
	return Buffer.concat([Buffer.from(String(length)), rest]);
}

function octal(value: number, digits: number): string {
	return `${value.toString(8).padStart(digits, "0")}\0`;
}
