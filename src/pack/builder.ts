import { InputError } from "../bytes/input-error.ts";
import { openInput } from "../source/open-input.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import { examineFile, isExamination } from "../subjects/examination.ts";

/** A budget for what the user packs: these are files that are trusted with more work than those that are inspected. */
const BUDGET_FACTOR = 50;

/** Bytes of files that are kept when an image with compressed layers is read for what is packed. */
const MOST_BYTES = 4 * 1024 ** 3;

/** Opens the root that an image's files come from: an image, a root file system, a folder.
 *  @param retains files whose bytes are needed, where the image's layers pass in a stream
 *  Errors: InputError. */
export async function openBuilder(
	spec: string,
	platform: string | undefined,
	retains?: (path: string) => boolean,
): Promise<OpenedInput> {
	const [opened, ...others] = await openInput(spec, {
		...(platform === undefined ? {} : { platform }),
		...(retains === undefined
			? {}
			: {
					retains,
					limits: { bufferedFileBytes: MOST_BYTES, bufferedArchiveBytes: MOST_BYTES, retainedBytes: MOST_BYTES },
				}),
		budget: BUDGET_FACTOR,
		examine: examineFile,
		isExamined: isExamination,
	});
	if (opened === undefined || others.length > 0) {
		for (const each of others) each.close();
		throw new InputError(
			"unrecognised",
			spec,
			"builder",
			"it holds several images: name one (docker-archive:FILE:NAME)",
		);
	}
	if (opened.form === "file")
		throw new InputError("unrecognised", spec, "builder", "neither an image nor a root file system");
	return opened;
}
