"""The Markdown documents of the project: their headings, links and C++ blocks."""

import dataclasses
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FENCE = re.compile(r"^(`{3,}|~{3,})\s*([\w+-]*)\s*$")
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
INLINE_LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"^\s{0,3}\[[^\]]+\]:\s+<?(\S+?)>?\s*$")
COMPILE = re.compile(r"^<!-- compile: (?:(\w+)|with ([\w ]+)) -->$")


@dataclasses.dataclass
class Block:
    path: str
    line: int  # number of the first line of code, from 1
    text: str
    preamble: str = ""  # name of its file in preambles/; empty: none
    modes: tuple = ()  # folders of include/ that go first on the include path

    @property
    def is_program(self):
        return re.search(r"^int main\(", self.text, re.MULTILINE) is not None

    def __str__(self):
        return f"{self.path}:{self.line}"


def documents():
    """Returns the paths of all Markdown files, relative to the project's folder."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(f for f in folders if f != ".git" and not f.startswith("build"))
        found += [os.path.relpath(os.path.join(folder, f), ROOT) for f in files if f.endswith(".md")]
    return sorted(found)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def lines_outside_code(text):
    """Yields (number, line) of each line outside of code blocks. A code block is fenced, or indented by four spaces
    after an empty line."""
    fence = None
    empty = True
    indented = False
    for number, line in enumerate(text.splitlines(), 1):
        match = FENCE.match(line)
        if fence is not None:
            if match and match[1].startswith(fence) and not match[2]:
                fence = None
            continue
        if match:
            fence = match[1]
            continue
        indented = line.startswith("    ") and (empty or indented) and line.strip() != ""
        empty = line.strip() == ""
        if not indented:
            yield number, line


def headings(text):
    """Yields (number, level, title) of each heading."""
    for number, line in lines_outside_code(text):
        match = HEADING.match(line)
        if match:
            yield number, len(match[1]), match[2]


def slug(title):
    """Returns the anchor that forges generate for a heading."""
    title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def anchors(text):
    """Returns all anchors of a document. Headings with equal titles are numbered."""
    seen = {}
    result = set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))
    for _, _, title in headings(text):
        name = slug(title)
        count = seen.get(name, 0)
        seen[name] = count + 1
        result.add(f"{name}-{count}" if count else name)
    return result


def links(text):
    """Yields (number, target) of each link."""
    for number, line in lines_outside_code(text):
        line = re.sub(r"`+[^`]*`+(?!\])", lambda code: " " * len(code[0]), line)
        for match in INLINE_LINK.finditer(line):
            yield number, match[1]
        match = REFERENCE.match(line)
        if match:
            yield number, match[1]


def blocks(path, text=None):
    """Returns the C++ blocks of a document. Raises ValueError if it is unclear how to compile one."""
    text = read(path) if text is None else text
    lines = text.splitlines()
    result = []
    number = 0
    while number < len(lines):
        match = FENCE.match(lines[number])
        if not match:
            number += 1
            continue
        end = number + 1
        while not (lines[end].startswith(match[1]) and lines[end].strip() == match[1]):
            end += 1
        if match[2] in ("c++", "cc", "cxx", "C++", "c"):
            raise ValueError(f"{path}:{number + 1}: start C++ blocks with ```cpp")
        if match[2] == "cpp":
            block = Block(path, number + 2, "\n".join(lines[number + 1 : end]) + "\n")
            said = COMPILE.match(lines[number - 1]) if number else None
            if said:
                block.preamble, block.modes = said[1] or "", tuple((said[2] or "").split())
            if block.is_program == bool(block.preamble):
                raise ValueError(
                    f"{block}: a block with main needs no preamble; any other block needs <!-- compile: NAME --> in "
                    "the line before, with NAME.cpp.in of test/docs/preambles"
                )
            result.append(block)
        number = end + 1
    return result
