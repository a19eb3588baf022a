/** Whose loader a file is, as far as its behaviour depends on it. */
export type LibcIdentity =
	| {
			readonly kind: "musl";
			/** `1.2.5`; absent when it cannot be told. */
			readonly version?: string;
			/** What distributions patch, told by release. */
			readonly features: MuslFeatures;
	  }
	| {
			readonly kind: "glibc";
			readonly version?: string;
			/** The directories compiled into this ld.so, in search order, for example `/lib/x86_64-linux-gnu`. */
			readonly systemDirectories: readonly string[];
			/** False where it was built without its assertions (NDEBUG), as Fedora's once were. */
			readonly assertions?: false;
			/** The level of x86-64 that it was built for, where that is above the baseline. */
			readonly x86Level?: 2 | 3 | 4;
	  }
	| {
			/** gcompat's stub: it executes musl's loader with its own library preloaded. */
			readonly kind: "gcompat";
			readonly version?: string;
			readonly loader: string;
			readonly preload: readonly string[];
	  }
	| { readonly kind: "uclibc" | "bionic" | "unknown"; readonly version?: string };

/** What differs between musl loaders. */
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
	/** A later strong definition beats an earlier weak one (1.1.16 and before). */
	readonly prefersStrong: boolean;
	/** PT_GNU_STACK raises the thread stack size (1.1.21). */
	readonly gnuStackSetsThreadStack: boolean;
}
