#!/usr/bin/env bash
# Makes a virtual environment of python.txt, unless it is there, and prints its bin folder.
#
#   sw/setup/python.sh ENVIRONMENT
#
# It lies in $DENIM_CACHE/python/ENVIRONMENT, else in build/cache/python/ENVIRONMENT, where the
# command and the tests look for it. DENIM_NO_INSTALL=1 makes none. Exits with 2, and says why on
# stderr, where it cannot be had.
set -u

setup_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$setup_dir/../.." && pwd)

fail() {
  echo "set-up: $1" >&2
  exit 2
}

(($# == 1)) || fail 'usage: sw/setup/python.sh ENVIRONMENT'
name=$1
packages=()
while IFS='|' read -r environment package version _; do
  environment=${environment// /} package=${package// /} version=${version// /}
  [[ $environment == "$name" ]] && packages+=("$package==$version")
done < <(grep -v -e '^#' -e '^$' "$setup_dir/python.txt")
((${#packages[@]} > 0)) || fail "python.txt has no environment '$name'"

folder=${DENIM_CACHE:-$root/build/cache}/python/$name
stamp=$folder/denim-packages  # written last: what is whole has it
is_whole() { [[ -f $stamp && $(<"$stamp") == "${packages[*]}" && -x $folder/bin/python ]]; }

if ! is_whole; then
  if [[ ${DENIM_NO_INSTALL:-} && ${DENIM_NO_INSTALL:-} != 0 ]]; then
    fail "DENIM_NO_INSTALL is set, so $folder is not made, with ${packages[*]} from PyPI"
  fi
  mkdir -p "$(dirname "$folder")" || fail "$folder cannot be made"
  exec 9>"$folder.lock" || fail "$folder.lock cannot be written"
  flock 9
fi
# Another process may have made it meanwhile.
if ! is_whole; then
  rm -rf "$folder"
  log=$(python3 -m venv "$folder" 2>&1) \
    || fail "python3 makes no environment (Debian: python3-venv): $(tail -n 3 <<<"$log")"
  log=$("$folder/bin/python" -m pip install -q --disable-pip-version-check --retries 1 \
    --timeout 20 "${packages[@]}" 2>&1 </dev/null) \
    || fail "pip cannot install ${packages[*]}: $(tail -n 2 <<<"$log")"
  echo "${packages[*]}" >"$stamp"
fi
echo "$folder/bin"
