import type { ByteSource } from "./byte-source.ts";

/** A source that can also read into memory that the caller has. */
export type FillingSource = ByteSource & {
	/** Reads as many bytes from `offset` on as fit into `target`, and says how many there were. */
	fill?(target: Buffer, offset: number): number;
	/** Another text once the bytes may have changed; nothing where that cannot be told. */
	identity?(): string | undefined;
};

/** A part of a source as a source of its own, sharing its file. */
export function sliceSource(source: FillingSource, name: string, start: number, size: number): FillingSource {
	const length = Math.max(0, Math.min(size, source.size - start));
	const fill = source.fill?.bind(source);
	return {
		name,
		size: length,
		read(offset, count) {
			if (!(offset >= 0) || offset >= length) return Buffer.alloc(0);
			return source.read(start + offset, Math.min(count, length - offset));
		},
		identity() {
			const whole = source.identity?.();
			return whole === undefined ? undefined : `${whole} ${start}+${length}`;
		},
		...(fill === undefined
			? {}
			: {
					fill: (target, offset) => (offset < length ? fill(target.subarray(0, length - offset), start + offset) : 0),
				}),
	};
}
