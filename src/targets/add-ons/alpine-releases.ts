/** What a release of Alpine brings beside its root file system, as far as add-ons need it.
 *  Source: Alpine's package index and build recipes (main/musl, main or community/gcompat, main/gcc) by release. */
export interface AlpineRelease {
	/** gcompat's own version and package; absent where there is no package, or none that is known. */
	readonly gcompat?: { readonly version: string; readonly package: string };
	/** libc6-compat: `everywhere` links the loader's name into /lib (and /lib64 to lib), `lib64-only` into /lib64 on
	 *  x86_64 and ppc64le, `gcompat` is another name for gcompat. */
	readonly libc6Compat: "everywhere" | "lib64-only" | "gcompat";
	/** Release of GCC that libgcc and libstdc++ come from. */
	readonly gcc: number;
}

const releases: Readonly<Record<string, AlpineRelease>> = {
	"3.6": { libc6Compat: "everywhere", gcc: 6 },
	"3.7": { libc6Compat: "everywhere", gcc: 6 },
	"3.8": { libc6Compat: "everywhere", gcc: 6 },
	"3.9": { libc6Compat: "lib64-only", gcc: 8 },
	"3.10": { gcompat: { version: "0.4.0", package: "0.4.0-r0" }, libc6Compat: "lib64-only", gcc: 8 },
	"3.11": { gcompat: { version: "0.4.0", package: "0.4.0-r0" }, libc6Compat: "lib64-only", gcc: 9 },
	"3.12": { gcompat: { version: "0.4.0", package: "0.4.0-r1" }, libc6Compat: "lib64-only", gcc: 9 },
	"3.13": { gcompat: { version: "1.0.0", package: "1.0.0-r1" }, libc6Compat: "lib64-only", gcc: 10 },
	"3.14": { gcompat: { version: "1.0.0", package: "1.0.0-r2" }, libc6Compat: "lib64-only", gcc: 10 },
	"3.15": { gcompat: { version: "1.0.0", package: "1.0.0-r4" }, libc6Compat: "lib64-only", gcc: 10 },
	"3.16": { gcompat: { version: "1.0.0", package: "1.0.0-r4" }, libc6Compat: "lib64-only", gcc: 11 },
	"3.17": { gcompat: { version: "1.1.0", package: "1.1.0-r0" }, libc6Compat: "lib64-only", gcc: 12 },
	"3.18": { gcompat: { version: "1.1.0", package: "1.1.0-r1" }, libc6Compat: "lib64-only", gcc: 12 },
	"3.19": { gcompat: { version: "1.1.0", package: "1.1.0-r4" }, libc6Compat: "gcompat", gcc: 13 },
	"3.20": { gcompat: { version: "1.1.0", package: "1.1.0-r4" }, libc6Compat: "gcompat", gcc: 13 },
	"3.21": { gcompat: { version: "1.1.0", package: "1.1.0-r4" }, libc6Compat: "gcompat", gcc: 14 },
	"3.22": { gcompat: { version: "1.1.0", package: "1.1.0-r4" }, libc6Compat: "gcompat", gcc: 14 },
	"3.23": { gcompat: { version: "1.1.0", package: "1.1.0-r4" }, libc6Compat: "gcompat", gcc: 15 },
	"3.24": { gcompat: { version: "1.1.0", package: "1.1.0-r4" }, libc6Compat: "gcompat", gcc: 15 },
};

/** The root named `alpine:edge` is of January 2025, between 3.21 and 3.22. */
const edgeRelease = "3.21";

/** The release behind a target's name; absent for anything but Alpine. */
export function alpineRelease(targetName: string): AlpineRelease | undefined {
	const release = /^alpine:([\d.]+|edge)(\+|$)/.exec(targetName)?.[1];
	return releases[release === "edge" ? edgeRelease : (release ?? "")];
}
