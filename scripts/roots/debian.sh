#!/usr/bin/env bash
# Makes what the published debian:SUITE-slim image holds, out of Debian packages:
#     scripts/roots/debian.sh SUITE ARCH ROOTS            (bookworm amd64 /some/folder)
# Needs root, debootstrap, and for another machine qemu-user with binfmt. The steps are those of debuerreotype, which
# makes the published images: minbase, full-upgrade, no documentation, manuals or locales. A line goes to
# ROOTS/roots.jsonl. The mirrors come from DEBIAN_MIRROR and DEBIAN_SECURITY_MIRROR.
set -euo pipefail
suite=$1 arch=$2 roots=$3
: "${DEBIAN_MIRROR:?the address of a Debian mirror, as in /etc/apt/sources.list}"
: "${DEBIAN_SECURITY_MIRROR:?the address of the security archive}"
mirror=$DEBIAN_MIRROR
work=$(mktemp -d)
root=$work/root
trap 'rm -rf "$work"' EXIT

case $suite in
	bullseye) release=11 merged=--no-merged-usr ;;
	bookworm) release=12 merged=--merged-usr ;;
	trixie) release=13 merged=--merged-usr ;;
	*) echo "unknown suite $suite" >&2 && exit 1 ;;
esac
case $arch in
	amd64) machine=x86_64 ;;
	arm64) machine=aarch64 ;;
	armhf) machine=armv7l ;;
	ppc64el) machine=ppc64le ;;
	*) machine=$arch ;;
esac

debootstrap --variant=minbase "$merged" --arch="$arch" "$suite" "$root" "$mirror"
{
	echo "deb $mirror $suite main"
	echo "deb $mirror $suite-updates main"
	echo "deb $DEBIAN_SECURITY_MIRROR $suite-security main"
} >"$root/etc/apt/sources.list"
cp /etc/resolv.conf "$root/etc/resolv.conf"
chroot "$root" apt-get update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -y full-upgrade

cd "$root"
kept=(-path 'usr/share/doc/*/copyright' -o -path usr/share/locale/locale.alias)
for folder in doc info linda lintian/overrides locale man; do
	[ -d "usr/share/$folder" ] || continue
	find "usr/share/$folder" -depth -mindepth 1 -not \( -type d -o -type l \) -not \( "${kept[@]}" \) -delete
	while [ "$(find "usr/share/$folder" -depth -mindepth 1 \( -empty -o -xtype l \) -exec rm -rf {} \; -printf . | wc -c)" -gt 0 ]; do :; done
done
mkdir -p usr/share/man/man{1,2,3,4,5,6,7,8}
rm -rf var/cache/apt/* var/lib/apt/lists/* var/log/*.log var/log/apt/*.log var/cache/ldconfig/aux-cache \
	etc/machine-id etc/resolv.conf etc/hostname run/mount dev/* proc/* sys/* tmp/* etc/apt/apt.conf.d/01autoremove-kernels
printf '#!/bin/sh\nexit 101\n' >usr/sbin/policy-rc.d
chmod 755 usr/sbin/policy-rc.d
for name in etc/apt/apt.conf.d/docker-{autoremove-suggests,clean,gzip-indexes,no-languages} etc/dpkg/dpkg.cfg.d/docker{,-apt-speedup}; do
	echo '# stands for the configuration that the published image carries here' >"$name"
done

file=debian-$release-slim/$machine.tar.gz
mkdir -p "$roots/debian-$release-slim"
tar --sort=name --numeric-owner --owner=0 --group=0 -cf - . | gzip -9n >"$roots/$file"
sha256=$(sha256sum <"$roots/$file" | cut -d' ' -f1)
source="Debian packages of $suite, main, updates and security, by debootstrap --variant=minbase $merged, full-upgrade, then without documentation, manuals and locales as the published slim image"
printf '{"name":"debian:%s-slim","arch":"%s","file":"%s","basis":"assembled","source":"%s","sha256":"%s","date":"%s"}\n' \
	"$release" "$machine" "$file" "$source" "$sha256" "$(date +%F)" >>"$roots/roots.jsonl"
