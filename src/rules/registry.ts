import allocatorTuning from "./allocator-tuning.ts";
import argumentOrder from "./argument-order.ts";
import basenameVariant from "./basename-variant.ts";
import caCertificates from "./ca-certificates.ts";
import claimedLibc from "./claimed-libc.ts";
import copyRelocationProtected from "./copy-relocation-protected.ts";
import copyRelocationSize from "./copy-relocation-size.ts";
import crash from "./crash.ts";
import dnsOverTcp from "./dns-over-tcp.ts";
import execRefused from "./exec-refused.ts";
import executableStack from "./executable-stack.ts";
import fileOffsetWidth from "./file-offset-width.ts";
import fonts from "./fonts.ts";
import foreignSystem from "./foreign-system.ts";
import globalizationData from "./globalization-data.ts";
import iconvConversions from "./iconv-conversions.ts";
import interpreterMissing from "./interpreter-missing.ts";
import interpreterUnusable from "./interpreter-unusable.ts";
import isaLevel from "./isa-level.ts";
import kernelTooOld from "./kernel-too-old.ts";
import lazyBinding from "./lazy-binding.ts";
import libraryMissing from "./library-missing.ts";
import libraryUnloading from "./library-unloading.ts";
import libraryUnusable from "./library-unusable.ts";
import localeData from "./locale-data.ts";
import localeLayout from "./locale-layout.ts";
import localeSupport from "./locale-support.ts";
import loginRecords from "./login-records.ts";
import longDoubleFormat from "./long-double-format.ts";
import missingBehindInterpreter from "./missing-behind-interpreter.ts";
import nameResolution from "./name-resolution.ts";
import noLoader from "./no-loader.ts";
import notJudged from "./not-judged.ts";
import openedLibraries from "./opened-libraries.ts";
import packedContent from "./packed-content.ts";
import passwordHashes from "./password-hashes.ts";
import patternExtensions from "./pattern-extensions.ts";
import permissionDenied from "./permission-denied.ts";
import printfLIntegers from "./printf-l-integers.ts";
import programMissing from "./program-missing.ts";
import pythonModuleName from "./python-module-name.ts";
import regmatchLayout from "./regmatch-layout.ts";
import relocationUnsupported from "./relocation-unsupported.ts";
import relrIgnored from "./relr-ignored.ts";
import relrWithoutVersion from "./relr-without-version.ts";
import type { Rule } from "./rule.ts";
import sanitizerNotFirst from "./sanitizer-not-first.ts";
import schedulingCalls from "./scheduling-calls.ts";
import scriptInterpreterMissing from "./script-interpreter-missing.ts";
import scriptOptionRefused from "./script-option-refused.ts";
import scriptProgramMissing from "./script-program-missing.ts";
import searchPathDropped from "./search-path-dropped.ts";
import selfLocationUnderGcompat from "./self-location-under-gcompat.ts";
import serviceNames from "./service-names.ts";
import shell from "./shell.ts";
import staticConversions from "./static-conversions.ts";
import staticNameService from "./static-name-service.ts";
import strerrorRVariant from "./strerror-r-variant.ts";
import symbolBoundElsewhere from "./symbol-bound-elsewhere.ts";
import symbolLazilyMissing from "./symbol-lazily-missing.ts";
import symbolMissing from "./symbol-missing.ts";
import symbolVersionMissing from "./symbol-version-missing.ts";
import taggedAddresses from "./tagged-addresses.ts";
import temporaryFiles from "./temporary-files.ts";
import terminalDescriptions from "./terminal-descriptions.ts";
import textRelocations from "./text-relocations.ts";
import threadStackSize from "./thread-stack-size.ts";
import timeFormats from "./time-formats.ts";
import timeZones from "./time-zones.ts";
import tlsInitialExec from "./tls-initial-exec.ts";
import tlsStaticBlock from "./tls-static-block.ts";
import unwinderAtRunTime from "./unwinder-at-run-time.ts";
import userDatabase from "./user-database.ts";
import userLookUp from "./user-look-up.ts";
import userMissing from "./user-missing.ts";
import versionInformationMissing from "./version-information-missing.ts";
import wrongMachine from "./wrong-machine.ts";
import xtablesNotSetUp from "./xtables-not-set-up.ts";

/** Every rule, in the order in which findings of one severity are told: first what the kernel and the loader object to,
 *  in the order of a start; then what behaves differently; then what the program needs beyond loading. */
export const RULES: readonly Rule[] = [
	packedContent,
	notJudged,
	userMissing,
	programMissing,
	wrongMachine,
	execRefused,
	permissionDenied,
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
	copyRelocationSize,
	tlsInitialExec,
	tlsStaticBlock,
	executableStack,
	textRelocations,
	crash,
	foreignSystem,
	sanitizerNotFirst,
	taggedAddresses,
	xtablesNotSetUp,
	scriptProgramMissing,
	scriptOptionRefused,
	missingBehindInterpreter,
	lazyBinding,
	searchPathDropped,
	claimedLibc,

	pythonModuleName,
	regmatchLayout,
	strerrorRVariant,
	basenameVariant,
	localeLayout,
	printfLIntegers,
	fileOffsetWidth,
	longDoubleFormat,
	selfLocationUnderGcompat,
	threadStackSize,
	dnsOverTcp,
	nameResolution,
	userLookUp,
	iconvConversions,
	localeSupport,
	patternExtensions,
	timeFormats,
	argumentOrder,
	schedulingCalls,
	passwordHashes,
	loginRecords,
	libraryUnloading,
	allocatorTuning,

	openedLibraries,
	unwinderAtRunTime,
	globalizationData,
	staticNameService,
	staticConversions,
	localeData,
	caCertificates,
	timeZones,
	userDatabase,
	shell,
	temporaryFiles,
	serviceNames,
	terminalDescriptions,
	fonts,
];
