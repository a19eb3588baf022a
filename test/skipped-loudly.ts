import { spawnSync } from "node:child_process";
import { it } from "vitest";

/** Whether tests cannot run here: then standard error says so and why. With CI set it is an error instead, so that no
 *  proof goes missing without a word.
 *  Errors: Error in CI. */
export function skippedLoudly(name: string, because: string | undefined): boolean {
	if (because === undefined) return false;
	if (process.env.CI !== undefined && process.env.CI !== "") throw new Error(`cannot run "${name}": ${because}`);
	console.warn(`SKIPPED: ${name}: ${because}; scripts/install-test-tools.sh installs what is needed`);
	return true;
}

/** A test that cannot run here, in the place where it would stand. Errors: Error in CI. */
export function skipLoudly(name: string, because: string): void {
	it.skipIf(skippedLoudly(name, because))(`${name} (${because})`, () => {});
}

/** What stands in the way of tests that need tools, and root where `asRoot` says so; absent where nothing does. */
export function lacking(tools: readonly string[], asRoot = false): string | undefined {
	const missing = tools.filter((tool) => spawnSync("which", [tool]).status !== 0);
	if (missing.length > 0) return `${missing.join(", ")} not installed`;
	return asRoot && process.getuid?.() !== 0 ? "not root" : undefined;
}
