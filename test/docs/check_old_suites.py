#!/usr/bin/env python3
"""Checks that docs/old_versions.md says of each cipher suite of RFC 2246 appendix A.5 what it is worth, and with which peers
it was seen."""

import re
import sys

import documents

PAGE = "docs/old_versions.md"
TABLES = ["src/algorithms/legacy/suites.cpp", "src/crypto/suites_tls12.cpp"]
SECTIONS = ["What the suites are worth", "Which peers were seen"]
LAST, COUNT = 0x1B, 27


def suites():
    rows = (row for table in TABLES for row in re.findall(r'\{0x([0-9a-f]{4}), "(\w+)"', documents.read(table)))
    return [name for number, name in rows if int(number, 16) <= LAST]


def section(text, title):
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def missing(text, names):
    return [f"{PAGE}: the section '{title}' has no {name}" for title in SECTIONS for name in names
            if f"`{name}`" not in section(text, title)]


def main():
    text, names = documents.read(PAGE), suites()
    assert len(names) == COUNT, names
    assert missing(text.replace(f"`{names[0]}`", ""), names), "the check finds nothing"
    errors = missing(text, names)
    print("\n".join([*errors, f"{len(names)} suites, {len(errors)} errors"]))
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
