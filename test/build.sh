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

# configure KIND: configures one of three builds, and prints its folder.
#   plain   build/: the build that users make
#   asan    build-asan/: AddressSanitizer and UndefinedBehaviorSanitizer, with the fuzz targets
#   tsan    build-tsan/: ThreadSanitizer
# The last two use clang, which compiles sanitizer checks faster than g++.
configure() {
    local arguments=() folder
    case $1 in
        plain) folder=build arguments=(-DCMAKE_BUILD_TYPE=Release) ;;
        # Assertions are enabled in asan and tsan; -O1 keeps building and running fast.
        asan)
            folder=build-asan
            arguments=(-DCMAKE_CXX_COMPILER=clang++ -DASIO_TLS_SANITIZE=address,undefined -DASIO_TLS_BUILD_FUZZERS=ON)
            ;;
        tsan) folder=build-tsan arguments=(-DCMAKE_CXX_COMPILER=clang++ -DASIO_TLS_SANITIZE=thread) ;;
        *) echo "configure: unknown build '$1'; use plain, asan or tsan" >&2; return 2 ;;
    esac
    [ "$1" = plain ] || arguments+=(-DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O1\ -g1)
    ! command -v ccache >/dev/null || arguments+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    cmake -S . -B "$folder" -G Ninja "${arguments[@]}" >&2
    echo "$folder"
}
