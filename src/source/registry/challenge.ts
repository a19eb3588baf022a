/** What a registry asks for before it gives anything. */
export interface Challenge {
	readonly scheme: "basic" | "bearer";
	readonly realm: string;
	readonly service?: string;
	readonly scope?: string;
}

/** Longer ones are nobody's. */
const LONGEST = 8192;

/** The challenge in a `WWW-Authenticate` header; bearer before basic where both stand there, nothing where neither does.
 *  Source: RFC 9110 section 11.6.1, distribution's token specification. */
export function challengeOf(header: string | undefined): Challenge | undefined {
	const text = (header ?? "").slice(0, LONGEST);
	const starts = [...text.matchAll(/(?:^|,\s*)(basic|bearer)(?=\s|$)/gi)];
	const all = starts.map(({ index, 0: word, 1: scheme = "" }, nth) => {
		const rest = text.slice(index + word.length, starts[nth + 1]?.index);
		return challenge(scheme.toLowerCase() === "basic" ? "basic" : "bearer", rest);
	});
	return all.find(({ scheme }) => scheme === "bearer") ?? all[0];
}

function challenge(scheme: Challenge["scheme"], parameters: string): Challenge {
	const found = new Map<string, string>();
	for (const [, name = "", quoted, bare] of parameters.matchAll(
		/([\w-]{1,40})\s?=\s?(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g,
	)) {
		found.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "");
	}
	const service = found.get("service");
	const scope = found.get("scope");
	return {
		scheme,
		realm: found.get("realm") ?? "",
		...(service === undefined ? {} : { service }),
		...(scope === undefined ? {} : { scope }),
	};
}
