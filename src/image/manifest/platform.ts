import { InputError } from "../../bytes/input-error.ts";

/** Platform of an image, as `os/architecture[/variant]` names it. */
export interface Platform {
	readonly os: string;
	readonly architecture: string;
	readonly variant?: string;
}

/** A platform in one word. */
export function platformName({ os, architecture, variant }: Platform): string {
	return [os, architecture, ...(variant === undefined ? [] : [variant])].join("/");
}

/** Takes `os/arch[/variant]` apart; a single word is an architecture of Linux.
 *  Errors: InputError `bad-platform`. */
export function parsePlatform(text: string): Platform {
	const parts = text.split("/");
	const [os = "", architecture = "", variant] = parts.length === 1 ? ["linux", ...parts] : parts;
	if (parts.length > 3 || os === "" || architecture === "" || variant === "") {
		throw new InputError("bad-platform", text, "platform", "not of the form os/architecture[/variant]");
	}
	const plain = { os, architecture: architectureNames[architecture] ?? architecture };
	if (!SYSTEMS.includes(os) || !ARCHITECTURES.includes(plain.architecture)) {
		const known = ARCHITECTURES.map((name) => `linux/${name}`).join(", ");
		throw new InputError("bad-platform", text, "platform", `no such platform is known; known are ${known}`);
	}
	return variant === undefined ? plain : { ...plain, variant };
}

/** Systems whose images are met. Their programs are ELF files but for those of Windows, where there is nothing to judge. */
const SYSTEMS: readonly string[] = ["linux", "freebsd", "windows"];

/** Architectures of Linux in the words of Go (GOARCH). */
const ARCHITECTURES: readonly string[] = [
	"386",
	"amd64",
	"arm",
	"arm64",
	"loong64",
	"mips",
	"mips64",
	"mips64le",
	"mipsle",
	"ppc64",
	"ppc64le",
	"riscv64",
	"s390x",
];

/** Words of `uname -m` for those of Go. */
const architectureNames: Readonly<Record<string, string>> = {
	x86_64: "amd64",
	aarch64: "arm64",
	armv7l: "arm",
	loongarch64: "loong64",
	armhf: "arm",
	i386: "386",
	i686: "386",
};
