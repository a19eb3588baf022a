import { inspect } from "../../inspect.ts";
import { UsageError } from "../../policy/usage-error.ts";
import { jsonText } from "../../report/json-text.ts";
import { safeText } from "../../report/safe-text.ts";
import { styleOf } from "../../report/text/style.ts";
import { treeDot, treeMermaid } from "../../report/tree/tree-graph.ts";
import { treeLines } from "../../report/tree/tree-text.ts";
import { isRemote, parseInputSpec } from "../../source/input-spec.ts";
import { openInput } from "../../source/open-input.ts";
import type { DependencyTree } from "../../verdict/dependency-tree.ts";
import type { Report, SubjectReport, TargetResult } from "../../verdict/report.ts";
import { VERSION } from "../../version.ts";
import { EXIT } from "../exit-code.ts";
import { outputWidth, usesColor, usesUnicode } from "../terminal.ts";
import { stdoutTerminal, writeStdout } from "../write-output.ts";

/** Options of `inspect tree`, as commander hands them over. */
export interface TreeCommandOptions {
	readonly target?: string;
	readonly depth?: number;
	readonly inverted?: boolean;
	readonly platform?: string;
	readonly alone?: boolean;
	readonly plainHttp?: boolean;
	readonly budget?: number;
	readonly format: "text" | "json" | "dot" | "mermaid";
	readonly verbose?: boolean;
}

/** A tree and what it is of. */
interface Drawn {
	readonly subject: SubjectReport;
	readonly result: TargetResult;
	readonly tree: DependencyTree;
}

/** `inspect tree SUBJECT [PATH]`: the tree of one file on one target. Returns 0 when it was drawn, whatever it says.
 *  Errors: UsageError for what has no tree, or is more than one file. */
export async function treeCommand(
	input: string,
	path: string | undefined,
	options: TreeCommandOptions,
	environment: NodeJS.ProcessEnv,
): Promise<number> {
	const isImage = await isRoot(input, options);
	const report = await inspect({
		subjects: [input],
		targets: options.target === undefined ? targetsFor(isImage) : [options.target],
		failOn: "never",
		all: true,
		loadDetails: "tree",
		skip: (found, role) =>
			path === undefined ? isImage && role !== "entrypoint" : plainPath(found) !== plainPath(path),
		...(options.platform === undefined ? {} : { platform: options.platform }),
		...(options.alone === undefined ? {} : { alone: options.alone }),
		...(options.plainHttp === undefined ? {} : { plainHttp: options.plainHttp }),
		...(options.budget === undefined ? {} : { budget: options.budget }),
	});
	await writeStdout(rendered(drawnOf(chosen(report, input, path)), options, environment));
	return EXIT.passed;
}

/** Whether an input is a base of its own. Standard input can be read once only: it is taken for one. What an engine or a
 *  registry has is one, and is asked for once. */
async function isRoot(input: string, { platform, budget }: TreeCommandOptions): Promise<boolean> {
	if (input === "-" || isRemote(parseInputSpec(input))) return true;
	const inputs = await openInput(input, {
		...(platform === undefined ? {} : { platform }),
		...(budget === undefined ? {} : { budget }),
	});
	const isOne = inputs.some(({ form }) => form === "image" || form === "rootfs");
	for (const { close } of inputs) close();
	return isOne;
}

/** An image stands on itself, another file on what it is built for; which, its tree tells. */
function targetsFor(isImage: boolean): readonly string[] {
	return isImage ? ["self"] : [GLIBC_BASE, MUSL_BASE];
}

const GLIBC_BASE = "debian:13-slim";
const MUSL_BASE = "alpine";

function plainPath(path: string): string {
	return path.replace(/^(?:\.?\/)+/, "");
}

function chosen({ subjects, diagnostics = [] }: Report, input: string, path: string | undefined): SubjectReport {
	if (path !== undefined) {
		const found = subjects.find((subject) => plainPath(subject.path) === plainPath(path));
		if (found === undefined) throw new UsageError(`${path}: no file of ${input} that could be judged`);
		return found;
	}
	const started = subjects.filter(({ role }) => role === "entrypoint");
	const [one, ...more] = started.length > 0 ? started : subjects;
	if (one === undefined) throw new UsageError(diagnostics[0]?.message ?? `nothing to inspect in ${input}`);
	if (more.length === 0) return one;
	throw new UsageError(`${input} holds ${subjects.length} files; name one: inspect tree ${input} ${one.path}`);
}

function drawnOf(subject: SubjectReport): Drawn {
	const { path, kind, results, elf, script } = subject;
	const result = results.find(({ target }) => (elf?.builtFor === "musl") === (target === MUSL_BASE)) ?? results[0];
	if (kind === "static-executable") throw new UsageError(`${path} is linked statically: it needs no library`);
	if (kind === "script") {
		const words = script === undefined ? "a script" : `a script for ${script.interpreter}: ask for the tree of that`;
		throw new UsageError(`${path} is ${words}`);
	}
	const why = result?.message ?? subject.notForTarget?.[0]?.because ?? "it could not be judged";
	if (result?.tree === undefined || result.tree.objects.length === 0) throw new UsageError(`${path}: no tree: ${why}`);
	return { subject, result, tree: result.tree };
}

function rendered(drawn: Drawn, options: TreeCommandOptions, environment: NodeJS.ProcessEnv): string {
	const { tree, subject, result } = drawn;
	if (options.format === "dot") return treeDot(tree);
	if (options.format === "mermaid") return treeMermaid(tree);
	if (options.format === "json") {
		const { target, arch, verdict } = result;
		const tool = { name: "elfspect", version: VERSION };
		return `${jsonText({ schemaVersion: 1, tool, path: subject.path, target, arch, verdict, ...tree })}\n`;
	}
	return textOf(drawn, options, environment);
}

function textOf({ tree, result }: Drawn, options: TreeCommandOptions, environment: NodeJS.ProcessEnv): string {
	const terminal = stdoutTerminal();
	const unicode = usesUnicode(environment);
	const style = styleOf({
		color: usesColor(undefined, environment, terminal),
		unicode,
		...outputWidth(environment, terminal),
		summary: false,
		verbose: false,
	});
	const { interpreter, refusal } = tree;
	const libc = interpreter === undefined ? "" : `, ${interpreter.libc} by ${safeText(interpreter.path)}`;
	return `${[
		...treeLines(tree, { ...options, unicode }, style),
		"",
		`${style.verdict(result.verdict)} on ${safeText(result.target)} (${result.arch}${libc})`,
		...(refusal === undefined ? [] : [`  ${safeText(refusal)}`]),
	].join("\n")}\n`;
}
