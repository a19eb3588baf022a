import { join, resolve } from "node:path";
import { buildCorpus } from "./corpus/corpus.ts";

const base = resolve(process.env.ELFSPECT_CONFORMANCE ?? ".cache/conformance");
const [command] = process.argv.slice(2);
if (command === "corpus") buildCorpus(base, join("test/conformance/corpus/packages.json"));
else throw new Error(`unknown command ${command}`);
