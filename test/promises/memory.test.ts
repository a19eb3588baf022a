import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { writeElf } from "../elf/elf-writer.ts";
import { SAMPLE } from "../elf/sample-model.ts";

const MOST_MEGABYTES = 300;
const folder = mkdtempSync(join(tmpdir(), "elfspect-memory-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Says at the end of a run how much memory it had at most. */
const hook = join(folder, "peak.cjs");
writeFileSync(
	hook,
	`process.on("exit", () => require("fs").writeSync(2, "peak " + process.resourceUsage().maxRSS + "\\n"));`,
);

function peakOf(...parameters: string[]): { readonly megabytes: number; readonly status: number | null } {
	const { status, stderr } = spawnSync(process.execPath, ["-r", hook, "bin/inspect.js", ...parameters], {
		encoding: "utf8",
		maxBuffer: 256 * 1024 * 1024,
	});
	return { megabytes: Number(/^peak (\d+)$/m.exec(stderr)?.[1]) / 1024, status };
}

function path(name: string): string {
	return join(folder, name);
}

function stored(name: string, bytes: Buffer): string {
	writeFileSync(path(name), bytes);
	return path(name);
}

/** A file that claims, or has, far more than is in it. */
const MADE: Readonly<Record<string, () => string>> = {
	"a gzip stream of a gigabyte of zeros": () => {
		const megabytes = gzipSync(Buffer.alloc(64 * 1024 * 1024));
		return stored("zeros.gz", Buffer.concat(Array.from({ length: 16 }, () => megabytes)));
	},
	"a sparse program of eight gigabytes": () => {
		const file = stored("sparse", writeElf(SAMPLE, { is64: true, littleEndian: true }).bytes);
		truncateSync(file, 8 * 1024 ** 3);
		return file;
	},
	"a sparse archive of eight gigabytes": () => {
		truncateSync(stored("sparse.tar", Buffer.alloc(512)), 8 * 1024 ** 3);
		return path("sparse.tar");
	},
	"a script whose first line never ends": () => stored("endless", Buffer.from(`#!/${"a".repeat(50_000_000)}`)),
	"tables that claim four billion entries": () => {
		const { bytes } = writeElf(SAMPLE, { is64: true, littleEndian: true });
		bytes.fill(0xff, 200, bytes.length);
		return stored("claims", bytes);
	},
	"a hundred thousand files in a folder": () => {
		mkdirSync(path("many"));
		for (let index = 0; index < 100_000; index += 1) closeSync(openSync(path(`many/${index}`), "w"));
		return path("many");
	},
	"an archive of two hundred thousand names": () => {
		const file = openSync(path("names.tar"), "w");
		for (let block = 0; block < 200; block += 1) {
			writeSync(
				file,
				Buffer.concat(Array.from({ length: 1000 }, (_, index) => header(`${"d/".repeat(30)}${block}-${index}`))),
			);
		}
		closeSync(file);
		return path("names.tar");
	},
};

/** A ustar header of an empty file. */
function header(name: string): Buffer {
	const bytes = Buffer.alloc(512);
	bytes.write(name, 0);
	bytes.write("0000644\x000000000\x000000000\x0000000000000\x0000000000000\x00        0", 100, "latin1");
	bytes.write("ustar\x0000", 257, "latin1");
	const sum = bytes.reduce((total, byte) => total + byte, 0);
	bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
	return bytes;
}

describe(`memory of a run stays under ${MOST_MEGABYTES} MB`, { timeout: 120_000 }, () => {
	test.each(Object.entries(MADE))("%s", (_name, make) => {
		const { megabytes, status } = peakOf(make(), "--target", "alpine:3.20", "--format", "json");
		expect(status).not.toBeNull();
		expect(megabytes).toBeGreaterThan(20);
		expect(megabytes).toBeLessThan(MOST_MEGABYTES);
	});
});
