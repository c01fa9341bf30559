#!/usr/bin/env bash
# Installs what is missing of dependencies.txt, with apt, as root or through sudo. Says what and
# why first, asks nothing, and does nothing (quickly) when all is there.
#
#   DENIM_NO_INSTALL=1   only lists what is missing
#
# Exits with 0 when all is there, with 2 when something is (still) missing or too old.
# Tried on Debian 12 and 13. Ubuntu 24.04 has the same packages but is untried.
set -u

# shellcheck source=sw/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
load_dependencies

# Prints what is not ok, with the reason.
list_missing() {
  local i text
  for i in "${!what[@]}"; do
    [[ ${state[i]} == ok ]] && continue
    text="at least ${least[i]}"
    [[ ${state[i]} == old ]] && text="${found[i]} is too old, $text"
    printf '  %-20s %-18s (%s): %s\n' "${package[i]}" "${what[i]}" "$text" "${why[i]}"
  done
}

# Prints the packages of what is not ok, on one line.
missing_packages() {
  local i names=()
  for i in "${!what[@]}"; do
    [[ ${state[i]} == ok ]] || names+=("${package[i]}")
  done
  echo "${names[*]}"
}

find_versions
missing=$(missing_packages)
[[ $missing ]] || exit 0

echo "Denim needs what is not here yet (Debian package, tool or header, version: use):"
list_missing

if [[ ${DENIM_NO_INSTALL:-} && ${DENIM_NO_INSTALL:-} != 0 ]]; then
  echo 'DENIM_NO_INSTALL is set: nothing is installed. As root:'
  echo "  apt-get install --no-install-recommends $missing"
  exit 2
fi

if ! type -P apt-get >/dev/null; then
  echo 'set-up: this system has no apt-get; install the above with its own package manager,' >&2
  echo "then try again ('make doctor' tells what is still missing)." >&2
  exit 2
fi

as_root=()
if ((EUID != 0)); then
  if ! type -P sudo >/dev/null; then
    echo 'set-up: not root and no sudo here; as root:' >&2
    echo "  apt-get install --no-install-recommends $missing" >&2
    exit 2
  fi
  as_root=(sudo)
  [[ -t 0 || -t 1 ]] || as_root+=(-n)
fi

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=2 "$@" </dev/null
}

read -r -a packages <<<"$missing"
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT

# An update may fail for a foreign source that has nothing to do with this; the install decides.
echo "Running: ${as_root[*]} apt-get update" | tr -s ' '
apt update >"$log" 2>&1 || { echo 'apt-get update had trouble:'; grep -E '^[EW]:' "$log"; }
echo "Running: ${as_root[*]} apt-get install --no-install-recommends $missing" | tr -s ' '
if ! apt install -y --no-install-recommends "${packages[@]}" >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo 'set-up: apt-get could not install them (its last lines are above)' >&2
  exit 2
fi

hash -r
find_versions
if [[ $(missing_packages) ]]; then
  echo "set-up: still not right after the installation; this system's packages may be too old," >&2
  echo 'or an older tool comes first in PATH:' >&2
  list_missing >&2
  exit 2
fi
echo 'Installed.'
