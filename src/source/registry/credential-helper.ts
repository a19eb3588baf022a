import { execFile } from "node:child_process";
import { parseJson, textField } from "../../image/manifest/json-value.ts";
import type { Credentials } from "./credentials.ts";

/** Milliseconds that a helper may take; some ask their user. */
const PATIENCE = 60_000;

/** Asks `docker-credential-NAME get`: the one program that is ever run, and only where the user's own configuration
 *  names it. Nothing where it has no credentials, or fails.
 *  Source: github.com/docker/docker-credential-helpers. */
export function askCredentialHelper(name: string, server: string): Promise<Credentials | undefined> {
	// It is looked up in PATH: a name with a slash would be looked up elsewhere.
	if (!/^[\w.-]{1,64}$/.test(name)) return Promise.resolve(undefined);
	return new Promise((resolve) => {
		const options = { timeout: PATIENCE, maxBuffer: 1 << 20 };
		const child = execFile(`docker-credential-${name}`, ["get"], options, (error, stdout) => {
			resolve(error === null ? credentialsIn(stdout) : undefined);
		});
		// It may have ended before it has read anything.
		child.stdin?.on("error", () => {});
		child.stdin?.end(server);
	});
}

function credentialsIn(output: string): Credentials | undefined {
	try {
		const answer = parseJson(Buffer.from(output), "credential helper");
		const user = textField(answer, "Username") ?? "";
		const password = textField(answer, "Secret") ?? "";
		return user === "<token>" ? { user: "", password: "", identityToken: password } : { user, password };
	} catch {
		return undefined;
	}
}
