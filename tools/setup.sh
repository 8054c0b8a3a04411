# setup.sh - sourced by quickstart and check: makes sure that what evx is built with is there.
#
# On Debian and its like it installs what is missing (as root, or through sudo). Elsewhere it names the packages and
# goes on if the programs and libraries are found. Safe to run any number of times.

say() { printf '%s\n' "$*"; }
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '       %s\n' "$line" >&2; done
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# One line per need: what to look for, and its package on Debian.
needs() {
  cat <<'LIST'
program:cc gcc
header:stdio.h libc6-dev
program:cmake cmake
program:ninja ninja-build
program:pkg-config pkg-config
module:libpcre2-8 libpcre2-dev
module:libutf8proc libutf8proc-dev
module:libcjson libcjson-dev
LIST
  [ "${setup_tests:-no}" = no ] || cat <<'LIST'
module:check check
module:libarchive libarchive-dev
module:sqlite3 libsqlite3-dev
module:libical libical-dev
program:c++ g++
program:python3 python3
python:jsonschema python3-jsonschema
path:/usr/share/i18n/locales/de_DE locales
LIST
}

# What evx batch and the checks are the fuller for; elsewhere than on Debian they go on without it and say so.
wishes() {
  cat <<'LIST'
module:libarchive libarchive-dev
module:sqlite3 libsqlite3-dev
module:libical libical-dev
LIST
  [ "${setup_tests:-no}" = no ] || cat <<'LIST'
program:zstd zstd
program:zip zip
program:clang clang
sanitizer:clang libclang-rt-dev
program:clang-format clang-format
program:chromium chromium
program:mandoc mandoc
program:sqlite3 sqlite3
module:sqlite3 libsqlite3-dev
program:pdftotext poppler-utils
program:pandoc pandoc
program:file file
program:dpkg-shlibdeps dpkg-dev
program:zsh zsh
program:strace strace
LIST
}

is_there() {
  case $1 in
  program:*) have "${1#program:}" ;;
  header:*) [ -e "/usr/include/${1#header:}" ] || ! have apt-get ;;
  path:*) [ -e "${1#path:}" ] || ! have apt-get ;;
  sanitizer:*)
    have "${1#sanitizer:}" && probe=$(mktemp) && echo 'int main(void) { return 0; }' |
      "${1#sanitizer:}" -x c -fsanitize=undefined -o "$probe" - 2>/dev/null && rm -f "$probe"
    ;;
  python:*) have python3 && python3 -c "import ${1#python:}" 2>/dev/null ;;
  module:*) have pkg-config && pkg-config --exists "${1#module:}" ;;
  esac
}

# missing LIST: the packages of what is not there.
missing() {
  "$1" | while read -r need package; do
    is_there "$need" || printf '%s ' "$package"
  done
}

other_systems() {
  say "needed: a C11 compiler, cmake (3.22 or newer), ninja, pkg-config, pcre2, utf8proc, cJSON${1:+, $1}"
  say "for evx batch, each may be absent: libarchive, sqlite3, libical"
  say "  Fedora:   dnf install gcc gcc-c++ cmake ninja-build pkgconf pcre2-devel utf8proc-devel cjson-devel libarchive-devel sqlite-devel libical-devel check-devel python3 python3-jsonschema"
  say "  Alpine:   apk add build-base cmake ninja pkgconf pcre2-dev utf8proc-dev cjson-dev libarchive-dev sqlite-dev libical-dev check-dev python3 py3-jsonschema"
  say "  Homebrew: brew install cmake ninja pkg-config pcre2 utf8proc cjson libarchive sqlite libical check python-jsonschema"
}

install_debian() {
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif have sudo; then
    as_root=sudo
  else
    die "these packages are missing, and installing them needs root or sudo: $*" "as root: apt-get install $*"
  fi
  say "installing with apt-get: $*"
  log=$(mktemp)
  # Lists may be missing (fresh containers) or old; a second try with new ones tells the two apart.
  if ! get "$@" >"$log" 2>&1 && ! { update && get "$@"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    die "apt-get could not install: $*" "see its last lines above; is there a network?"
  fi
  rm -f "$log"
}
# shellcheck disable=SC2086
get() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
# shellcheck disable=SC2086
update() { $as_root apt-get update; }

# setup [tests]: with `tests` also what the tests need.
setup() {
  [ "${1:-}" != tests ] || setup_tests=yes
  wanted=$(missing needs)
  ! have apt-get || wanted="$wanted$(missing wishes)"
  if [ -z "$wanted" ]; then
    say "everything needed is installed"
  elif have apt-get; then
    # shellcheck disable=SC2086
    install_debian $wanted
  else
    other_systems "${setup_tests:+a C++ compiler, check, python3, jsonschema}"
    die "not found on this system: $wanted(Debian's names)" "install them as named above and run this again"
  fi
  wanted=$(missing needs)
  [ -z "$wanted" ] || die "still not found after installing: $wanted"
}

jobs() { getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }
