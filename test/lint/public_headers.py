#!/usr/bin/env python3
"""Public headers include <tls/config.hpp>, which refuses too old compilers and Boost versions, and export their names.

Declarations stand between `#pragma GCC visibility push(default)` and `pop`. No header is included there.
"""

import re

import lint

INCLUDE = re.compile(r"^#include <((?:tls/|boost/asio/ssl|openssl/)[^>]*)>", re.MULTILINE)
FOLDERS = ("include", "include/asio_ssl", "include/openssl_shim")
PUSH, POP = "#pragma GCC visibility push(default)", "#pragma GCC visibility pop"


def reaches_config(name, text, seen):
    """Returns whether the header is or includes <tls/config.hpp>, directly or indirectly."""
    if name == "tls/config.hpp":
        return True
    for included in INCLUDE.findall(text):
        if included in seen:
            continue
        seen.add(included)
        for folder in FOLDERS:
            path = lint.ROOT / folder / included
            if path.exists() and reaches_config(included, path.read_text(), seen):
                return True
    return False


def check(path, text):
    if path == "include/tls/config.hpp":
        return
    if not reaches_config(None, text, set()):
        yield f"{path}: does not include <tls/config.hpp>, directly or indirectly"
    if path.startswith("include/asio_ssl/"):  # aliases of declarations in include/tls
        return
    code = lint.code_only(text).replace('""', "")
    if not re.search(r"^(?:namespace|class|struct|template)\b", code, re.MULTILINE):
        return
    if code.count(PUSH) != 1 or code.count(POP) != 1:
        yield f"{path}: needs one `{PUSH}` below its includes and one `{POP}` at its end"
        return
    before, exported = code.split(PUSH)
    exported, after = exported.split(POP)
    if re.search(r"^#\s*include\b", exported, re.MULTILINE):
        yield f"{path}: includes a header between `{PUSH}` and `{POP}`"
    if after.split() != ["#endif"]:
        yield f"{path}: has declarations below `{POP}`"


BYTES = "#ifndef A\n#define A\n#include <tls/config.hpp>\n%s\n#endif\n"
EXPORTED = f"{PUSH}\nnamespace tls {{\nint a();\n}}\n{POP}"
GOOD = [
    ("include/tls/a.hpp", BYTES % EXPORTED),
    ("include/tls/a.hpp", BYTES.replace("config", "stream") % EXPORTED),
    ("include/tls.hpp", BYTES % ""),
    ("include/asio_ssl/boost/asio/ssl/a.hpp", BYTES.replace("config", "stream") % "namespace boost {\n}"),
]
BAD = [
    ("include/tls/a.hpp", BYTES.replace("tls/config.hpp", "vector") % EXPORTED),
    ("include/tls/a.hpp", BYTES % "namespace tls {\nint a();\n}"),
    ("include/tls/a.hpp", BYTES % ("struct a;\n" + EXPORTED.replace(POP, ""))),
    ("include/tls/a.hpp", BYTES % (EXPORTED + "\nnamespace tls {\nint b();\n}")),
    ("include/tls/a.hpp", BYTES % EXPORTED.replace("namespace", "#include <vector>\nnamespace")),
    ("include/tls/a.hpp", BYTES % EXPORTED.replace("namespace tls", "namespace tls") + "int late();\n"),
]

if __name__ == "__main__":
    lint.main(check, lint.sources("include"), GOOD, BAD)
