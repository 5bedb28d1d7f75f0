#!/usr/bin/env python3
"""Files stay small enough to read in one sitting: headers to 300 lines, sources to 500."""

import lint

LIMITS = {".hpp": 300, ".ipp": 500, ".cpp": 500}


def check(path, text):
    limit = LIMITS["." + path.rsplit(".", 1)[1]]
    lines = text.count("\n")
    if lines > limit:
        yield f"{path}: {lines} lines, of at most {limit}"


GOOD = [("a.hpp", "\n" * 300), ("a.cpp", "\n" * 500)]
BAD = [("a.hpp", "\n" * 301), ("a.cpp", "\n" * 501)]

if __name__ == "__main__":
    lint.main(check, lint.sources("include", "src"), GOOD, BAD)
