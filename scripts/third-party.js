// The licences of what the bundles hold, as their packages ship them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of THIRD_PARTY.txt for bundles with these metafiles of esbuild.
 *  Errors: Error for a bundled package that ships no licence. */
export function thirdPartyLicences(metafiles) {
	const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
	const folders = new Set(inputs.flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
	const parts = [...folders].sort().map((folder) => {
		const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
		return `${name} ${version} (${license})\n\n${licenceText(folder, name)}`;
	});
	return `elfspect's bundles hold these packages.\n\n${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

function licenceText(folder, name) {
	const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
	if (file !== undefined) return readFileSync(join(folder, file), "utf8").trim();
	const readme = readdirSync(folder).find((each) => /^readme/i.test(each));
	const [, text] =
		/\n#+\s*licen[cs]e\s*\n+([\s\S]+)$/i.exec(readme ? readFileSync(join(folder, readme), "utf8") : "") ?? [];
	if (text === undefined) throw new Error(`${name} is bundled, but ships no licence`);
	return text.trim();
}
