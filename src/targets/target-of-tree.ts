import type { FileTree } from "../tree/file-tree.ts";
import { architectureOf, machineArch, machineOfArch } from "./architecture.ts";
import { glibcBanner } from "./identify-glibc.ts";
import { alpinePackageVersion } from "./identify-musl.ts";
import { textAt } from "./loader-file.ts";
import { mainLibc, surveyTree, type TreeSurvey } from "./survey-tree.ts";
import type { Provenance, Target } from "./target.ts";

/** What the caller knows of a tree. */
export interface TreeFacts {
	readonly name: string;
	/** Counts where the files themselves do not tell: an image without any ELF file. */
	readonly arch?: string;
	/** The machine on which the tree is to run is the one of `arch`, whatever its files are for: an image is labelled. */
	readonly isLabelled?: boolean;
	readonly provenance: Pick<Provenance, "source"> & Partial<Provenance>;
	readonly size?: Target["size"];
}

/** A target out of any root file system: the one way in which built-in targets, `inspect profile` and base images
 *  named on the command line are made. Looks at every file once.
 *  Release and package version are read from the tree unless given. */
export function targetOfTree(tree: FileTree, facts: TreeFacts): Target {
	const survey = surveyTree(tree);
	const { arch, machine } = machineOf(tree, survey, facts);
	const libcPackage = libcPackageOf(tree, survey);
	const release = releaseOf(tree);
	return {
		name: facts.name,
		arch,
		machine,
		tree,
		libc: mainLibc(survey.loaders),
		loaders: survey.loaders,
		provenance: {
			basis: "measured",
			...(release === undefined ? {} : { release }),
			...(libcPackage === undefined ? {} : { libcPackage }),
			...facts.provenance,
		},
		...(facts.size === undefined ? {} : { size: facts.size }),
	};
}

/** A tree whose programs are for a machine without built-in targets is that machine's. One without any ELF file goes
 *  by what is said, or with every machine: its `machine` is 0 then. */
function machineOf(tree: FileTree, survey: TreeSurvey, facts: TreeFacts): Pick<Target, "arch" | "machine"> {
	if (facts.isLabelled === true && facts.arch !== undefined) {
		return { arch: facts.arch, machine: machineOfArch(facts.arch) };
	}
	const isForeign = survey.arch === undefined && survey.machine !== undefined;
	const arch = isForeign
		? machineArch(survey.machine)
		: (loaderArch(tree, survey) ?? survey.arch ?? facts.arch ?? "unknown");
	return { arch, machine: machineOfArch(arch) };
}

/** The machine of the loader that most programs name: of other files there may be more for other machines. */
function loaderArch(tree: FileTree, { loaders }: TreeSurvey): string | undefined {
	const found = loaders[0] === undefined ? undefined : tree.lookup(loaders[0].path);
	const content = found?.found === true && found.entry.type === "file" ? found.entry.content() : undefined;
	return content?.kind === "elf" ? architectureOf(content.elf) : undefined;
}

/** Release in the image's own words: `3.20.3`, `12.8`, else VERSION_ID of os-release. Ubuntu's debian_version only
 *  names the Debian release that was next (`trixie/sid`). */
function releaseOf(tree: FileTree): string | undefined {
	const [alpine, debian] = ["/etc/alpine-release", "/etc/debian_version"].map((path) => textAt(tree, path)?.trim());
	if (alpine) return alpine;
	if (debian && /^\d/.test(debian)) return debian;
	return textAt(tree, "/etc/os-release")?.match(/^VERSION_ID="?([^"\n]+)"?$/m)?.[1] ?? (debian || undefined);
}

function libcPackageOf(tree: FileTree, { loaders }: TreeSurvey): string | undefined {
	for (const { path, libc } of loaders) {
		if (libc.kind === "musl") return alpinePackageVersion(tree, "musl");
		if (libc.kind !== "glibc") continue;
		return glibcBanner(tree, { path, text: undefined }, libc.systemDirectories)?.packageVersion;
	}
	return undefined;
}
