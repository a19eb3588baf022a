import type { LibcIdentity } from "../targets/libc-identity.ts";
import { glibcLoader } from "./glibc/glibc-loader.ts";
import type { LoaderModel } from "./loader-model.ts";
import { muslLoader } from "./musl/musl-loader.ts";

/** The model of a C library's loader; absent where there is none. */
export function loaderModel(kind: LibcIdentity["kind"]): LoaderModel | undefined {
	if (kind === "musl") return muslLoader;
	return kind === "glibc" ? glibcLoader : undefined;
}
