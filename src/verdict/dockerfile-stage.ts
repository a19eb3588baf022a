import type { Finding } from "../rules/finding.ts";

/** What the final stage is made of. */
export interface StageRequest {
	/** Canonical name of the chosen target. */
	readonly target: string;
	/** The program on the user's disk, or the folder with all that it needs, relative to the build context. */
	readonly source: string;
	/** Where the program is in that folder; absent where `source` is the program itself. */
	readonly program?: string;
	/** What is to be installed besides, by the names that the base's package manager has. */
	readonly packages?: readonly string[];
	/** Findings of the program on that target: they say what it lacks there. */
	readonly findings: readonly Finding[];
}

/** Where CA certificates, zones and users can be copied from: an image that is nothing but these. */
const DATA_IMAGE = "gcr.io/distroless/static-debian12";

/** What to add for a finding, on a base that can install packages and on one that cannot. */
const ADDITIONS: Readonly<
	Record<string, { readonly apk?: string; readonly apt?: string; readonly copy: readonly string[] }>
> = {
	"ca-certificates": {
		apk: "ca-certificates",
		apt: "ca-certificates",
		copy: [`COPY --from=${DATA_IMAGE} /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt`],
	},
	"time-zones": {
		apk: "tzdata",
		apt: "tzdata",
		copy: [`COPY --from=${DATA_IMAGE} /usr/share/zoneinfo /usr/share/zoneinfo`],
	},
	"user-database": { copy: [`COPY --from=${DATA_IMAGE} /etc/passwd /etc/group /etc/`] },
	"service-names": { apt: "netbase", copy: [`COPY --from=${DATA_IMAGE} /etc/services /etc/protocols /etc/`] },
	"temporary-files": { copy: [`COPY --from=${DATA_IMAGE} --chown=65532:65532 /tmp /tmp`] },
	"terminal-descriptions": { apk: "ncurses-terminfo-base", apt: "ncurses-base", copy: [] },
};

/** The user id that distroless images call `nonroot`: it needs no entry anywhere. */
const USER = 65_532;

/** A Dockerfile's final stage for one program on one target: base, what the program lacks there, the program, a user
 *  without rights. Absent for a target that is no image that can be pulled, or a patched one. */
export function dockerfileStage({
	target,
	source,
	program,
	packages = [],
	findings,
}: StageRequest): string | undefined {
	const [base, ...addOns] = target.split("+");
	const image = imageOf(base ?? "");
	if (image === undefined || source === "" || addOns.includes("lib64-symlink")) return undefined;
	const wanted = [...new Set(findings.map(({ rule }) => rule))].sort();
	const name = program === undefined ? `/${source.slice(source.lastIndexOf("/") + 1)}` : `/app/${program}`;
	return [
		`FROM ${image}`,
		...packageLines(image, wanted, [...addOns, ...packages]),
		`COPY --chmod=755 ${quoted(source, program === undefined ? name : "/app/")}`,
		`USER ${USER}:${USER}`,
		`ENTRYPOINT [${jsonString(name)}]`,
		"",
	].join("\n");
}

/** The image behind a target's name. */
export function imageOf(target: string): string | undefined {
	if (target.startsWith("distroless/")) return `gcr.io/${target}`;
	return /^(scratch$|alpine(:|$)|busybox(:|$)|debian(:|$)|ubuntu(:|$))/.test(target) ? target : undefined;
}

function packageLines(image: string, wanted: readonly string[], addOns: readonly string[]): readonly string[] {
	const additions = wanted.flatMap((rule) => ADDITIONS[rule] ?? []);
	if (image.startsWith("alpine")) return runOrCopy(additions, "apk", addOns, "apk add --no-cache");
	if (/^(debian|ubuntu)/.test(image)) {
		const lines = runOrCopy(additions, "apt", addOns, "apt-get update && apt-get install -y --no-install-recommends");
		return lines.map((line) => (line.startsWith("RUN ") ? `${line} && rm -rf /var/lib/apt/lists/*` : line));
	}
	return additions.flatMap(({ copy }) => copy);
}

function runOrCopy(
	additions: readonly (typeof ADDITIONS)[string][],
	manager: "apk" | "apt",
	addOns: readonly string[],
	command: string,
): readonly string[] {
	const packages = [...addOns, ...additions.flatMap((addition) => addition[manager] ?? [])].sort();
	const copies = additions.flatMap((addition) => (addition[manager] === undefined ? addition.copy : []));
	return [...(packages.length > 0 ? [`RUN ${command} ${packages.join(" ")}`] : []), ...copies];
}

/** COPY takes words between spaces, or JSON for names that have any, begin like an option, or could do more than name. */
function quoted(source: string, destination: string): string {
	const isPlain = /^[\w./@+:=,~][\w./@+:=,~-]*$/.test(source) && /^[\w./@+:=,~-]*$/.test(destination);
	return isPlain ? `${source} ${destination}` : `[${jsonString(source)},${jsonString(destination)}]`;
}

/** A JSON string in which nothing is hidden from whoever reads the file. */
function jsonString(text: string): string {
	return JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
		Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
			.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
			.join(""),
	);
}
