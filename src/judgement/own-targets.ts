import type { InputDiagnostic } from "../archive/diagnostics.ts";
import { InputError } from "../bytes/input-error.ts";
import { isOnDisk, openFileSource } from "../disk/file-source.ts";
import type { OpenInputOptions } from "../source/input-session.ts";
import { openInput } from "../source/open-input.ts";
import { examineFile, isExamination } from "../subjects/examination.ts";
import { isTargetName } from "../targets/find-target.ts";
import { isProfile } from "../targets/profile/profile-file.ts";
import { openProfile, targetOfProfile } from "../targets/stored-profile.ts";
import type { Target } from "../targets/target.ts";
import { targetOfTree } from "../targets/target-of-tree.ts";
import type { TargetSource } from "./target-choice.ts";

const SCHEME = /^(file|dir|rootfs|docker-archive|oci-archive|oci-dir|oci|registry|docker|docker-daemon|podman):/;

/** Whether a target name means a file or folder of the user's rather than a built-in target: written as a path, or
 *  there under a name that no built-in target has. A file never hides a built-in target. */
export function isOwnTarget(name: string): boolean {
	if (name.startsWith(".") || name.startsWith("/") || SCHEME.test(name)) return true;
	return !isTargetName(name) && isOnDisk(name);
}

/** A base of the user's own. */
export interface OwnTarget {
	readonly source: TargetSource;
	/** What is wrong with it, and yet the rest is there; grows while it is read. */
	readonly diagnostics: readonly InputDiagnostic[];
}

/** A base image or profile of the user's own, by architecture.
 *  Errors: InputError when it cannot be read; ProfileError for a damaged profile. */
export async function openOwnTarget(
	name: string,
	{ platform, plainHttp, cache }: Pick<OpenInputOptions, "platform" | "plainHttp" | "cache">,
): Promise<OwnTarget> {
	if (!SCHEME.test(name) && startsAsProfile(name)) {
		const profile = openProfile(name);
		return { source: (_name, arch) => targetOfProfile(profile, name, arch), diagnostics: [] };
	}
	const [input] = await openInput(name, {
		...(platform === undefined ? {} : { platform }),
		...(plainHttp === undefined ? {} : { plainHttp }),
		// What is remembered of a layer serves whoever inspects the image, too: its files are examined as they are then.
		...(cache === undefined ? {} : { cache, examine: examineFile, isExamined: isExamination }),
	});
	if (input === undefined || input.form === "file") {
		throw new InputError("unrecognised", name, "target", "it is neither a profile nor an image nor a root file system");
	}
	const byArch = new Map<string, Target>();
	const source: TargetSource = (_name, arch) => {
		const target = byArch.get(arch) ?? targetOfTree(input.tree, { name, arch, provenance: { source: input.source } });
		byArch.set(arch, target);
		return target;
	};
	return { source, diagnostics: input.diagnostics };
}

/** A folder, a missing file and an image are no profiles; whoever opens them says more. */
function startsAsProfile(path: string): boolean {
	try {
		const source = openFileSource(path);
		const first = source.read(0, 16);
		source.close();
		return isProfile(first);
	} catch (error) {
		if (error instanceof InputError) return false;
		throw error;
	}
}
