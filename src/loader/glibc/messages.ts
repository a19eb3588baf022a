/** How the loader's words reach the user: on the program's standard error, or as the text of dlerror(3).
 *  Source: fatal_error in elf/dl-error-skeleton.c and _dlerror in dlfcn/dlerror.c of glibc. */
export interface Voice {
	/** An error that ends the load, about an object (its name may be empty). */
	error(object: string, words: string, errno?: string): string;
	/** A symbol that a relocation does not find; `occasion` is printed at program start only. */
	lookupError(occasion: string, object: string, words: string): string;
	/** A fatal error with an occasion of its own. */
	occasion(occasion: string, object: string, words: string): string;
	/** What the version check says of an object. */
	versionLine(object: string, words: string): string;
	/** DSO_FILENAME: the name of an object, or the program's where it has none. */
	nameOf(object: string): string;
}

/** strerror(3) of what a loader can run into. */
const ERRNO_WORDS: Readonly<Record<string, string>> = {
	ENOENT: "No such file or directory",
	ENOTDIR: "Not a directory",
	EACCES: "Permission denied",
	ELOOP: "Too many levels of symbolic links",
	ENAMETOOLONG: "File name too long",
	EISDIR: "Is a directory",
	EINVAL: "Invalid argument",
};

const ERRNO_NUMBERS: Readonly<Record<string, number>> = { ENOTDIR: 20, EISDIR: 21, ENAMETOOLONG: 36, ELOOP: 40 };

/** What ld.so itself has words for (__strerror_r in elf/dl-minimal.c); it prints the number of the rest. */
const KNOWN_AT_START: ReadonlySet<string> = new Set(["ENOENT", "EACCES", "EINVAL"]);

function errnoWords(errno: string, atStart: boolean): string {
	const isNumbered = atStart && !KNOWN_AT_START.has(errno);
	return isNumbered ? `Error ${ERRNO_NUMBERS[errno] ?? 0}` : (ERRNO_WORDS[errno] ?? errno);
}

function errnoSuffix(errno: string | undefined, atStart: boolean): string {
	return errno === undefined ? "" : `: ${errnoWords(errno, atStart)}`;
}

function objectPrefix(object: string): string {
	return object === "" ? "" : `${object}: `;
}

/** A program that is being started; `program` is its argv[0]. */
export function startVoice(program: string): Voice {
	const nameOf = (object: string): string => (object === "" ? program : object);
	return {
		error: (object, words, errno) =>
			`${program}: error while loading shared libraries: ${objectPrefix(object)}${words}${errnoSuffix(errno, true)}`,
		lookupError: (occasion, object, words) => `${program}: ${occasion}: ${nameOf(object)}: ${words}`,
		occasion: (occasion, object, words) => `${program}: ${occasion}: ${objectPrefix(object)}${words}`,
		versionLine: (object, words) => `${program}: ${nameOf(object)}: ${words}`,
		nameOf,
	};
}

/** A dlopen whose caller prints dlerror(3). */
export const dlopenVoice: Voice = {
	error: (object, words, errno) => `${objectPrefix(object)}${words}${errnoSuffix(errno, false)}`,
	lookupError: (_, object, words) => `${objectPrefix(object)}${words}`,
	occasion: (_, object, words) => `${objectPrefix(object)}${words}`,
	versionLine: (object, words) => `${objectPrefix(object)}${words}`,
	nameOf: (object) => object,
};

/** First release whose assertions are printed as they are written: macros in them stay. */
const UNEXPANDED_FROM = 23;

/** What an assertion in ld.so prints before it ends the process. */
export function assertionLine(release: number, placement: string, assertion: string): string {
	const text = release < UNEXPANDED_FROM ? assertion.replace("NULL", "((void *)0)") : assertion;
	return `Inconsistency detected by ld.so: ${placement}: Assertion \`${text}' failed!`;
}
