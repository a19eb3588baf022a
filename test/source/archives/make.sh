#!/usr/bin/env bash
# Writes the archives of this folder with the tools that people use: buildah, podman, skopeo, umoci, GNU tar.
# No daemon, no network: the images are made from scratch out of the project's own small programs.
# Usage (as root, Debian 12): bash test/source/archives/make.sh [FOLDER]   default: the folder of this script
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
fixtures=$(cd "$here/../../../fixtures-bin" && pwd)
out=${1:-$here}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
rm -f "$out"/*.tar "$out"/*.tar.*

export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
storage=(--root "$work/storage" --runroot "$work/run" --storage-driver vfs)
buildah() { command buildah "${storage[@]}" "$@"; }
podman() { command podman "${storage[@]}" "$@"; }



# The lower layer: folders, links of both kinds, names of every length, things that the upper one takes away.
lower=$work/lower
mkdir -p "$lower"/{app,etc,usr/lib,usr/bin,gone,opaque/old,swap-folder,deep}
cp "$fixtures/x86_64-musl/hello" "$lower/app/program"
cp "$lower/app/program" "$lower/usr/lib/libold.so"
ln -s usr/lib "$lower/lib"
ln "$lower/app/program" "$lower/usr/bin/hard"
ln -s ../../app/program "$lower/usr/bin/soft"
printf '#!/app/program --flag\n' >"$lower/usr/bin/script"
chmod 755 "$lower/usr/bin/script"
printf 'ID=test\n' >"$lower/etc/os-release"
printf x >"$lower/gone/file"
printf x >"$lower/opaque/old/file"
printf x >"$lower/swap-folder/file"
printf x >"$lower/swap-file"
long=$(printf 'n%.0s' $(seq 1 120))
mkdir -p "$lower/deep/$long/$long"
printf 'long' >"$lower/deep/$long/$long/$long"
printf 'ü' >"$lower/deep/größe"
printf 'latin1' >"$lower/deep/$(printf 'gr\366\337e')"
printf 'line' >"$lower/deep/$(printf 'two\nlines')"

container=$(buildah from scratch)
buildah copy -q "$container" "$lower" / >/dev/null
buildah config --entrypoint '["/app/program"]' --cmd 'one two' --env PATH=/usr/bin --workingdir /app "$container"
buildah config --history-comment lower "$container"
buildah commit -q "$container" localhost/test:lower >/dev/null

# The upper layer, made in a container's own root so that the tools find out what changed.
container=$(buildah from --pull-never localhost/test:lower)
root=$(buildah mount "$container")
rm -rf "$root/gone" "$root/opaque" "$root/swap-folder" "$root/swap-file"
mkdir -p "$root/opaque" "$root/swap-file"
printf new >"$root/opaque/new"
printf x >"$root/swap-folder"
printf x >"$root/swap-file/file"
cp "$root/app/program" "$root/usr/lib/libnew.so"
rm "$root/usr/lib/libold.so"
buildah umount "$container" >/dev/null
buildah commit -q "$container" localhost/test:both >/dev/null

podman save -q --format docker-archive -o "$out/podman-docker.tar" localhost/test:both
podman save -q --format oci-archive -o "$out/podman-oci.tar" localhost/test:both
podman save -q -m --format docker-archive -o "$out/podman-several.tar" localhost/test:lower localhost/test:both

# The two forms of \`docker save\`, out of the same blobs: up to Docker 24 ID/layer.tar with a VERSION and a json beside
# it, from Docker 25 on an OCI layout with a manifest.json. (Docker itself needs a daemon.)
unpacked=$work/unpacked
mkdir -p "$unpacked" "$work/docker-24"
tar -C "$unpacked" -xf "$out/podman-docker.tar"
for layer in "$unpacked"/*.tar; do
  id=$(basename "$layer" .tar)
  mkdir "$work/docker-24/$id"
  cp "$layer" "$work/docker-24/$id/layer.tar"
  printf 1.0 >"$work/docker-24/$id/VERSION"
  printf '{"id":"%s"}' "$id" >"$work/docker-24/$id/json"
done
config=$(basename "$(ls "$unpacked"/*.json | grep -v manifest.json)")
cp "$unpacked/$config" "$work/docker-24/"
sed 's|\([0-9a-f]\{64\}\)\.tar|\1/layer.tar|g' "$unpacked/manifest.json" >"$work/docker-24/manifest.json"
tar -C "$work/docker-24" -cf "$out/docker-24.tar" .

copy() { skopeo --insecure-policy copy -q "$@"; }
copy "oci-archive:$out/podman-oci.tar" "docker-archive:$out/skopeo-docker.tar:example.com/test:both"
copy "oci-archive:$out/podman-oci.tar" "oci-archive:$out/skopeo-oci.tar:both"
copy --dest-compress-format gzip --dest-compress "oci-archive:$out/podman-oci.tar" "oci:$work/layout-gzip:both"
copy --dest-compress-format zstd --dest-compress "oci-archive:$out/podman-oci.tar" "oci:$work/layout-zstd:both"
tar -C "$work/layout-gzip" -cf "$out/layout-gzip.tar" .
tar -C "$work/layout-zstd" -cf "$out/layout-zstd.tar" .

mkdir "$work/docker-25"
tar -C "$work/docker-25" -xf "$out/podman-oci.tar"
manifest=$(sed -n 's|.*"digest":"sha256:\([0-9a-f]*\)".*|\1|p' "$work/docker-25/index.json")
digests=$(grep -o 'sha256:[0-9a-f]\{64\}' "$work/docker-25/blobs/sha256/$manifest" | sed 's|sha256:|blobs/sha256/|')
layers=$(sed -n 2,3p <<<"$digests" | sed 's|.*|"&"|' | paste -sd,)
printf '[{"Config":"%s","RepoTags":["test:both"],"Layers":[%s]}]' "$(head -n 1 <<<"$digests")" "$layers" >"$work/docker-25/manifest.json"
tar -C "$work/docker-25" -cf "$out/docker-25.tar" blobs index.json manifest.json oci-layout

# umoci: another writer of layers and indexes, with two tags in one layout.
umoci init --layout "$work/umoci"
umoci new --image "$work/umoci:first"
umoci insert --image "$work/umoci:first" "$lower" /
umoci insert --image "$work/umoci:first" --opaque "$lower/etc" /opaque
umoci insert --image "$work/umoci:first" --whiteout /gone
umoci config --image "$work/umoci:first" --config.entrypoint /app/program --tag second
tar -C "$work/umoci" -cf "$out/umoci.tar" .
# The same unpacked, as an OCI runtime bundle.
umoci config --image "$work/umoci:second" --config.user 1000:50 --config.env PATH=/usr/bin --tag bundle
umoci unpack --image "$work/umoci:bundle" "$work/bundle"
tar -C "$work" -cf "$out/umoci-bundle.tar" bundle/config.json bundle/rootfs

# A multi-platform index, nested, with an attestation beside it as buildkit writes it.
podman manifest create localhost/test:multi >/dev/null
podman manifest add localhost/test:multi "containers-storage:[vfs@$work/storage+$work/run]localhost/test:both" >/dev/null
podman manifest add --arch arm64 --variant v8 localhost/test:multi "containers-storage:[vfs@$work/storage+$work/run]localhost/test:lower" >/dev/null
podman manifest push -q --all localhost/test:multi "oci-archive:$out/multi-platform.tar:multi" >/dev/null

# Plain root file systems in the formats of GNU tar.
for format in gnu oldgnu pax ustar v7; do
  extra=()
  case $format in ustar | v7) extra=(--exclude=./deep) ;; esac
  tar -C "$lower" --format=$format "${extra[@]}" -cf "$out/rootfs-$format.tar" .
done
truncate -s 1M "$work/sparse"
printf '#!/bin/sh\n' | dd of="$work/sparse" conv=notrunc status=none
for block in 100 300 500 700 900; do printf data | dd of="$work/sparse" bs=1024 seek=$block conv=notrunc status=none; done
tar -C "$work" -S --format=gnu -cf "$out/sparse-gnu.tar" sparse
for version in 0.0 0.1 1.0; do tar -C "$work" -S --format=pax --sparse-version=$version -cf "$out/sparse-pax-$version.tar" sparse; done

gzip -kf9 "$out/podman-docker.tar"
zstd -qf "$out/podman-oci.tar"
gzip -kf9 "$out/rootfs-pax.tar"
ls -la "$out"
