#!/usr/bin/env bash
# Unpacks the newest libstdc++6 and libgcc-s1 of Debian for the add-ons +libstdc++ and +libgcc:
#     scripts/roots/gcc-libraries.sh ROOTS
# Needs an apt that knows the suite (sid) and the architectures: APT_CONFIG may name its configuration.
set -euo pipefail
folder=$1/gcc-libraries
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for pair in amd64:x86_64 arm64:aarch64 armhf:armv7l i386:i386 s390x:s390x riscv64:riscv64 loong64:loongarch64; do
	mkdir -p "$folder/${pair#*:}"
	apt-get download -q "libstdc++6:${pair%:*}" "libgcc-s1:${pair%:*}"
	for package in ./*_"${pair%:*}".deb; do dpkg-deb -x "$package" "$folder/${pair#*:}"; done
done
cp -a "$folder/armv7l" "$folder/armv6l"
version=$(dpkg-deb -f libstdc++6_*_amd64.deb Version)
echo "Debian packages libstdc++6 and libgcc-s1 $version" >"$folder/PACKAGES"
