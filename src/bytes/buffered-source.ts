import { Arena } from "./arena.ts";
import { ArenaBuffer } from "./arena-buffer.ts";
import type { FillingSource } from "./filling-source.ts";

/** Larger files are read where they are asked for. */
const largestBuffered = 2 * 1024 * 1024;
/** A file that comes back so often shares the memory with too many: it is read where it is asked for from then on. */
const mostStays = 4;

/** Room for four of the largest: what has just been looked up stays while one and the same file is read. */
const arena = new Arena(4 * largestBuffered);

/** A source whose bytes can be in memory as a whole: one system call then stands for dozens, and no memory is asked
 *  for. What `read` gives stays as it was. */
export function bufferedSource(source: FillingSource): FillingSource {
	const { size } = source;
	const fill = source.fill?.bind(source);
	if (fill === undefined || size > largestBuffered || size === 0) return source;
	const fills = (place: Buffer): boolean => {
		try {
			return fill(place, 0) === size;
		} catch {
			// Whoever asks for the part that cannot be read hears why.
			return false;
		}
	};
	let stays = 0;
	const arenaBuffer = new ArenaBuffer(() => {
		if (stays >= mostStays) return undefined;
		stays += 1;
		const place = arena.place(arenaBuffer, size);
		if (fills(place)) return place;
		stays = mostStays;
		return undefined;
	});
	return { ...source, arenaBuffer };
}
