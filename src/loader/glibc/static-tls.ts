import { PT } from "../../elf/constants.ts";
import type { LinkMap } from "./link-map.ts";
import type { GlibcSettings } from "./settings.ts";

/** Room that every thread has for the TLS of libraries opened later (the surplus): the same in all releases, unless
 *  tunables change it. */
const SURPLUS_BYTES = { usual: 1664, optional: 512, namespaces: 4, perNamespace: 288 } as const;
/** First release that lets TLS descriptors take but a part of it (glibc.rtld.optional_static_tls). */
const OPTIONAL_FROM = 32;

/** The static TLS block of a running program, as libraries with initial-exec TLS use it up. */
export interface StaticTls {
	/** Gives an object its place; false when there is no room. `optional`: for a TLS descriptor. */
	allocate(map: LinkMap, optional: boolean): boolean;
}

interface Block {
	readonly sizeBytes: number;
	readonly alignment: number;
	/** p_vaddr modulo alignment. */
	readonly firstByte: number;
}

function blockOf(map: LinkMap): Block | undefined {
	const { tls, segments = [] } = map.elf ?? {};
	if (tls === undefined || tls.sizeBytes === 0) return undefined;
	const alignment = Math.max(1, tls.alignment);
	const address = segments.findLast(({ type }) => type === PT.PT_TLS)?.address ?? 0n;
	return { sizeBytes: tls.sizeBytes, alignment, firstByte: Number(address % BigInt(alignment)) };
}

function roundUp(value: number, to: number): number {
	return Math.ceil(value / to) * to;
}

/** The block after the objects that a program started with. Source: elf/dl-tls.c and elf/dl-reloc.c of glibc;
 *  the size of the thread's own structure cancels out. */
export function staticTlsOf(started: readonly LinkMap[], settings: GlibcSettings): StaticTls {
	const { tlsBeforePointer, tcbAlignmentBytes } = settings.machine;
	const blocks = started.flatMap((map) => blockOf(map) ?? []);
	const alignment = Math.max(tcbAlignmentBytes, ...blocks.map((block) => block.alignment));
	let used = 0;
	for (const block of blocks) used = tlsBeforePointer ? endBefore(used, block) : endBehind(used, block);
	const size = roundUp(used + surplusBytes(settings.tunables), tlsBeforePointer ? alignment : tcbAlignmentBytes);
	const optional = settings.tunables.optionalStaticTls;
	let optionalLeft = settings.release >= OPTIONAL_FROM ? optional : Number.POSITIVE_INFINITY;
	return {
		allocate(map, optional) {
			const block = blockOf(map);
			if (block === undefined) return true;
			if (block.alignment > alignment) return false;
			const use = tlsBeforePointer ? useBefore(size - used, block) : endBehind(used, block) - used;
			if (use === undefined || used + use > size || (optional && use > optionalLeft)) return false;
			if (optional) optionalLeft -= use;
			used += use;
			return true;
		},
	};
}

/** _dl_tls_static_surplus_init. */
function surplusBytes({ optionalStaticTls, namespaces }: GlibcSettings["tunables"]): number {
	const { usual, optional, namespaces: usualNamespaces, perNamespace } = SURPLUS_BYTES;
	return usual + (namespaces - usualNamespaces) * perNamespace + optionalStaticTls - optional;
}

/** End of a block that grows away from the thread pointer (TLS_TCB_AT_TP). */
function endBefore(used: number, { sizeBytes, alignment, firstByte }: Block): number {
	const skew = (alignment - firstByte) % alignment;
	return roundUp(used + sizeBytes - skew, alignment) + skew;
}

/** End of a block that follows the thread pointer (TLS_DTV_AT_TP). */
function endBehind(used: number, { sizeBytes, alignment, firstByte }: Block): number {
	return roundUp(used - firstByte, alignment) + firstByte + sizeBytes;
}

/** Bytes that a later block takes before the thread pointer; absent when it does not fit. */
function useBefore(free: number, { sizeBytes, alignment, firstByte }: Block): number | undefined {
	const needed = sizeBytes + firstByte;
	if (free < needed) return undefined;
	return free - Math.floor((free - needed) / alignment) * alignment - firstByte;
}
