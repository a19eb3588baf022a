import { crc32, deflateRawSync } from "node:zlib";

/** A member to be written. `method` 0 stores, 8 deflates. */
export interface ZipInput {
	readonly name: string;
	readonly content: Buffer;
	readonly method?: 0 | 8;
}

/** A zip archive of these members, as Unix tools write it; `stub` bytes in front of it. */
export function zip(members: readonly ZipInput[], stub = 0): Buffer {
	const parts: Buffer[] = [Buffer.alloc(stub, 0x20)];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const { name, content, method = 8 } of members) {
		const data = method === 8 ? deflateRawSync(content) : content;
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		writeShared(local, 4, content, data, method, name);
		const central = Buffer.alloc(46);
		central.writeUInt32LE(0x02014b50, 0);
		central.writeUInt16LE((3 << 8) | 20, 4);
		writeShared(central, 6, content, data, method, name);
		central.writeUInt32LE((0o100755 << 16) >>> 0, 38);
		central.writeUInt32LE(offset, 42);
		directory.push(central, Buffer.from(name));
		parts.push(local, Buffer.from(name), data);
		offset += local.length + Buffer.byteLength(name) + data.length;
	}
	const list = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(members.length, 8);
	end.writeUInt16LE(members.length, 10);
	end.writeUInt32LE(list.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...parts, list, end]);
}

/** Fields that local and central headers share, from "version needed" on. */
function writeShared(header: Buffer, at: number, content: Buffer, data: Buffer, method: number, name: string): void {
	header.writeUInt16LE(20, at);
	header.writeUInt16LE(method, at + 4);
	header.writeUInt32LE(typeof crc32 === "function" ? crc32(content) : 0, at + 10);
	header.writeUInt32LE(data.length, at + 14);
	header.writeUInt32LE(content.length, at + 18);
	header.writeUInt16LE(Buffer.byteLength(name), at + 22);
}
