import type { InstalledPackage } from "../packages/installed-packages.ts";
import type { Ownership } from "../packages/ownership.ts";

/** What of a program's packages belongs to it. */
export interface ProgramPackages {
	/** The packages whose files come with a program: the one that owns it, and those that it depends on and that were
	 *  built from the same source. */
	packagesOf(realPath: string): readonly InstalledPackage[];
	/** The package that owns a file. */
	ownerOf(realPath: string): InstalledPackage | undefined;
}

/** Program and data of one source belong together (nginx and nginx-common, python3.11 and libpython3.11-stdlib); what was
 *  built from another source comes file by file, as far as it is needed. */
export function programPackages(
	packages: ReadonlyMap<string, InstalledPackage>,
	ownership: Ownership,
): ProgramPackages {
	const ownerOf = (realPath: string) => packages.get(ownership.ownerOf(realPath) ?? "");
	return {
		ownerOf,
		packagesOf(realPath) {
			const owner = ownerOf(realPath);
			return owner === undefined ? [] : ofOneSource(owner, packages);
		},
	};
}

function ofOneSource(
	owner: InstalledPackage,
	packages: ReadonlyMap<string, InstalledPackage>,
): readonly InstalledPackage[] {
	const found = new Set([owner]);
	for (const { depends, source } of found) {
		for (const name of depends) {
			const other = packages.get(name);
			if (other?.source === source) found.add(other);
		}
	}
	return [...found];
}

/** What nothing reads while a program runs. */
const IDLE =
	/^\/usr\/(share\/(doc|man|info|locale|lintian|bash-completion|zsh|fish|gtk-doc|doc-base|bug|applications|pixmaps|menu|vim|emacs)\/|include\/|lib\/(\w+-[\w-]+\/)?pkgconfig\/|lib\/(systemd|debug)\/|src\/)|^\/(usr\/)?lib\/(systemd|udev)\/|^\/etc\/(init\.d|cron\.\w+|logrotate\.d|default|bash_completion\.d|skel|apparmor\.d|ufw|insserv\.conf\.d|init)\/|^\/var\/lib\/dpkg\/|^\/usr\/share\/zoneinfo\/(right|posix)\/|\.(a|la|h|pc)$/;

/** Folders in which every program of a system stands: one is asked for, the others are not. */
const PROGRAM_FOLDER = /^\/(usr\/)?s?bin\/[^/]+$/;

/** Whether nothing reads a file while a program runs. */
export function isIdleFile(path: string): boolean {
	return IDLE.test(path);
}

/** Whether a file of a program's package is packed with it. */
export function isPackedFile(path: string): boolean {
	return !isIdleFile(path) && !PROGRAM_FOLDER.test(path);
}
