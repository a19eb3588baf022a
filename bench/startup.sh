#!/usr/bin/env bash
# Start-up: the whole command over the default matrix beside `node -e 0`, in one run. Needs hyperfine.
# Prints both times and their ratio; the goal is 1.5 at most, and peak memory under 90 MB.
set -euo pipefail
cd "$(dirname "$0")/.."
subject="${1:-/bin/bash}"
runs="${2:-30}"
report="$(mktemp)"
trap 'rm -f "$report"' EXIT
hyperfine -N --warmup 5 --runs "$runs" --export-json "$report" -i \
  "node -e 0" "node bin/inspect.js $subject"
node -e '
const { results } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
const [base, inspect] = results;
console.log(`median ${(inspect.median * 1000).toFixed(1)} ms against ${(base.median * 1000).toFixed(1)} ms: ratio ${(inspect.median / base.median).toFixed(2)}`);
' "$report"
node -e '
const { spawnSync } = require("node:child_process");
const { stderr } = spawnSync("/usr/bin/time", ["-f", "%M", process.execPath, "bin/inspect.js", process.argv[1]], { encoding: "utf8" });
console.log(`peak memory ${(Number(stderr.trim().split("\n").pop()) / 1024).toFixed(1)} MB`);
' "$subject"
