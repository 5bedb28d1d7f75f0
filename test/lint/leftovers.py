#!/usr/bin/env python3
"""Forbids notes of unfinished work and `using namespace` in headers. Requires include guards."""

import re

import lint

# Split, so that this file does not contain the words.
NOTES = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b")


def check(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if NOTES.search(line):
            yield f"{path}:{number}: note of unfinished work: {line.strip()}"
    if not path.endswith(".hpp"):
        return
    code = lint.code_only(text)
    if re.search(r"^using namespace", code, re.MULTILINE):
        yield f"{path}: using namespace in a header"
    guard = re.match(r"\s*#ifndef (\w+)\s*\n\s*#define (\w+)\s*\n", code)
    if not guard or guard[1] != guard[2] or not code.rstrip().endswith("#endif"):
        yield f"{path}: no include guard"


GUARDED = "// A header.\n\n#ifndef TLS_A_HPP\n#define TLS_A_HPP\n%s\n#endif\n"
GOOD = [("a.cpp", "int todos();\nusing namespace tls;"), ("a.hpp", GUARDED % "int a();")]
BAD = [
    ("a.cpp", "// TO" + "DO: later"),
    ("a.cpp", "/* FIX" + "ME */"),
    ("a.hpp", GUARDED % "using namespace tls;"),
    ("a.hpp", "#pragma once\nint a();"),
    ("a.hpp", "#ifndef TLS_A_HPP\n#define TLS_B_HPP\n#endif\n"),
]

if __name__ == "__main__":
    lint.main(check, lint.sources("include", "src", "test", "examples"), GOOD, BAD)
