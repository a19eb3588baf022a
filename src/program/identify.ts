import type { ByteSource } from "../bytes/byte-source.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { lazy } from "../elf/lazy.ts";
import { withLazyParts } from "../elf/lazy-parts.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { BUNDLE_MARKS, type Bundle, findBundle } from "./bundle.ts";
import { claimedLibc } from "./claimed-libc.ts";
import { codeLevel } from "./code-level.ts";
import { invariantIn, settingsBeside } from "./dotnet-settings.ts";
import { goProgram } from "./go-program.ts";
import { jvmPart, runtimeLibrary } from "./jvm.ts";
import { findLanguage, LANGUAGE_MARKS } from "./language.ts";
import { findPlugin, type Plugin } from "./plugin.ts";
import { pluginDetails } from "./plugin-details.ts";
import type { ProgramFacts, ProgramHost, ProgramKind } from "./program-facts.ts";
import { type Runtime, runtimeProgram } from "./runtime.ts";
import { STATIC_SCAN_BYTES, STRING_SCAN_BYTES, type StringScan, stringScan } from "./string-scan.ts";
import { tolerant } from "./tolerant.ts";

/** Where a file is and what its bytes are. */
export interface Identified {
	/** Inside `tree`, or as given. */
	readonly path: string;
	readonly source: ByteSource;
	/** What stands around it: package.json and WHEEL files are looked at. */
	readonly tree?: FileTree | undefined;
	/** Constant data that is looked through for strings of interest, in bytes; 32 MiB when not said. */
	readonly stringBytes?: number;
}

const MARKS: readonly string[] = [...BUNDLE_MARKS, ...LANGUAGE_MARKS];

/** What a file is beyond its ELF structure.
 *  Cost: nothing until a property is asked for. `host` reads the symbol names of a shared library; `kind`, `evidence`,
 *  `details` and `opaque` a few kB and up to 4 MB of constant data; `strings` up to 32 MB of it, and up to 256 MB of a static glibc program's. The bytes of `source`
 *  must be at hand for as long.
 *  Errors: none; what cannot be read tells nothing. */
export function identifyProgram(elf: ElfFile, file: Identified): ProgramFacts {
	const { path, source, tree } = file;
	const most =
		tolerant(() => isStaticGlibc(elf)) === true ? STATIC_SCAN_BYTES : (file.stringBytes ?? STRING_SCAN_BYTES);
	const inside = insideOf(elf, source);
	const nature = lazy(() => findNature({ elf, source, path, tree, inside }));
	const strings = lazy(() => inside.scan.upTo(most));
	const unsearched = lazy(() => tolerant(() => inside.scan.beyond(most)));
	const claim = lazy(() => claimedLibc(path, tree));
	const level = lazy(() => tolerant(() => codeLevel(elf, source)));
	return facts({ nature, plugin: inside.plugin, strings, unsearched, level, claim });
}

/** A program that carries glibc: its start code has a note that names the kernel which it needs. */
function isStaticGlibc({ interpreter, dynamic, notes }: ElfFile): boolean {
	return interpreter === undefined && (dynamic?.needed.length ?? 0) === 0 && notes.abiTag !== undefined;
}

/** What a file's bytes tell, whatever it is called. */
interface Inside {
	readonly scan: StringScan;
	readonly plugin: () => Plugin | undefined;
	readonly bundle: () => Bundle | undefined;
	readonly go: () => Nature | undefined;
	readonly language: () => Nature | undefined;
}

/** Links of a file share its facts, and so what was found behind them. */
const known = new WeakMap<ElfFile, { readonly sizeBytes: number; readonly inside: Inside }>();

function insideOf(elf: ElfFile, source: ByteSource): Inside {
	const before = known.get(elf);
	// Facts that outlive the bytes are identified again without any.
	if (before?.sizeBytes === source.size) return before.inside;
	const inside = lookInside(elf, source);
	known.set(elf, { sizeBytes: source.size, inside });
	return inside;
}

