import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { dependencyClosure, openDebianArchive, type Suite } from "../corpus/debian-archive.ts";
import { unpackDebianPackages } from "../corpus/package-tree.ts";

/** How many packages are drawn, of which sizes in bytes. */
const DRAW = { count: 200, smallest: 10_000, largest: 400_000 };
/** Of what the drawn ones depend on, larger packages are left out. */
const LARGEST_DEPENDENCY = 1_500_000;
/** Packages whose programs are there whatever is drawn. */
const ALWAYS = ["libc6", "libgcc-s1", "libstdc++6", "coreutils", "bash", "perl-base", "openssl", "curl"];

/** Unpacks packages that nobody chose, the same ones each time, with what they depend on: into a root in which nothing
 *  was ever configured, so there is no ld.so.cache. Errors: Error when apt cannot. */
export function unpackDrawnPackages(
	base: string,
	{ architecture, suite }: { readonly architecture: string; readonly suite: Suite },
	root: string,
): void {
	const work = join(base, "machines", `packages-${suite}-${architecture}`);
	const archive = openDebianArchive(suite, join(work, "archive"), architecture);
	const usable = [...archive.packages.values()].filter(
		({ name, architecture: made }) => made !== "all" && isLoaded(name),
	);
	const drawn = usable
		.filter(({ sizeBytes }) => sizeBytes >= DRAW.smallest && sizeBytes <= DRAW.largest)
		.sort((one, other) => (digest(one.name) < digest(other.name) ? -1 : 1))
		.slice(0, DRAW.count)
		.map(({ name }) => name);
	const small = new Set(usable.filter(({ sizeBytes }) => sizeBytes <= LARGEST_DEPENDENCY).map(({ name }) => name));
	const wanted = dependencyClosure(archive.packages, [...ALWAYS, ...drawn]);
	const files = archive.download(
		wanted.filter((name) => small.has(name) || ALWAYS.includes(name)),
		join(work, "downloads"),
	);
	merge(unpackDebianPackages(files, join(work, "trees")).values(), root);
	rmSync(work, { recursive: true });
}

function isLoaded(name: string): boolean {
	return !/-(dev|dbg|dbgsym|doc)$/.test(name);
}

function digest(name: string): string {
	return createHash("sha256").update(name).digest("hex");
}

/** Lays packages into one root with merged /usr. */
function merge(folders: Iterable<string>, root: string): void {
	for (const name of ["bin", "sbin", "lib", "lib64"]) {
		mkdirSync(join(root, "usr", name), { recursive: true });
		symlinkSync(`usr/${name}`, join(root, name));
	}
	for (const folder of folders) {
		const files = readdirSync(folder).filter((name) => name !== "PACKAGE");
		const packed = execFileSync("tar", ["-C", folder, "-cf", "-", ...files], { maxBuffer: 1 << 30 });
		execFileSync("tar", ["-C", root, "-x", "--keep-directory-symlink", "--no-same-owner"], { input: packed });
	}
}
