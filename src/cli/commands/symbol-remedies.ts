import { explainSymbol, GENERAL_REMEDIES } from "../../knowledge/symbols/explain-symbol.ts";
import { LATER_RELEASE, type Remedy } from "../../knowledge/symbols/symbol-family.ts";
import type { SymbolAnswer } from "../../targets/symbol-lookup.ts";

/** No other base and no rebuild for another libc helps: no base image has it. */
const NO_BASE_HAS_IT =
	"no base image has it: ship the library that exports it (`nm -D --defined-only FILE` lists what one exports), or check the spelling";

/** What to do about a name where it is missing: the releases that bring it first, what its family advises, and for what
 *  musl has not at all what always helps. Nothing for a name that is everywhere. */
export function symbolRemedies(answer: SymbolAnswer): readonly string[] {
	if (answer.lacking.length === 0) return [];
	const known = explainSymbol(answer.symbol);
	if (known === undefined && answer.provided.length === 0) return [NO_BASE_HAS_IT];
	const firsts = [firstGlibc(answer), firstAlpine(answer)].filter((text) => text !== undefined);
	const family = (known?.remedies ?? []).filter((remedy) => remedy !== LATER_RELEASE && remedy.kind !== "none");
	const general = answer.lacking.some(({ libc }) => libc === "musl") ? GENERAL_REMEDIES : [];
	return [...firsts, ...[...family, ...general].map(({ text }: Remedy) => text)];
}

/** The glibc that provided it, where bases with an older one lack it, and the smallest step to it. */
function firstGlibc({ provided, lacking, glibc }: SymbolAnswer): string | undefined {
	const [oldest] = glibc;
	const without = lacking.flatMap(({ libc, version }) => (libc === "glibc" && version !== undefined ? [version] : []));
	const first = oldest?.version.replace("GLIBC_", "");
	if (first === undefined || without.length === 0 || without.some((version) => compare(version, first) >= 0)) {
		return undefined;
	}
	const bases = provided.filter(({ target, libc }) => libc === "glibc" && /^(debian|distroless)/.test(target));
	const least = bases.flatMap(({ version }) => version ?? []).sort(compare)[0];
	const names = bases.flatMap(({ target, version }) => (version === least ? [`\`${target}\``] : []));
	const take = names.length === 0 ? "" : `: take ${[...new Set(names)].join(", ")} or a later one`;
	return `glibc ${first} is the first to have it${take}, or build on a distribution with an older glibc`;
}

/** The Alpine release that provided it, where the newest has it and older ones lack it. */
function firstAlpine({ provided, lacking }: SymbolAnswer): string | undefined {
	const has = releases(provided);
	const without = releases(lacking);
	const [newest] = [...has, ...without].sort(compare).reverse();
	if (newest === undefined || !has.includes(newest) || without.length === 0) return undefined;
	const latestWithout = without.sort(compare).at(-1) ?? "";
	const first = has.filter((release) => compare(release, latestWithout) > 0).sort(compare)[0];
	return first === undefined ? undefined : `take \`alpine:${first}\` or a later one: it is the first to have it`;
}

function releases(list: readonly { readonly target: string }[]): string[] {
	return list.flatMap(({ target }) => /^alpine:(\d[\d.]*)$/.exec(target)?.[1] ?? []);
}

function compare(one: string, other: string): number {
	return one.localeCompare(other, "en", { numeric: true });
}
