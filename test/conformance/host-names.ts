import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CorpusFolders, readSubjects } from "./corpus/corpus.ts";

/** Programs and libraries of hosts that load plug-ins. */
const HOSTS =
	/^(python3\.\d+|libnode\.so\.\d+|libperl\.so\.[\d.]+|libruby-[\d.]+\.so\.[\d.]+|liblua5\.\d\.so\.[\d.]+|php\d\.\d|postgres|apache2|nginx|haproxy)$/;
/** Libraries that are never the host's. */
const NOT_HOSTS = /^(libc|libm|libpthread|libdl|librt|libstdc\+\+|libgcc_s|libz|libcrypt|libssl|libcrypto)[.-]/;

/** Names that the usual hosts bring to their plug-ins: what the hosts in the corpus export and the C library and its
 *  like do not. Kept in a file, one a line. */
export function hostNames(base: string, folders: CorpusFolders): Set<string> {
	const file = join(base, "host-names.txt");
	if (!existsSync(file)) writeFileSync(file, `${[...collectNames(folders)].sort().join("\n")}\n`);
	return new Set(
		readFileSync(file, "utf8")
			.split("\n")
			.filter((name) => name !== ""),
	);
}

function collectNames(folders: CorpusFolders): Set<string> {
	const names = new Set<string>();
	const others = new Set<string>();
	for (const subject of readSubjects(folders)) {
		const path = join(folders.store, subject.id, subject.name);
		if (HOSTS.test(subject.name)) for (const name of exportsOf(path)) names.add(name);
		else if (NOT_HOSTS.test(subject.name)) for (const name of exportsOf(path)) others.add(name);
	}
	for (const name of others) names.delete(name);
	return names;
}

function exportsOf(path: string): string[] {
	const options = ["--dynamic", "--defined-only", "--format=posix"];
	const text = execFileSync("nm", [...options, path], { encoding: "utf8", maxBuffer: 1 << 30 });
	const names = text.split("\n").map((line) => (line.split(" ")[0] ?? "").replace(/@.*/, ""));
	return names.filter(
		(name) =>
			/^[A-Za-z_][\w$]*$/.test(name) && !/^(_init|_fini|main|_start|_edata|_end|__bss_start|environ)$/.test(name),
	);
}
