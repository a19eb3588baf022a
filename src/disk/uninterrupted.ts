/** Signals that end a program and are sent by people and by those who run containers and jobs. */
const ending = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Does what must not be left half done: a signal that would end the process is put off until it is done, and then ends
 *  it as it would have at once. Where the program has its own way with a signal, that stays in force.
 *  For short synchronous work on files only: something that waits would then wait on. */
export function uninterrupted<Result>(work: () => Result): Result {
	const arrived: NodeJS.Signals[] = [];
	const note = (signal: NodeJS.Signals): void => {
		arrived.push(signal);
	};
	const held = ending.filter((signal) => process.listenerCount(signal) === 0);
	for (const signal of held) process.on(signal, note);
	try {
		return work();
	} finally {
		afterNextPoll(() => {
			for (const signal of held) process.off(signal, note);
			for (const signal of arrived) process.kill(process.pid, signal);
		});
	}
}

/** Node hears of a signal where its event loop polls. The first immediate may come right behind the poll that we are in,
 *  the second one has a whole turn between. */
function afterNextPoll(action: () => void): void {
	setImmediate(() => setImmediate(action));
}
