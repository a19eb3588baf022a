import type { Convention } from "../convention.ts";
import { nodeArch } from "../machine-family.ts";
import { folderName, lastName } from "../npm-place.ts";
import { platformClaim } from "../platform-words.ts";

const RUNTIMES = /^(.*)\/runtimes\/([^/]+)\/(?:native|nativeassets\/[^/]+)\/(.+)$/;

/** Portable identifiers; those of one distribution (`ubuntu.18.04-x64`) .NET 8 and later pass over. */
const PORTABLE = /^(linux|unix|any|alpine)\b/;

/** `runtimes/<rid>/native/lib.so` of a portable .NET application: the nearest identifier that the platform falls back to.
 *  `linux-musl-x64` falls back to `linux-musl`, `linux-x64`, `linux`, `unix-x64`, `unix`; `linux-x64` never to musl's.
 *  Sources: PortableRuntimeIdentifierGraph.json of .NET SDK 8; docs/design/features/host-runtime-... of dotnet/runtime;
 *  learn.microsoft.com "RID catalog". */
export const dotnetRid: Convention = {
	id: "dotnet-rid",
	takes: "one",
	place({ path }) {
		const [, folder = "", rid = "", file = ""] = RUNTIMES.exec(path) ?? [];
		const claim = platformClaim(rid);
		if (claim.systems.length === 0) return undefined;
		return {
			name: `${folderName(folder)}: ${lastName(file)}`,
			slot: `${folder}/runtimes/${file}`,
			claim,
			words: rid,
			specificity: (PORTABLE.test(rid) ? 2 : 0) + (claim.machines.length > 0 ? 1 : 0),
		};
	},
	refusal({ family, libc }, { slot }) {
		const platform = `linux-${libc === "musl" ? "musl-" : ""}${nodeArch(family)}`;
		return {
			line: `System.DllNotFoundException: Unable to load shared library '${lastName(slot)}' or one of its dependencies.`,
			platform,
			remedies: [`publish for the platform (\`dotnet publish -r ${platform}\`), with a package that has it`],
		};
	},
};
