import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { field, parseJson, textField } from "../../image/manifest/json-value.ts";

/** Container engines whose images are read. */
export type Engine = "docker" | "podman";

/** Where an engine listens: the path of a unix socket, or the address that is none and is not asked. */
export interface EngineAddress {
	readonly socket?: string;
	/** As configured, and by what. */
	readonly said: string;
}

/** The first socket of an engine that is there, as its own client finds it; else where it was looked for.
 *  Sources: docker(1) DOCKER_HOST and contexts, podman-remote(1) CONTAINER_HOST. */
export function engineAddress(engine: Engine, environment: NodeJS.ProcessEnv): EngineAddress {
	const configured = configuredAddress(engine, environment);
	if (configured !== undefined) return configured;
	const places = engine === "docker" ? dockerSockets(environment) : podmanSockets(environment);
	const found = places.find((path) => existsSync(path));
	return found === undefined ? { said: places.join(", ") } : { socket: found, said: found };
}

function configuredAddress(engine: Engine, environment: NodeJS.ProcessEnv): EngineAddress | undefined {
	const variable = engine === "docker" ? "DOCKER_HOST" : "CONTAINER_HOST";
	const host = environment[variable] || (engine === "docker" ? contextHost(environment) : undefined);
	if (host === undefined) return undefined;
	const path = /^unix:\/\/(\/.*)$/.exec(host)?.[1] ?? (host.startsWith("/") ? host : undefined);
	return path === undefined ? { said: `${host.slice(0, 200)}, which is no unix socket` } : { socket: path, said: path };
}

/** The host of the docker context in force; its folder is named by the digest of its name. */
function contextHost(environment: NodeJS.ProcessEnv): string | undefined {
	const folder = environment.DOCKER_CONFIG || join(homeOf(environment), ".docker");
	const name = environment.DOCKER_CONTEXT || textField(jsonIn(join(folder, "config.json")), "currentContext");
	if (name === undefined || name === "" || name === "default") return undefined;
	const id = createHash("sha256").update(name).digest("hex");
	const context = jsonIn(join(folder, "contexts/meta", id, "meta.json"));
	return textField(field(field(context, "Endpoints"), "docker"), "Host");
}

function jsonIn(file: string): unknown {
	try {
		return parseJson(readFileSync(file), file);
	} catch {
		return undefined;
	}
}

function homeOf(environment: NodeJS.ProcessEnv): string {
	return environment.HOME || homedir();
}

function dockerSockets(environment: NodeJS.ProcessEnv): readonly string[] {
	return ["/var/run/docker.sock", ...runtimeFolders(environment).map((folder) => join(folder, "docker.sock"))];
}

function podmanSockets(environment: NodeJS.ProcessEnv): readonly string[] {
	const own = runtimeFolders(environment).map((folder) => join(folder, "podman/podman.sock"));
	return [...own, "/run/podman/podman.sock"];
}

function runtimeFolders({ XDG_RUNTIME_DIR }: NodeJS.ProcessEnv): readonly string[] {
	const user = process.getuid?.();
	const usual = user === undefined ? [] : [`/run/user/${user}`];
	return XDG_RUNTIME_DIR ? [XDG_RUNTIME_DIR, ...usual.filter((folder) => folder !== XDG_RUNTIME_DIR)] : usual;
}
