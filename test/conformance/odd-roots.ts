import { execFileSync } from "node:child_process";
import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readlinkSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { type Root, rootAt } from "./roots.ts";

/** A base image that nobody publishes: a named root with something about its loader or its library folders changed.
 *  Users have such roots; how a model answers there shows whether it knows the rules or only the usual places. */
interface OddRoot {
	readonly name: string;
	/** The root that it is made of. */
	readonly of: string;
	/** Two C libraries, and hosts of two kinds: only programs are tried. */
	readonly onlyPrograms?: true;
	/** Changes the copy. `libraries(into)` puts libraries of Debian 12 into a folder of it. */
	readonly change: (folder: string, libraries: (into: string) => void) => void;
}

const MULTIARCH = "usr/lib/x86_64-linux-gnu";
const GLIBC_LOADER = "ld-linux-x86-64.so.2";
const MUSL_LOADER = "lib/ld-musl-x86_64.so.1";

function write(folder: string, path: string, text: string): void {
	mkdirSync(join(folder, path, ".."), { recursive: true });
	writeFileSync(join(folder, path), text);
}

function relink(folder: string, path: string, target: string): void {
	rmSync(join(folder, path), { force: true });
	symlinkSync(target, join(folder, path));
}

/** Makes the cache with the machine's own ldconfig, which chroots into the root by itself. */
function cache(folder: string, ...options: string[]): void {
	execFileSync("/sbin/ldconfig", ["-r", folder, "-X", ...options], { stdio: ["ignore", "ignore", "ignore"] });
}

const ODD: readonly OddRoot[] = [
	{
		name: "no ld.so.cache, libraries in /opt/lib",
		of: "debian:12-slim",
		change(folder, libraries) {
			libraries("opt/lib");
			write(folder, "etc/ld.so.conf.d/opt.conf", "/opt/lib\n");
			rmSync(join(folder, "etc/ld.so.cache"));
		},
	},
	{
		name: "ld.so.cache with /opt/lib",
		of: "debian:12-slim",
		change(folder, libraries) {
			libraries("opt/lib");
			write(folder, "etc/ld.so.conf.d/opt.conf", "# ours\n/opt/lib\n");
			cache(folder);
		},
	},
	{
		name: "stale ld.so.cache: half of /opt/lib is gone",
		of: "debian:12-slim",
		change(folder, libraries) {
			libraries("opt/lib");
			write(folder, "etc/ld.so.conf.d/opt.conf", "/opt/lib\n");
			cache(folder);
			for (const [index, name] of readdirSync(join(folder, "opt/lib")).sort().entries()) {
				if (index % 2 === 0) rmSync(join(folder, "opt/lib", name));
			}
		},
	},
	{
		name: "stale ld.so.cache: libraries came later",
		of: "debian:13-slim",
		change(_, libraries) {
			libraries(MULTIARCH);
		},
	},
	{
		name: "old and new ld.so.cache in one file",
		of: "debian:11-slim",
		change(folder, libraries) {
			libraries("usr/local/lib");
			cache(folder, "-c", "compat");
		},
	},
	{
		name: "ld.so.cache of the old kind alone",
		of: "debian:11-slim",
		change(folder, libraries) {
			libraries("usr/local/lib");
			cache(folder, "-c", "old");
		},
	},
	{
		name: "glibc-hwcaps, not in the cache",
		of: "debian:12-slim",
		change(_, libraries) {
			libraries(`${MULTIARCH}/glibc-hwcaps/x86-64-v2`);
		},
	},
	{
		name: "glibc-hwcaps, in the cache",
		of: "debian:12-slim",
		change(folder, libraries) {
			libraries(`${MULTIARCH}/glibc-hwcaps/x86-64-v3`);
			cache(folder);
		},
	},
	{
		name: "old hwcaps folders (tls, haswell)",
		of: "debian:11-slim",
		change(_, libraries) {
			libraries(`${MULTIARCH}/haswell`);
		},
	},
	{
		name: "libraries where nobody looks: /lib64",
		of: "debian:12-slim",
		change(_, libraries) {
			libraries("usr/lib64");
		},
	},
	{
		name: "the loader behind three links",
		of: "debian:12-slim",
		change(folder) {
			mkdirSync(join(folder, "opt/glibc"), { recursive: true });
			renameSync(join(folder, MULTIARCH, GLIBC_LOADER), join(folder, "opt/glibc/ld.so"));
			symlinkSync("/opt/glibc/ld.so", join(folder, MULTIARCH, GLIBC_LOADER));
			relink(folder, `usr/lib64/${GLIBC_LOADER}`, `/lib/x86_64-linux-gnu/${GLIBC_LOADER}`);
		},
	},
	{
		name: "no /lib64",
		of: "debian:12-slim",
		change(folder) {
			rmSync(join(folder, "lib64"));
		},
	},
	{
		name: "ld.so.preload names what is not there",
		of: "debian:12-slim",
		change(folder) {
			write(folder, "etc/ld.so.preload", "/usr/lib/gone.so\n");
		},
	},
	{
		name: "ld-musl path file with three folders",
		of: "alpine:3.20",
		change(folder, libraries) {
			libraries("srv/lib");
			write(folder, "etc/ld-musl-x86_64.path", "/none:/srv/lib\n/lib\n");
		},
	},
	{
		name: "empty ld-musl path file",
		of: "alpine:3.20",
		change(folder, libraries) {
			libraries("usr/lib");
			write(folder, "etc/ld-musl-x86_64.path", "");
		},
	},
	{
		name: "ld-musl path file that is a folder",
		of: "alpine:3.12",
		change(folder, libraries) {
			libraries("usr/lib");
			mkdirSync(join(folder, "etc/ld-musl-x86_64.path"));
		},
	},
	{
		name: "musl under the name of glibc's loader",
		of: "alpine:3.20",
		change(folder, libraries) {
			libraries("usr/lib");
			mkdirSync(join(folder, "lib64"), { recursive: true });
			relink(folder, `lib64/${GLIBC_LOADER}`, "/lib/libc.musl-x86_64.so.1");
		},
	},
	{
		name: "musl as Void has it: /usr/lib/libc.so, /lib a link",
		of: "musl-of-bookworm",
		change(folder, libraries) {
			libraries("usr/lib");
			rmSync(join(folder, MUSL_LOADER), { force: true });
			renameSync(join(folder, "usr/lib/x86_64-linux-musl/libc.so"), join(folder, "usr/lib/libc.so"));
			symlinkSync("libc.so", join(folder, `usr/${MUSL_LOADER}`));
			rmSync(join(folder, "etc"), { recursive: true, force: true });
		},
	},
	{
		name: "both C libraries",
		of: "debian:12-slim",
		onlyPrograms: true,
		change(folder, libraries) {
			libraries("usr/lib/musl");
			const from = join(folder, "../../roots/musl-of-bookworm/usr/lib/x86_64-linux-musl");
			cpSync(from, join(folder, "usr/lib/x86_64-linux-musl"), { recursive: true });
			symlinkSync("/usr/lib/x86_64-linux-musl/libc.so", join(folder, `usr/${MUSL_LOADER}`));
			write(folder, "etc/ld-musl-x86_64.path", "/usr/lib/musl:/usr/lib/x86_64-linux-musl\n");
		},
	},
];

