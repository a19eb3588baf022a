// Writes the last section of every page of docs/rules, and their index; part of `npm run build:registry`.
import { writeFileSync } from "node:fs";
import { RULES } from "../src/rules/registry.ts";
import { INDEX_FILE, indexText, pageFile, pageText } from "./rule-pages.ts";

for (const rule of RULES) writeFileSync(pageFile(rule.id), pageText(rule));
writeFileSync(INDEX_FILE, indexText());
