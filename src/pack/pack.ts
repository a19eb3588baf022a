import { installedPackages } from "../packages/installed-packages.ts";
import { packageOwnership } from "../packages/ownership.ts";
import { UsageError } from "../policy/usage-error.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { SubjectReport } from "../verdict/report.ts";
import type { DlopenLevel } from "./choices.ts";
import { factsOf, type PackedConfiguration } from "./image-configuration.ts";
import { includedPaths } from "./included-paths.ts";
import { languageFolders } from "./language-folders.ts";
import { keptEntries } from "./library-cache.ts";
import { loadsInBuilder } from "./loads-in-builder.ts";
import { PackContents, type PackedEntry } from "./pack-contents.ts";
import { isPackedFile, type ProgramPackages, programPackages } from "./package-files.ts";
import { recordPackages } from "./package-records.ts";
import { judgedAlone } from "./proof.ts";
import { needOf } from "./run-time-needs.ts";

/** What an image is put together from. */
export interface PackPlan {
	/** The root that everything comes from. */
	readonly builder: OpenedInput;
	/** Paths of the programs in it; the image starts the first where the configuration names nothing. */
	readonly programs: readonly string[];
	/** Folders that come with all that is in them, whatever shows a need for it. */
	readonly whole: readonly string[];
	/** Files, and folders without what is in them. */
	readonly single?: readonly string[];
	/** Globs over the builder's paths. */
	readonly include: readonly string[];
	readonly configuration: PackedConfiguration;
	readonly dlopen: DlopenLevel;
	/** The folder of the user's own whose files stand in the root, too. */
	readonly own?: { readonly at: string; readonly folder: string };
}

/** An image that was put together, and what it does. */
export interface Packing {
	readonly entries: readonly PackedEntry[];
	/** Every file of it that can be judged, judged on the image itself; what it starts first. */
	readonly proof: readonly SubjectReport[];
	/** What the image starts and that fails, and ELF files that load in the builder and do not here. */
	readonly failing: readonly SubjectReport[];
}

/** Rounds of finding out what a program misses at run time: what is added may miss more. */
const MOST_ROUNDS = 8;

/** Puts the smallest image together in which programs run: their files and those of their packages, what loaders open for
 *  them, and what they look for while they run, as far as that shows; then judges it.
 *  Errors: UsageError for a program that is not there or cannot be packed. */
export function packImage(plan: PackPlan): Packing {
	const packing = new PackingInProgress(plan);
	packing.addPrograms();
	packing.addLoaded();
	packing.addRunTimeNeeds();
	return packing.result();
}

class PackingInProgress {
	readonly #plan: PackPlan;
	readonly #contents: PackContents;
	readonly #packages: ProgramPackages;
	/** Files whose loads have not been looked at. */
	#pending: string[] = [];
	readonly #loaded = new Set<string>();
	/** What every file is in its own root. */
	readonly #before = new Map<string, SubjectReport>();
	readonly #folders = new Set<string>();
	/** Real paths of what is started. */
	readonly #programs = new Set<string>();

	constructor(plan: PackPlan) {
		this.#plan = plan;
		const { tree, budget } = plan.builder;
		this.#contents = new PackContents(tree);
		this.#packages = programPackages(installedPackages(tree), packageOwnership(tree, budget));
	}

	addPrograms(): void {
		const { programs, whole, single = [], include, builder } = this.#plan;
		for (const path of programs) this.#addProgram(path);
		for (const path of whole) this.#addWhole(path, "given");
		for (const path of single) this.#add(path, "no package's");
		for (const path of includedPaths(builder.tree, include)) this.#addWhole(path, "included");
	}

