import type { CodeLevel } from "./code-level.ts";

/** What a file is beyond its ELF structure, with the evidence. Found by `program/identify.ts` from facts and a
 *  bounded look at its bytes; rules read only this. Properties may be getters that look only when asked. */
export interface ProgramFacts {
	/** What it was made by or for; absent when nothing tells. */
	readonly kind?: ProgramKind | undefined;
	/** One sentence each: what in the file says so. */
	readonly evidence: readonly string[];
	/** Named details, for example Go: `version`, `cgo`, `tags`, `module`; Python: `abi`, `platform`. */
	readonly details: Readonly<Record<string, string>>;
	/** The host program when the file is a plug-in, which symbols that host brings, and how it opens it. */
	readonly host?: ProgramHost | undefined;
	/** The bytes that matter are packed (UPX, ...): the ELF facts describe only the unpacker. */
	readonly opaque?: string | undefined;
	/** Which strings of interest stand in its read-only data (`/etc/nsswitch.conf`, `//TRANSLIT`, `libicuuc.so`, ...). */
	readonly strings: ReadonlySet<string>;
	/** Read-only data that was not looked through for them, for there is too much of it. */
	readonly unsearchedBytes?: number | undefined;
	/** The level of x86-64 that its code has instructions of; absent for other machines, and where its code is not at hand. */
	readonly codeLevel?: CodeLevel | undefined;
	/** What the file or package name claims: `musl` or `glibc` (`-musl`, musllinux tag, npm `libc` field). */
	readonly claimedLibc?: { readonly libc: "musl" | "glibc"; readonly by: string } | undefined;
}

/** The program that a plug-in is made for. */
export interface ProgramHost {
	readonly name: string;
	/** How it opens plug-ins: RTLD_NOW or RTLD_LAZY. */
	readonly binding: "now" | "lazy";
	/** Whether the host brings a symbol. */
	readonly provides: (symbol: string) => boolean;
	/** Libraries by name (DT_SONAME) that the host has loaded before it opens a plug-in. */
	readonly libraries?: readonly string[];
	/** Libraries of the system by name that the host itself needs. */
	readonly needs?: readonly string[];
}

export type ProgramKind =
	| "go"
	| "rust"
	| "c"
	| "c++"
	| "python-extension"
	| "node-addon"
	| "node"
	| "python"
	| "ruby"
	| "php"
	| "jvm"
	| "jni-library"
	| "perl-extension"
	| "ruby-extension"
	| "lua-extension"
	| "php-extension"
	| "postgres-extension"
	| "apache-module"
	| "dotnet-single-file"
	| "dotnet-apphost"
	| "pyinstaller"
	| "appimage"
	| "graalvm-native-image"
	| "nim"
	| "zig"
	| "d"
	| "ocaml"
	| "haskell"
	| "crystal"
	| "dart"
	| "swift"
	| "chromium"
	| "electron"
	| "deno"
	| "bun"
	| "node-sea"
	| "pkg";

/** What is known of a file that is no ELF file: nothing. */
export const NO_PROGRAM: ProgramFacts = { evidence: [], details: {}, strings: new Set() };

/** What a subject is, in the words of the report. */
export type SubjectKind = "executable" | "static-executable" | "shared-library" | "script" | "other-elf" | "malformed";
