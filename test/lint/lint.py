"""The common part of the lints. Each lint first tests itself on samples that must pass and samples that must fail."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def sources(*folders):
    """Yields the C++ files below these folders as (path from the repository's root, text)."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".hpp", ".cpp", ".ipp"):
                yield path.relative_to(ROOT).as_posix(), path.read_text()


TOKENS = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])*\'', re.DOTALL
)


def code_only(text):
    """Removes comments and empties literals. Line numbers stay the same."""

    def blank(match):
        token = match[0]
        kept = "" if token.startswith("/") else token[0] * 2 if token[0] != "R" else '""'
        return kept + "\n" * token.count("\n")

    return TOKENS.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def main(check, files, good, bad):
    """Runs a lint. check(path, text) yields error messages. `good` and `bad` are samples as (path, text)."""
    for path, text in good:
        for error in check(path, text):
            sys.exit(f"self-test: a good sample fails: {error}\n{text}")
    for path, text in bad:
        if not list(check(path, text)):
            sys.exit(f"self-test: a bad sample passes: {path}\n{text}")

    seen, errors = 0, []
    for path, text in files:
        seen += 1
        errors += check(path, text)
    if seen == 0:
        sys.exit("no files to check")
    for error in errors:
        print(error)
    print(f"{seen} files, {len(errors)} errors; self-test: all {len(good) + len(bad)} samples correct")
    sys.exit(1 if errors else 0)
