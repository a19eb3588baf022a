/** Which C library a root has, as far as its loader's behaviour depends on it. */
export type LibcIdentity =
	| {
			readonly kind: "musl";
			/** `1.2.5`; absent when it cannot be told. */
			readonly version?: string;
			/** Distribution patches that change answers (`relr`, `lfs64-exported`, ...), each read off the loader's file or package. */
			readonly features: MuslFeatures;
	  }
	| { readonly kind: "glibc"; readonly version?: string }
	| { readonly kind: "uclibc" | "bionic" | "unknown"; readonly version?: string };

/** What differs between musl loaders. Source: docs/loader-musl.md. */
export interface MuslFeatures {
	/** DT_RELR is applied (1.2.4; Alpine from 3.15). */
	readonly relr: boolean;
	/** NAME64 relocations fall back to NAME (1.2.4 upstream; Alpine from 3.19). */
	readonly lfs64Fallback: boolean;
	/** The fallback's 16-byte buffer is too short for posix_fallocate64 (before 1.2.6). */
	readonly lfs64ShortBuffer: boolean;
	/** dlopen(RTLD_LAZY) defers missing symbols (1.1.17). */
	readonly deferredBinding: boolean;
	/** dlopen refuses initial-exec TLS (1.1.20). */
	readonly refusesInitialExec: boolean;
	/** A second libc is recognised and replaced by the loader itself (1.1.17). */
	readonly detectsForeignLibc: boolean;
	/** PT_GNU_STACK raises the thread stack size (1.1.21). */
	readonly gnuStackSetsThreadStack: boolean;
}
