/** What GLIBC_TUNABLES sets of what a start hangs on, the loader's own values elsewhere. */
export interface Tunables {
	/** glibc.rtld.optional_static_tls: bytes that TLS descriptors may take of the static block. */
	readonly optionalStaticTls: number;
	/** glibc.rtld.nns: link namespaces that the static block has room for. */
	readonly namespaces: number;
	/** glibc.rtld.execstack: 0 never, 1 for what a program starts with, 2 always. */
	readonly executableStack: number;
}

interface Tunable {
	readonly name: string;
	readonly usual: number;
	readonly least: number;
	readonly most: number;
	/** First release that has it. */
	readonly from: number;
}

/** 2.31 as distributions ship it has what came upstream with 2.32, and 2.41 what came with 2.42. */
const OPTIONAL_STATIC_TLS: Tunable = {
	name: "glibc.rtld.optional_static_tls",
	usual: 512,
	least: 0,
	most: Number.POSITIVE_INFINITY,
	from: 31,
};
const NAMESPACES: Tunable = { name: "glibc.rtld.nns", usual: 4, least: 1, most: 16, from: 31 };
const EXECUTABLE_STACK: Tunable = { name: "glibc.rtld.execstack", usual: 1, least: 0, most: 2, from: 41 };
/** First release that passes over a text, or a number, that is not well made as a whole. */
const STRICT_FROM = 39;

/** Reads GLIBC_TUNABLES as a release does: of several settings the last counts, and what is out of bounds is passed
 *  over. Source: elf/dl-tunables.c and elf/dl-tunables.list of glibc. */
export function readTunables(text: string | undefined, release: number): Tunables {
	const isStrict = release >= STRICT_FROM;
	const set = settingsIn(text ?? "", isStrict);
	const number = (tunable: Tunable): number => {
		const value = release < tunable.from ? undefined : numberAt(set.get(tunable.name), isStrict);
		return value !== undefined && value >= tunable.least && value <= tunable.most ? value : tunable.usual;
	};
	return {
		optionalStaticTls: number(OPTIONAL_STATIC_TLS),
		namespaces: number(NAMESPACES),
		executableStack: number(EXECUTABLE_STACK),
	};
}

/** `NAME=VALUE:NAME=VALUE`. */
function settingsIn(text: string, isStrict: boolean): ReadonlyMap<string, string> {
	const items = text.split(":").map((item) => item.split("="));
	const isWhole = items.every((parts) => parts.length <= 2) && items.at(-1)?.length === 2;
	if (isStrict && !isWhole) return new Map();
	return new Map(items.flatMap(([name = "", ...value]) => (value.length === 0 ? [] : [[name, value.join("=")]])));
}

/** The number that a text begins with, 0 where it does not: decimal, octal with a leading 0, hexadecimal with 0x
 *  (_dl_strtoul). Absent where the text does not end with it, and has to. */
function numberAt(text: string | undefined, isStrict: boolean): number | undefined {
	if (text === undefined) return undefined;
	const [whole = "", digits = ""] = /^[ \t]*\+?(0[xX][\da-fA-F]*|0[0-7]*|[1-9]\d*)?/.exec(text) ?? [];
	if (isStrict && whole !== text) return undefined;
	return Number.parseInt(digits, /^0[xX]/.test(digits) ? 16 : digits.startsWith("0") ? 8 : 10) || 0;
}
