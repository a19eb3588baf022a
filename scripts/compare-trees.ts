// Compares where reports say that libraries are (`resolved`) with what the real loaders say, for every program of a root:
//
//     node scripts/run-typescript.js scripts/compare-trees.ts ROOT...
//
// Needs root for chroot(8). The loader lists what it would load (LD_TRACE_LOADED_OBJECTS of ld.so(8), --list of musl) and
// runs nothing. Prints a line for each root, and every program on which they differ.
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { inspect } from "../src/inspect.ts";
import type { SubjectReport } from "../src/verdict/report.ts";

for (const root of process.argv.slice(2)) await compare(root);

async function compare(root: string): Promise<void> {
	const subject = `rootfs:${root}`;
	const request = {
		subjects: [subject],
		targets: ["self"],
		failOn: "never",
		all: true,
		loadDetails: "resolved",
	} as const;
	const { subjects } = await inspect(request);
	const programs = subjects.filter(({ kind, elf }) => kind === "executable" && elf?.interpreter !== undefined);
	let same = 0;
	for (const program of programs) {
		const [ours, theirs] = [resolvedBy(program), listedBy(root, program)];
		if (ours === theirs) same += 1;
		else console.log(`${program.path}\n  report: ${ours}\n  loader: ${theirs}`);
	}
	console.log(`${root}: ${same} of ${programs.length} programs agree, library by library`);
}

/** Libraries with their real paths, sorted; names that the loader itself answers have none. */
function resolvedBy({ results }: SubjectReport): string {
	const found = (results[0]?.resolved ?? []).flatMap(({ path, how }) =>
		path === undefined || how === "interpreter" || how === "reserved" ? [] : [path],
	);
	return [...new Set(found)].sort().join(" ");
}

function listedBy(root: string, { path, elf }: SubjectReport): string {
	const loader = elf?.interpreter ?? "";
	// Through env(1) of the root: chroot(8) itself would be traced otherwise.
	const traced = ["/usr/bin/env", "LD_TRACE_LOADED_OBJECTS=1", path];
	const command = loader.includes("musl") ? [loader, "--list", path] : traced;
	const { stdout } = spawnSync("chroot", [root, ...command], { encoding: "utf8" });
	const paths = [...stdout.matchAll(/=> (\/\S+) \(0x/g)].map(([, found = ""]) => realPath(root, found));
	return [...new Set(paths)]
		.filter((found) => found !== realPath(root, loader))
		.sort()
		.join(" ");
}

function realPath(root: string, path: string): string {
	try {
		const { stdout } = spawnSync("chroot", [root, "readlink", "-f", path], { encoding: "utf8" });
		return stdout.trim() || realpathSync(root + path).slice(root.length);
	} catch {
		return path;
	}
}
