import type { FileTree } from "../tree/file-tree.ts";

/** Whether a folder looks like the root of a file system, or like what is laid over one. A release has folders of its own
 *  by nearly every name of the top (`app`, `bin`, `etc`, `lib`, `opt`, `var`): what is in them tells, not that they are there.
 *  Sources: Filesystem Hierarchy Standard 3.0; AppDir specification (AppRun stands at the top of a release with `usr`). */
export function looksLikeRoot(tree: FileTree): boolean {
	if (isThere(tree, "/AppRun")) return false;
	return (
		MARKS.some((path) => isThere(tree, path)) ||
		PROCESS_FOLDERS.filter((path) => isFolder(tree, path)).length > 1 ||
		tree.list("/usr").some((name) => OF_USR.has(name)) ||
		tree.list("/etc").some((name) => OF_ETC.test(name)) ||
		tree.list("/var/lib").some((name) => OF_VAR_LIB.has(name)) ||
		LIBRARY_FOLDERS.some((folder) => tree.list(folder).some((name) => LOADER.test(name)))
	);
}

/** Nothing else has them: shells where scripts name them, initramfs, stores of packages, what Docker leaves. */
const MARKS: readonly string[] = [
	"/bin/sh",
	"/bin/bash",
	"/bin/busybox",
	"/init",
	"/sbin/init",
	"/nix/store",
	"/gnu/store",
	"/.dockerenv",
	"/lib/apk",
];

/** The kernel and the runtime fill them; images have them empty. */
const PROCESS_FOLDERS: readonly string[] = ["/proc", "/sys", "/dev", "/run"];

const OF_USR: ReadonlySet<string> = new Set(
	"bin sbin lib lib32 lib64 libexec local share include games src".split(" "),
);

/** Files that C libraries, package managers, init programs and images read there; a program's own settings are others. */
const OF_ETC =
	/^(?:passwd|group|shadow|hostname|hosts|resolv\.conf|nsswitch\.conf|os-release|[a-z-]+[-_](?:release|version)|ld\.so\..*|ld-musl-.*|ssl|ca-certificates.*|pki|profile|profile\.d|apk|apt|dpkg|yum.*|pacman.*|init\.d|inittab|rc\.d|systemd|cont-init\.d|services\.d|s6-overlay|cron\.d|crontabs|sudoers.*|security|pam\.d|localtime|timezone|fstab|mtab|issue|motd|shells|skel|alternatives|logrotate\.d|sysctl.*|udev|modprobe\.d|environment|protocols|services)$/;

const OF_VAR_LIB: ReadonlySet<string> = new Set(["dpkg", "rpm", "pacman", "apt", "apk"]);

const LIBRARY_FOLDERS: readonly string[] = ["/lib", "/lib64", "/lib32", "/libx32"];
const LOADER = /^ld[\w.-]*\.so/;

function isThere(tree: FileTree, path: string): boolean {
	return tree.entry(path) !== undefined;
}

function isFolder(tree: FileTree, path: string): boolean {
	return tree.entry(path)?.type === "directory";
}
