// Assembles distroless images out of Debian packages, as their package lists and lock files say:
//
//     node scripts/run-typescript.js scripts/roots/distroless.ts CLONE ROOTS [ARCHITECTURE...]
//
// CLONE is a clone of github.com/GoogleContainerTools/distroless. Packages come from an apt that knows the suite and the
// architecture (APT_CONFIG_bookworm and APT_CONFIG_trixie name its configurations): the locked version where it is still
// to be had, else the suite's present one; which, is recorded. Needs root, dpkg-deb, tar, gzip. Lines go to ROOTS/roots.jsonl.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
	appendFileSync,
	chmodSync,
	chownSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObject, text, texts } from "../../src/targets/json-values.ts";

/** Source: static/config.bzl, base/config.bzl, cc/config.bzl. */
const distributions = {
	debian12: {
		suite: "bookworm",
		version: "12",
		architectures: ["amd64", "arm64", "armhf", "s390x", "ppc64el"],
		static: ["base-files", "netbase", "tzdata", "media-types"],
		"base-nossl": ["libc6"],
		base: ["libc6", "libssl3"],
		cc: ["libc6", "libssl3", "libgomp1", "libstdc++6", "libgcc-s1", "gcc-12-base"],
	},
	debian13: {
		suite: "trixie",
		version: "13",
		architectures: ["amd64", "arm64", "armhf", "s390x", "ppc64el", "riscv64"],
		static: ["base-files", "netbase", "tzdata", "tzdata-legacy", "media-types"],
		"base-nossl": ["libc6"],
		base: ["libc6", "libssl3t64", "libzstd1", "zlib1g"],
		cc: ["libc6", "libssl3t64", "libzstd1", "zlib1g", "libgomp1", "libstdc++6", "libgcc-s1", "gcc-14-base"],
	},
} as const;
type Distribution = keyof typeof distributions;

const images = ["static", "base-nossl", "base", "cc"] as const;
type Image = (typeof images)[number];

const machines: Readonly<Record<string, string>> = {
	amd64: "x86_64",
	arm64: "aarch64",
	armhf: "armv7l",
	ppc64el: "ppc64le",
};

/** Source: common/BUILD.bazel. */
const passwd = [
	"root:x:0:0:root:/root:/sbin/nologin",
	"nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin",
	"nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin",
];
const group = ["root:x:0:", "nobody:x:65534:", "tty:x:5:", "staff:x:50:", "nonroot:x:65532:"];
const NONROOT = 65532;
/** Mode, and user and group. */
const folders = [
	["root", 0o700, 0],
	["home", 0o755, 0],
	["home/nonroot", 0o700, NONROOT],
	["tmp", 0o1777, 0],
] as const;

const [clone, roots, ...only] = process.argv.slice(2);
if (clone === undefined || roots === undefined) throw new Error("usage: distroless.ts CLONE ROOTS");
const commit = run("git", ["-C", clone, "rev-parse", "--short=12", "HEAD"]).trim();
for (const distribution of ["debian12", "debian13"] as const) {
	for (const arch of distributions[distribution].architectures) {
		if (only.length > 0 && !only.includes(arch)) continue;
		for (const image of images) assemble(distribution, arch, image, roots);
	}
}

interface Package {
	readonly name: string;
	readonly file: string;
	readonly version: string;
	readonly locked: string;
}

function assemble(distribution: Distribution, arch: string, image: Image, folder: string): void {
	const { suite, version } = distributions[distribution];
	const root = mkdtempSync(join(tmpdir(), "distroless-"));
	chmodSync(root, 0o755);
	const names = [
		...new Set([
			...distributions[distribution].static,
			...(image === "static" ? [] : distributions[distribution][image]),
		]),
	];
	const packages = [...names, "ca-certificates"].map((name) => fetchPackage(suite, arch, name));
	for (const each of packages) each.name === "ca-certificates" ? addCertificates(each, root) : addPackage(each, root);
	addFiles(root, suite, version);
	const machine = machines[arch] ?? arch;
	const file = `distroless-${image}-${distribution}/${machine}.tar.gz`;
	mkdirSync(join(folder, `distroless-${image}-${distribution}`), { recursive: true });
	run("sh", ["-c", 'tar --sort=name --numeric-owner -cf - -C "$0" . | gzip -9n > "$1"', root, join(folder, file)]);
	rmSync(root, { recursive: true });
	const changes = packages
		.filter((each) => each.version !== each.locked)
		.map((each) => `${each.name} ${each.version} instead of the locked ${each.locked}`);
	const listed = packages.map((each) => `${each.name} ${each.version}`).join(", ");
	const line = {
		name: `distroless/${image}-${distribution}`,
		arch: machine,
		file,
		basis: "assembled",
		source: `package list of github.com/GoogleContainerTools/distroless commit ${commit}, from Debian packages: ${listed}`,
		sha256: sha256Of(join(folder, file)),
		date: new Date().toISOString().slice(0, 10),
		...(changes.length === 0 ? {} : { changes }),
	};
	appendFileSync(join(folder, "roots.jsonl"), `${JSON.stringify(line)}\n`);
}

