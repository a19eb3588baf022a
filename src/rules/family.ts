/** What kind of knowledge a rule holds: the folder that its file is in, and what a list of rules says of it. */
export const FAMILIES = [
	{ name: "loading", title: "What the kernel and the loader refuse" },
	{ name: "abi", title: "What loads, and then goes wrong without a word" },
	{ name: "runtime", title: "What the program misses once it runs" },
	{ name: "behaviour", title: "What musl does differently from glibc" },
	{ name: "host", title: "What the processor and the running kernel must have" },
	{ name: "identity", title: "What the file really is" },
] as const;

export type Family = (typeof FAMILIES)[number]["name"];
