"""What the checks of the sources share. Each check proves on samples that it can fail before it judges."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def sources(*folders):
    """The C++ files below these folders, as (path from the repository's root, text)."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".hpp", ".cpp", ".ipp"):
                yield path.relative_to(ROOT).as_posix(), path.read_text()


TOKENS = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])*\'', re.DOTALL
)


def code_only(text):
    """The text without comments and with empty literals; every line stays where it was."""

    def blank(match):
        token = match[0]
        kept = "" if token.startswith("/") else token[0] * 2 if token[0] != "R" else '""'
        return kept + "\n" * token.count("\n")

    return TOKENS.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def main(check, files, good, bad):
    """check(path, text) yields complaints. `good` and `bad` are samples, as (path, text)."""
    for path, text in good:
        for complaint in check(path, text):
            sys.exit(f"self-test: a good sample is refused: {complaint}\n{text}")
    for path, text in bad:
        if not list(check(path, text)):
            sys.exit(f"self-test: a bad sample passes: {path}\n{text}")

    seen, complaints = 0, []
    for path, text in files:
        seen += 1
        complaints += check(path, text)
    if seen == 0:
        sys.exit("no files to check")
    for complaint in complaints:
        print(complaint)
    print(f"{seen} files, {len(complaints)} complaints; {len(good) + len(bad)} samples judged rightly")
    sys.exit(1 if complaints else 0)