function lookInside(elf: ElfFile, source: ByteSource): Inside {
	const scan = stringScan(elf, source, MARKS);
	return {
		scan,
		plugin: lazy(() => tolerant(() => findPlugin(elf))),
		bundle: lazy(() => tolerant(() => findBundle(elf, source, scan))),
		go: lazy(() => tolerant(() => goProgram(elf, source))),
		language: lazy(() => tolerant(() => findLanguage(elf, source, scan))),
	};
}

interface Lazies {
	readonly nature: () => Nature;
	readonly plugin: () => Plugin | undefined;
	readonly strings: () => ReadonlySet<string>;
	readonly unsearched: () => number | undefined;
	readonly level: () => ProgramFacts["codeLevel"];
	readonly claim: () => ProgramFacts["claimedLibc"];
}

/** Optional properties are there only where there is something to say, and that is found out by asking; so each is
 *  there and may be `undefined`, which a reader cannot tell from absence. */
function facts({ nature, plugin, strings, unsearched, level, claim }: Lazies): ProgramFacts {
	return withLazyParts(
		{},
		{
			kind: () => nature().kind,
			evidence: () => nature().evidence,
			details: () => nature().details,
			opaque: () => nature().opaque,
			host: () => {
				const found = plugin();
				return found === undefined ? undefined : hostFacts(found);
			},
			strings,
			unsearchedBytes: unsearched,
			codeLevel: level,
			claimedLibc: claim,
		},
	);
}

function hostFacts({ host, provides }: Plugin): ProgramHost {
	const { name, binding, libraries, needs } = host;
	return {
		name,
		binding,
		provides,
		...(libraries === undefined ? {} : { libraries }),
		...(needs === undefined ? {} : { needs }),
	};
}

interface Nature {
	readonly kind?: ProgramKind | undefined;
	readonly evidence: readonly string[];
	readonly details: Readonly<Record<string, string>>;
	readonly opaque?: string | undefined;
}

const UNKNOWN: Nature = { evidence: [], details: {} };

interface Clues extends Identified {
	readonly elf: ElfFile;
	readonly inside: Inside;
}

/** Most telling first: a packed file tells nothing else, a plug-in is what its host makes of it, and a language is
 *  the last thing to say. */
function findNature(clues: Clues): Nature {
	const { elf, inside } = clues;
	const bundle = inside.bundle();
	if (bundle !== undefined) return bundleNature(clues, bundle);
	const found = tolerant(() => jvmPart(elf, clues)) ?? inside.go() ?? inside.language();
	const runtime = tolerant(() => runtimeProgram(elf, clues.path));
	if (runtime !== undefined) return runtimeNature(runtime, found);
	const plugin = inside.plugin();
	if (plugin === undefined) return found ?? UNKNOWN;
	const own = plugin.host.kind === "jni-library" ? tolerant(() => runtimeLibrary(clues)) : undefined;
	return own ?? pluginNature(clues, plugin, found);
}

/** An app host's settings lie beside it. */
function bundleNature({ path, tree }: Clues, bundle: Bundle): Nature {
	const beside = bundle.kind === "dotnet-apphost" ? invariantIn(settingsBeside(path, tree)) : {};
	return { ...bundle, evidence: [bundle.evidence], details: { ...bundle.details, ...beside } };
}

function runtimeNature({ kind, evidence, details }: Runtime, language: Nature | undefined): Nature {
	return {
		kind,
		evidence: [evidence, ...(language?.evidence ?? [])],
		details: { ...language?.details, ...details },
	};
}

function pluginNature({ path, tree }: Clues, plugin: Plugin, language: Nature | undefined): Nature {
	const { host } = plugin;
	const written = language?.kind === undefined ? {} : { language: language.kind };
	return {
		// Imports alone do not make a plug-in of a library that plug-ins share; its name may.
		kind: plugin.export === undefined && !path.endsWith(".node") ? language?.kind : (host.kind ?? language?.kind),
		evidence: [...pluginEvidence(plugin), ...(language?.evidence ?? [])],
		details: { ...language?.details, ...written, ...pluginDetails(plugin, path, tree) },
	};
}

function pluginEvidence({ host, export: exported, import: imported }: Plugin): readonly string[] {
	return [
		...(exported === undefined ? [] : [`exports ${exported}, which ${host.name} calls`]),
		...(imported === undefined ? [] : [`imports ${imported}, which ${host.name} brings`]),
	];
}
