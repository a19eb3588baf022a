import { existsSync } from "node:fs";
import { relative } from "node:path";
import { openBuilder } from "../../pack/builder.ts";
import type { ArchiveFormat, DlopenLevel } from "../../pack/choices.ts";
import { dockerfileStages } from "../../pack/dockerfile-stages.ts";
import { imageArchive } from "../../pack/image-archive.ts";
import { type Packing, type PackPlan, packImage } from "../../pack/pack.ts";
import type { PackedEntry } from "../../pack/pack-contents.ts";
import { type PackRequest, planOf } from "../../pack/plan.ts";
import { UsageError } from "../../policy/usage-error.ts";
import { jsonText } from "../../report/json-text.ts";
import { failureLines, packingLines } from "../../report/pack-text.ts";
import { safeText } from "../../report/safe-text.ts";
import { EXIT } from "../exit-code.ts";
import { writeChunksWhole } from "../write-chunks.ts";
import { writeStdout } from "../write-output.ts";

/** Options of `inspect pack`, as commander hands them over. */
export interface PackOptions {
	readonly from?: string;
	readonly output?: string;
	readonly dryRun?: boolean;
	readonly dockerfile?: boolean;
	readonly force?: boolean;
	readonly include?: readonly string[];
	readonly dlopen: DlopenLevel;
	readonly entrypoint?: readonly string[];
	readonly cmd?: readonly string[];
	readonly user?: string;
	readonly tag?: string;
	readonly platform?: string;
	readonly archive: ArchiveFormat;
	readonly format: "text" | "json";
}

/** `inspect pack`: puts an image together, judges it, and writes it where it starts. Returns 1, with nothing written, where
 *  it does not.
 *  Errors: UsageError, InputError. */
export async function packCommand(
	subjects: readonly string[],
	options: PackOptions,
	environment: NodeJS.ProcessEnv,
): Promise<number> {
	checkOutput(subjects, options);
	const request = requestOf(subjects, options);
	const plan = await planOf(request);
	const packing = packImage(plan);
	if (options.dryRun === true) await writeStdout(listed(packing, options));
	else if (options.dockerfile === true && packing.failing.length === 0)
		await writeStdout(dockerfileOf(packing, plan, options));
	if (packing.failing.length > 0) {
		process.stderr.write(failureLines(packing));
		plan.builder.close();
		return EXIT.gateFailed;
	}
	if (options.output !== undefined && options.dryRun !== true && options.dockerfile !== true)
		await writeImage(packing, plan, request, options, environment);
	plan.builder.close();
	return EXIT.passed;
}

function checkOutput(subjects: readonly string[], { output, dryRun, dockerfile, force }: PackOptions): void {
	if (subjects.includes("-"))
		throw new UsageError("an image on standard input passes once: save it to a file to pack it");
	if (output === undefined && dryRun !== true && dockerfile !== true)
		throw new UsageError(
			"say where the image goes (-o app.tar, or -o - for a pipe), or ask for --dry-run or --dockerfile",
		);
	if (output !== undefined && output !== "-" && force !== true && existsSync(output))
		throw new UsageError(`${output}: it is there already (--force replaces it)`);
}

function requestOf(subjects: readonly string[], options: PackOptions): PackRequest {
	const { from, platform, include = [], dlopen, entrypoint, cmd, user } = options;
	return {
		subjects,
		include,
		dlopen,
		...(from === undefined ? {} : { from }),
		...(platform === undefined ? {} : { platform }),
		...(entrypoint === undefined ? {} : { entrypoint }),
		...(cmd === undefined ? {} : { command: cmd }),
		...(user === undefined ? {} : { user }),
	};
}

function dockerfileOf({ entries }: Packing, { configuration, builder, own }: PackPlan, { from }: PackOptions): string {
	return dockerfileStages({
		entries,
		configuration,
		builder: builder.tree,
		...(from === undefined ? {} : { from }),
		...(own === undefined ? {} : { own: { ...own, folder: relative(process.cwd(), own.folder) || "." } }),
	});
}

function listed(packing: Packing, { format }: PackOptions): string {
	if (format === "text") return packingLines(packing);
	const files = packing.entries.map(({ path, entry, reason }) => ({
		path,
		type: entry.type,
		...(entry.type === "file" ? { sizeBytes: entry.sizeBytes } : {}),
		reason,
	}));
	return `${jsonText({ schemaVersion: 1, files, subjects: packing.proof })}\n`;
}

async function writeImage(
	packing: Packing,
	plan: PackPlan,
	request: PackRequest,
	{ output = "-", tag, archive }: PackOptions,
	environment: NodeJS.ProcessEnv,
): Promise<void> {
	const { entries, close } = await withBytes(packing.entries, request, plan);
	const time = Number(environment.SOURCE_DATE_EPOCH ?? 0) || 0;
	const image = { entries, configuration: plan.configuration, time, ...(tag === undefined ? {} : { tag }) };
	await writeChunksWhole(output, imageArchive(image, archive));
	close();
	process.stderr.write(`${packingLines(packing, true)}elfspect: ${safeText(output)}: written\n`);
}

/** Entries whose bytes passed in a compressed layer are read once more, and kept. */
async function withBytes(
	entries: readonly PackedEntry[],
	{ from, subjects: [first = ""], platform }: PackRequest,
	{ builder }: PackPlan,
): Promise<{ readonly entries: readonly PackedEntry[]; readonly close: () => void }> {
	const lost = entries.filter(({ entry }) => entry.type === "file" && entry.bytes() === undefined);
	if (lost.length === 0) return { entries, close: () => {} };
	const names = new Set(lost.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)));
	builder.close();
	const again = await openBuilder(from ?? first, platform, (path) => names.has(path.slice(path.lastIndexOf("/") + 1)));
	const read = new Map(lost.map((each) => [each, again.tree.entry(each.path)]));
	return {
		entries: entries.map((each) => {
			const entry = read.get(each);
			return entry?.type === "file" && each.entry.type === "file"
				? { ...each, entry: { ...each.entry, bytes: () => entry.bytes() } }
				: each;
		}),
		close: () => again.close(),
	};
}
