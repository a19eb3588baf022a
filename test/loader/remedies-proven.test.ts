import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { lacks, program, reality, scenario } from "./glibc/glibc-scene.ts";
import { dlopenedReality, type Item, library, scenario as muslScenario } from "./support/scene.ts";

/** What a remedy names is done to a file as it is written: `@` stands for the file. */
function remedied(item: Item, ...command: readonly [string, ...string[]]): Item {
	return (folder, path) => {
		item(folder, path);
		const [name, ...words] = command;
		execFileSync(
			name,
			words.map((word) => (word === "@" ? join(folder, path) : word)),
		);
	};
}

const elfAt = (root: string, path: string) => parseElf(memorySource(path, readFileSync(join(root, path))));

const path = "/usr/local/bin/tool";
const folder = "/opt/tool/lib";
const needed = `${folder}/libtool.so.1`;
const tool = program("int tool(void);", "tool()", { needs: [needed, "libc.so.6"] });
const items = { [needed]: library("int tool(void) { return 0; }"), [path]: tool };

scenario("library-missing: LD_LIBRARY_PATH leads the loader to where the library lies", items, (stage) => {
	expect(reality(stage, [path]).lines).toEqual([lacks(path, "libtool.so.1")]);
	expect(reality(stage, [`LD_LIBRARY_PATH=${folder}`, path]).outcome).toBe("starts");
});

scenario("library-missing: ldconfig does, with the folder in its settings", items, (stage) => {
	execFileSync("mkdir", ["-p", join(stage.root, "etc/ld.so.conf.d")]);
	writeFileSync(join(stage.root, "etc/ld.so.conf"), "include /etc/ld.so.conf.d/*.conf\n");
	writeFileSync(join(stage.root, "etc/ld.so.conf.d/app.conf"), `${folder}\n`);
	execFileSync("/sbin/ldconfig", ["-r", stage.root]);
	expect(reality(stage, [path]).outcome).toBe("starts");
	expect(stage.exec(path).outcome).toBe("starts");
});

scenario(
	"library-missing: patchelf --add-rpath does",
	{ ...items, [path]: remedied(tool, "patchelf", "--add-rpath", folder, "@") },
	(stage) => {
		expect(reality(stage, [path]).outcome).toBe("starts");
		expect(stage.exec(path).outcome).toBe("starts");
	},
);

/** The option came with patchelf 0.18, which the remedy says. */
const clears = execFileSync("patchelf", ["--help"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const stacked = "/t/libstack.so";
const withStack = library("int run(void) { return 0; }", { needs: ["libc.so.6"], flags: ["-Wl,-z,execstack"] });
const isMarked = (root: string): boolean =>
	((elfAt(root, stacked).segments.find(({ type }) => type === 0x6474e551)?.flags ?? 0) & 1) === 1;
scenario("executable-stack: the mark that patchelf --clear-execstack takes away", { [stacked]: withStack }, (stage) => {
	expect(isMarked(stage.root)).toBe(true);
	if (!clears.includes("--clear-execstack")) return;
	execFileSync("patchelf", ["--clear-execstack", join(stage.root, stacked)]);
	expect(isMarked(stage.root)).toBe(false);
	if (stage.hasDlopen) expect(reality(stage, ["/dlopen-host", "now", stacked]).outcome).toBe("starts");
});

const paged = "/t/libpaged.so";
scenario(
	"library-unusable: patchelf --page-size 65536 keeps to the largest page",
	{
		[paged]: remedied(
			library("int run(void) { return 0; }", { needs: ["libc.so.6"], flags: ["-Wl,-z,max-page-size=65536"] }),
			"patchelf",
			"--page-size",
			"65536",
			"--set-rpath",
			`/a/long/search/path${"/and/a/longer/one".repeat(40)}`,
			"@",
		),
	},
	(stage) => {
		const loads = elfAt(stage.root, paged).segments.filter(({ type }) => type === 1);
		for (const { address, offset } of loads) expect((Number(address) - Number(offset)) % 0x10000).toBe(0);
		if (stage.hasDlopen) expect(reality(stage, ["/dlopen-host", "now", paged]).outcome).toBe("starts");
	},
);

const packed = "/t/packed";
scenario(
	"relr-ignored: -Wl,-z,nopack-relative-relocs leaves nothing for a loader to ignore",
	{
		[packed]: program("int x; int *table[] = {&x, &x, &x, &x};", "table", {
			needs: ["libc.so.6"],
			flags: ["-Wl,-z,pack-relative-relocs", "-Wl,-z,nopack-relative-relocs"],
		}),
	},
	(stage) => {
		expect(elfAt(stage.root, packed).dynamic?.relocations.relr ?? false).toBe(false);
		expect(reality(stage, [packed]).outcome).toBe("starts");
	},
);

const addon = "/t/addon.node";
muslScenario(
	"library-missing: patchelf --remove-needed takes glibc's loader away, and musl opens the addon",
	{
		[addon]: remedied(
			library("int run(void) { return 0; }", { needs: ["libc.so.6", "ld-linux-x86-64.so.2"], soname: false }),
			"patchelf",
			"--remove-needed",
			"ld-linux-x86-64.so.2",
			"@",
		),
	},
	({ root, dlopen }) => {
		expect(dlopenedReality({ root }, addon, "now").outcome).toBe("starts");
		expect(dlopen(addon, "now").outcome).toBe("starts");
	},
);
