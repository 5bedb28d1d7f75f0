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

# configure KIND: prepares one of the three builds, and prints its folder.
#   plain   build/: as users build the library
#   asan    build-asan/: AddressSanitizer and UndefinedBehaviorSanitizer, with the fuzz targets
#   tsan    build-tsan/: ThreadSanitizer
# The latter two by clang, which takes less time than g++ to compile the checks.
configure() {
    local arguments=() folder
    case $1 in
        plain) folder=build arguments=(-DCMAKE_BUILD_TYPE=Release) ;;
        # Assertions hold in these two; -O1 keeps them quick to build and to run.
        asan)
            folder=build-asan
            arguments=(-DCMAKE_CXX_COMPILER=clang++ -DASIO_TLS_SANITIZE=address,undefined -DASIO_TLS_BUILD_FUZZERS=ON)
            ;;
        tsan) folder=build-tsan arguments=(-DCMAKE_CXX_COMPILER=clang++ -DASIO_TLS_SANITIZE=thread) ;;
        *) echo "configure: no such build: $1" >&2; return 2 ;;
    esac
    [ "$1" = plain ] || arguments+=(-DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O1\ -g1)
    ! command -v ccache >/dev/null || arguments+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    cmake -S . -B "$folder" -G Ninja "${arguments[@]}" >&2
    echo "$folder"
}
