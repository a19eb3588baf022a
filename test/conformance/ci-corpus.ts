import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { runsI386 } from "../kernel-support.ts";
import { type CorpusFolders, corpusFolders } from "./corpus/corpus.ts";
import { openDebianArchive, type Suite } from "./corpus/debian-archive.ts";
import { unpackDebianPackages } from "./corpus/package-tree.ts";
import { collectSubjects, type Subject } from "./corpus/subjects.ts";

interface CiPackages {
	readonly filesPerPackage: number;
	readonly debian: Readonly<Record<Suite, readonly string[]>>;
}

/** The small corpus of CI: a few packages of each Debian suite and the fixtures. */
export interface CiCorpus {
	readonly folders: CorpusFolders;
	readonly subjects: readonly Subject[];
	/** What plug-ins among the subjects want of their hosts. */
	readonly hostNames: ReadonlySet<string>;
}

/** Downloads and unpacks it below `base`. Errors: Error when the packages cannot be had. */
export function buildCiCorpus(base: string): CiCorpus {
	const folders = corpusFolders(base);
	const list: CiPackages = JSON.parse(readFileSync("test/conformance/corpus/ci-packages.json", "utf8"));
	const subjects = new Map<string, Subject>();
	const keep = (found: readonly Subject[]) => {
		for (const subject of found) if (!subjects.has(subject.id)) subjects.set(subject.id, subject);
	};
	for (const suite of ["bullseye", "bookworm", "trixie"] as const) {
		const archive = openDebianArchive(suite, join(folders.archive, suite));
		const files = archive.download(list.debian[suite], join(folders.downloads, suite));
		for (const [name, folder] of unpackDebianPackages(files, join(folders.trees, suite))) {
			keep([...collectSubjects(folder, `${suite}/${name}`, folders.store)].slice(0, list.filesPerPackage));
		}
	}
	keep([...collectSubjects(fixtures(folders), "fixtures", folders.store)]);
	return { folders, subjects: [...subjects.values()], hostNames: wantedOfHosts(folders, [...subjects.values()]) };
}

/** A copy of the fixtures: the store makes files executable and hard-links them. */
function fixtures(folders: CorpusFolders): string {
	const copy = join(folders.trees, "fixtures");
	mkdirSync(copy, { recursive: true });
	const isAsked = runsI386() ? () => true : (path: string) => !/\bi386-/.test(path);
	cpSync("fixtures-bin", copy, { recursive: true, filter: isAsked });
	return copy;
}

const HOST_PREFIXES = /^(_?Py|Perl_|PL_|perl_|lua|napi_|rb_|ruby_)/;

function wantedOfHosts(folders: CorpusFolders, subjects: readonly Subject[]): Set<string> {
	const names = new Set<string>();
	for (const subject of subjects) {
		const path = join(folders.store, subject.id, subject.name);
		if (subject.role !== "library" || !existsSync(path) || !/\.(so|node)(\.|$)/.test(basename(path))) continue;
		const text = execFileSync("nm", ["--dynamic", "--undefined-only", "--format=posix", path], {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "ignore"],
		});
		for (const line of text.split("\n")) {
			const name = line.split(" ")[0]?.replace(/@.*/, "") ?? "";
			if (HOST_PREFIXES.test(name)) names.add(name);
		}
	}
	return names;
}
