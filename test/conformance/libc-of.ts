import type { FileTree } from "../../src/input/file-tree.ts";
import type { LibcIdentity, MuslFeatures } from "../../src/target/libc-identity.ts";

export function libcOf(root: FileTree): (realPath: string) => LibcIdentity {
	const known = new Map<string, LibcIdentity>();
	return (path) => {
		const answer = known.get(path) ?? identify(root, path);
		known.set(path, answer);
		return answer;
	};
}

function bytesOf(root: FileTree, path: string): Buffer {
	const found = root.lookup(path);
	if (!found.found || found.entry.type !== "file") return Buffer.alloc(0);
	const source = found.entry.bytes();
	return source === undefined ? Buffer.alloc(0) : source.read(0, source.size);
}

function identify(root: FileTree, path: string): LibcIdentity {
	const text = bytesOf(root, path).toString("latin1");
	if (/musl/.test(text) && /Error loading shared library/.test(text)) {
		const version = /\0(1\.[12]\.\d+)(?:[-_]git[\w-]*)?\0/.exec(text)?.[1] ?? "1.2.5";
		const alpine = /^3\.(\d+)/.exec(bytesOf(root, "/etc/alpine-release").toString())?.[1];
		return { kind: "musl", version, features: features(version, alpine === undefined ? undefined : Number(alpine)) };
	}
	const glibc = /release version (\d+\.\d+)/.exec(text)?.[1];
	if (glibc !== undefined) {
		const directories = [...text.matchAll(/((?:\/[\w-]+)+\/)(?=\0)/g)].map((match) => (match[1] ?? "").replace(/\/$/, ""));
		const system = directories.filter((one) => /^(\/usr)?\/lib(64)?(\/[\w-]+-linux-gnu)?$/.test(one));
		return { kind: "glibc", version: glibc, systemDirectories: [...new Set(system)] };
	}
	return { kind: /uClibc/.test(text) ? "uclibc" : "unknown" };
}

function features(version: string, alpine: number | undefined): MuslFeatures {
	const number = version.split(".").map(Number);
	const at = (a: number, b: number, c: number) =>
		((number[0] ?? 0) - a || (number[1] ?? 0) - b || (number[2] ?? 0) - c) >= 0;
	return {
		relr: alpine === undefined ? at(1, 2, 4) : alpine >= 15,
		lfs64Fallback: alpine === undefined ? at(1, 2, 4) : alpine >= 19,
		lfs64ShortBuffer: !at(1, 2, 6),
		deferredBinding: at(1, 1, 17),
		refusesInitialExec: at(1, 1, 20),
		detectsForeignLibc: at(1, 1, 17),
		prefersStrong: !at(1, 1, 17),
		gnuStackSetsThreadStack: at(1, 1, 21),
	};
}
