/** Shortest run that is said by its ends. */
const LEAST_RUN = 3;

/** Target names as people say them: releases that follow one another, with none left out, by the oldest and the newest
 *  (`alpine:3.6 to alpine:edge`). `names` and `all` are in the order of `inspect targets`, newest first. */
export function targetRuns(names: Iterable<string>, all: readonly string[]): readonly string[] {
	const wanted = new Set(names);
	const runs: string[][] = [];
	let open: string[] = [];
	for (const name of all) {
		if (!wanted.has(name) || (open[0] !== undefined && familyOf(open[0]) !== familyOf(name))) open = [];
		if (!wanted.has(name)) continue;
		if (open.length === 0) runs.push(open);
		open.push(name);
	}
	return runs.flatMap(said);
}

function said(run: readonly string[]): readonly string[] {
	const [newest] = run;
	const oldest = run.at(-1);
	return run.length < LEAST_RUN || newest === undefined || oldest === undefined ? run : [`${oldest} to ${newest}`];
}

/** Releases of one image: `busybox:1.38.0-glibc` and `busybox:1.37.0-glibc`, but no `-musl`. */
function familyOf(name: string): string {
	return name.replace(/:[^-]+/, ":").replace(/\d+$/, "");
}
