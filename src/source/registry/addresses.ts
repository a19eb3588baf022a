import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";

/** What a host is to this machine. `link-local` are also the addresses at which clouds keep their secrets. */
export type Nearness = "loopback" | "link-local" | "elsewhere";

/** Where an address leads. `0.0.0.0` and `::` lead to this machine, too. */
export function nearnessOf(address: string): Nearness {
	const plain = address
		.toLowerCase()
		.replace(/^\[|\]$/g, "")
		.replace(/%.*$/, "");
	const mapped = /^(?:0*:)*:?ffff:([0-9a-f.:]+)$/.exec(plain)?.[1];
	const four = mapped === undefined ? plain : (dotted(mapped) ?? plain);
	if (isIP(four) === 4) return nearnessOf4(four);
	if (/^(?:0*:)+0*1?$/.test(plain)) return "loopback";
	// fd00:ec2::254 is where EC2 keeps its secrets.
	return /^fe[89ab]/.test(plain) || plain === "fd00:ec2::254" ? "link-local" : "elsewhere";
}

function nearnessOf4(address: string): Nearness {
	if (/^(?:127|0)\./.test(address)) return "loopback";
	return address.startsWith("169.254.") ? "link-local" : "elsewhere";
}

/** `7f00:1` is 127.0.0.1 in an IPv6 address as URLs write it. */
function dotted(tail: string): string | undefined {
	if (isIP(tail) === 4) return tail;
	const [, high, low] = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(tail) ?? [];
	if (high === undefined || low === undefined) return undefined;
	const [first, second] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
	return [first >> 8, first & 0xff, second >> 8, second & 0xff].join(".");
}

/** What a host is by its name alone. */
export function nearnessOfHost(hostname: string): Nearness {
	const name = hostname.toLowerCase().replace(/\.$/, "");
	if (name === "localhost" || name.endsWith(".localhost")) return "loopback";
	const plain = name.replace(/^\[|\]$/g, "");
	return isIP(plain) === 0 ? "elsewhere" : nearnessOf(plain);
}

/** Looks names up, and refuses those that lead where no registry may send anybody. */
export function guardedLookup(isAllowed: (nearness: Nearness) => boolean): LookupFunction {
	return (hostname, options, callback) => {
		lookup(hostname, { ...options, all: true }, (error, addresses) => {
			if (error !== null) {
				callback(error, "");
				return;
			}
			const good = addresses.filter(({ address }) => isAllowed(nearnessOf(address)));
			const [first] = good;
			if (first === undefined) {
				const refused: NodeJS.ErrnoException = new Error(
					`${hostname} leads to an address of this machine or network link`,
				);
				refused.code = "EREFUSED";
				callback(refused, "");
			} else if (options.all === true) callback(null, good);
			else callback(null, first.address, first.family);
		});
	};
}
