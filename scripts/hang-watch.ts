import { Worker, workerData } from "node:worker_threads";

/** A file that takes longer is taken for an endless loop. */
const HANG_MILLISECONDS = 60_000;
const TICK_MILLISECONDS = 500;

/** Runs a fuzzer again in a worker, so that an endless loop is seen from outside; the process ends as the worker does.
 *  @param program the fuzzer's own `import.meta.url`
 *  @param onHang is told the index that does not end and why that is a defect; then the process exits with 1 */
export function watchFuzzer(program: string, onHang: (index: number, what: string) => void): void {
	const progress = new SharedArrayBuffer(8);
	const seen = new BigInt64Array(progress);
	const worker = new Worker(new URL(program), { argv: process.argv.slice(2), workerData: progress });
	let last = -1n;
	let still = 0;
	// Ticks and not the clock: a run that was paused from outside has not hung.
	const timer = setInterval(() => {
		const now = Atomics.load(seen, 0);
		still = now === last ? still + 1 : 0;
		last = now;
		if (still * TICK_MILLISECONDS < HANG_MILLISECONDS) return;
		onHang(Number(now), `no end after ${HANG_MILLISECONDS / 1000} s`);
		process.exit(1);
	}, TICK_MILLISECONDS);
	worker.on("exit", (code) => {
		clearInterval(timer);
		process.exitCode = code;
	});
}

/** In the worker: says which index is being tried. */
export function progressReporter(): (index: number) => void {
	const progress = new BigInt64Array(workerData);
	return (index) => void Atomics.store(progress, 0, BigInt(index));
}
