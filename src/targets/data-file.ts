import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Path of a file that comes with this package, seen from the source files and from the built bundle.
 *  Errors: Error when the installation lacks it. */
export function dataFile(name: string): string {
	const places = [`../../data/${name}`, `../data/${name}`];
	const found = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
	if (found === undefined) throw new Error(`the installation is incomplete: data/${name} is missing`);
	return found;
}
