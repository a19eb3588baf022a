import type { ForeignKind } from "../../tree/foreign-format.ts";
import type { ForeignLibrary } from "../../tree/foreign-library.ts";

const UNPACKED = ["unpack it in the build, and name the program in it"];

/** What to do about a file that is no program of Linux. */
const INSTEAD: Readonly<Partial<Record<ForeignKind, readonly string[]>>> = {
	pe: [
		"build it for Linux: `GOOS=linux go build`, `cargo build --target x86_64-unknown-linux-gnu`, `dotnet publish -r linux-x64`",
		"take the release for Linux",
	],
	"mach-o": [
		"build it for Linux: `GOOS=linux go build`, `cargo build --target x86_64-unknown-linux-gnu`, or build it in the Dockerfile",
		"take the release for Linux",
	],
	"mach-o-or-class": ["take the release for Linux", "start a Java class by its name: `java -cp FOLDER NAME`"],
	wasm: ["start it with a WebAssembly runtime, `wasmtime FILE` for instance"],
	"byte-order-mark": [
		"take the byte order mark away: `sed -i '1s/^\\xEF\\xBB\\xBF//'`, or save it as UTF-8 without BOM",
	],
	"git-lfs": [
		"get the file itself before the build: `git lfs pull`; in GitHub Actions `actions/checkout` with `lfs: true`",
	],
	html: [
		"download the file again, with `curl -fL`: -f ends with a failure where the server answers with an error page",
	],
	gzip: UNPACKED,
	deb: ["install it: `dpkg -i FILE`, or unpack it: `dpkg-deb -x FILE FOLDER`"],
	rpm: ["install it: `rpm -i FILE`"],
	"7z": UNPACKED,
	cpio: UNPACKED,
	squashfs: UNPACKED,
	empty: [
		"look at what made it: a failed download or build leaves an empty file behind; `COPY` it from where it is whole",
	],
};

/** What to do about a file that is not what its place says; absent where nothing is known. */
export function insteadOfForeign(kind: ForeignKind | undefined): readonly string[] | undefined {
	return kind === undefined ? undefined : INSTEAD[kind];
}

const FOR_LINUX = [
	"ship the build for Linux, or build it in the image: copied from another system it loads nowhere here",
];

/** What to do about a file that stands where a library was to be. */
export function libraryInstead(kind: ForeignLibrary["kind"]): readonly string[] {
	switch (kind) {
		case "pe":
		case "mach-o":
		case "mach-o-or-class":
			return FOR_LINUX;
		case "linker-script":
			return [
				"ship the library itself (`lib*.so.N` beside it) under the name that is asked for: the script is for the linker",
			];
		case "link-as-text":
			return ["make it a link again: `git config core.symlinks true` before the checkout, or `ln -sf` in the build"];
		case "text":
		case "script":
			return [
				"look at the text: what was to make or download the library left it; then build or copy the library again",
			];
		default:
			return insteadOfForeign(kind) ?? ["build or copy the library again"];
	}
}
