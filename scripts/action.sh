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

# bash 3.2 of macOS has no mapfile, and takes an empty array for an unset variable.
subjects=()
while IFS= read -r line; do subjects+=("$line"); done < <(lines "$INPUT_SUBJECTS")
extra=()
while IFS= read -r line; do extra+=("$line"); done < <(lines "${INPUT_ARGS:-}")
if [ "${#subjects[@]}" -eq 0 ]; then
  echo "::error title=elfspect::no subjects: name files, folders or image archives, one per line"
  { echo "verdict=unusable"; echo "exit-code=2"; } >>"$GITHUB_OUTPUT"
  exit 2
fi
options=(--format github --fail-on "${INPUT_FAIL_ON:-error}" -o "json=$INPUT_REPORT_PATH")
# One per line or a comma list, or both.
targets="$(lines "${INPUT_TARGETS:-}" | sed 's/,$//' | paste -sd , -)"
[ -z "$targets" ] || options+=(--target "$targets")
[ -z "${INPUT_SARIF_PATH:-}" ] || options+=(-o "sarif=$INPUT_SARIF_PATH")
summary=""
if [ "${INPUT_STEP_SUMMARY:-true}" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  summary="$(mktemp)"
  options+=(-o "markdown=$summary")
fi

code=0
node "$here/bin/inspect.js" inspect "${options[@]}" ${extra[@]+"${extra[@]}"} -- "${subjects[@]}" || code=$?

if [ -n "$summary" ]; then
  cat "$summary" >>"$GITHUB_STEP_SUMMARY"
  rm -f "$summary"
fi
case "$code" in
  0) verdict=passed ;;
  1) verdict=failed ;;
  *) verdict=unusable ;;
esac
one_line() { # what a line of outputs can hold: nothing that begins another one
  printf '%s' "$1" | tr -d '\r\n'
}
{
  printf 'verdict=%s\n' "$verdict"
  printf 'exit-code=%s\n' "$code"
  printf 'report-path=%s\n' "$(one_line "$INPUT_REPORT_PATH")"
  printf 'sarif-path=%s\n' "$(one_line "${INPUT_SARIF_PATH:-}")"
} >>"$GITHUB_OUTPUT"
exit "$code"
