#!/usr/bin/env bash
# Makes what the published ubuntu:RELEASE image holds, out of Ubuntu's packages:
#     scripts/roots/ubuntu.sh SUITE ARCH ROOTS            (noble amd64 /some/folder)
# Needs root, debootstrap, and the archive's keys (UBUNTU_KEYRING, out of the package ubuntu-keyring). The published
# images are minbase, upgraded, without documentation and manuals. Since 23.04 they have a user `ubuntu` (1000).
# A line goes to ROOTS/roots.jsonl. The mirror comes from UBUNTU_MIRROR.
set -euo pipefail
suite=$1 arch=$2 roots=$(realpath "$3")
: "${UBUNTU_MIRROR:?the address of an Ubuntu mirror}"
: "${UBUNTU_KEYRING:?a file with the keys of the archive}"
work=$(mktemp -d)
root=$work/root
trap 'rm -rf "$work"' EXIT
source "$(dirname "$0")/bootstrapped-root.sh"

case $suite in
	xenial) release=16.04 merged=--no-merged-usr ;;
	bionic) release=18.04 merged=--no-merged-usr ;;
	focal) release=20.04 merged=--merged-usr ;;
	jammy) release=22.04 merged=--merged-usr ;;
	noble) release=24.04 merged=--merged-usr ;;
	questing) release=25.10 merged=--merged-usr ;;
	resolute) release=26.04 merged=--merged-usr ;;
	*) echo "unknown suite $suite" >&2 && exit 1 ;;
esac

# debootstrap knows Ubuntu's releases by name up to the one that was current when it was packaged; all go the same way.
debootstrap --variant=minbase "$merged" --keyring="$UBUNTU_KEYRING" --arch="$arch" "$suite" "$root" "$UBUNTU_MIRROR" \
	/usr/share/debootstrap/scripts/gutsy
upgrade "deb $UBUNTU_MIRROR $suite main universe" "deb $UBUNTU_MIRROR $suite-updates main universe" \
	"deb $UBUNTU_MIRROR $suite-security main universe"
user=
case $release in
	16.04 | 18.04 | 20.04 | 22.04) ;;
	*)
		chroot "$root" useradd --create-home --shell /bin/bash --comment Ubuntu ubuntu
		user=", with the user ubuntu of the published image"
		;;
esac
without_documentation
without_traces_of_the_making
record "ubuntu:$release" "Ubuntu packages of $suite, main, updates and security, by debootstrap --variant=minbase $merged, full-upgrade, then without documentation, manuals and locales$user"
