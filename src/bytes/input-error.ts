/** An input that cannot be read or is not what it says.
 *  Thrown where a whole input (or a whole layer) is lost; smaller losses become diagnostics. */
export class InputError extends Error {
	override readonly name = "InputError";
	/** Stable word for the problem, for example `not-found`, `unrecognised`, `truncated`, `limit`. */
	readonly code: string;
	/** The file as the user named it, with what is inside it behind `!`: `app.tar!blobs/sha256/...`. */
	readonly file: string;
	/** What was being read, for example `tar header`, `manifest.json`. */
	readonly structure: string;
	/** What is wrong, without where. */
	readonly detail: string;
	/** Bytes from the start of the structure's file; absent where no place is at fault. */
	readonly offset?: number;

	constructor(code: string, file: string, structure: string, detail: string, offset?: number) {
		super(`${file}: ${structure}: ${detail}${offset === undefined ? "" : ` (offset 0x${offset.toString(16)})`}`);
		this.code = code;
		this.file = file;
		this.structure = structure;
		this.detail = detail;
		if (offset !== undefined) this.offset = offset;
	}
}
