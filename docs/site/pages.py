#!/usr/bin/env python3
"""Prepares the Markdown pages for Doxygen: gives headings anchors, and turns links between pages into references.

usage: pages.py FOLDER      writes the pages to FOLDER
"""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "docs"))

import documents  # noqa: E402

EXTRA = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "src/README.md"]


def page_id(path):
    if path == "docs/index.md":
        return "mainpage"
    folder = "page_" if path.startswith("docs/") else "page_top_"
    return folder + re.sub(r"\W", "_", path.removeprefix("docs/").removesuffix(".md").lower())


def anchor_id(path, anchor):
    name = page_id(path)
    return f"{name}-{anchor}" if anchor else "index" if name == "mainpage" else name


def reference(path, pages, match):
    """A link as Doxygen has it; only its text if it leads to no page."""
    text, target = match[1], match[2]
    if re.match(r"^[a-z]+:", target):
        return match[0]
    target, _, anchor = target.partition("#")
    file = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
    if file not in pages:
        return text
    return f"[{text}](@ref {anchor_id(file, anchor)})"


def without_link_requests(line):
    """Doxygen takes two colons for a link to a symbol, in the names of CMake targets too."""

    def escaped(match):
        code = match[1].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return "<code>" + code.replace("asio-tls::", "asio-tls\\::") + "</code>"

    return re.sub(r"`([^`]*asio-tls::[^`]*)`", escaped, line)


def converted(path, pages):
    text = documents.read(path)
    outside = {number for number, _ in documents.lines_outside_code(text)}
    titles = {number: (level, title) for number, level, title in documents.headings(text)}
    result, seen = [], {}
    for number, line in enumerate(text.splitlines(), 1):
        if number in titles:
            level, title = titles[number]
            name = documents.slug(title)
            count = seen.get(name, 0)
            seen[name] = count + 1
            name = f"{name}-{count}" if count else name
            first = number == min(titles)
            plain = title.replace("`", "")
            result.append(f"{'#' * level} {plain} {{#{page_id(path) if first else anchor_id(path, name)}}}")
        elif number not in outside:
            result.append(line)
        elif not documents.COMPILE.match(line):
            link = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
            result.append(without_link_requests(link.sub(lambda match: reference(path, pages, match), line)))
    return "\n".join(result) + "\n"


def main():
    folder = sys.argv[1]
    os.makedirs(folder)
    pages = [p for p in documents.documents() if p.startswith("docs/")] + EXTRA
    for path in pages:
        with open(os.path.join(folder, page_id(path) + ".md"), "w", encoding="utf-8") as file:
            file.write(converted(path, pages))


if __name__ == "__main__":
    main()
