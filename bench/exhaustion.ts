// What inputs cost that are made to cost much: seconds of processor time and megabytes, of the built command in a checkout.
//   node scripts/run-typescript.js bench/exhaustion.ts [--checkout FOLDER]... [--only WORDS] [--seconds MOST]
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ATTACKS } from "../test/exhaustion/attacks/all.ts";

const { values } = parseArgs({
	options: {
		checkout: { type: "string", multiple: true, default: ["."] },
		only: { type: "string", default: "" },
		seconds: { type: "string", default: "60" },
		keep: { type: "string" },
	},
});
const CLOCK_TICKS = 100;
const folder = values.keep ?? mkdtempSync(join(tmpdir(), "exhaustion-"));
const checkouts = values.checkout.map((path) => resolve(path));

console.log(`| attack | size | bytes | ${checkouts.map(() => "seconds | MB | exit").join(" | ")} |`);
console.log(`| --- | ---: | ---: | ${checkouts.map(() => "---: | ---: | ---:").join(" | ")} |`);
for (const { name, size, make } of ATTACKS) {
	if (!name.includes(values.only)) continue;
	const { files, args } = make(size);
	const place = join(folder, name.replace(/\W+/g, "-"));
	mkdirSync(place, { recursive: true });
	let bytes = args.join(" ").length;
	for (const [file, content] of files) {
		writeFileSync(join(place, file), content);
		bytes = Math.max(bytes, content.length);
	}
	const columns: string[] = [];
	for (const checkout of checkouts) columns.push(await measured(checkout, place, args));
	console.log(`| ${name} | ${size} | ${bytes} | ${columns.join(" | ")} |`);
}
if (values.keep === undefined) rmSync(folder, { recursive: true });

/** Runs the command, and looks at its memory as it goes. */
async function measured(checkout: string, directory: string, args: readonly string[]): Promise<string> {
	const child = spawn(process.execPath, [join(checkout, "bin/inspect.js"), ...args], {
		cwd: directory,
		stdio: "ignore",
	});
	let kibibytes = 0;
	let seconds = 0;
	const watch = setInterval(() => {
		kibibytes = Math.max(kibibytes, peakOf(child.pid ?? 0));
		seconds = Math.max(seconds, processorSeconds(child.pid ?? 0));
		if (seconds > Number(values.seconds)) child.kill("SIGKILL");
	}, 20);
	const code = await new Promise<string>((done) => {
		child.on("exit", (status, signal) => done(String(status ?? signal)));
		child.on("error", () => done("not started"));
	});
	clearInterval(watch);
	return `${seconds.toFixed(1)} | ${Math.round(kibibytes / 1024)} | ${code}`;
}

/** utime and stime, the 14th and 15th field; the second one, the command's name, may have spaces in it. */
function processorSeconds(pid: number): number {
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
		return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
	} catch {
		// It has ended.
		return 0;
	}
}

function peakOf(pid: number): number {
	try {
		return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
	} catch {
		// It has ended.
		return 0;
	}
}
