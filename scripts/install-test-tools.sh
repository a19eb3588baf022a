#!/usr/bin/env bash
# Installs what the tests need beyond npm: compilers, loaders, emulators and image tools, all Debian packages.
# On another distribution, or without the right to install, it says so and fails; the tests themselves then skip
# loudly what they cannot run.
set -euo pipefail

packages=(
  podman buildah skopeo umoci docker-registry pax-utils zstd tar gzip
  strace libxml2-utils binutils gcc g++ libc6-dev musl patchelf musl-tools busybox-static qemu-user-static pre-commit git
)
# Compilers that need not be Debian's own.
command -v go >/dev/null || packages+=(golang-go)
command -v rustc >/dev/null || packages+=(rustc)

# Other Nodes on which everything has to run: npm's package `node` brings each as a file.
for major in 22 24 26; do
  [ -x ".cache/node/$major/node_modules/node/bin/node" ] && continue
  npm install --prefix ".cache/node/$major" --no-save --no-package-lock --loglevel=error "node@$major" >/dev/null
done

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "test tools: all ${#packages[@]} packages are there"
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  echo "test tools: this needs Debian's apt-get; missing: ${missing[*]}" >&2
  exit 1
fi
run=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "test tools: neither root nor sudo; missing: ${missing[*]}" >&2; exit 1; }
  run=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${run[@]}" apt-get update -qq
"${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "test tools: installed ${missing[*]}"
