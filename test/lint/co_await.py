#!/usr/bin/env python3
"""Allows co_await in src/ only in forms that compilers translate correctly (test/lint/coroutine_contract.cpp):

    auto x = co_await name(args);     x = co_await name(args);     co_await name(args);

The statement contains nothing else. A name may be qualified and have template arguments. The arguments are names,
*name, std::move(name), numbers, true, false or nullptr.
"""

import re

import lint

NAME = r"[A-Za-z_]\w*(?:(?:::|\.|->)[A-Za-z_]\w*)*"
ARGUMENT = rf"(?:std::move\(\s*{NAME}\s*\)|\*?{NAME}|\d[\w']*)"
ARGUMENTS = rf"(?:{ARGUMENT}(?:\s*,\s*{ARGUMENT})*)?"
CALL = rf"{NAME}(?:<[\w:,\s]+>)?\(\s*{ARGUMENTS}\s*\)"
STATEMENT = re.compile(rf"(?:(?:const\s+)?auto\s+\w+\s*=\s*|{NAME}\s*=\s*)?co_await\s+{CALL}")
CONTROL = re.compile(r"(?:else\b|(?:if|for|while)\s*\()\s*")


def without_control(statement):
    """Removes `if (...)`, `else` and loop headers without braces before a statement, unless they contain co_await."""
    while match := CONTROL.match(statement):
        end = match.end()
        if "(" in match[0]:
            depth = 1
            while depth and end < len(statement):
                depth += {"(": 1, ")": -1}.get(statement[end], 0)
                end += 1
            if "co_await" in statement[:end]:
                return statement
        statement = statement[end:].lstrip()
    return statement


def check(path, text):
    code = lint.code_only(text)
    for match in re.finditer(r"\bco_await\b", code):
        begin = max(code.rfind(c, 0, match.start()) for c in ";{}") + 1
        end = code.find(";", match.start())
        statement = without_control(code[begin:end].strip())
        statement = re.sub(r"^case [\w:]+:\s*|^default:\s*", "", statement)
        if not STATEMENT.fullmatch(statement):
            yield f"{path}:{lint.line_of(code, match.start())}: co_await in a form that is not allowed: {statement}"


GOOD = [
    "auto hello = co_await c.next<client_hello>();",
    "const auto m = co_await c.next<message::a, message::b>();",
    "signature = co_await c.sign(*ours.key, std::move(content), 3);",
    "if (asked)\n    co_await c.flush();\nelse\n    co_await flush(c, true);",
    "switch (x) { case kind::a: co_await f(); break; }",
    "// co_await anything{}\nauto text = \"co_await {}\";",
]
BAD = [
    "auto x = co_await f([] { return 1; });",
    "auto x = co_await f(request{1});",
    "auto x = co_await f({a, b});",
    "auto x = c ? co_await f() : g();",
    "co_await (c ? f() : g());",
    "auto [a, b] = co_await f();",
    "auto x = 1 + co_await f();",
    "if (co_await f()) g();",
    "if (auto x = co_await f(); x) g();",
    "while (co_await f()) {}",
    "for (auto x : co_await f()) {}",
    "message x{co_await f()};",
    "g(co_await f());",
    "auto x = co_await f().value;",
    "auto x = (co_await f()).value();",
    "auto x = co_await f(g());",
    'auto x = co_await f("text");',
    "co_return co_await f();",
    "co_await awaiter;",
    "string x = co_await f();",
]

if __name__ == "__main__":
    lint.main(check, lint.sources("src"), [("good", s) for s in GOOD], [("bad", s) for s in BAD])