function addPackage({ name, file }: Package, root: string): void {
	run("sh", ["-c", 'dpkg-deb --fsys-tarfile "$0" | tar -xpf - -C "$1" --keep-directory-symlink', file, root]);
	write(root, `var/lib/dpkg/status.d/${name}`, run("dpkg-deb", ["-f", file]));
	write(root, `var/lib/dpkg/status.d/${name}.md5sums`, "");
}

/** All of Mozilla's certificates in one file, and the package's copyright. */
function addCertificates({ name, file }: Package, root: string): void {
	const unpacked = mkdtempSync(join(tmpdir(), "certificates-"));
	run("dpkg-deb", ["-x", file, unpacked]);
	const folder = join(unpacked, "usr/share/ca-certificates/mozilla");
	const bundle = readdirSync(folder)
		.sort()
		.map((each) => readFileSync(join(folder, each), "utf8"));
	write(root, "etc/ssl/certs/ca-certificates.crt", bundle.join(""));
	write(
		root,
		`usr/share/doc/${name}/copyright`,
		readFileSync(join(unpacked, `usr/share/doc/${name}/copyright`), "utf8"),
	);
	write(root, `var/lib/dpkg/status.d/${name}`, run("dpkg-deb", ["-f", file]));
	rmSync(unpacked, { recursive: true });
}

function addFiles(root: string, suite: string, version: string): void {
	write(root, "etc/passwd", `${passwd.join("\n")}\n`);
	write(root, "etc/group", `${group.join("\n")}\n`);
	write(root, "etc/nsswitch.conf", run("git", ["-C", clone ?? "", "show", "HEAD:static/nsswitch.conf"]));
	const release = [
		'PRETTY_NAME="Distroless"',
		'NAME="Debian GNU/Linux"',
		'ID="debian"',
		`VERSION_ID="${version}"`,
		`VERSION="Debian GNU/Linux ${version} (${suite})"`,
	];
	write(root, "usr/lib/os-release", `${release.join("\n")}\n`);
	for (const [path, mode, owner] of folders) {
		mkdirSync(join(root, path), { recursive: true });
		chmodSync(join(root, path), mode);
		chownSync(join(root, path), owner, owner);
	}
}

function write(root: string, path: string, content: string): void {
	mkdirSync(join(root, path, ".."), { recursive: true });
	writeFileSync(join(root, path), content);
}

function fetchPackage(suite: string, arch: string, name: string): Package {
	const locked = lockedPackage(suite, arch, name);
	const folder = join(tmpdir(), "distroless-packages", suite, arch);
	mkdirSync(folder, { recursive: true });
	const config = process.env[`APT_CONFIG_${suite}`];
	const env = config === undefined ? process.env : { ...process.env, APT_CONFIG: config };
	const known = () => readdirSync(folder).find((file) => file.startsWith(`${name}_`));
	const forArch = locked.all ? name : `${name}:${arch}`;
	for (const wanted of [`${forArch}=${locked.version}`, forArch]) {
		if (known() !== undefined) break;
		try {
			execFileSync("apt-get", ["download", "-q", wanted], { cwd: folder, env, stdio: "pipe" });
		} catch (error) {
			if (wanted === forArch) throw error;
		}
	}
	const file = join(folder, known() ?? name);
	return { name, file, version: run("dpkg-deb", ["-f", file, "Version"]).trim(), locked: locked.version };
}

function lockedPackage(suite: string, arch: string, name: string): { readonly version: string; readonly all: boolean } {
	const lock = suite === "bookworm" && arch === "s390x" ? "bookworm_s390x" : suite;
	const value: unknown = JSON.parse(
		run("git", ["-C", clone ?? "", "show", `HEAD:private/repos/deb/${lock}.lock.json`]),
	);
	const packages: unknown = isObject(value) ? value.packages : undefined;
	if (!Array.isArray(packages)) throw new TypeError(`${lock}: no packages`);
	const found = packages.filter(isObject).find((each) => each.name === name && each.arch === arch);
	if (found === undefined) throw new Error(`${lock}: no ${name} for ${arch}`);
	return { version: text(found, "version"), all: texts(found, "urls").some((url) => url.endsWith("_all.deb")) };
}

function sha256Of(file: string): string {
	return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function run(command: string, args: readonly string[]): string {
	return execFileSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28 });
}
