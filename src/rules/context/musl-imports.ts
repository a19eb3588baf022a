import type { RuleContext } from "../rule.ts";
import { glibcFilesOnMusl } from "./libc.ts";
import { isMuslLoader, type LoadedFile, providerOf, strongImports } from "./objects.ts";

/** A file built for glibc that takes names from musl. */
export interface MuslImport {
	readonly file: LoadedFile;
	/** By UTF-16 code unit. */
	readonly names: readonly string[];
}

/** Files built for glibc that would run on musl and take any of the names from musl itself, not from another library.
 *  A load that was refused before any library was found is judged as if musl answered: it is what follows. */
export function importedFromMusl(context: RuleContext, names: readonly string[]): readonly MuslImport[] {
	return glibcFilesOnMusl(context).flatMap((file) => {
		const imports = strongImports(file.elf);
		const wanted = names.filter((name) => imports.has(name) && isFromMusl(context, name)).sort();
		return wanted.length > 0 ? [{ file, names: wanted }] : [];
	});
}

function isFromMusl(context: RuleContext, name: string): boolean {
	const provider = providerOf(context, name);
	if (!provider) return true;
	const { via, path = "" } = provider.object;
	return via === "interpreter" || via === "reserved" || isMuslLoader(path);
}

/** All of the names, each from musl: nothing when one of them comes from elsewhere or is not imported. */
export function importedTogetherFromMusl(context: RuleContext, names: readonly string[]): readonly MuslImport[] {
	return importedFromMusl(context, names).filter((found) => found.names.length === names.length);
}
