import type { ProgramKind } from "../program/program-facts.ts";
import { C, REBUILDS, type Rebuild } from "./program-rebuilds.ts";

/** Shared libraries of compilers whose programs are made static: a library cannot be, and has to match the loader. */
const LIBRARY_REBUILDS: Readonly<Partial<Record<ProgramKind, Rebuild>>> = {
	go: {
		musl: ["build it in a `golang:alpine` stage: `go build -buildmode=c-shared`"],
		glibc: ["build it in a `golang` stage of the base's release or an older one: `go build -buildmode=c-shared`"],
		none: [],
		source: "https://pkg.go.dev/cmd/go#hdr-Build_modes",
	},
	rust: {
		musl: [
			"rebuild with `RUSTFLAGS='-C target-feature=-crt-static' cargo build --release --target {rust}-unknown-linux-musl`: without that switch musl's target makes no shared library",
		],
		glibc: REBUILDS.rust?.glibc ?? [],
		none: [],
		source: "https://doc.rust-lang.org/reference/linkage.html#static-and-dynamic-c-runtimes",
	},
	zig: {
		musl: ["rebuild with `-Dtarget={zig}-linux-musl`"],
		glibc: REBUILDS.zig?.glibc ?? [],
		none: [],
		source: "https://ziglang.org/learn/build-system/",
	},
	"c++": { ...C, musl: REBUILDS["c++"]?.musl ?? [], none: [] },
};

const C_LIBRARY: Rebuild = { ...C, none: [] };

/** What to do with a program or shared library of this kind; advice for C where nothing tells what it is. */
export function rebuildOf(kind: ProgramKind | undefined, shape: "program" | "library"): Rebuild {
	const rebuild = REBUILDS[kind ?? "c"] ?? C;
	if (shape === "program" || rebuild.none.length === 0) return rebuild;
	return LIBRARY_REBUILDS[kind ?? "c"] ?? C_LIBRARY;
}
