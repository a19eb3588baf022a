import { CA_BUNDLES } from "../rules/context/places.ts";
import type { Finding } from "../rules/finding.ts";
import { DLOPEN_LEVELS, type DlopenLevel } from "./choices.ts";

/** What a program looks for while it runs, by the finding that misses it. */
export interface RunTimeNeed {
	readonly reason: string;
	/** Every one of these that the builder has. */
	readonly paths: readonly string[];
}

const NEEDS: Readonly<Record<string, RunTimeNeed>> = {
	"ca-certificates": {
		reason: "certificates of the authorities",
		paths: [...CA_BUNDLES, "/usr/lib/ssl/certs", "/usr/lib/ssl/cert.pem", "/usr/lib/ssl/openssl.cnf"],
	},
	"time-zones": { reason: "time zones", paths: ["/usr/share/zoneinfo", "/etc/localtime", "/etc/timezone"] },
	"user-database": { reason: "users", paths: ["/etc/passwd", "/etc/group"] },
	"user-missing": { reason: "users", paths: ["/etc/passwd", "/etc/group"] },
	"user-look-up": { reason: "users", paths: ["/etc/passwd", "/etc/group", "/etc/nsswitch.conf"] },
	"service-names": { reason: "names of services", paths: ["/etc/services", "/etc/protocols"] },
	"static-name-service": {
		reason: "name service",
		paths: ["/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/services", "/etc/protocols"],
	},
	shell: { reason: "shell", paths: ["/bin/sh"] },
	"terminal-descriptions": {
		reason: "descriptions of terminals",
		paths: ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"],
	},
	"locale-data": { reason: "locales", paths: ["/usr/lib/locale", "/usr/share/i18n/charmaps/UTF-8.gz"] },
	fonts: { reason: "fonts", paths: ["/etc/fonts", "/usr/share/fonts", "/usr/share/fontconfig"] },
};

/** Folders of gconv modules stand beside glibc. */
const GCONV_RULES = new Set(["iconv-conversions", "static-conversions"]);

/** What would answer a finding. `libraryFolders`: where libraries of this root are. */
export function needOf(
	{ rule, about = [], evidence, severity }: Finding,
	libraryFolders: readonly string[],
	dlopen: DlopenLevel,
): RunTimeNeed | undefined {
	if (GCONV_RULES.has(rule))
		return { reason: "conversions of character sets", paths: under(libraryFolders, ["gconv"]) };
	if (rule === "unwinder-at-run-time" || rule === "globalization-data" || severity === "error")
		return { reason: "opened at run time", paths: under(libraryFolders, libraries(about)) };
	if (rule === "opened-libraries")
		return isWanted(evidence.priority, dlopen)
			? { reason: "opened at run time", paths: under(libraryFolders, libraries(about)) }
			: undefined;
	return Object.hasOwn(NEEDS, rule) ? NEEDS[rule] : undefined;
}

/** Libraries that only a name in the program's data speaks for are the least certain. */
function isWanted(priority: unknown, level: DlopenLevel): boolean {
	const known = DLOPEN_LEVELS.find((each) => each === priority) ?? "suggested";
	return DLOPEN_LEVELS.indexOf(known) <= DLOPEN_LEVELS.indexOf(level);
}

function libraries(about: readonly string[]): readonly string[] {
	return about.filter((name) => /^[\w.+-]+\.so[\w.]*$/.test(name));
}

function under(folders: readonly string[], names: readonly string[]): readonly string[] {
	return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`));
}
