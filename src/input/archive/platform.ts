import { InputError } from "../input-error.ts";

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
	return variant === undefined ? plain : { ...plain, variant };
}

/** Words of `uname -m` for those of Go. */
const architectureNames: Readonly<Record<string, string>> = {
	x86_64: "amd64",
	aarch64: "arm64",
	armv7l: "arm",
	armhf: "arm",
	i386: "386",
	i686: "386",
};
