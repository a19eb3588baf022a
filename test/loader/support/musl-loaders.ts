import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LibcIdentity, MuslFeatures } from "../../../src/targets/libc-identity.ts";
import { realRoots } from "./real-roots.ts";
import { debianMusl } from "./tools.ts";

/** A real musl to try things on. */
export interface MuslLoader {
	readonly name: string;
	/** The loader's file on this machine. */
	readonly file: string;
	readonly libc: LibcIdentity & { readonly kind: "musl" };
}

/** Debian's musl, and those of the Alpine roots at hand. */
export function muslLoaders(): readonly MuslLoader[] {
	return [loaderAt("musl of Debian", debianMusl), ...alpineLoaders()].filter(({ file }) => existsSync(file));
}

function alpineLoaders(): MuslLoader[] {
	return realRoots()
		.filter(({ name }) => name.startsWith("alpine:"))
		.map(({ name, folder }) => loaderAt(name, join(folder, "lib/ld-musl-x86_64.so.1")));
}

function loaderAt(name: string, file: string): MuslLoader {
	const version = /Version (\d+\.\d+\.\d+)/.exec(spawnSync(file, { encoding: "utf8" }).stderr ?? "")?.[1] ?? "0";
	const alpine = name === "alpine:edge" ? 99 : Number(/^alpine:3\.(\d+)$/.exec(name)?.[1] ?? Number.NaN);
	return { name: `${name} (${version})`, file, libc: { kind: "musl", version, features: features(version, alpine) } };
}

function features(version: string, alpine: number): MuslFeatures {
	const [, minor = 0, patch = 0] = version.split(".").map(Number);
	const number = minor * 100 + patch;
	const isAlpine = !Number.isNaN(alpine);
	return {
		relr: isAlpine ? alpine >= 15 : number >= 204,
		lfs64Fallback: isAlpine ? alpine >= 19 : number >= 204,
		lfs64ShortBuffer: number < 206,
		// Alpine 3.6 has a 1.1.16 with what came after it.
		deferredBinding: isAlpine || number >= 117,
		refusesInitialExec: number >= 120,
		detectsForeignLibc: isAlpine || number >= 117,
		prefersStrong: !isAlpine && number < 117,
		gnuStackSetsThreadStack: number >= 121,
	};
}
