import { deflateRawSync } from "node:zlib";
import { type Attack, oneFile, tarOf, times } from "./attack.ts";
import { program } from "./programs.ts";

/** Attacks by archives in files, configuration and the command line. */
export const OTHER_ATTACKS: readonly Attack[] = [
	{ name: "zip: members share a stream", size: 10_000, make: (size) => oneFile("a.jar", sharedStream(size)) },
	{
		name: "globs",
		size: 20,
		make: (size) => withConfig(`paths:\n  - path: "${"**a".repeat(size)}b"\n    skip: true\n`),
	},
	{ name: "globs x files", size: 2000, make: globs },
	{ name: "yaml: aliases", size: 9, make: (size) => withConfig(aliases(size)) },
	{ name: "yaml: nested", size: 20_000, make: (size) => withConfig(`a: ${"[".repeat(size)}`) },
	{ name: "yaml: ignores x findings", size: 3000, make: ignores },
	{ name: "subjects", size: 20_000, make: subjects },
	{ name: "json nested", size: 200_000, make: (size) => bundle(size) },
];

function withConfig(text: string) {
	const name = `${"a".repeat(200)}c`;
	return {
		files: new Map([
			[name, program()],
			[".elfspect.yaml", Buffer.from(text)],
		]),
		args: [name, "--config", ".elfspect.yaml"],
	};
}

function globs(count: number) {
	const rules = times(count, (index) => `  - path: "**/x${index}*/**"\n    fail-on: never\n`).join("");
	const data = program();
	const tar = tarOf(times(300, (index) => ({ name: `bin/p${index}`, mode: 0o755, data })));
	return {
		files: new Map([
			["a.tar", tar],
			["c.yaml", Buffer.from(`paths:\n${rules}`)],
		]),
		args: ["a.tar", "--config", "c.yaml", "-t", "alpine"],
	};
}

function aliases(depth: number): string {
	const lines = times(depth, (index) => `a${index + 1}: &a${index + 1} [${times(9, () => `*a${index}`).join(",")}]`);
	return `a0: &a0 [x]\n${lines.join("\n")}\n`;
}

function ignores(count: number) {
	const rules = times(count, (index) => `  - rule: library-missing\n    reason: x\n    library: lib${index}.so\n`).join(
		"",
	);
	const bytes = program({ needed: times(count, (index) => `lib${index}.so`) });
	return {
		files: new Map([
			["a", bytes],
			["c.yaml", Buffer.from(`ignore:\n${rules}`)],
		]),
		args: ["a", "--config", "c.yaml", "-t", "debian:12-slim"],
	};
}

function subjects(count: number) {
	return { files: new Map([["a", program()]]), args: [...times(count, () => "a"), "-t", "alpine"] };
}

function bundle(depth: number) {
	const text = `{"ociVersion":"1.0.0","root":{"path":"rootfs"},"process":${"[".repeat(depth)}${"]".repeat(depth)}}`;
	const tar = tarOf([
		{ name: "config.json", data: text },
		{ name: "rootfs/bin/app", mode: 0o755, data: program() },
	]);
	return oneFile("a.tar", tar);
}

/** Members of a central directory that all lead to one deflated program, which claims to be large. */
function sharedStream(count: number): Buffer {
	const content = Buffer.concat([program(), Buffer.alloc(1 << 20)]);
	const data = deflateRawSync(content);
	const local = Buffer.alloc(30);
	local.writeUInt32LE(0x04034b50, 0);
	local.writeUInt16LE(8, 8);
	const directory = times(count, (index) => {
		const name = Buffer.from(`m${index}`);
		const central = Buffer.alloc(46);
		central.writeUInt32LE(0x02014b50, 0);
		central.writeUInt16LE(8, 10);
		central.writeUInt32LE(data.length, 20);
		central.writeUInt32LE(content.length, 24);
		central.writeUInt16LE(name.length, 28);
		return Buffer.concat([central, name]);
	});
	const list = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(Math.min(count, 0xffff), 10);
	end.writeUInt32LE(list.length, 12);
	end.writeUInt32LE(local.length + data.length, 16);
	return Buffer.concat([local, data, list, end]);
}
