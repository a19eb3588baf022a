#!/usr/bin/env bash
# Start-up: the whole command over the default matrix beside `node -e 0`, in one run, as a shell starts both:
#     npm run bench:startup -- [FILE [RUNS]]
# Twice: in a bare environment, and with NODE_EXTRA_CA_CERTS as companies' build machines have it, which Node 20 reads at
# every start. Prints medians, their ratio (the goal is 1.5) and the peak memory (the goal is 90 MB). Needs hyperfine.
set -euo pipefail
cd "$(dirname "$0")/.."
subject="${1:-/bin/bash}"
runs="${2:-30}"
bundle="${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}"
report="$(mktemp)"
trap 'rm -f "$report"' EXIT

measure() { # what the environment is, then its changes as env(1) takes them
  local what=$1
  shift
  env "$@" hyperfine -N --warmup 5 --runs "$runs" --export-json "$report" -i \
    "node -e 0" "bin/inspect.js $subject" >/dev/null 2>&1
  node -e '
const { results } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
const [base, inspect] = results.map(({ median }) => median * 1000);
console.log(`${process.argv[2]}: median ${inspect.toFixed(1)} ms against ${base.toFixed(1)} ms: ratio ${(inspect / base).toFixed(2)}`);
' "$report" "$what"
}

measure "bare environment" -u NODE_EXTRA_CA_CERTS
if [ -r "$bundle" ]; then
  measure "with NODE_EXTRA_CA_CERTS" "NODE_EXTRA_CA_CERTS=$bundle"
else
  echo "with NODE_EXTRA_CA_CERTS: not measured, there is no $bundle"
fi
/usr/bin/time -f '%M' bin/inspect.js "$subject" 2>&1 >/dev/null | tail -n 1 |
  awk '{ printf "peak memory %.1f MB\n", $1 / 1024 }'
