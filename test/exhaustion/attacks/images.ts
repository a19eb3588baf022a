import { gzipSync } from "node:zlib";
import { paxRecord } from "../../archive/tar/tar-writer.ts";
import { type Attack, imageOf, longEntry, oneFile, tarOf, times } from "./attack.ts";
import { library, program } from "./programs.ts";

const shell = (): Buffer => tarOf([{ name: "bin/sh", mode: 0o755, data: program() }]);

/** Attacks by an image's configuration and entries. */
export const IMAGE_ATTACKS: readonly Attack[] = [
	{ name: "nested sh -c, 32 each", size: 6, make: (depth) => startOf({ Entrypoint: nested(depth) }) },
	{ name: "nested env -S", size: 2000, make: (size) => startOf({ Entrypoint: times(size, () => "env") }) },
	{
		name: "long shell text",
		size: 100_000,
		make: (size) => startOf({ Entrypoint: ["sh", "-c", "a=b; ".repeat(size)] }),
	},
	{
		name: "PATH of many folders",
		size: 150_000,
		make: (size) => startOf({ Entrypoint: ["app"], Env: [`PATH=${paths(size)}`] }),
	},
	{
		name: "PATH x commands",
		size: 150_000,
		make: (size) =>
			startOf({ Entrypoint: ["sh", "-c", times(32, (index) => `c${index}`).join(";")], Env: [`PATH=${paths(size)}`] }),
	},
	{
		name: "LD_LIBRARY_PATH x programs",
		size: 50_000,
		make: (size) => oneFile("a.tar", imageOf({ Env: [`LD_LIBRARY_PATH=${paths(size)}`] }, [programs(100)])),
	},
	{
		name: "LD_PRELOAD of many",
		size: 100_000,
		make: (size) => startOf({ Entrypoint: ["sh"], Env: [`LD_PRELOAD=${paths(size)}`] }),
	},
	{
		name: "environment entries",
		size: 400_000,
		make: (size) => startOf({ Entrypoint: ["sh", "-c", "A=b exec sh"], Env: times(size, (index) => `V${index}=`) }),
	},
	{ name: "chain of shebangs", size: 2000, make: (size) => oneFile("a.tar", tarOf(shebangs(size))) },
	{ name: "links to libraries", size: 60_000, make: (size) => oneFile("a.tar", tarOf(libraryLinks(size))) },
	{ name: "links with targets of 4 KB", size: 2000, make: (size) => oneFile("a.tar", tarOf(longLinks(size))) },
	{ name: "deep folders", size: 2000, make: (size) => oneFile("a.tar", tarOf(deep(size))) },
	{ name: "deep folders, one each", size: 900, make: (size) => oneFile("a.tar", tarOf(stairs(size))) },
	{ name: "tiny entries", size: 100_000, make: (size) => oneFile("a.tar", tarOf(tiny(size))) },
	{ name: "tiny programs", size: 2000, make: (size) => oneFile("a.tar", programs(size)) },
	{ name: "pax headers repeated", size: 100_000, make: (size) => oneFile("a.tar", tarOf(paxes(size))) },
	{
		name: "layers in a manifest",
		size: 100_000,
		make: (size) => oneFile("a.tar", manyLayers(size)),
	},
	{ name: "whiteout storm", size: 300, make: (size) => oneFile("a.tar", whiteouts(size, 20_000)) },
	{ name: "opaque whiteouts", size: 300, make: (size) => oneFile("a.tar", whiteouts(size, 20_000, true)) },
	{ name: "inflated zeros", size: 600, make: (mib) => oneFile("a.tar.gz", gzipSync(zeros(mib))) },
];

function startOf(config: object) {
	return oneFile("a.tar", imageOf(config, [shell()]));
}

function paths(count: number): string {
	return times(count, (index) => `/p${index}`).join(":");
}

function nested(depth: number): readonly string[] {
	const text = times(32, () => 'exec "$@"').join("; ");
	return [...times(depth, () => ["sh", "-c", text, "sh"]).flat(), "true"];
}

function programs(count: number): Buffer {
	const bytes = program();
	return tarOf(times(count, (index) => ({ name: `bin/p${index}`, mode: 0o755, data: bytes })));
}

function shebangs(count: number) {
	return times(count, (index) => ({ name: `bin/s${index}`, mode: 0o755, data: `#!/bin/s${index + 1}\n` }));
}

function libraryLinks(count: number) {
	const links = times(count, (index) => ({ name: `lib/l${index}.so`, type: "2", link: "lib.so" }));
	return [{ name: "lib/lib.so", mode: 0o755, data: library({ soname: "lib.so" }) }, ...links];
}

/** Links of a chain, each by a detour as long as a path may be. */
function longLinks(count: number) {
	const detour = "d/../".repeat(800);
	const links = times(count, (index) => ({
		name: `l${index}.so`,
		type: "2",
		link: index % 39 === 0 ? "lib.so" : `${detour}l${index - 1}.so`,
	}));
	return [
		{ name: "d/", type: "5", mode: 0o755 },
		{ name: "lib.so", mode: 0o755, data: library({ soname: "lib.so" }) },
		...links.flatMap(longEntry),
	];
}

function deep(depth: number) {
	return longEntry({ name: `${"d/".repeat(depth)}app`, mode: 0o755, data: program() });
}

/** A program in each of many folders that stand in each other. */
function stairs(depth: number) {
	const data = program();
	return times(depth, (index) => longEntry({ name: `${"d/".repeat(index * 2)}app`, mode: 0o755, data })).flat();
}

function tiny(count: number) {
	return times(count, (index) => ({ name: `f${index}`, data: "x" }));
}

function paxes(count: number) {
	const data = paxRecord("path", "a".repeat(200));
	return [...times(count, () => ({ name: "x", type: "x", data })), { name: "app", mode: 0o755, data: program() }];
}

function manyLayers(count: number): Buffer {
	const config = JSON.stringify({ architecture: "amd64", os: "linux", config: {}, rootfs: {} });
	const manifest = JSON.stringify([{ Config: "c.json", RepoTags: [], Layers: times(count, () => "l.tar") }]);
	return tarOf([
		{ name: "c.json", data: config },
		{ name: "l.tar", data: shell() },
		{ name: "manifest.json", data: manifest },
	]);
}

/** Layers that take away and bring again what one has brought. */
function whiteouts(layers: number, files: number, isOpaque = false): Buffer {
	const base = tarOf(times(files, (index) => ({ name: `d/f${index}`, data: "" })));
	const name = isOpaque ? "d/.wh..wh..opq" : ".wh.d";
	const storm = tarOf([{ name }, { name: "d/", type: "5", mode: 0o755 }, { name: "d/x" }]);
	const entries = times(layers, () => storm);
	return imageOf({ Entrypoint: ["app"] }, [base, ...entries]);
}

function zeros(mib: number): Buffer {
	return tarOf([
		{ name: "zeros", data: Buffer.alloc(mib << 20) },
		{ name: "app", mode: 0o755, data: program() },
	]);
}
