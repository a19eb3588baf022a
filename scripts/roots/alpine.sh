#!/usr/bin/env bash
# Collects every Alpine root file system out of a clone of github.com/alpinelinux/docker-alpine:
#     scripts/roots/alpine.sh CLONE ROOTS
# One branch per release; each holds the minirootfs of every architecture. Lines go to ROOTS/roots.jsonl.
set -euo pipefail
clone=$1 roots=$2
git() { command git -C "$clone" "$@"; }

for branch in $(git for-each-ref --format='%(refname)' | sed -nE 's#^refs/(heads|remotes/origin)/(v3\.[0-9]+|edge)$#\0#p'); do
	release=${branch##*/}
	release=${release#v}
	commit=$(git rev-parse --short=12 "$branch")
	date=$(git log -1 --format=%cs "$branch")
	git ls-tree -r --name-only "$branch" | grep 'minirootfs.*\.tar\.gz$' | while read -r path; do
		case ${path%%/*} in
			x86) arch=i386 ;;
			armhf) arch=armv6l ;;
			armv7) arch=armv7l ;;
			*) arch=${path%%/*} ;;
		esac
		file=alpine-$release/$arch.tar.gz
		mkdir -p "$roots/alpine-$release"
		git show "$branch:$path" >"$roots/$file"
		sha256=$(sha256sum <"$roots/$file" | cut -d' ' -f1)
		source="github.com/alpinelinux/docker-alpine commit $commit: ${path##*/}"
		printf '{"name":"alpine:%s","arch":"%s","file":"%s","basis":"measured","source":"%s","sha256":"%s","date":"%s"}\n' \
			"$release" "$arch" "$file" "$source" "$sha256" "$date" >>"$roots/roots.jsonl"
	done
done
