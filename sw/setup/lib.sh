# shellcheck shell=bash
# Shared by install.sh and doctor.sh: reads dependencies.txt and finds out what is there.
#
# load_dependencies fills these arrays, one element a dependency:
#   kind what package module least why    from the table
# find_versions fills two more:
#   found    the version, "?" if it is there but does not tell, or empty if it is missing
#   state    ok, missing or old

setup_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kind=() what=() package=() module=() least=() why=() found=() state=()

# trim TEXT: sets `trimmed` to TEXT without the blanks around it.
trim() {
  trimmed=${1#"${1%%[! ]*}"}
  trimmed=${trimmed%"${trimmed##*[! ]}"}
}

load_dependencies() {
  local line fields parts field
  while IFS= read -r line; do
    [[ $line == '' || $line == '#'* ]] && continue
    fields=()
    IFS='|' read -r -a parts <<<"$line"
    for field in "${parts[@]}"; do
      trim "$field"
      fields+=("$trimmed")
    done
    if ((${#fields[@]} != 6)); then
      echo "dependencies.txt: a line with ${#fields[@]} columns, not 6: $line" >&2
      exit 2
    fi
    kind+=("${fields[0]}")
    what+=("${fields[1]}")
    package+=("${fields[2]:-${fields[1]}}")
    module+=("${fields[3]}")
    least+=("${fields[4]}")
    why+=("${fields[5]}")
  done <"$setup_dir/dependencies.txt"
}

# first_version TEXT: prints the first thing in TEXT that looks like a version.
first_version() {
  [[ $1 =~ [0-9]+(\.[0-9]+)+ ]] && echo "${BASH_REMATCH[0]}"
}

# tool_version COMMAND: prints its version, "?" if it tells none, or nothing if it is not there.
tool_version() {
  local path text version
  path=$(type -P "$1") || return 0
  case $1 in
    # Without a display gtkwave tells its usage only; the banner is in the binary all the same.
    gtkwave)
      text=$(LC_ALL=C grep -aom1 'GTKWave Analyzer v[0-9.]*' "$path" | head -n1)
      [[ $text ]] || text=$(dpkg-query -W -f='${Version}' gtkwave 2>/dev/null)
      ;;
    # One that cannot make environments is as good as none.
    python3)
      text=$("$path" -c 'import ensurepip, venv, platform; print(platform.python_version())' \
        2>/dev/null) || return 0
      ;;
    nextpnr-*) text=$("$path" --version 2>&1 </dev/null) ;;
    tclsh) text=$(echo 'puts [info patchlevel]' | "$path" 2>/dev/null) ;;
    iverilog | yosys) text=$("$path" -V 2>/dev/null </dev/null) ;;
    *) text=$("$path" --version 2>/dev/null </dev/null) ;;
  esac
  version=$(first_version "$text")
  echo "${version:-?}"
}

# lib_version HEADER MODULE: the same for a library.
lib_version() {
  local version folder multiarch
  if version=$(pkg-config --modversion "$2" 2>/dev/null); then
    echo "$version"
    return
  fi
  multiarch=$(uname -m)-linux-gnu
  for folder in /usr/local/include /usr/include "/usr/include/$multiarch"; do
    if [[ -e $folder/$1 ]]; then
      echo '?'
      return
    fi
  done
}

# at_least FOUND LEAST: whether the dotted version FOUND is no older than LEAST.
at_least() {
  local -a have need
  local i
  IFS=. read -r -a have <<<"$1"
  IFS=. read -r -a need <<<"$2"
  for ((i = 0; i < ${#need[@]}; i++)); do
    local a=${have[i]:-0} b=${need[i]}
    a=${a%%[!0-9]*}
    ((10#${a:-0} > 10#$b)) && return 0
    ((10#${a:-0} < 10#$b)) && return 1
  done
  return 0
}

# shellcheck disable=SC2034  # state is for the scripts that source this
find_versions() {
  local i
  found=() state=()
  for i in "${!what[@]}"; do
    if [[ ${kind[i]} == tool ]]; then
      found[i]=$(tool_version "${what[i]}")
    else
      found[i]=$(lib_version "${what[i]}" "${module[i]}")
    fi
    if [[ ! ${found[i]} ]]; then
      state[i]=missing
    elif [[ ${found[i]} == '?' ]] || at_least "${found[i]}" "${least[i]}"; then
      state[i]=ok
    else
      state[i]=old
    fi
  done
}
