# How the scripts of this project install packages and build; test/run, test/fuzz/run and examples/run source it, in the
# project's folder, so that none of them builds anew what another one has built.
# shellcheck shell=bash

# install_packages PACKAGE...: those that are missing, on Debian 12 as root or with sudo.
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

# What the library needs, with all that makes it fast, and what makes a build short.
build_packages() {
    echo g++ cmake ninja-build pkg-config ccache mold libboost1.81-dev libcrypto++-dev nettle-dev libgmp-dev
    [ "$(dpkg --print-architecture)" != amd64 ] || echo libipsec-mb-dev
}

# Precompiled headers are cached, too; what a file includes is taken from the compiler, not from a preprocessor run.
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS-pch_defines,time_macros,include_file_mtime,include_file_ctime}
export CCACHE_DEPEND=${CCACHE_DEPEND-1}

# configure KIND: prepares one of the three builds by its preset in CMakePresets.json, and prints its folder.
#   plain   build/: as users build the library (the preset release)
#   asan    build-asan/: AddressSanitizer and UndefinedBehaviorSanitizer, with the fuzz targets
#   tsan    build-tsan/: ThreadSanitizer
configure() {
    local preset=$1 folder=build-$1 launcher=()
    case $1 in
        plain) preset=release folder=build ;;
        asan | tsan) ;;
        *) echo "configure: no such build: $1" >&2; return 2 ;;
    esac
    ! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    cmake --preset "$preset" "${launcher[@]}" >&2
    echo "$folder"
}
