import type { LoaderStart } from "../loader-model.ts";
import type { Dso, MuslProcess } from "./process.ts";

/** musl itself, known by the name that PT_INTERP gives it. */
export function theLoader({ interpreter }: LoaderStart): Dso {
	return {
		name: interpreter.path,
		shortname: "libc.so",
		elf: interpreter.elf,
		...(interpreter.elf.dynamic === undefined ? {} : { dynamic: interpreter.elf.dynamic }),
		kernelMapped: true,
		atRuntime: false,
		record: { name: interpreter.path, via: "reserved", steps: [] },
	};
}

/** The program that is started. Messages name it by AT_EXECFN, or by the loader's argument. */
export function mainProgram({ start, files }: MuslProcess): Dso {
	const { request, subject, execName, commandPath } = start;
	const file = files.find(request.path, true);
	const realPath = typeof file === "string" ? request.path : file.realPath;
	const name = commandPath ?? execName ?? request.path;
	return {
		name,
		elf: subject,
		...(subject.dynamic === undefined ? {} : { dynamic: subject.dynamic }),
		// /proc/self/exe is the real path; a program that was given as an argument is known by that.
		originFile: commandPath ?? realPath,
		kernelMapped: commandPath === undefined,
		atRuntime: false,
		record: { name, path: realPath, elf: subject, via: "subject", steps: [] },
	};
}

/** The program that calls dlopen: only its libc and the symbols that it is said to bring matter. */
export function hostProgram(): Dso {
	return {
		name: "",
		kernelMapped: true,
		atRuntime: false,
		record: { name: "", via: "subject", steps: [] },
	};
}
