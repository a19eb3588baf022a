import { decodeText } from "../../bytes/text.ts";

/** The records of a PAX header that change what an entry is: later ones replace earlier ones.
 *  Nothing when a record is not `LENGTH KEY=VALUE\n`.
 *  Source: POSIX.1-2017 pax, "pax Extended Header". */
export function parsePaxRecords(bytes: Buffer): ReadonlyMap<string, string> | undefined {
	const records = new Map<string, string>();
	// Version 0.0 of the sparse format repeats a pair of keys, so their order is kept in one value.
	const sparseMap: string[] = [];
	for (let position = 0; position < bytes.length; ) {
		const record = recordAt(bytes, position);
		if (record === undefined) return undefined;
		if (record.key === "GNU.sparse.offset" || record.key === "GNU.sparse.numbytes") sparseMap.push(record.value);
		else records.set(record.key, record.value);
		position = record.end;
	}
	if (sparseMap.length > 0) records.set("GNU.sparse.map", sparseMap.join(","));
	return records;
}

interface PaxRecord {
	readonly key: string;
	readonly value: string;
	readonly end: number;
}

/** Every record is at least `5 a=\n` long, so that a walk over them always advances. */
function recordAt(bytes: Buffer, start: number): PaxRecord | undefined {
	const blank = bytes.indexOf(0x20, start);
	if (blank === -1 || blank - start > 10) return undefined;
	const digits = bytes.toString("latin1", start, blank);
	const end = start + Number(digits);
	const equals = bytes.indexOf(0x3d, blank);
	if (!/^[0-9]+$/.test(digits) || end > bytes.length || bytes[end - 1] !== 0x0a) return undefined;
	if (equals === -1 || equals >= end - 1 || equals === blank + 1) return undefined;
	return {
		key: decodeText(bytes.subarray(blank + 1, equals)),
		value: decodeText(bytes.subarray(equals + 1, end - 1)),
		end,
	};
}
