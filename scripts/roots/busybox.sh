#!/usr/bin/env bash
# Collects busybox root file systems out of a clone of github.com/docker-library/busybox:
#     scripts/roots/busybox.sh CLONE ROOTS [COMMIT...]
# The dist-* branches hold the current images of each architecture. Older ones stand in the history and in pull
# requests (fetch refs/pull/*): name such commits, for example 99fd27dde3bb165a472057ee1b1b531e11233f57 of August 2021
# (busybox 1.33 with glibc 2.28, x86_64). Lines go to ROOTS/roots.jsonl.
set -euo pipefail
clone=$1 roots=$2
shift 2
git() { command git -C "$clone" "$@"; }

architecture() {
	case $1 in
		amd64) echo x86_64 ;;
		arm64v8) echo aarch64 ;;
		arm32v5) echo armv5l ;;
		arm32v6) echo armv6l ;;
		arm32v7) echo armv7l ;;
		*) echo "$1" ;;
	esac
}

collect() { # commit, path of the tar file, docker's architecture
	local commit=$1 path=$2 arch name version file sha256
	arch=$(architecture "$3")
	IFS=/ read -r release variant _ <<<"$path"
	version=$(git show "$commit:$release/$variant/Dockerfile.builder" | sed -nE 's/^ENV BUSYBOX_VERSION (.*)$/\1/p' | head -n 1)
	name=busybox-$version-$variant
	file=$name/$arch.tar.${path##*.}
	mkdir -p "$roots/$name"
	git show "$commit:$path" >"$roots/$file"
	sha256=$(sha256sum <"$roots/$file" | cut -d' ' -f1)
	printf '{"name":"busybox:%s-%s","arch":"%s","file":"%s","basis":"measured","source":"%s","sha256":"%s","date":"%s"}\n' \
		"$version" "$variant" "$arch" "$file" \
		"github.com/docker-library/busybox commit $(git rev-parse --short=12 "$commit"): $path" \
		"$sha256" "$(git log -1 --format=%cs "$commit")" >>"$roots/roots.jsonl"
}

for branch in $(git for-each-ref --format='%(refname)' | grep -E '/dist-[a-z0-9]+$'); do
	docker_arch=${branch##*/dist-}
	git ls-tree -r --name-only "$branch" | grep "/$docker_arch/rootfs\.tar\.gz$" | while read -r path; do
		[ "$(git cat-file -s "$branch:$path")" -gt 1000 ] && collect "$branch" "$path" "$docker_arch"
	done
done
for commit; do
	git ls-tree -r --name-only "$commit" | grep '/busybox\.tar\.xz$' | while read -r path; do
		collect "$commit" "$path" amd64
	done
done
