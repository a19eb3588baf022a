/** Starts of files that people take for something that Linux runs, or that hold such things, by their first bytes in hex. */
const formats: readonly (readonly [start: string, what: string])[] = [
	["4d5a", "a Windows program (PE)"],
	["cffaedfe", "a program for macOS (Mach-O)"],
	["cefaedfe", "a program for macOS (Mach-O)"],
	["feedfacf", "a program for macOS (Mach-O)"],
	["feedface", "a program for macOS (Mach-O)"],
	["cafebabe000000", "a program for macOS (Mach-O, universal) or a Java class"],
	["0061736d", "a WebAssembly module"],
	["efbbbf2321", "a script behind a byte order mark: the kernel does not see its #! line, take the mark away"],
	["213c617263683e0a64656269616e2d62696e617279", "a Debian package: unpack it first (dpkg-deb -x)"],
	["213c617263683e0a", "an archive of object files (a static library)"],
	["edabeedb", "an RPM package: unpack it first (rpm2cpio)"],
	["68737173", "a squashfs file system: unpack it first (unsquashfs)"],
	["303730373031", "a cpio archive: unpack it first (cpio -id)"],
	["377abcaf271c", "a 7-Zip archive: unpack it first"],
	["656c667370656374", "a profile of a base: it goes with --target"],
];

/** What a file is instead of anything that can be inspected, where its first bytes tell. */
export function foreignFormat(first: Buffer): string | undefined {
	if (first.length === 0) return "it is empty";
	const start = first.toString("hex", 0, 32);
	const known = formats.find(([magic]) => start.startsWith(magic));
	return known === undefined ? undefined : `it is ${known[1]}`;
}
