/** What a file is that nothing here inspects, by a word of its own. */
export type ForeignKind =
	| "pe"
	| "mach-o"
	| "mach-o-or-class"
	| "wasm"
	| "byte-order-mark"
	| "git-lfs"
	| "html"
	| "gzip"
	| "deb"
	| "ar"
	| "rpm"
	| "squashfs"
	| "cpio"
	| "7z"
	| "profile"
	| "empty";

/** A file's content where its first bytes tell it. */
export interface ForeignFormat {
	readonly kind: ForeignKind;
	/** Completes "it is ...". */
	readonly what: string;
}

/** Bytes from the start that tell. */
export const FOREIGN_BYTES = 32;

/** Starts of files that people take for something that Linux runs, or that hold such things, by their first bytes in hex. */
const FORMATS: readonly (readonly [start: string, kind: ForeignKind, what: string])[] = [
	["4d5a", "pe", "a Windows program (PE)"],
	["cffaedfe", "mach-o", "a program for macOS (Mach-O)"],
	["cefaedfe", "mach-o", "a program for macOS (Mach-O)"],
	["feedfacf", "mach-o", "a program for macOS (Mach-O)"],
	["feedface", "mach-o", "a program for macOS (Mach-O)"],
	["cafebabe000000", "mach-o-or-class", "a program for macOS (Mach-O, universal) or a Java class"],
	["0061736d", "wasm", "a WebAssembly module"],
	[
		"efbbbf2321",
		"byte-order-mark",
		"a script behind a byte order mark: the kernel does not see its #! line, take the mark away",
	],
	[hexOf("version https://git-lfs"), "git-lfs", "a Git LFS pointer, not the file that it stands for: `git lfs pull`"],
	["1f8b08", "gzip", "compressed (gzip): unpack it first"],
	["213c617263683e0a64656269616e2d62696e617279", "deb", "a Debian package: unpack it first (dpkg-deb -x)"],
	["213c617263683e0a", "ar", "an archive of object files (a static library)"],
	["edabeedb", "rpm", "an RPM package: unpack it first (rpm2cpio)"],
	["68737173", "squashfs", "a squashfs file system: unpack it first (unsquashfs)"],
	["303730373031", "cpio", "a cpio archive: unpack it first (cpio -id)"],
	["377abcaf271c", "7z", "a 7-Zip archive: unpack it first"],
	["656c667370656374", "profile", "a profile of a base: it goes with --target"],
];

function hexOf(text: string): string {
	return Buffer.from(text).toString("hex");
}

/** What a file is instead of anything that can be inspected, where its first bytes tell. */
export function foreignFormat(first: Buffer): ForeignFormat | undefined {
	if (first.length === 0) return { kind: "empty", what: "empty" };
	const start = first.toString("hex", 0, FOREIGN_BYTES);
	const known = FORMATS.find(([magic]) => start.startsWith(magic));
	if (known !== undefined) return { kind: known[1], what: known[2] };
	const isPage = /^(\ufeff|\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|body)\b/i.test(
		first.toString("latin1", 0, FOREIGN_BYTES),
	);
	return isPage
		? { kind: "html", what: "an HTML page: a download that answered with one, an error perhaps" }
		: undefined;
}
