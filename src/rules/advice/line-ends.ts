/** What helps against a carriage return at the end of a script's first line. */
export const UNIX_LINE_ENDS =
	"give the script Unix line ends: `dos2unix`, or `sed -i 's/\\r$//'`; in git, `*.sh text eol=lf`";
