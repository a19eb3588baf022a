import { safeText } from "../report/safe-text.ts";

interface Step {
	readonly file: string;
	readonly bytes: number;
	readonly totalBytes?: number;
}

/** Company on long work: one line that is overwritten, only on a terminal, at most ten times a second, and only once
 *  the work has lasted for half a second. The stream is not asked for before: Node takes its time to open it. */
export function progressBar(
	wanted: boolean,
	streamOf: () => NodeJS.WriteStream,
): { readonly step: (step: Step) => void; readonly end: () => void } {
	if (!wanted) return { step: () => {}, end: () => {} };
	const start = Date.now();
	let last = start;
	let shown = false;
	return {
		step(step) {
			const now = Date.now();
			if (now - start < 500 || now - last < 100) return;
			last = now;
			const stream = streamOf();
			if (!stream.isTTY) return;
			shown = true;
			stream.write(`\r\u001b[K${progressLine(step, stream.columns ?? 80)}`);
		},
		end() {
			if (shown) streamOf().write("\r\u001b[K");
		},
	};
}

/** `[#####.....]  50 %  120 MB of 240 MB  name`, cut to the width. */
export function progressLine({ file, bytes, totalBytes }: Step, width: number): string {
	const done = megabytes(bytes);
	if (totalBytes === undefined || totalBytes === 0) return `${done}  ${safeText(file)}`.slice(0, width - 1);
	const share = Math.min(1, bytes / totalBytes);
	const bar = "#".repeat(Math.round(share * 20)).padEnd(20, ".");
	const percent = `${Math.round(share * 100)}`.padStart(3);
	return `[${bar}] ${percent} %  ${done} of ${megabytes(totalBytes)}  ${safeText(file)}`.slice(0, width - 1);
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
