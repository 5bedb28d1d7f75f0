#!/usr/bin/env python3
"""A file of src/ must reach, through its own includes, a header that declares each name which it uses with its namespace.

Builds that compile the files of a module together (ASIO_TLS_UNITY_BUILD) do not notice a missing include."""

import collections
import functools
import re

import lint

# Names of namespace std, by the header that declares them. Names that most headers of std bring along are left out.
STANDARD = {
    "algorithm": "all_of any_of copy copy_n equal fill find find_if is_sorted lower_bound max min none_of remove_if "
                 "reverse sort stable_sort transform unique",
    "array": "array",
    "atomic": "atomic atomic_thread_fence",
    "bit": "bit_cast bit_width countl_zero countr_zero endian rotl rotr",
    "charconv": "from_chars to_chars",
    "chrono": "chrono",
    "compare": "strong_ordering",
    "condition_variable": "condition_variable",
    "coroutine": "coroutine_handle suspend_always suspend_never",
    "cstring": "memchr memcmp memcpy memmove memset",
    "deque": "deque",
    "exception": "current_exception exception_ptr rethrow_exception",
    "filesystem": "filesystem",
    "fstream": "ifstream ofstream",
    "functional": "function",
    "initializer_list": "initializer_list",
    "limits": "numeric_limits",
    "list": "list",
    "map": "map multimap",
    "memory": "make_shared make_unique shared_ptr unique_ptr weak_ptr",
    "mutex": "call_once lock_guard mutex once_flag scoped_lock unique_lock",
    "numeric": "accumulate iota",
    "optional": "nullopt optional",
    "set": "multiset set",
    "shared_mutex": "shared_lock shared_mutex",
    "span": "span",
    "sstream": "istringstream ostringstream",
    "stdexcept": "invalid_argument length_error logic_error out_of_range runtime_error",
    "string": "string to_string u16string",
    "string_view": "string_view",
    "thread": "thread this_thread",
    "tuple": "make_tuple tie tuple",
    "unordered_map": "unordered_map",
    "variant": "get_if holds_alternative variant visit",
    "vector": "vector",
}
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.MULTILINE)
OPENING = r"^(?:inline )?namespace (?P<namespace>[\w:]+)\n?\s*\{"
ATTRIBUTES = r"(?:TLS_\w+\s+|\[\[\w+\]\]\s+)*"
CLOSING = re.compile(r"^\} // namespace.*", re.MULTILINE)  # as clang-format writes it
DECLARATION = re.compile(
    "|".join([
        OPENING,
        "^(?P<closing>} namespace)",
        rf"^(?:class|struct|enum class|enum|union)\s+{ATTRIBUTES}(?P<type>\w+)(?:\s+final)?\s*(?::[^;{{]*)?\{{",
        r"^(?:class|struct|enum class) (?P<forward>\w+)(?: : [\w:]+)?;",
        r"^using (?P<alias>\w+)\s*=",
        r"^(?:inline |static )*constexpr [\w:<>, ]+ (?P<constant>\w+)(?:\[\])?\s*[={]",
        r"^(?!(?:return|using|namespace|template|class|struct|enum|typedef)\b)[\w\[][\w:<>,&*\[\] ]*?[ &*](?P<function>\w+)\(",
    ]),
    re.MULTILINE,
)
QUALIFIED = re.compile(r"\b(\w+)::(?=(\w+))")


def declarations(text):
    """Yields (innermost namespace, name) of what a header declares in column 0."""
    namespaces = []
    for match in DECLARATION.finditer(lint.code_only(CLOSING.sub("} namespace", text))):
        kind, name = match.lastgroup, match[match.lastgroup]
        if kind == "namespace":
            namespaces.append(name.rpartition("::")[2])
        elif kind == "closing":
            namespaces.pop()
        elif namespaces:
            yield namespaces[-1], name


class Headers:
    """The headers of a tree: what each includes and declares."""

    def __init__(self, files):
        self.includes, self.declaring = {}, collections.defaultdict(set)
        spaces = set()
        for path, text in files:
            name = path.partition("/")[2]  # as includes name it
            self.includes[name] = INCLUDE.findall(text)
            for namespace, declared in declarations(text):
                self.declaring[namespace, declared].add(name)
                spaces.add(namespace)
        for key in [key for key in self.declaring if key[1] in spaces]:
            del self.declaring[key]
        for header, names in STANDARD.items():
            for name in names.split():
                self.declaring["std", name].add(header)

    @functools.lru_cache(maxsize=None)
    def reached(self, name):
        """Returns the names of all headers that a header includes, directly or indirectly, and its own."""
        found, pending = {name}, [name]
        while pending:
            for included in self.includes.get(pending.pop(), []):
                if included not in found:
                    found.add(included)
                    pending.append(included)
        return found

    def check(self, path, text):
        reached = set().union(*(self.reached(name) for name in INCLUDE.findall(text)))
        for namespace, name in sorted(set(QUALIFIED.findall(lint.code_only(text)))):
            headers = self.declaring.get((namespace, name))
            if headers and not headers & reached and path.partition("/")[2] not in headers:
                yield f"{path}: uses {namespace}::{name} but does not include {' or '.join(sorted(headers))}"


SAMPLE = Headers([
    ("src/wire/reader.hpp", "#include <vector>\nnamespace tls::detail {\nint x();\n} // namespace tls::detail\n"
                            "namespace tls::wire {\nclass TLS_HIDDEN reader final {\n};\nint read(int);\n} // namespace tls::wire"),
    ("src/message/hello.hpp", '#include "wire/reader.hpp"\nnamespace tls::message {\nstruct hello : base {\n};\n} // namespace tls::message'),
])
GOOD = [
    ("src/a.cpp", '#include "message/hello.hpp"\nvoid f(message::hello, wire::reader, std::vector<int>);'),
    ("src/a.cpp", "// wire::reader, and std::map\nunknown::reader a;"),
    ("src/wire/reader.hpp", "namespace tls::wire {\nint read(int);\n} // namespace tls::wire\nauto a = wire::read(1);"),
]
BAD = [
    ("src/a.cpp", "void f(message::hello);"),
    ("src/a.cpp", '#include "wire/reader.hpp"\nvoid f(message::hello);'),
    ("src/a.cpp", '#include "wire/reader.hpp"\nauto a = std::map<int, int>();'),
    ("src/a.cpp", "auto a = tls::wire::read(1);"),
]


def check(path, text):
    samples = (path, text) in GOOD + BAD
    yield from (SAMPLE if samples else HEADERS).check(path, text)


if __name__ == "__main__":
    SOURCES = [(path, text) for path, text in lint.sources("include/tls", "src")]
    HEADERS = Headers((path, text) for path, text in SOURCES if path.endswith(".hpp"))
    lint.main(check, [file for file in SOURCES if file[0].startswith("src/")], GOOD, BAD)
