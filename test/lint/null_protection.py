#!/usr/bin/env python3
"""Forbids in the library what would weaken it for fuzzers: a switch, or an include of the registry without protection.

The registry without protection is in test/fuzz only. A program passes it to a configuration like any other registry, so
the library needs no switch. Checks sources, public headers and build files. Compiled libraries are checked by
test/shared/null_protection.py.
"""

import re

import lint

# FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION is the macro by which compilers announce a fuzzer's build.
SWITCH = re.compile(r"fuzz|null_(?:registry|protection)|insecure_", re.IGNORECASE)
# The option that adds the folder with the targets, and its text.
BUILD_OPTION = re.compile(r"ASIO_TLS_BUILD_FUZZERS|Build the fuzz targets; needs Clang|add_subdirectory\(test/fuzz\)")


def check(path, text):
    is_source = path.endswith((".hpp", ".cpp", ".ipp", ".h"))
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL) if is_source else BUILD_OPTION.sub("", text)
    for number, line in enumerate(code.splitlines(), 1):
        if SWITCH.search(line):
            yield f"{path}:{number}: the library knows fuzzers: {line.strip()}"


def files():
    yield from lint.sources("include", "src")
    for path in sorted((lint.ROOT / "include").rglob("*.h")):
        yield path.relative_to(lint.ROOT).as_posix(), path.read_text()
    for path in [lint.ROOT / "CMakeLists.txt", lint.ROOT / "src/CMakeLists.txt", *sorted((lint.ROOT / "cmake").iterdir())]:
        if path.is_file():
            yield path.relative_to(lint.ROOT).as_posix(), path.read_text()
    for path in sorted((lint.ROOT / "src").rglob("module.cmake")):
        yield path.relative_to(lint.ROOT).as_posix(), path.read_text()


GOOD = [
    ("a.cpp", "// A limit that fuzzers lower.\nconst int a = 1;"),
    ("CMakeLists.txt", "if(ASIO_TLS_BUILD_FUZZERS)\n  add_subdirectory(test/fuzz)\nendif()"),
]
BAD = [
    ("a.cpp", '#include "fuzz/null_protection.hpp"'),
    ("a.cpp", "#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"),
    ("a.hpp", "const registry& null_registry();"),
    ("CMakeLists.txt", "target_sources(asio-tls PRIVATE test/fuzz/null_protection.cpp)"),
    ("CMakeLists.txt", "option(ASIO_TLS_FUZZER_MODE)"),
]

if __name__ == "__main__":
    lint.main(check, files(), GOOD, BAD)
