import { openInput } from "../../input/open-input.ts";
import { UsageError } from "../../policy/usage-error.ts";
import { safeText } from "../../report/safe-text.ts";
import { profileBytes } from "../../targets/stored-profile.ts";
import { targetOfTree } from "../../targets/target-of-tree.ts";
import { writeFileWhole } from "../write-output.ts";

/** `inspect profile IMAGE -o FILE`: the facts of a base image in a file that `--target` takes.
 *  Errors: UsageError for something that is no image, folder or root file system. */
export async function profileCommand(
	subject: string,
	options: { readonly output: string; readonly name?: string; readonly platform?: string },
): Promise<void> {
	const [input] = await openInput(subject, options.platform === undefined ? {} : { platform: options.platform });
	if (input === undefined || input.form === "file") {
		throw new UsageError(`${safeText(subject)}: neither an image nor a root file system`);
	}
	const target = targetOfTree(input.tree, { name: options.name ?? subject, provenance: { source: input.source } });
	writeFileWhole(options.output, profileBytes(target));
	input.close();
	const libc = "version" in target.libc ? `${target.libc.kind} ${target.libc.version ?? ""}` : target.libc.kind;
	process.stderr.write(
		`elfspect: ${safeText(options.output)}: ${target.arch}, ${safeText(libc.trim())}; use --target ${safeText(options.output)}\n`,
	);
}
