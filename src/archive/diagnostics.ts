import { InputError } from "../bytes/input-error.ts";

/** Something wrong with an input that does not stop the rest. Same shape as a diagnostic of the report. */
export interface InputDiagnostic {
	readonly severity: "error" | "warning";
	readonly source: string;
	readonly path?: string;
	readonly message: string;
}

/** More than these say nothing new; the last one then says how many there were. */
const mostDiagnostics = 200;

/** Collects what is wrong with an input while the rest of it is read. */
export class Diagnostics {
	readonly list: InputDiagnostic[] = [];
	#source: string;
	#dropped = 0;

	/** `source` is what the report calls the input. */
	constructor(source: string) {
		this.#source = source;
	}

	/** The same list under another name: what the report calls one image of several. */
	renamed(source: string): this {
		this.#source = source;
		this.list.forEach((diagnostic, index) => {
			this.list[index] = { ...diagnostic, source };
		});
		return this;
	}

	/** Something that is lost. */
	error(message: string, path?: string): void {
		this.#add("error", message, path);
	}

	/** Something odd that changes nothing, or little. */
	warning(message: string, path?: string): void {
		this.#add("warning", message, path);
	}

	/** Takes over what was noted elsewhere. */
	adopt(list: readonly Pick<InputDiagnostic, "severity" | "message" | "path">[]): void {
		for (const { severity, message, path } of list) this.#add(severity, message, path);
	}

	/** Notes an InputError; anything else is a mistake of the program and is thrown on. */
	caught(error: unknown): void {
		if (!(error instanceof InputError)) throw error;
		this.error(error.message);
	}

	#add(severity: InputDiagnostic["severity"], message: string, path: string | undefined): void {
		if (this.list.length < mostDiagnostics) {
			this.list.push({ severity, source: this.#source, message, ...(path === undefined ? {} : { path }) });
			return;
		}
		this.#dropped += 1;
		const rest = `${this.#dropped} more problems of this input are not listed`;
		this.list[mostDiagnostics] = { severity: "warning", source: this.#source, message: rest };
	}
}
