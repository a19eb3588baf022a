import { Diagnostics } from "../archive/diagnostics.ts";
import { defaultLimits, type InputLimits } from "../archive/limits.ts";
import type { ProgressStep } from "../archive/reading-context.ts";
import { WorkBudget } from "../budget/work-budget.ts";
import { InputError } from "../bytes/input-error.ts";
import type { Examiner } from "../image/examiner.ts";
import { type Platform, parsePlatform } from "../image/manifest/platform.ts";
import { foreignFormat } from "../tree/foreign-format.ts";
import { type InputSpec, parseInputSpec } from "./input-spec.ts";

/** How an input is to be opened. */
export interface OpenInputOptions {
	/** `os/architecture[/variant]` out of a multi-platform image. */
	readonly platform?: string;
	/** http to registries that are not on this machine. */
	readonly plainHttp?: boolean;
	readonly limits?: Partial<InputLimits>;
	/** Looks at files while their bytes are at hand. */
	readonly examine?: Examiner;
	/** Tells an answer of `examine` that was stored from anything else. */
	readonly isExamined?: (value: unknown) => boolean;
	/** Files whose bytes are wanted after they have passed, beside those that every judgement needs. */
	readonly retains?: (path: string) => boolean;
	/** Folder where what was read of compressed layers is remembered; without it nothing is. */
	readonly cache?: string;
	readonly onProgress?: (step: ProgressStep) => void;
	/** How many times the default work budget the input has. */
	readonly budget?: number;
}

/** One call of `openInput`. */
export interface InputSession {
	readonly spec: InputSpec;
	readonly platform: Platform | undefined;
	readonly limits: InputLimits;
	/** What opening and judging it may cost. */
	readonly budget: WorkBudget;
	readonly options: OpenInputOptions;
}

/** Takes the user's words apart.
 *  Errors: InputError `bad-platform`. */
export function inputSession(text: string, options: OpenInputOptions): InputSession {
	return {
		spec: parseInputSpec(text),
		platform: options.platform === undefined ? undefined : parsePlatform(options.platform),
		limits: { ...defaultLimits, ...options.limits },
		budget: new WorkBudget(options.budget),
		options,
	};
}

/** A fresh list of what is wrong with the input. */
export function diagnosticsOf({ spec }: InputSession): Diagnostics {
	return new Diagnostics(spec.text);
}

function foreignWords(first: Buffer): string | undefined {
	const found = foreignFormat(first);
	return found === undefined ? undefined : `it is ${found.what}`;
}

/** Text may be meant as a script: it was looked at as one, and began with no `#!`. */
function plainText(first: Buffer, { scheme }: InputSpec): string | undefined {
	if (scheme !== "auto" && scheme !== "file") return undefined;
	const isText = /^[\t\n\r\x20-\x7e]+$/.test(first.toString("latin1", 0, 64));
	return isText ? "it is text without a #! line, which the kernel does not start (exec format error)" : undefined;
}

/** An input that is none of what its scheme, or anything known here, asks for. `first`: its first bytes. */
export function unrecognised({ spec }: InputSession, first?: Buffer): InputError {
	const wanted =
		spec.scheme === "auto"
			? "an ELF file, a script, a zip file, a container image or a tar of a root file system"
			: `what ${spec.scheme}: reads`;
	const what = first === undefined ? undefined : (foreignWords(first) ?? plainText(first, spec));
	const detail = `its content is not ${wanted}${what === undefined ? "" : `: ${what}`}`;
	return new InputError("unrecognised", spec.path, "file", detail);
}
