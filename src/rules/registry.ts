import claimedLibc from "./claimed-libc.ts";
import copyRelocationProtected from "./copy-relocation-protected.ts";
import crash from "./crash.ts";
import execRefused from "./exec-refused.ts";
import executableStack from "./executable-stack.ts";
import interpreterMissing from "./interpreter-missing.ts";
import interpreterUnusable from "./interpreter-unusable.ts";
import isaLevel from "./isa-level.ts";
import kernelTooOld from "./kernel-too-old.ts";
import libraryMissing from "./library-missing.ts";
import libraryUnusable from "./library-unusable.ts";
import missingBehindInterpreter from "./missing-behind-interpreter.ts";
import noLoader from "./no-loader.ts";
import notJudged from "./not-judged.ts";
import packedContent from "./packed-content.ts";
import relocationUnsupported from "./relocation-unsupported.ts";
import relrIgnored from "./relr-ignored.ts";
import relrWithoutVersion from "./relr-without-version.ts";
import type { Rule } from "./rule.ts";
import scriptInterpreterMissing from "./script-interpreter-missing.ts";
import searchPathDropped from "./search-path-dropped.ts";
import symbolBoundElsewhere from "./symbol-bound-elsewhere.ts";
import symbolLazilyMissing from "./symbol-lazily-missing.ts";
import symbolMissing from "./symbol-missing.ts";
import symbolVersionMissing from "./symbol-version-missing.ts";
import textRelocations from "./text-relocations.ts";
import tlsInitialExec from "./tls-initial-exec.ts";
import tlsStaticBlock from "./tls-static-block.ts";
import versionInformationMissing from "./version-information-missing.ts";
import wrongMachine from "./wrong-machine.ts";

/** Every rule, in the order in which findings of one severity are told: what comes first in a start comes first. */
export const RULES: readonly Rule[] = [
	packedContent,
	notJudged,
	wrongMachine,
	execRefused,
	interpreterMissing,
	scriptInterpreterMissing,
	interpreterUnusable,
	noLoader,
	libraryMissing,
	libraryUnusable,
	kernelTooOld,
	isaLevel,
	symbolVersionMissing,
	versionInformationMissing,
	relocationUnsupported,
	relrIgnored,
	relrWithoutVersion,
	symbolMissing,
	symbolLazilyMissing,
	symbolBoundElsewhere,
	copyRelocationProtected,
	tlsInitialExec,
	tlsStaticBlock,
	executableStack,
	textRelocations,
	crash,
	missingBehindInterpreter,
	searchPathDropped,
	claimedLibc,
];
