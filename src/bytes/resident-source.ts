import { Arena } from "./arena.ts";
import type { FillingSource } from "./filling-source.ts";
import { Residence } from "./residence.ts";

/** Larger files are read where they are asked for. */
const largestResident = 2 * 1024 * 1024;
/** A file that comes back so often shares the memory with too many: it is read where it is asked for from then on. */
const mostStays = 4;

/** Room for four of the largest: what has just been looked up stays while one and the same file is read. */
const arena = new Arena(4 * largestResident);

/** A source whose bytes can be in memory as a whole: one system call then stands for dozens, and no memory is asked
 *  for. What `read` gives stays as it was. */
export function residentSource(source: FillingSource): FillingSource {
	const { size } = source;
	const fill = source.fill?.bind(source);
	if (fill === undefined || size > largestResident || size === 0) return source;
	const fills = (place: Buffer): boolean => {
		try {
			return fill(place, 0) === size;
		} catch {
			// Whoever asks for the part that cannot be read hears why.
			return false;
		}
	};
	let stays = 0;
	const residence = new Residence(() => {
		if (stays >= mostStays) return undefined;
		stays += 1;
		const place = arena.place(residence, size);
		if (fills(place)) return place;
		stays = mostStays;
		return undefined;
	});
	return { ...source, residence };
}
