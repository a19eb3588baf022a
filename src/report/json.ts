import type { Renderer } from "./renderer.ts";

/** The report as it is, two spaces deep; its shape is `report.schema.json`.
 *  Control characters are escaped by JSON itself; bidirectional and format characters are escaped here, so that the
 *  output can be looked at in a terminal. */
export const renderJson: Renderer = (report) => `${escapeInvisible(JSON.stringify(report, null, 2))}\n`;

function escapeInvisible(json: string): string {
	return json.replace(
		/[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
