/** Words of a shell that run nothing from a file, of dash, busybox's ash and bash. */
const BUILTINS = new Set(
	". : [ alias bg bind break builtin caller cd chdir command compgen complete continue declare dirs disown echo enable eval exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset wait".split(
		" ",
	),
);

/** Those behind which programs are found where they were found before, and the text goes on. */
const HARMLESS = new Set(": [ echo exec export printf readonly set test true ulimit umask unset".split(" "));

/** Programs that bring no other: what was missing before is missing behind them. Of coreutils, findutils and the like. */
const BYSTANDERS = new Set(
	"basename cat chgrp chmod chown cut date dirname egrep fgrep getent grep head hostname id ls mkdir nproc ps readlink realpath rm rmdir sed seq sleep sort stat sync tail touch tr uname uniq wc whoami".split(
		" ",
	),
);

/** Whether a shell runs a word itself. */
export function isBuiltin(word: string): boolean {
	return BUILTINS.has(word);
}

/** Whether a command neither brings programs nor changes where they are looked for. */
export function providesNothing(word: string): boolean {
	return HARMLESS.has(word) || BYSTANDERS.has(word.replace(/^(?:\/usr)?\/s?bin\//, ""));
}
