# pack.sh SOURCE FILE: a static program, packed by UPX (Debian's upx-ucl; UPX_COMMAND names the command).
set -euo pipefail
gcc -O2 -s -static-pie -fPIE -nostdlib -Wl,--build-id=none,-z,noseparate-code "$1" -o "$2"
"${UPX_COMMAND:-upx-ucl}" -qq "$2"
