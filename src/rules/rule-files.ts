// Made from the folders of src/rules by `npm run build:registry`: changes made here are lost.
import basenameVariant from "./abi/basename-variant.ts";
import copyRelocationSize from "./abi/copy-relocation-size.ts";
import fileOffsetWidth from "./abi/file-offset-width.ts";
import localeLayout from "./abi/locale-layout.ts";
import longDoubleFormat from "./abi/long-double-format.ts";
import printfLIntegers from "./abi/printf-l-integers.ts";
import regmatchLayout from "./abi/regmatch-layout.ts";
import strerrorRVariant from "./abi/strerror-r-variant.ts";
import symbolBoundElsewhere from "./abi/symbol-bound-elsewhere.ts";
import xtablesNotSetUp from "./abi/xtables-not-set-up.ts";
import allocatorTuning from "./behaviour/allocator-tuning.ts";
import argumentOrder from "./behaviour/argument-order.ts";
import dnsOverTcp from "./behaviour/dns-over-tcp.ts";
import iconvConversions from "./behaviour/iconv-conversions.ts";
import lazyBinding from "./behaviour/lazy-binding.ts";
import libraryUnloading from "./behaviour/library-unloading.ts";
import localeSupport from "./behaviour/locale-support.ts";
import loginRecords from "./behaviour/login-records.ts";
import nameResolution from "./behaviour/name-resolution.ts";
import passwordHashes from "./behaviour/password-hashes.ts";
import patternExtensions from "./behaviour/pattern-extensions.ts";
import schedulingCalls from "./behaviour/scheduling-calls.ts";
import searchPathDropped from "./behaviour/search-path-dropped.ts";
import selfLocationUnderGcompat from "./behaviour/self-location-under-gcompat.ts";
import threadStackSize from "./behaviour/thread-stack-size.ts";
import timeFormats from "./behaviour/time-formats.ts";
import userLookUp from "./behaviour/user-look-up.ts";
import type { Family } from "./family.ts";
import isaLevel from "./host/isa-level.ts";
import kernelTooOld from "./host/kernel-too-old.ts";
import pageSize from "./host/page-size.ts";
import taggedAddresses from "./host/tagged-addresses.ts";
import claimedLibc from "./identity/claimed-libc.ts";
import claimedMachine from "./identity/claimed-machine.ts";
import foreignSystem from "./identity/foreign-system.ts";
import notJudged from "./identity/not-judged.ts";
import packedContent from "./identity/packed-content.ts";
import pythonModuleName from "./identity/python-module-name.ts";
import copyRelocationProtected from "./loading/copy-relocation-protected.ts";
import crash from "./loading/crash.ts";
import execRefused from "./loading/exec-refused.ts";
import executableStack from "./loading/executable-stack.ts";
import interpreterMissing from "./loading/interpreter-missing.ts";
import interpreterUnusable from "./loading/interpreter-unusable.ts";
import libraryMissing from "./loading/library-missing.ts";
import libraryUnusable from "./loading/library-unusable.ts";
import missingBehindInterpreter from "./loading/missing-behind-interpreter.ts";
import noBuildForTarget from "./loading/no-build-for-target.ts";
import noLoader from "./loading/no-loader.ts";
import permissionDenied from "./loading/permission-denied.ts";
import programMissing from "./loading/program-missing.ts";
import relocationUnsupported from "./loading/relocation-unsupported.ts";
import relrIgnored from "./loading/relr-ignored.ts";
import relrWithoutVersion from "./loading/relr-without-version.ts";
import sanitizerNotFirst from "./loading/sanitizer-not-first.ts";
import scriptInterpreterMissing from "./loading/script-interpreter-missing.ts";
import scriptOptionRefused from "./loading/script-option-refused.ts";
import symbolLazilyMissing from "./loading/symbol-lazily-missing.ts";
import symbolMissing from "./loading/symbol-missing.ts";
import symbolVersionMissing from "./loading/symbol-version-missing.ts";
import textRelocations from "./loading/text-relocations.ts";
import tlsInitialExec from "./loading/tls-initial-exec.ts";
import tlsStaticBlock from "./loading/tls-static-block.ts";
import userMissing from "./loading/user-missing.ts";
import versionInformationMissing from "./loading/version-information-missing.ts";
import wrongMachine from "./loading/wrong-machine.ts";
import type { Rule } from "./rule.ts";
import appimageMount from "./runtime/appimage-mount.ts";
import caCertificates from "./runtime/ca-certificates.ts";
import fonts from "./runtime/fonts.ts";
import globalizationData from "./runtime/globalization-data.ts";
import localeData from "./runtime/locale-data.ts";
import openedLibraries from "./runtime/opened-libraries.ts";
import scriptProgramMissing from "./runtime/script-program-missing.ts";
import serviceNames from "./runtime/service-names.ts";
import shell from "./runtime/shell.ts";
import staticConversions from "./runtime/static-conversions.ts";
import staticNameService from "./runtime/static-name-service.ts";
import temporaryFiles from "./runtime/temporary-files.ts";
import terminalDescriptions from "./runtime/terminal-descriptions.ts";
import timeZones from "./runtime/time-zones.ts";
import unwinderAtRunTime from "./runtime/unwinder-at-run-time.ts";
import userDatabase from "./runtime/user-database.ts";

/** Every rule, by the folder that its file is in. */
export const RULE_FILES: Readonly<Record<Family, readonly Rule[]>> = {
	loading: [
		copyRelocationProtected,
		crash,
		execRefused,
		executableStack,
		interpreterMissing,
		interpreterUnusable,
		libraryMissing,
		libraryUnusable,
		missingBehindInterpreter,
		noBuildForTarget,
		noLoader,
		permissionDenied,
		programMissing,
		relocationUnsupported,
		relrIgnored,
		relrWithoutVersion,
		sanitizerNotFirst,
		scriptInterpreterMissing,
		scriptOptionRefused,
		symbolLazilyMissing,
		symbolMissing,
		symbolVersionMissing,
		textRelocations,
		tlsInitialExec,
		tlsStaticBlock,
		userMissing,
		versionInformationMissing,
		wrongMachine,
	],
	abi: [
		basenameVariant,
		copyRelocationSize,
		fileOffsetWidth,
		localeLayout,
		longDoubleFormat,
		printfLIntegers,
		regmatchLayout,
		strerrorRVariant,
		symbolBoundElsewhere,
		xtablesNotSetUp,
	],
	runtime: [
		appimageMount,
		caCertificates,
		fonts,
		globalizationData,
		localeData,
		openedLibraries,
		scriptProgramMissing,
		serviceNames,
		shell,
		staticConversions,
		staticNameService,
		temporaryFiles,
		terminalDescriptions,
		timeZones,
		unwinderAtRunTime,
		userDatabase,
	],
	behaviour: [
		allocatorTuning,
		argumentOrder,
		dnsOverTcp,
		iconvConversions,
		lazyBinding,
		libraryUnloading,
		localeSupport,
		loginRecords,
		nameResolution,
		passwordHashes,
		patternExtensions,
		schedulingCalls,
		searchPathDropped,
		selfLocationUnderGcompat,
		threadStackSize,
		timeFormats,
		userLookUp,
	],
	host: [isaLevel, kernelTooOld, pageSize, taggedAddresses],
	identity: [claimedLibc, claimedMachine, foreignSystem, notJudged, packedContent, pythonModuleName],
};
