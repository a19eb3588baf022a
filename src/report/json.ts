import { jsonText } from "./json-text.ts";
import type { Renderer } from "./renderer.ts";

/** The report as it is; its shape is `report.schema.json`. */
export const renderJson: Renderer = (report) => `${jsonText(report)}\n`;
