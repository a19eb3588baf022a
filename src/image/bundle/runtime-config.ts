import { posix } from "node:path";
import { InputError } from "../../bytes/input-error.ts";
import type { ImageFacts } from "../image-facts.ts";
import { field, listField, parseJson, record, textField, textMapField } from "../manifest/json-value.ts";
import type { Credentials } from "../users/credentials.ts";

/** What the configuration of an OCI runtime bundle says. */
export interface RuntimeConfig {
	/** `root.path`: absolute, or relative to the bundle. */
	readonly rootPath: string;
	/** Its process, in the words of an image's configuration. */
	readonly facts: ImageFacts;
	/** Where the runtime lays something of the machine over the root, which is not seen here. */
	readonly mountedOver: readonly string[];
}

/** Reads config.json; nothing where it is another file of that name.
 *  `name` is what messages call the file.
 *  Errors: InputError `malformed-json`; `malformed-config`, with the field that is not what the specification asks for.
 *  Source: OCI runtime-spec 1.2, config.md and config-linux.md. */
export function runtimeConfig(bytes: Buffer, name: string): RuntimeConfig | undefined {
	const config = parseJson(bytes, name);
	if (textField(config, "ociVersion") === undefined) return undefined;
	const check = checks(name);
	const root = check.object(field(config, "root"), "root");
	return {
		rootPath: check.text(field(root, "path"), "root.path"),
		facts: factsOf(config, check),
		mountedOver: listField(config, "mounts").flatMap((mount) => hiding(textField(mount, "destination") ?? "/")),
	};
}

function factsOf(config: unknown, check: Checks): ImageFacts {
	const process =
		field(config, "process") === undefined ? undefined : check.object(field(config, "process"), "process");
	const annotations = textMapField(config, "annotations");
	const variant = annotations[`${IMAGE_ANNOTATION}variant`];
	return {
		names: [],
		os: "linux",
		architecture: annotations[`${IMAGE_ANNOTATION}architecture`] ?? "",
		...(variant === undefined ? {} : { variant }),
		...processFacts(process, check),
		user: "",
		shell: [],
		labels: annotations,
		layers: [],
		isBundle: true,
	};
}

/** Where tools that unpack images say what the image was for. Source: OCI image-spec conversion.md. */
const IMAGE_ANNOTATION = "org.opencontainers.image.";

type ProcessFacts = Pick<ImageFacts, "entrypoint" | "command" | "environment" | "workingDirectory" | "credentials">;

/** A bundle without a process is only a root until somebody adds one. */
function processFacts(process: object | undefined, check: Checks): ProcessFacts {
	if (process === undefined) return { entrypoint: [], command: [], environment: [], workingDirectory: "/" };
	const words = check.texts(field(process, "args"), "process.args");
	if (words.length === 0) throw check.wrong("process.args", "it is empty");
	const folder = check.text(field(process, "cwd"), "process.cwd");
	if (!folder.startsWith("/")) throw check.wrong("process.cwd", `${JSON.stringify(folder)} is no absolute path`);
	const environment = field(process, "env");
	return {
		entrypoint: words,
		command: [],
		environment: environment === undefined ? [] : check.texts(environment, "process.env"),
		workingDirectory: folder,
		credentials: credentialsOf(process, check),
	};
}

function credentialsOf(process: object, check: Checks): Credentials {
	const user = check.object(field(process, "user") ?? {}, "process.user");
	const groups = field(user, "additionalGids");
	return {
		uid: check.id(field(user, "uid") ?? 0, "process.user.uid"),
		gid: check.id(field(user, "gid") ?? 0, "process.user.gid"),
		groups: groups === undefined ? [] : check.ids(groups, "process.user.additionalGids"),
		...(overridesModes(process) ? {} : { isBound: true }),
	};
}

/** Runtimes give a process the capabilities that are listed and no others; those of the bounding set are what root has
 *  after execve(2), those of the effective set what it is granted before. */
function overridesModes(process: object): boolean {
	const sets = field(process, "capabilities");
	return ["effective", "bounding"].every((set) => listField(sets, set).includes("CAP_DAC_OVERRIDE"));
}

/** Folders that runtimes fill for every process, and the files of /etc that they write. */
const FILLED = /^\/(?:dev|proc|sys|run|tmp)(?:\/|$)|^\/etc\/(?:hosts|hostname|resolv\.conf)$/;

function hiding(destination: string): readonly string[] {
	const path = posix.resolve("/", destination);
	return FILLED.test(path) ? [] : [path];
}

type Checks = ReturnType<typeof checks>;

/** Values as the specification wants them, or an error with the place of the one that is not so. */
function checks(name: string) {
	const wrong = (place: string, detail: string) => new InputError("malformed-config", name, place, detail);
	const list = <T>(value: unknown, place: string, item: (value: unknown, place: string) => T): readonly T[] => {
		if (!Array.isArray(value)) throw wrong(place, notA("a list", value));
		return value.map((one: unknown, index) => item(one, `${place}[${index}]`));
	};
	const text = (value: unknown, place: string): string => {
		if (typeof value !== "string" || value === "") throw wrong(place, notA("a text", value));
		return value;
	};
	const word = (value: unknown, place: string): string => (value === "" ? value : text(value, place));
	const id = (value: unknown, place: string): number => {
		if (!isId(value)) throw wrong(place, notA("a number from 0 to 4294967295", value));
		return value;
	};
	return {
		wrong,
		text,
		id,
		object: (value: unknown, place: string): object => {
			const object = record(value);
			if (object === undefined) throw wrong(place, notA("an object", value));
			return object;
		},
		texts: (value: unknown, place: string) => list(value, place, word),
		ids: (value: unknown, place: string) => list(value, place, id),
	};
}

function isId(value: unknown): value is number {
	return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

function notA(wanted: string, value: unknown): string {
	return value === undefined ? "it is missing" : `${shown(value)} is not ${wanted}`;
}

/** A value as the file has it where that is short: texts may be long, and lists nested without end. */
function shown(value: unknown): string {
	if (typeof value !== "object" || value === null) return JSON.stringify(value).slice(0, 80);
	const isEmpty = Object.keys(value).length === 0;
	if (Array.isArray(value)) return isEmpty ? "[]" : "a list";
	return isEmpty ? "{}" : "an object";
}
