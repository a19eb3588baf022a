/** How a server wants to be asked (WWW-Authenticate). */
export interface Challenge {
	readonly scheme: "basic" | "bearer";
	readonly realm?: string;
	readonly service?: string;
}

const LONGEST = 4096;

/** The first challenge that can be answered; nothing in a header that has none. Source: RFC 9110, 11.6.1; RFC 6750. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
	const text = (header ?? "").slice(0, LONGEST);
	const scheme = /^\s*(basic|bearer)\b/i.exec(text)?.[1]?.toLowerCase();
	if (scheme !== "basic" && scheme !== "bearer") return undefined;
	const parameter = (name: string) => new RegExp(`\\b${name}="([^"]*)"`, "i").exec(text)?.[1];
	const [realm, service] = [parameter("realm"), parameter("service")];
	return { scheme, ...(realm === undefined ? {} : { realm }), ...(service === undefined ? {} : { service }) };
}
