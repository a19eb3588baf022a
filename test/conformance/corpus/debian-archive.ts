import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Debian suites whose packages are taken: the loaders differ in each. */
export type Suite = "bullseye" | "bookworm" | "trixie";

/** One binary package of an archive index. */
interface Package {
	readonly name: string;
	readonly version: string;
	readonly sizeBytes: number;
	readonly architecture: string;
	readonly depends: readonly (readonly string[])[];
	readonly provides: readonly string[];
}

/** An archive that can be asked and downloaded from without touching the machine's own package state. */
export interface DebianArchive {
	/** Packages by name, those of one architecture only. */
	readonly packages: ReadonlyMap<string, Package>;
	/** Downloads packages into a folder and returns their files. Errors: Error when apt cannot. */
	download(names: readonly string[], folder: string): readonly string[];
}

/** Opens one suite of the archive that the machine's own apt is configured for.
 *  @param folder where the private package state is kept
 *  @param architecture as Debian calls it
 *  Errors: Error when apt is not there or cannot reach the archive. */
export function openDebianArchive(suite: Suite, folder: string, architecture = "amd64"): DebianArchive {
	const configuration = writeConfiguration(suite, folder, architecture);
	const apt = (program: string, arguments_: readonly string[], cwd?: string): string =>
		execFileSync(program, arguments_, {
			encoding: "utf8",
			maxBuffer: 1 << 30,
			stdio: ["ignore", "pipe", "inherit"],
			env: { ...process.env, APT_CONFIG: configuration },
			...(cwd === undefined ? {} : { cwd }),
		});
	if (!hasLists(folder)) apt("apt-get", ["update", "-qq"]);
	const packages = parsePackages(apt("apt-cache", ["dumpavail"]));
	return {
		packages,
		download: (names, target) => {
			mkdirSync(target, { recursive: true });
			const present = new Set(readdirSync(target).map((file) => file.split("_")[0]));
			const absent = names.filter((name) => !present.has(name));
			for (let at = 0; at < absent.length; at += 200) {
				apt(
					"apt-get",
					["-q", "-q", "-o", "APT::Sandbox::User=root", "download", ...absent.slice(at, at + 200)],
					target,
				);
			}
			return readdirSync(target)
				.filter((file) => file.endsWith(".deb"))
				.sort()
				.map((file) => join(target, file));
		},
	};
}

function hasLists(folder: string): boolean {
	return readdirSync(join(folder, "state/lists")).some((name) => name.includes("Packages"));
}

function writeConfiguration(suite: Suite, folder: string, architecture: string): string {
	for (const part of ["etc/preferences.d", "state/lists/partial", "cache/archives/partial"]) {
		mkdirSync(join(folder, part), { recursive: true });
	}
	writeFileSync(join(folder, "state/status"), "");
	const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
	writeFileSync(join(folder, "etc/sources.list"), `deb [signed-by=${keyring}] ${archiveAddress()} ${suite} main\n`);
	const configuration = join(folder, "apt.conf");
	writeFileSync(
		configuration,
		[
			`Dir::Etc::sourcelist "${folder}/etc/sources.list";`,
			'Dir::Etc::sourceparts "-";',
			'Dir::Etc::main "-";',
			`Dir::Etc::preferencesparts "${folder}/etc/preferences.d";`,
			`Dir::State "${folder}/state";`,
			`Dir::State::status "${folder}/state/status";`,
			`Dir::Cache "${folder}/cache";`,
			`APT::Architecture "${architecture}";`,
			`APT::Architectures { "${architecture}"; };`,
			'Acquire::Languages "none";',
			"",
		].join("\n"),
	);
	return configuration;
}

/** The Debian archive of the machine's own configuration. */
function archiveAddress(): string {
	const format = "$(ORIGIN)|$(LABEL)|$(REPO_URI)";
	const lines = execFileSync("apt-get", ["indextargets", "--format", format, "Created-By: Packages"], {
		encoding: "utf8",
	});
	const line = lines.split("\n").find((text) => text.startsWith("Debian|Debian|"));
	if (line === undefined) throw new Error("apt on this machine knows no Debian archive (run apt-get update first)");
	return line.split("|")[2] ?? "";
}

function parsePackages(text: string): Map<string, Package> {
	const packages = new Map<string, Package>();
	for (const paragraph of text.split("\n\n")) {
		const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(paragraph)?.[1] ?? "";
		const name = field("Package");
		if (name === "" || packages.has(name)) continue;
		packages.set(name, {
			name,
			version: field("Version"),
			sizeBytes: Number(field("Size")),
			architecture: field("Architecture"),
			depends: [...alternatives(field("Depends")), ...alternatives(field("Pre-Depends"))],
			provides: alternatives(field("Provides")).flat(),
		});
	}
	return packages;
}

function alternatives(field: string): string[][] {
	if (field === "") return [];
	return field.split(",").map((group) => group.split("|").map((one) => one.trim().split(/[\s:(]/)[0] ?? ""));
}

/** The named packages and everything that they depend on: first alternative that is there, first provider. */
export function dependencyClosure(packages: ReadonlyMap<string, Package>, names: readonly string[]): string[] {
	const providers = new Map<string, string>();
	for (const one of packages.values()) {
		for (const provided of one.provides) if (!providers.has(provided)) providers.set(provided, one.name);
	}
	const chosen = new Set<string>();
	const waiting = names.filter((name) => packages.has(name));
	for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
		if (chosen.has(name)) continue;
		chosen.add(name);
		for (const group of packages.get(name)?.depends ?? []) {
			const real = group.map((one) => (packages.has(one) ? one : providers.get(one))).find((one) => one !== undefined);
			if (real !== undefined && !chosen.has(real)) waiting.push(real);
		}
	}
	return [...chosen].sort();
}
