#!/usr/bin/env python3
"""Limits the length of functions: 60 lines from brace to brace, and 100 for handshake flows.

A flow is a coroutine in src/protocol/handshake. Lambdas and local classes count as lines of the enclosing function.
`case x: return y;` counts as one line, like a table row, although it is formatted as two.
"""

import re

import lint

LIMIT = 60
FLOW_LIMIT = 100
FLOWS = "src/protocol/handshake/"

DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.MULTILINE)
ACCESS = re.compile(r"\b(?:public|private|protected)\s*:(?!:)")
TEMPLATE = re.compile(r"\btemplate\s*<(?:[^<>()]|<(?:[^<>]|<[^<>]*>)*>|\([^()]*\))*>")
ATTRIBUTE = re.compile(r"\[\[.*?\]\]|\b(?:alignas|__attribute__)\s*\((?:[^()]|\([^()]*\))*\)", re.DOTALL)
REQUIRES = re.compile(r"\brequires\s*(?:\([^()]*\)\s*)?$")
INITIALIZERS = re.compile(r"\)[^()]*(?<!:):(?!:)")
MEMBER = re.compile(r"(?<!\btry)(?<=[\w>])$")
HANDLER = re.compile(r"\s*catch\s*\([^()]*\)\s*\{")
ROW = re.compile(r"\bcase\s+[\w:]+:\s*\n\s*return\b[^;{}\n]*;")
NAME = re.compile(r"((?:\w+(?:<[^<>()]*>)?::)*~?\w+|operator\s*[^\s\w(]+|operator\s*\(\))\s*\(")


def closing(code, opening):
    """Returns the position of the closing brace."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, opening):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start()
    raise ValueError(f"line {lint.line_of(code, opening)}: a brace is not closed")


def functions(code):
    """Yields (name, position of the opening brace, position of the closing brace) for each outermost function."""
    head, parentheses = 0, 0  # the declaration begins at `head`
    position = 0
    while position < len(code):
        c = code[position]
        if c in "()":
            parentheses += 1 if c == "(" else -1
        elif c == "{":
            declaration = ATTRIBUTE.sub("", TEMPLATE.sub("", ACCESS.sub("", code[head:position]))).rstrip()
            if parentheses or REQUIRES.search(declaration):
                position = closing(code, position)
            elif "(" not in declaration:
                if re.search(r"\b(?:namespace|class|struct|union|enum|extern)\b", declaration):
                    head = position + 1
                else:  # an initializer
                    position = closing(code, position)
            elif INITIALIZERS.search(declaration) and MEMBER.search(declaration):
                position = closing(code, position)
            else:
                end = closing(code, position)
                while handler := HANDLER.match(code, end + 1):
                    end = closing(code, handler.end() - 1)
                name = NAME.search(declaration)
                yield (name[1] if name else declaration.split()[-1]), position, end
                position = end
                head = position + 1
        elif c in ";}" and not parentheses:
            head = position + 1
        position += 1


def check(path, text):
    code = DIRECTIVE.sub(lambda match: "\n" * match[0].count("\n"), lint.code_only(text))
    if code.count("{") != code.count("}"):
        yield f"{path}: cannot check: the braces do not match"
        return
    for name, begin, end in functions(code):
        is_flow = path.startswith(FLOWS) and re.search(r"\bco_(?:await|return)\b", code[begin:end])
        limit = FLOW_LIMIT if is_flow else LIMIT
        lines = code.count("\n", begin, end) + 1 - len(ROW.findall(code, begin, end))
        where = f"{path}:{lint.line_of(code, begin)}: {name} "
        if lines > limit:
            yield where + f"has {lines} lines; the limit is {limit}"


def function(lines, head="void f()", statement="    g();\n"):
    return f"{head}\n{{\n{statement * (lines - 2)}}}\n"


FLOW = "src/protocol/handshake/a.cpp"
ROWS = "    case a::c:\n        return 1;\n"
LONG_ROWS = "    case a::c:\n        d();\n        return 1;\n"
AWAIT = "    co_await g();\n"
GOOD = [
    ("src/a.cpp", function(60) * 3),
    ("src/a.cpp", "namespace a {\n" + function(60) * 2 + "struct b {\n" + function(60) * 3 + "};\n}\n"),
    ("src/a.cpp", "constexpr row rows[] = {\n" + "    row{1, f(2), {3}},\n" * 100 + "};\n"),
    ("src/a.cpp", "const std::vector<row> rows(f({\n" + "    row{1},\n" * 100 + "}));\n"),
    ("src/a.cpp", "/*\n" + "{ f();\n" * 100 + "*/\n" + function(3)),
    ("src/a.cpp", "struct a {\n" + "    int b() const;\n    int c{f(1)};\n" * 50 + "};\n"),
    ("src/a.cpp", "enum class a : unsigned {\n" + "    b,\n" * 100 + "};\n"),
    ("src/a.cpp", "template <class T> concept a = requires(T t) {\n" + "    t.f();\n" * 100 + "};\n"),
    ("src/a.cpp", f"int f(a b)\n{{\n    switch (b) {{\n{ROWS * 55}    }}\n    return 0;\n}}\n"),
    (FLOW, function(100, "task f(connection& c)", AWAIT)),
]
BAD = [
    ("src/a.cpp", function(61)),
    ("src/a.cpp", "namespace a {\nstruct b final : c<d()> {\npublic:\n" + function(61) + "};\n}\n"),
    ("src/a.cpp", function(61, "template <class T, class = f<g<T>>>\nauto a(T b) noexcept(c(b)) -> d<T>")),
    ("src/a.cpp", function(61, "a::a(int b) : c_{b}, d_(e{b}),\n    f_<int>{2}")),
    ("src/a.cpp", function(61, "a::a(int b)\ntry : c_{b}")),
    ("src/a.cpp", "void f()\ntry {\n" + "    g();\n" * 30 + "} catch (const a&) {\n" + "    g();\n" * 30 + "}\n"),
    ("src/a.cpp", function(61, "bool operator==(const a&, const a&)")),
    ("src/a.cpp", function(61, "template <class T> requires requires(T t) { t.f(); }\nvoid a(T t)")),
    ("src/a.cpp", "const auto a = [](int b) {\n" + "    g();\n" * 60 + "};\n"),
    ("src/a.cpp", function(61, statement="    if (a) { b(); }\n")),
    ("src/a.cpp", function(3) + "#define A \\\n    {\n" + function(61)),
    ("src/a.cpp", function(40, statement="    auto a = [] {\n    };\n")),
    ("src/a.cpp", "#if A\nvoid f() {\n#else\nvoid g() {\n#endif\n}\n"),
    ("src/protocol/engine/a.cpp", function(61, "task f()", AWAIT)),
    (FLOW, function(101, "task f()", AWAIT)),
    (FLOW, function(61)),
    ("src/a.cpp", f"int f(a b)\n{{\n    switch (b) {{\n{LONG_ROWS * 30}    }}\n    return 0;\n}}\n"),
]

if __name__ == "__main__":
    lint.main(check, lint.sources("include", "src"), GOOD, BAD)
