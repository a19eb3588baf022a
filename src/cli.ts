import { obeySignals } from "./cli/first-process.ts";
import { run } from "./cli/run.ts";

obeySignals();
void run(process.argv, process.env);
