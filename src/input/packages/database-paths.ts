import { isApkFile } from "./apk.ts";
import { isDpkgFile } from "./dpkg.ts";
import { isPacmanFile } from "./pacman.ts";
import { isRpmFile } from "./rpm.ts";

/** Whether a path is a file that `packageOwnership` reads: bytes that a stream must keep. */
export function isPackageDatabase(path: string): boolean {
	return isDpkgFile(path) || isApkFile(path) || isPacmanFile(path) || isRpmFile(path);
}