/** Libraries that many programs need. */
const USUAL =
	/^lib(z|stdc\+\+|gcc_s|ssl|crypto|ffi|ncursesw?|tinfo|expat|sqlite3|glib-2\.0|gobject-2\.0|gio-2\.0|gmodule-2\.0|pcre2-8|lzma|zstd|bz2|readline|uuid|X11|xcb|Xau|Xdmcp|bsd|md|png16|jpeg|freetype|gmp|selinux|mount|blkid|curl|gnutls|nettle|hogweed|lua5\.[34])[.-].*so/;

/** Builds the odd roots below `base`, as far as what they are made of is at hand.
 *  @param packages a tree in which Debian 12's packages are installed */
export function oddRoots(base: string, roots: readonly Root[], packages: string): Root[] {
	const source = join(packages, MULTIARCH);
	if (!existsSync(source)) return [];
	return ODD.flatMap((odd) => {
		const [layer] = roots.find(({ name }) => name === odd.of)?.layers ?? [];
		if (layer === undefined) return [];
		const root = rootAt(`${odd.of}, ${odd.name}`, [built(base, odd, layer, source)]);
		return [odd.onlyPrograms ? { ...root, libc: "none", dlopens: false } : root];
	});
}

function built(base: string, { name, change }: OddRoot, layer: string, source: string): string {
	const folder = join(base, "odd-roots", name.replace(/[^\w.-]+/g, "-"));
	if (existsSync(folder)) return folder;
	const partial = `${folder}.partial`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(join(base, "odd-roots"), { recursive: true });
	execFileSync("cp", ["--archive", layer, partial]);
	change(partial, (into) => copyUsual(source, join(partial, into)));
	renameSync(partial, folder);
	return folder;
}

/** Copies libraries and their links; absolute links would lead elsewhere. */
function copyUsual(source: string, into: string): void {
	mkdirSync(into, { recursive: true });
	for (const entry of readdirSync(source, { withFileTypes: true })) {
		const target = join(into, entry.name);
		if (!USUAL.test(entry.name) || existsSync(target)) continue;
		if (entry.isFile()) cpSync(join(source, entry.name), target);
		else if (entry.isSymbolicLink()) relinkUsual(readlinkSync(join(source, entry.name)), target);
	}
}

function relinkUsual(target: string, path: string): void {
	rmSync(path, { force: true });
	symlinkSync(basename(target), path);
}
