import { jsonPieces } from "./json-text.ts";
import type { PiecewiseRenderer, Renderer } from "./renderer.ts";

/** The report as it is, a subject at a time; its shape is `report.schema.json`. */
export const jsonInPieces: PiecewiseRenderer = (report) => jsonPieces(report, "subjects");

/** The same as one text. */
export const renderJson: Renderer = (report) => [...jsonPieces(report, "subjects")].join("");
