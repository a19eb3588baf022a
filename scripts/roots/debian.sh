#!/usr/bin/env bash
# Makes what the published debian:SUITE-slim image holds, out of Debian packages:
#     scripts/roots/debian.sh SUITE ARCH ROOTS            (bookworm amd64 /some/folder)
# Needs root, debootstrap, and for another machine qemu-user with binfmt. The steps are those of debuerreotype, which
# makes the published images: minbase, full-upgrade, no documentation, manuals or locales. A line goes to
# ROOTS/roots.jsonl. The mirrors come from DEBIAN_MIRROR and DEBIAN_SECURITY_MIRROR.
set -euo pipefail
suite=$1 arch=$2 roots=$(realpath "$3")
: "${DEBIAN_MIRROR:?the address of a Debian mirror, as in /etc/apt/sources.list}"
: "${DEBIAN_SECURITY_MIRROR:?the address of the security archive}"
work=$(mktemp -d)
root=$work/root
trap 'rm -rf "$work"' EXIT
source "$(dirname "$0")/bootstrapped-root.sh"

case $suite in
	bullseye) release=11 merged=--no-merged-usr ;;
	bookworm) release=12 merged=--merged-usr ;;
	trixie) release=13 merged=--merged-usr ;;
	forky) release=testing merged=--merged-usr ;;
	*) echo "unknown suite $suite" >&2 && exit 1 ;;
esac

# debootstrap knows the suites up to the one that it was packaged for; all go the same way.
debootstrap --variant=minbase "$merged" --arch="$arch" "$suite" "$root" "$DEBIAN_MIRROR" \
	/usr/share/debootstrap/scripts/sid
parts=main
if [ "$release" != testing ]; then # which is its own update
	upgrade "deb $DEBIAN_MIRROR $suite main" "deb $DEBIAN_MIRROR $suite-updates main" \
		"deb $DEBIAN_SECURITY_MIRROR $suite-security main"
	parts="main, updates and security"
fi
without_documentation
without_traces_of_the_making
record "debian:$release-slim" "Debian packages of $suite, $parts, by debootstrap --variant=minbase $merged, full-upgrade, then without documentation, manuals and locales as the published slim image"
