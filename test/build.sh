# Functions to install packages and to configure builds. test/run, test/fuzz/run and examples/run source this file in the
# project's top folder, so that they share their builds.
# shellcheck shell=bash

# install_packages PACKAGE...: installs missing packages, on Debian 12 as root or with sudo.
install_packages() {
    local package missing=() as_root=()
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) = ?i* ]] || missing+=("$package")
    done
    [ ${#missing[@]} != 0 ] || return 0
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    echo "== installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Prints the packages for a build: the library's dependencies, including optional ones for speed, and build tools.
build_packages() {
    echo g++ cmake ninja-build pkg-config ccache mold libboost1.81-dev libcrypto++-dev nettle-dev libgmp-dev
    [ "$(dpkg --print-architecture)" != amd64 ] || echo libipsec-mb-dev
}

# Lets ccache cache precompiled headers, and take a file's includes from the compiler instead of a preprocessor run.
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS-pch_defines,time_macros,include_file_mtime,include_file_ctime}
export CCACHE_DEPEND=${CCACHE_DEPEND-1}
# Lets clones in different folders share the cache.
export CCACHE_BASEDIR=${CCACHE_BASEDIR-$PWD} CCACHE_NOHASHDIR=${CCACHE_NOHASHDIR-1}

# configure KIND: configures one of five builds by its preset in CMakePresets.json, and prints its folder.
#   plain      build/: the library as users build it (preset release)
#   debug      build-debug/: for work on the library
#   asan       build-asan/: AddressSanitizer and UndefinedBehaviorSanitizer, with the fuzz targets
#   tsan       build-tsan/: ThreadSanitizer
#   coverage   build-coverage/: counts executions of lines and branches
configure() {
    local preset=$1 folder=build-$1 launcher=()
    case $1 in
        plain) preset=release folder=build ;;
        debug | asan | tsan | coverage) ;;
        *) echo "configure: unknown build '$1'; use plain, debug, asan, tsan or coverage" >&2; return 2 ;;
    esac
    ! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    cmake --preset "$preset" "${launcher[@]}" >&2
    echo "$folder"
}
