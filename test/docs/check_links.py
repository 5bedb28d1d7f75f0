#!/usr/bin/env python3
"""Checks the relative links and anchors of all Markdown files, and that docs/index.md leads to every page of docs/."""

import os
import re
import sys

import documents

ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def resolve(path, target):
    """Returns the file that a link in `path` refers to, relative to the project's folder, and its anchor."""
    target, _, anchor = target.partition("#")
    file = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
    return file, anchor


def check(path, text):
    for number, target in documents.links(text):
        if ELSEWHERE.match(target):
            continue
        file, anchor = resolve(path, target)
        if file.startswith("..") or file != path and not os.path.exists(os.path.join(documents.ROOT, file)):
            yield f"{path}:{number}: {target}: no such file"
        elif anchor and file.endswith(".md"):
            known = documents.anchors(text if file == path else documents.read(file))
            if anchor not in known:
                yield f"{path}:{number}: {target}: no such heading"
        elif anchor:
            yield f"{path}:{number}: {target}: only Markdown files have anchors"


def pages_without_link():
    index = "docs/index.md"
    linked = {resolve(index, target)[0] for _, target in documents.links(documents.read(index))}
    return [p for p in documents.documents() if p.startswith("docs/") and p != index and p not in linked]


GOOD = [
    ("README.md", "# A `b` c: d\n[x](#a-b-c-d) [y](LICENSE) [z](https://example.org/none) `[no](nowhere)`\n"),
    ("docs/a.md", "[x](../README.md)\n\n    [code](nowhere)\n\n```\n[code](nowhere)\n```\n## B\n## B\n[b](#b-1)\n"),
]
BAD = [("README.md", "[x](nowhere.md)"), ("README.md", "# A\n[x](#b)"), ("docs/a.md", "[x](README.md)"), ("a.md", "[x](../..)")]

if __name__ == "__main__":
    for path, text in GOOD:
        assert not list(check(path, text)), (path, text, list(check(path, text)))
    for path, text in BAD:
        assert list(check(path, text)), (path, text)
    faults = [fault for path in documents.documents() for fault in check(path, documents.read(path))]
    faults += [f"docs/index.md does not link to {page}" for page in pages_without_link()]
    print("\n".join(faults) or f"{len(documents.documents())} files: no broken links")
    sys.exit(1 if faults else 0)
