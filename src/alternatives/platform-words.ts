/** What the words of a path say of the platform that a file is for. */
export interface PlatformClaim {
	/** Operating systems in Node's words; none where nothing is said. */
	readonly systems: readonly string[];
	/** Machine families (see `machineFamily`); none where nothing is said. */
	readonly machines: readonly string[];
	readonly libc?: "glibc" | "musl";
	/** The words as written: `linux-x64-musl`. */
	readonly words: string;
	/** The text with a star for each run of such words: the same for files that stand for one another. */
	readonly rest: string;
}

interface Meaning {
	readonly system?: string;
	readonly machines?: readonly string[];
	readonly libc?: "glibc" | "musl";
}

const SYSTEMS: Readonly<Record<string, readonly string[]>> = {
	linux: ["linux", "unix", "rhel", "ubuntu", "debian", "fedora"],
	android: ["android", "bionic"],
	darwin: ["darwin", "macos", "macosx", "osx", "mac", "maccatalyst"],
	ios: ["ios", "iossimulator", "tvos"],
	win32: ["win32", "windows", "win", "win7", "win8", "win10", "uwp", "msvc", "mingw"],
	freebsd: ["freebsd"],
	openbsd: ["openbsd"],
	netbsd: ["netbsd"],
	dragonfly: ["dragonflybsd", "dragonfly"],
	sunos: ["sunos", "solaris", "illumos"],
	aix: ["aix"],
	openharmony: ["openharmony", "ohos"],
	wasi: ["wasi", "wasm32", "browser", "wasm"],
};

/** Words of Node, Go, Java (`os.arch`), .NET, Debian, Rust and Android for one family. Node and Java say `ppc64` of both
 *  byte orders. */
const MACHINES: Readonly<Record<string, readonly string[]>> = {
	x86_64: ["x86_64", "x86-64", "amd64", "x64"],
	aarch64: ["aarch64", "aarch_64", "arm64", "arm64ec", "arm64e"],
	arm: ["arm", "arm32", "armv5", "armv6", "armv6l", "armv6hf", "armv7", "armv7l", "armv7hf", "armhf", "armel"],
	i386: ["i386", "i486", "i586", "i686", "ia32", "x86_32", "x86", "386"],
	ppc64le: ["ppc64le", "ppc64el", "powerpc64le", "ppcle_64", "ppc64", "ppc_64"],
	ppc64: ["ppc64", "ppc_64", "powerpc64"],
	s390x: ["s390x", "s390_64"],
	riscv64: ["riscv64", "riscv64gc", "riscv_64"],
	loongarch64: ["loong64", "loongarch64", "loongarch_64"],
	mips: ["mips", "mipsel", "mips64", "mips64el"],
	sparc: ["sparc", "sparcv9", "sparc64"],
	ppc: ["ppc", "powerpc"],
};

/** Words that say more than one thing at a time. */
const COMPOUND: Readonly<Record<string, Meaning>> = {
	linuxmusl: { system: "linux", libc: "musl" },
	linux64: { system: "linux", machines: ["x86_64"] },
	linux32: { system: "linux", machines: ["i386"] },
	alpine: { system: "linux", libc: "musl" },
	musl: { libc: "musl" },
	musleabi: { libc: "musl" },
	musleabihf: { libc: "musl" },
	glibc: { libc: "glibc" },
	gnu: { libc: "glibc" },
	gnueabi: { libc: "glibc" },
	gnueabihf: { libc: "glibc" },
	"armeabi-v7a": { system: "android", machines: ["arm"] },
	armeabi: { system: "android", machines: ["arm"] },
	"arm64-v8a": { system: "android", machines: ["aarch64"] },
	win64: { system: "win32", machines: ["x86_64"] },
};

const MEANINGS: ReadonlyMap<string, Meaning> = meanings();

function meanings(): ReadonlyMap<string, Meaning> {
	const known = new Map<string, Meaning>(Object.entries(COMPOUND));
	for (const [system, words] of Object.entries(SYSTEMS)) for (const word of words) known.set(word, { system });
	for (const [machine, words] of Object.entries(MACHINES)) {
		for (const word of words) known.set(word, { machines: [...(known.get(word)?.machines ?? []), machine] });
	}
	return known;
}

/** Longer words first: `x86_64` is not `x86`. What pip's tags say stands between them. */
const WORD = new RegExp(
	`(?<![a-z0-9])(?:manylinux(?:\\d+|_\\d+_\\d+)?|musllinux(?:_\\d+_\\d+)?|${[...MEANINGS.keys()]
		.sort((one, other) => other.length - one.length)
		.join("|")})(?![a-z0-9])`,
	"gi",
);

function meaningOf(word: string): Meaning {
	const lower = word.toLowerCase();
	if (lower.startsWith("manylinux")) return { system: "linux", libc: "glibc" };
	if (lower.startsWith("musllinux")) return { system: "linux", libc: "musl" };
	return MEANINGS.get(lower) ?? {};
}

/** Reads them. Where folders of a path contradict each other (`linux/x86/.../linux-arm64`), the innermost counts.
 *  `a-x64+arm64` is for both. */
export function platformClaim(path: string): PlatformClaim {
	let systems: readonly string[] = [];
	let machines: readonly string[] = [];
	let libc: Meaning["libc"];
	const words: string[] = [];
	for (const folder of path.split("/")) {
		const found = folder.match(WORD) ?? [];
		words.push(...found);
		const said = found.map(meaningOf);
		const own = said.flatMap(({ system }) => (system === undefined ? [] : [system]));
		const ownMachines = said.flatMap((each) => each.machines ?? []);
		if (own.length > 0) systems = own;
		if (ownMachines.length > 0) machines = ownMachines;
		libc = said.findLast((each) => each.libc !== undefined)?.libc ?? libc;
	}
	const rest = path.replace(WORD, "*").replace(/\*(?:[-_.+/]\*)+/g, "*");
	return { systems, machines, ...(libc === undefined ? {} : { libc }), words: words.join("-"), rest };
}