	#addProgram(path: string, reason = "program"): void {
		const found = this.#plan.builder.tree.lookup(path);
		if (!found.found || found.entry.type !== "file") {
			throw new UsageError(`${path}: ${found.found ? "not a file" : "not there"} in ${this.#plan.builder.source}`);
		}
		if ((found.entry.mode & 0o6000) !== 0) {
			throw new UsageError(
				`${path}: a set-user-ID program becomes somebody else, and in this image there is nobody else`,
			);
		}
		if (this.#programs.has(found.realPath)) return;
		this.#programs.add(found.realPath);
		this.#add(path, reason);
		for (const { name, files } of this.#packages.packagesOf(found.realPath)) {
			for (const file of files()) if (isPackedFile(file) && !this.#isFolder(file)) this.#add(file, `package ${name}`);
		}
		for (const folder of languageFolders(found.realPath, this.#plan.builder.tree))
			this.#addWhole(folder, `runtime of ${found.realPath}`);
	}

	#isFolder(path: string): boolean {
		const found = this.#plan.builder.tree.lookup(path);
		return found.found && found.entry.type === "directory";
	}

	#addWhole(path: string, reason: string): void {
		if (!this.#isFolder(path)) this.#add(path, reason);
		else for (const file of this.#contents.addFolder(path, reason, isPackedFile)) this.#look(file);
	}

	#add(path: string, reason: string): void {
		const real = this.#contents.add(path, reason);
		if (real !== undefined) this.#look(real);
	}

	#look(realPath: string): void {
		const entry = this.#plan.builder.tree.entry(realPath);
		if (entry?.type !== "file" || this.#loaded.has(realPath)) return;
		const { kind } = entry.content();
		if (kind !== "elf" && !(kind === "script" && this.#programs.has(realPath))) return;
		this.#loaded.add(realPath);
		this.#pending.push(realPath);
	}

	/** Adds what loaders open for the files that are there, until nothing is new. */
	addLoaded(): void {
		while (this.#pending.length > 0) {
			const files = this.#pending;
			this.#pending = [];
			const { needed, subjects } = loadsInBuilder(this.#plan.builder, files);
			for (const subject of subjects) this.#before.set(subject.path, subject);
			for (const { path, reason, isProgram } of needed) {
				if (this.#contents.add(path, reason) === undefined) continue;
				this.#folders.add(path.slice(0, Math.max(1, path.lastIndexOf("/"))));
				// A library is loaded with what needs it: on its own there is nothing to learn of it.
				if (isProgram) this.#addProgram(path, reason);
			}
		}
		this.#addLoaderSettings();
		this.#addMergedFolders();
	}

	#addLoaderSettings(): void {
		const { tree } = this.#plan.builder;
		for (const name of tree.list("/etc"))
			if (this.#contents.has(`/lib/${name.replace(".path", ".so.1")}`))
				this.#add(`/etc/${name}`, "search path of musl's loader");
	}

	/** Where `/bin` is a link to `usr/bin`, people write either. */
	#addMergedFolders(): void {
		for (const folder of ["/bin", "/sbin", "/lib", "/lib64"]) {
			const found = this.#plan.builder.tree.lookup(folder);
			if (found.found && found.realPath !== folder && this.#contents.has(found.realPath))
				this.#add(folder, "merged /usr");
		}
	}

	/** Adds what programs miss while they run, as far as the builder has it. */
	addRunTimeNeeds(): void {
		for (let round = 0; round < MOST_ROUNDS; round += 1) {
			const before = this.#contents.entries.length;
			const proof = this.#judged();
			if (misses(proof)) this.#addLibraryCache();
			for (const { role, results } of proof) {
				if (role !== "entrypoint" && role !== "command") continue;
				for (const finding of results.flatMap(({ findings }) => findings)) this.#answer(finding);
			}
			this.addLoaded();
			if (this.#contents.entries.length === before) return;
		}
	}

	#answer(finding: Parameters<typeof needOf>[0]): void {
		if (finding.rule === "temporary-files") {
			this.#contents.put("/tmp", { type: "directory", mode: 0o1777 }, "temporary files");
			return;
		}
		const need = needOf(finding, [...this.#folders], this.#plan.dlopen);
		for (const path of need?.paths ?? []) this.#addWhole(path, need?.reason ?? "");
	}

	/** Libraries in folders that a loader does not look into by itself. */
	#addLibraryCache(): void {
		const { tree } = this.#plan.builder;
		const cache = keptEntries(tree, (path) => {
			const found = tree.lookup(path);
			return found.found && this.#contents.has(found.realPath);
		});
		if (cache !== undefined && !this.#contents.has("/etc/ld.so.cache"))
			this.#contents.put("/etc/ld.so.cache", cache, "where libraries are");
	}

	#judged(): readonly SubjectReport[] {
		const { builder, configuration } = this.#plan;
		return judgedAlone(this.#contents.tree(), factsOf(configuration), builder);
	}

	result(): Packing {
		recordPackages(this.#contents, (path) => this.#packages.ownerOf(path));
		const proof = this.#judged();
		const isStarted = ({ role }: SubjectReport) => role === "entrypoint" || role === "command";
		return {
			entries: this.#contents.entries,
			proof: [...proof.filter(isStarted), ...proof.filter((subject) => !isStarted(subject))],
			failing: proof.filter(
				(subject) =>
					isBroken(subject) &&
					(isStarted(subject) || (subject.kind !== "script" && !isBroken(this.#before.get(subject.path)))),
			),
		};
	}
}

function misses(subjects: readonly SubjectReport[]): boolean {
	return subjects.some(({ results }) => results.some(({ missing }) => missing.libraries.length > 0));
}

/** It cannot be said to start. */
function isBroken(subject: SubjectReport | undefined): boolean {
	return subject?.results.some(({ verdict }) => verdict === "fails" || verdict === "unknown") ?? false;
}
