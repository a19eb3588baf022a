import type { Command } from "commander";
import { safeText } from "../../report/safe-text.ts";
import { settingsOf } from "../settings.ts";
import { writeStdout } from "../write-output.ts";

/** `inspect config`: every setting in force and where its value came from, then the ignores and path rules. */
export async function configCommand(command: Command, environment: NodeJS.ProcessEnv): Promise<void> {
	const settings = await settingsOf(command, environment);
	const lines = [`configuration file: ${settings.configFile ?? "none"}`, ""];
	const values = new Map(Object.entries(settings.options));
	for (const option of command.options) {
		const key = option.attributeName();
		const name = option.long ?? option.flags;
		if (name.startsWith("--no-") && values.get(key) !== false) continue;
		lines.push(`${name.padEnd(20)} ${show(values.get(key)).padEnd(28)} ${settings.origins[key] ?? "default"}`);
	}
	for (const entry of settings.ignore) {
		const { line, reason, ...scope } = entry;
		lines.push(`ignore (line ${line}): ${JSON.stringify(scope)} because: ${reason}`);
	}
	for (const { line, ...rule } of settings.paths) lines.push(`paths (line ${line}): ${JSON.stringify(rule)}`);
	await writeStdout(`${lines.map(safeText).join("\n")}\n`);
}

function show(value: unknown): string {
	return value === undefined ? "-" : typeof value === "string" ? value : JSON.stringify(value);
}
