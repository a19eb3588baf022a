#!/usr/bin/env bash
# The step of action.yml. Outputs are written before the exit code is passed on, so that they survive a failing gate.
set -euo pipefail

here="$(cd "$(dirname "$0")/.." && pwd)"
if [ ! -f "$here/dist/cli.js" ]; then
  (cd "$here" && npm ci --silent)
fi

lines() { # prints the non-empty lines of $1, trimmed
  while IFS= read -r line || [ -n "$line" ]; do
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    [ -z "$line" ] || printf '%s\n' "$line"
  done <<<"$1"
}

mapfile -t subjects < <(lines "$INPUT_SUBJECTS")
mapfile -t extra < <(lines "${INPUT_ARGS:-}")
options=(--format github --fail-on "${INPUT_FAIL_ON:-error}" -o "json=$INPUT_REPORT_PATH")
[ -z "${INPUT_TARGETS:-}" ] || options+=(--target "$INPUT_TARGETS")
[ -z "${INPUT_SARIF_PATH:-}" ] || options+=(-o "sarif=$INPUT_SARIF_PATH")
summary=""
if [ "${INPUT_STEP_SUMMARY:-true}" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  summary="$(mktemp)"
  options+=(-o "markdown=$summary")
fi

code=0
node "$here/bin/inspect.js" inspect "${options[@]}" "${extra[@]}" -- "${subjects[@]}" || code=$?

if [ -n "$summary" ]; then
  cat "$summary" >>"$GITHUB_STEP_SUMMARY"
  rm -f "$summary"
fi
case "$code" in
  0) verdict=passed ;;
  1) verdict=failed ;;
  *) verdict=unusable ;;
esac
{
  printf 'verdict=%s\n' "$verdict"
  printf 'exit-code=%s\n' "$code"
  printf 'report-path=%s\n' "$INPUT_REPORT_PATH"
  printf 'sarif-path=%s\n' "${INPUT_SARIF_PATH:-}"
} >>"$GITHUB_OUTPUT"
exit "$code"
