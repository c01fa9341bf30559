#!/usr/bin/env bash
# Prints each tool and library, the version found, the least that works, and what to install.
# Exits with 1 if one is missing or too old. --markdown prints the table of dependencies for docs.
set -u

# shellcheck source=sw/setup/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
load_dependencies

if [[ ${1:-} == --markdown ]]; then
  echo '| tool or header | Debian package | at least | for |'
  echo '|---|---|---|---|'
  for i in "${!what[@]}"; do
    echo "| \`${what[i]}\` | ${package[i]} | ${least[i]} | ${why[i]} |"
  done
  exit 0
elif (($# > 0)); then
  echo "doctor.sh: no option but --markdown, got '$1'" >&2
  exit 2
fi

good='' bad='' plain=''
if [[ -t 1 && ${TERM:-dumb} != dumb && ! ${NO_COLOR:-} ]]; then
  good=$'\e[32m' bad=$'\e[31m' plain=$'\e[0m'
fi

find_versions
printf '%-18s %-10s %-9s %s\n' tool found 'at least' ''
packages=()
for i in "${!what[@]}"; do
  if [[ ${state[i]} == ok ]]; then
    verdict=${good}ok$plain
  else
    [[ ${state[i]} == old ]] && text='too old' || text=missing
    verdict="$bad$text$plain: install ${package[i]} (${why[i]})"
    packages+=("${package[i]}")
  fi
  printf '%-18s %-10s %-9s %s\n' "${what[i]}" "${found[i]:--}" "${least[i]}" "$verdict"
done

if ((${#packages[@]} == 0)); then
  echo 'All that Denim needs is there.'
  exit 0
fi
echo
echo "${#packages[@]} missing or too old. 'make setup' installs what apt has; by hand, as root:"
echo "  apt-get install --no-install-recommends ${packages[*]}"
exit 1
