import { resolve } from "node:path";
import { InputError } from "../bytes/input-error.ts";
import { memoryFile, memoryTree } from "../tree/memory-tree.ts";
import { diagnosticsOf, type InputSession } from "./input-session.ts";
import { openedFile } from "./opened-forms.ts";
import type { OpenedInput } from "./opened-input.ts";

/** A single file whose bytes passed: from standard input, or out of a compressed file. It stands alone, where its name
 *  leads to: whoever judges it looks for it by that name. */
export function streamedFile(session: InputSession, bytes: Buffer): OpenedInput {
	const { spec, budget, options } = session;
	budget.allowFor(bytes.length);
	const path = resolve(spec.path);
	const opening = {
		source: spec.text,
		diagnostics: diagnosticsOf(session),
		budget,
		examine: options.examine,
		close: () => {},
	};
	return openedFile(opening, memoryTree([[path, memoryFile(spec.path, bytes, 0o755)]]), path);
}

/** The size of a file that passes, if it may be that large. Errors: InputError `limit`. */
export function checkedSize(size: number, { spec, limits }: InputSession): number {
	const { standardInputFileBytes: most } = limits;
	if (size <= most) return size;
	throw new InputError("limit", spec.path, "file", `more than ${most} bytes (limit standardInputFileBytes)`);
}
