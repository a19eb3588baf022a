import { spawnSync } from "node:child_process";
import { textField } from "../../image/manifest/json-value.ts";

/** What a helper says of a registry. */
export interface HelperAnswer {
	readonly user: string;
	readonly secret: string;
}

/** Milliseconds that a helper may take: some ask the user, or another machine. */
const LONGEST = 30_000;

/** Asks a credential helper: the program `docker-credential-NAME` of the user's PATH. The only program that is ever
 *  started, and only where the user's own configuration names it.
 *  Absent where there is no such helper, or it knows nothing. Source: docker-credential-helpers, protocol of `get`. */
export function helperCredentials(name: string, key: string, environment: NodeJS.ProcessEnv): HelperAnswer | undefined {
	if (!/^[\w.-]+$/.test(name)) return undefined;
	const { status, stdout } = spawnSync(`docker-credential-${name}`, ["get"], {
		input: key,
		encoding: "utf8",
		env: environment,
		timeout: LONGEST,
		maxBuffer: 1 << 20,
		stdio: ["pipe", "pipe", "ignore"],
	});
	if (status !== 0) return undefined;
	try {
		const answer: unknown = JSON.parse(stdout);
		const [user, secret] = [textField(answer, "Username"), textField(answer, "Secret")];
		return user && secret ? { user, secret } : undefined;
	} catch {
		return undefined;
	}
}
