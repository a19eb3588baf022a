import type { SubjectReport } from "../verdict/report.ts";
import { safeText } from "./safe-text.ts";

/** What was packed, as far as it is shown. */
interface Shown {
	readonly entries: readonly {
		readonly path: string;
		readonly reason: string;
		readonly entry: { readonly type: string; readonly sizeBytes?: number };
	}[];
	readonly proof: readonly SubjectReport[];
	readonly failing: readonly SubjectReport[];
}

/** Every file with its size and the reason for it, and what the image does. */
export function packingLines({ entries, proof }: Shown, isShort = false): string {
	const files = entries.filter(({ entry }) => entry.type !== "directory");
	const bytes = files.reduce((sum, { entry }) => sum + (entry.sizeBytes ?? 0), 0);
	const rows = grouped(files).map(
		({ words, size, reason }) => `${size.padStart(9)}  ${safeText(words)}  (${safeText(reason)})`,
	);
	const started = proof.filter(({ role }) => role === "entrypoint" || role === "command");
	const verdicts = started.flatMap(({ path, results }) =>
		results.map(
			(result) =>
				`${safeText(path)}: ${result.verdict === "at-risk" ? "at risk" : result.verdict}${noteOf(result.findings)}`,
		),
	);
	return `${[...(isShort ? [] : [...rows, ""]), `${files.length} files, ${megabytes(bytes)}`, ...verdicts].join("\n")}\n`;
}

/** More files of one folder and reason than these are one line. */
const MOST_LINES = 4;

interface Row {
	readonly words: string;
	readonly size: string;
	readonly reason: string;
}

/** One line for each file, and for each folder of which many come for the same reason. */
function grouped(files: Shown["entries"]): readonly Row[] {
	const groups = new Map<string, Shown["entries"][number][]>();
	for (const file of files) {
		const key = `${topFolder(file.path)}\n${file.reason}`;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [file]);
		else group.push(file);
	}
	return [...groups.values()].flatMap((group) => {
		const [first] = group;
		if (first === undefined || group.length <= MOST_LINES) {
			return group.map(({ path, entry, reason }) => ({ words: path, size: sizeWords(entry), reason }));
		}
		const bytes = group.reduce((sum, { entry }) => sum + (entry.sizeBytes ?? 0), 0);
		return [
			{ words: `${commonFolder(group)}/ ... ${group.length} files`, size: megabytes(bytes), reason: first.reason },
		];
	});
}

/** `/usr/share/zoneinfo` of everything below it. */
function topFolder(path: string): string {
	return path
		.split("/")
		.slice(0, 4)
		.join("/")
		.replace(/\/[^/]*$/, (last) => (path.split("/").length > 4 ? last : ""));
}

function commonFolder(group: Shown["entries"]): string {
	const folders = group.map(({ path }) => path.split("/").slice(0, -1));
	const [first = []] = folders;
	const length = first.findIndex((name, index) => folders.some((folder) => folder[index] !== name));
	return first.slice(0, length === -1 ? first.length : length).join("/");
}

function noteOf(findings: SubjectReport["results"][number]["findings"]): string {
	const warnings = findings.filter(({ severity }) => severity !== "info").map(({ message }) => safeText(message));
	return warnings.length === 0 ? "" : ` (${warnings.join("; ")})`;
}

/** Why nothing was written. */
export function failureLines({ failing }: Shown): string {
	const lines = failing.flatMap(({ path, results }) =>
		results.flatMap(({ message, findings }) => {
			const first = findings.find(({ severity }) => severity === "error");
			return [
				`elfspect: ${safeText(path)} does not run in the packed image: ${safeText(message ?? first?.message ?? "it could not be judged")}`,
				...(first?.remedies ?? []).slice(0, 2).map((remedy) => `  → ${safeText(remedy)}`),
			];
		}),
	);
	return `${[...lines, "elfspect: nothing was written"].join("\n")}\n`;
}

function sizeWords({ type, sizeBytes }: { readonly type: string; readonly sizeBytes?: number }): string {
	return type === "symlink" ? "link" : megabytes(sizeBytes ?? 0);
}

function megabytes(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
