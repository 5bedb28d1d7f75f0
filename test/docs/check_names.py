#!/usr/bin/env python3
"""Checks the code spans of the documents about the sources: each path exists in the project, and each name in the code of
src/ or include/."""

import os
import re
import sys

import documents

PAGES = ["src/README.md", "docs/internals.md"]
SPAN = re.compile(r"`([^`]+)`")
PATH = re.compile(r"[\w.{},-]*/[\w./{},-]*|[\w.-]+\.(?:cpp|hpp|h|txt|md|py|cmake)")
CHOICE = re.compile(r"\{([^{}]*)\}")
WORD = re.compile(r"[A-Za-z_]\w*")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
EXCEPTIONS = {
    # the permitted forms of co_await
    "auto x = co_await name(args);", "x = co_await name(args);",
    # commands
    "build/test/soak SECONDS", "test/run NAME", "test/run --debug NAME", "test/run --all", "test/run --coverage",
    # options and targets of the build
    "-fvisibility=hidden", "asio-tls::redis",
    # tests, and a variable of test/CMakeLists.txt
    "lint_null_protection", "static_null_protection", "sanitized_in_ci",
}


def expand(path):
    """Returns the paths of "a.{hpp,cpp}"."""
    match = CHOICE.search(path)
    return [path.replace(match[0], choice) for choice in match[1].split(",")] if match else [path]


def read_tree():
    """Returns the ends of the paths of all files and folders, and the words of the code without its comments. A file is
    listed without its extension, too."""
    ends, words = set(), set()
    for folder, folders, files in os.walk(documents.ROOT):
        folders[:] = [f for f in folders if f != ".git" and not f.startswith("build")]
        where = os.path.relpath(folder, documents.ROOT)
        for name in folders + files + [os.path.splitext(f)[0] for f in files]:
            parts = [*where.split("/"), name]
            ends.update("/".join(parts[i:]) for i in range(len(parts)))
        if where.startswith(("src", "include")):
            for name in files:
                if name.endswith((".cpp", ".hpp", ".h")):
                    words.update(WORD.findall(COMMENT.sub("", documents.read(os.path.join(where, name)))))
    return ends, words


def check(page, text, ends, words):
    for number, line in documents.lines_outside_code(text):
        for span in SPAN.findall(line):
            path = span.strip("<>")
            if span in EXCEPTIONS:
                missing = []
            elif PATH.fullmatch(path):
                missing = [p for p in expand(path) if p.rstrip("/") not in ends]
            else:
                missing = [w for w in WORD.findall(span) if w not in words]
            yield from (f"{page}:{number}: {name}: not in the sources" for name in missing)


GOOD = "`src/modules.txt` `protocol/wire/` `wire/reader.{hpp,cpp}` `<tls/stream.hpp>` `wire/fatal` `fatal{alert, reason}` `a::b()`"
BAD = ["`wire/none.cpp`", "`none.cpp`", "`none/`", "`wire/fatal.{hpp,none}`", "`a::none()`", "`none`"]

if __name__ == "__main__":
    ends, words = read_tree()
    names = {"fatal", "alert", "reason", "a", "b"}
    assert not list(check("", GOOD, ends, names)), list(check("", GOOD, ends, names))
    for text in BAD:
        assert len(list(check("", text, ends, names))) == 1, text
    faults = [fault for page in PAGES for fault in check(page, documents.read(page), ends, words)]
    print("\n".join(faults) or f"{len(PAGES)} files: all paths and names exist")
    sys.exit(1 if faults else 0)
