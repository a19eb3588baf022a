import type { WorkBudget } from "../budget/work-budget.ts";
import type { ByteSource } from "../bytes/byte-source.ts";
import type { FileContent } from "../tree/file-tree.ts";

/** A look at a file while its bytes are at hand. Bytes in a compressed archive pass once, so whatever a later stage
 *  wants to know beyond the facts in `content` is asked here; the answer is kept and must be small.
 *  Called for ELF files, scripts and zip files (jars, wheels): once, when the file passes, or when first asked for.
 *  `content` and `source` are good during the call only: their memory is used again for the next file. */
export type Examiner = (file: StreamedFile) => unknown;

export interface StreamedFile {
	/** Path inside the input as its archive names it. */
	readonly path: string;
	readonly content: FileContent;
	readonly source: ByteSource;
	/** What pays for unpacking it. */
	readonly budget: WorkBudget;
	/** Only its start is at hand: it is too large to be held. */
	readonly isCut?: true;
}
