import { describe, expect, test } from "vitest";
import { looksLikeRoot } from "../../src/judgement/root-layout.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";

/** Paths that end in a slash are empty folders. */
function isRoot(...paths: readonly string[]): boolean {
	return looksLikeRoot(
		memoryTree(
			paths.map((path) =>
				path.endsWith("/")
					? [path.slice(0, -1), { type: "directory", mode: 0o755 }]
					: [path, memoryFile(path, Buffer.from("x"))],
			),
		),
	);
}

describe("roots of file systems, as they are published", () => {
	test.each([
		["alpine-minirootfs", ["/bin/busybox", "/etc/alpine-release", "/lib/ld-musl-x86_64.so.1", "/opt/", "/usr/bin/env"]],
		["busybox:musl", ["/bin/sh", "/dev/", "/etc/group", "/home/", "/root/", "/tmp/", "/usr/sbin/", "/var/spool/"]],
		["busybox:glibc", ["/bin/sh", "/lib/libc.so.6", "/lib64/ld-linux-x86-64.so.2"]],
		["debian:slim", ["/usr/bin/env", "/etc/debian_version", "/var/lib/dpkg/status"]],
		["distroless/static", ["/etc/passwd", "/etc/nsswitch.conf", "/home/nonroot/", "/tmp/", "/usr/share/zoneinfo/UTC"]],
		["an exported scratch container", ["/.dockerenv", "/app", "/dev/", "/etc/hosts", "/proc/", "/sys/"]],
		["scratch with certificates", ["/app", "/etc/ssl/certs/ca-certificates.crt"]],
		["scratch with mount points alone", ["/app", "/dev/", "/proc/", "/sys/"]],
		["an initramfs", ["/init", "/bin/tool", "/lib/modules/"]],
		["an image of Nix", ["/nix/store/aaa-hello/bin/hello"]],
		["an image of Guix", ["/gnu/store/aaa-hello/bin/hello"]],
		["a tree of make install", ["/usr/local/bin/tool", "/usr/local/lib/libtool.so.1"]],
		["an unpacked package", ["/opt/tool/bin/tool", "/usr/share/doc/tool/copyright"]],
		["what s6-overlay is laid over", ["/app/run", "/etc/services.d/app/run"]],
		["a loader and a program", ["/app", "/lib64/ld-linux-x86-64.so.2"]],
		["openSUSE's or Fedora's package database", ["/opt/tool", "/var/lib/rpm/rpmdb.sqlite"]],
	])("%s", (_, paths) => {
		expect(isRoot(...paths)).toBe(true);
	});
});

describe("releases", () => {
	test.each([
		["app and opt", ["/app/bin/app", "/opt/tool/lib/libtool.so"]],
		["bin and lib", ["/bin/app", "/lib/libapp.so"]],
		["a prefix with settings", ["/bin/app", "/etc/app/app.conf", "/lib/libapp.so", "/share/app/x"]],
		["an installed prefix of nginx", ["/sbin/nginx", "/conf/nginx.conf", "/html/index.html", "/logs/"]],
		["settings of its own in etc", ["/bin/app", "/etc/app.conf", "/var/log/"]],
		["a home, a root and a boot folder", ["/home/app/app", "/root/x", "/boot/app.bin", "/srv/www/"]],
		["a dev folder of a project", ["/dev/docker-compose.yml", "/src/main.ts", "/dist/app"]],
		["an AppDir", ["/AppRun", "/usr/bin/app", "/usr/lib/libapp.so"]],
		["a JDK", ["/bin/java", "/lib/libjli.so", "/conf/net.properties", "/release"]],
		["a Python environment", ["/bin/python3", "/lib/python3.11/site-packages/x.so", "/pyvenv.cfg"]],
		["a folder called usr", ["/usr/me/app"]],
	])("%s", (_, paths) => {
		expect(isRoot(...paths)).toBe(false);
	});
});
