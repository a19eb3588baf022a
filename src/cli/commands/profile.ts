import { UsageError } from "../../policy/usage-error.ts";
import { safeText } from "../../report/safe-text.ts";
import { openInput } from "../../source/open-input.ts";
import type { OpenedInput } from "../../source/opened-input.ts";
import { profileBytes } from "../../targets/stored-profile.ts";
import type { Target } from "../../targets/target.ts";
import { targetOfTree } from "../../targets/target-of-tree.ts";
import { writeFileWhole } from "../write-output.ts";

/** `inspect profile IMAGE -o FILE`: the facts of a base image in a file that `--target` takes.
 *  Errors: UsageError for something that is no image, folder or root file system. */
export async function profileCommand(
	subject: string,
	options: {
		readonly output: string;
		readonly name?: string;
		readonly platform?: string;
		readonly plainHttp?: boolean;
	},
): Promise<void> {
	const [input] = await openInput(subject, {
		...(options.platform === undefined ? {} : { platform: options.platform }),
		...(options.plainHttp === undefined ? {} : { plainHttp: options.plainHttp }),
	});
	if (input === undefined || input.form === "file") {
		throw new UsageError(`${safeText(subject)}: neither an image nor a root file system`);
	}
	const target = targetOfTree(input.tree, { name: options.name ?? subject, provenance: { source: input.source } });
	refuseIncomplete(input);
	writeFileWhole(options.output, profileBytes(target));
	input.close();
	const arch = target.machine === 0 ? "any architecture" : target.arch;
	process.stderr.write(
		`elfspect: ${safeText(options.output)}: ${arch}, ${safeText(libcWords(target))}; use --target ${safeText(options.output)}\n`,
	);
}

/** A profile outlives what was wrong with its image: nobody would hear of it again.
 *  Errors: UsageError where something of the image is lost. */
function refuseIncomplete({ diagnostics }: OpenedInput): void {
	for (const { severity, message } of diagnostics) {
		if (severity === "error") throw new UsageError(`${safeText(message)}: no profile is written of what is incomplete`);
		process.stderr.write(`elfspect: ${severity}: ${safeText(message)}\n`);
	}
}

function libcWords({ libc, loaders }: Target): string {
	if (libc.kind === "unknown")
		return (loaders ?? []).length === 0 ? "no dynamic loader" : "a C library that is not known here";
	return "version" in libc ? `${libc.kind} ${libc.version ?? ""}`.trim() : libc.kind;
}
