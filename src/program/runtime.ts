import { SHN } from "../elf/constants.ts";
import type { DynamicFacts, ElfFile } from "../elf/elf-file.ts";

/** The program that runs a language's scripts. */
export interface Runtime {
	readonly kind: "node" | "python" | "ruby" | "php";
	readonly evidence: string;
	/** `version` where a name has it: `3.11`. */
	readonly details: Readonly<Record<string, string>>;
}

/** How one is told: by what it exports as the host of its extensions, or by the entry point that it takes from the
 *  language's library. Programs that only embed a language start it otherwise. */
interface Mark {
	readonly kind: Runtime["kind"];
	readonly exports: string;
	/** Name of the language's library, with the version where it has one, and what only a launcher takes from it. */
	readonly library?: { readonly name: RegExp; readonly imports: RegExp };
	/** The program's own name, with the version. */
	readonly program?: RegExp;
}

const MARKS: readonly Mark[] = [
	{ kind: "node", exports: "napi_create_object" },
	{
		kind: "python",
		exports: "Py_BytesMain",
		library: { name: /^libpython(\d\.\d+)/, imports: /^(Py_(Bytes)?Main|_Py_UnixMain)$/ },
		program: /\/python(\d\.\d+)$/,
	},
	{
		kind: "ruby",
		exports: "ruby_run_node",
		library: { name: /^libruby(?:-(\d\.\d))?\b/, imports: /^ruby_run_node$/ },
		program: /\/ruby(\d\.\d+)$/,
	},
	{ kind: "php", exports: "zend_parse_parameters", program: /\/php(\d\.\d+)$/ },
];

/** Desktop programs carry Node inside; they are none. */
const DESKTOP = /^lib(gtk|gdk|atk-bridge)-|^libffmpeg\.so$/;

/** Tells it; absent for any other program, and for libraries. */
export function runtimeProgram({ interpreter, dynamic }: ElfFile, path: string): Runtime | undefined {
	if (interpreter === undefined || dynamic === undefined || dynamic.needed.some((name) => DESKTOP.test(name))) {
		return undefined;
	}
	for (const mark of MARKS) {
		const evidence = evidenceFor(mark, dynamic);
		if (evidence === undefined) continue;
		const version = versionOf(mark, dynamic.needed, path);
		return { kind: mark.kind, evidence, details: version === undefined ? {} : { version } };
	}
	return undefined;
}

function evidenceFor({ exports, library }: Mark, dynamic: DynamicFacts): string | undefined {
	if (dynamic.symbols.named(exports).some(({ sectionIndex }) => sectionIndex !== SHN.SHN_UNDEF))
		return `exports ${exports}`;
	const needed = library === undefined ? undefined : dynamic.needed.find((name) => library.name.test(name));
	if (library === undefined || needed === undefined) return undefined;
	const { symbols } = dynamic;
	const taken = symbols.undefinedIndexes
		.map((index) => symbols.at(index).name)
		.find((name) => library.imports.test(name));
	return taken === undefined ? undefined : `takes ${taken} from ${needed}`;
}

function versionOf({ library, program }: Mark, needed: readonly string[], path: string): string | undefined {
	const names = library === undefined ? [] : needed.flatMap((name) => library.name.exec(name)?.[1] ?? []);
	return names[0] ?? program?.exec(path)?.[1];
}
