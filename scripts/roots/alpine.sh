#!/usr/bin/env bash
# Collects Alpine root file systems out of a clone of github.com/alpinelinux/docker-alpine or of a repository made from it:
#     scripts/roots/alpine.sh REPOSITORY CLONE ROOTS [RELEASE...]     (alpinelinux/docker-alpine clone roots 3.20 edge)
# One branch per release, each holding the minirootfs of every architecture; without RELEASE all of them. What the
# branch's checksums.sha512 disowns is an error. Lines go to ROOTS/roots.jsonl.
set -euo pipefail
repository=$1 clone=$2 roots=$3
shift 3
git() { command git -C "$clone" "$@"; }

wanted() {
	[ "$#" -eq 1 ] && return
	local release=$1
	shift
	[[ " $* " == *" $release "* ]]
}

for branch in $(git for-each-ref --format='%(refname)' | sed -nE 's#^refs/(heads|remotes/origin)/(v3\.[0-9]+|edge)$#\0#p'); do
	release=${branch##*/}
	release=${release#v}
	wanted "$release" "$@" || continue
	read -r commit date <<<"$(git log -1 --abbrev=12 --format='%h %cs' "$branch" -- '*minirootfs*')"
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
		git show "$branch:checksums.sha512" | sed -n "s#  ${path}\$#  $roots/$file#p" | sha512sum --check --quiet
		sha256=$(sha256sum <"$roots/$file" | cut -d' ' -f1)
		source="github.com/$repository commit $commit: ${path##*/}"
		printf '{"name":"alpine:%s","arch":"%s","file":"%s","basis":"measured","source":"%s","sha256":"%s","date":"%s"}\n' \
			"$release" "$arch" "$file" "$source" "$sha256" "$date" >>"$roots/roots.jsonl"
	done
done
