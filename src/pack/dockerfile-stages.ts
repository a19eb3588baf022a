import type { FileTree } from "../tree/file-tree.ts";
import { childPath } from "../tree/path-resolution.ts";
import type { PackedConfiguration } from "./image-configuration.ts";
import type { PackedEntry } from "./pack-contents.ts";

/** What the stages are written from. */
export interface DockerfileFacts {
	readonly entries: readonly PackedEntry[];
	readonly configuration: PackedConfiguration;
	/** The root that the files come from. */
	readonly builder: FileTree;
	/** The builder image, as the user named it; absent where files come from this machine. */
	readonly from?: string;
	/** Where files of the user's own stand in the image, and where they are in the build's context. */
	readonly own?: { readonly at: string; readonly folder: string };
}

const STAGE = "packed";

/** The stages of a Dockerfile that make the same image but for the records of packages: one gathers the files with tar,
 *  which keeps links as they are, and the last one is nothing but these. */
export function dockerfileStages({ entries, configuration, builder, from, own }: DockerfileFacts): string {
	const isOwn = ({ path }: PackedEntry) => own !== undefined && path.startsWith(`${own.at}/`);
	const taken = entries.filter((entry) => !isOwn(entry) && !MADE.test(entry.path));
	const there = taken.filter(({ path }) => builder.entry(path) !== undefined);
	const made = taken.filter(({ path, entry }) => builder.entry(path) === undefined && entry.type === "directory");
	const owned = own === undefined ? [] : entries.filter((entry) => isOwn(entry) && entry.entry.type !== "directory");
	return `${[
		`FROM ${from ?? "THE-IMAGE-WITH-THESE-FILES"} AS ${STAGE}`,
		"RUN mkdir /packed && tar -C / -cf /packed.tar \\",
		...shortest(there, builder).map((path) => `    ${quoted(path.slice(1))} \\`),
		` && tar -C /packed -xf /packed.tar${made.map(({ path, entry }) => ` && mkdir -p -m ${modeOf(entry)} ${quoted(`/packed${path}`)}`).join("")}`,
		"",
		"FROM scratch",
		`COPY --from=${STAGE} /packed/ /`,
		...owned.map(({ path }) => `COPY ${JSON.stringify([`${own?.folder}${path.slice(own?.at.length)}`, path])}`),
		...settings(configuration),
	].join("\n")}\n`;
}

/** Written by `pack` itself; the builder has others, or none. */
const MADE = /^\/var\/lib\/dpkg(\/|$)|^\/lib\/apk(\/|$)|^\/etc\/ld\.so\.cache$/;

/** Every path that tar has to be given: a folder stands for all that is in it where all of it is packed. */
function shortest(entries: readonly PackedEntry[], builder: FileTree): readonly string[] {
	const packed = new Set(entries.map(({ path }) => path));
	const isWhole = (path: string): boolean => {
		if (!packed.has(path)) return false;
		if (builder.entry(path)?.type !== "directory") return true;
		return builder.list(path).every((name) => isWhole(childPath(path, name)));
	};
	const whole = new Map(entries.map(({ path }) => [path, isWhole(path)]));
	return entries
		.filter(({ path, entry }) => whole.get(path) === true || entry.type !== "directory")
		.map(({ path }) => path)
		.filter((path) => !parents(path).some((parent) => whole.get(parent) === true));
}

function parents(path: string): readonly string[] {
	const names = path.split("/").slice(1, -1);
	return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`);
}

function quoted(path: string): string {
	return /^[\w./+:@%=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function modeOf(entry: PackedEntry["entry"]): string {
	return entry.type === "directory" ? entry.mode.toString(8) : "755";
}

function settings(configuration: PackedConfiguration): readonly string[] {
	const { entrypoint, command, environment, workingDirectory, user } = configuration;
	return [
		...environment.map(
			(each) => `ENV ${each.slice(0, each.indexOf("="))}=${JSON.stringify(each.slice(each.indexOf("=") + 1))}`,
		),
		...(workingDirectory === "/" ? [] : [`WORKDIR ${workingDirectory}`]),
		...(user === "" ? [] : [`USER ${user}`]),
		...(entrypoint.length === 0 ? [] : [`ENTRYPOINT ${JSON.stringify(entrypoint)}`]),
		...(command.length === 0 ? [] : [`CMD ${JSON.stringify(command)}`]),
	];
}
