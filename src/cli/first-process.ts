/** As the first process of a container, a program is spared by every signal that it does not handle itself: without this
 *  neither Ctrl-C nor `docker stop` would end it. Anywhere else signals end it by themselves. */
export function obeySignals(): void {
	if (process.pid !== 1) return;
	for (const [signal, number] of [
		["SIGHUP", 1],
		["SIGINT", 2],
		["SIGTERM", 15],
	] as const) {
		process.on(signal, () => process.exit(128 + number));
	}
}
