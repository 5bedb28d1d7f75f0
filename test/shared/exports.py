#!/usr/bin/env python3
"""Checks that the shared library exports the names of its public headers, and no others.

    exports.py NM LIBRARY

Compares with the headers, not with the linker script. A name of namespace tls must be declared in include/tls, and so
must every tls type in its signature. Other functions must be declared in include/openssl_shim.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/lint"))
import lint  # noqa: E402

# Prefixes of symbols that the compiler generates for classes and variables.
GENERATED = re.compile(
    r"^(?:vtable for|VTT for|typeinfo for|typeinfo name for|guard variable for|(?:non-)?virtual thunk to) "
)
# Asio objects that must exist once per process (cmake/asio_visible.hpp), and exception types.
SHARED = re.compile(
    r"boost::asio::error::get_\w+_category(?:\[abi:\w+\])?\(\)::instance|boost::system::system_error"
)
HANDLES = {"ssl_st", "ssl_ctx_st"}
OURS = re.compile(r"(?<![\w:])tls(?:::~?\w+)+")

NAMESPACE = re.compile(r"\bnamespace (tls(?:::\w+)*|\w+)\s*\{")
CLASS = re.compile(r"\b(?:class|struct|enum(?: class)?|using) (\w+)(?: final)?\s*(?:=|:(?!:)|\{)")
FUNCTION = re.compile(r"\b(\w+)\(")
VARIABLE = re.compile(r"\b(\w+)(?:\[\])?\s*(?:=|\{|;)")
HIDDEN = re.compile(r"\b(?:class|struct) TLS_HIDDEN (\w+);")

MUST_BE_EXPORTED = [
    "tls::engine::write(",
    "tls::context::context(",
    "tls::x509::verify_chain(",
    "tls::error::get_ssl_category(",
    "typeinfo for tls::random_source",
    "SSL_CTX_new(",
    "boost::asio::error::get_misc_category()::instance",
]


class headers:
    """The names that public headers declare, found by pattern: enough to distinguish public from internal names."""

    def __init__(self):
        code = "\n".join(lint.code_only(text) for _, text in lint.sources("include/tls"))
        self.hidden = set(HIDDEN.findall(code))
        self.namespaces = set()
        for name in NAMESPACE.findall(code):
            self.namespaces.add(name if name.startswith("tls") else f"tls::{name}")
        self.classes = set(CLASS.findall(code)) - self.hidden
        self.declared = self.classes | set(FUNCTION.findall(code) + VARIABLE.findall(code))
        shim = "\n".join(path.read_text() for path in (ROOT / "include/openssl_shim/openssl").glob("*.h"))
        self.shim = set(FUNCTION.findall(re.sub(r"/\*.*?\*/", "", shim, flags=re.DOTALL)))
        self.shim |= {f"asio_tls_{name}" for name in self.shim}

    def is_public(self, qualified):
        """Returns whether tls::... is declared in a namespace of the public headers."""
        namespace, *rest = qualified.split("::")
        while rest and f"{namespace}::{rest[0]}" in self.namespaces:
            namespace += f"::{rest.pop(0)}"
        if not rest:
            return True
        if len(rest) > 1:
            return rest[0] in self.classes and not self.hidden & set(rest)
        return rest[0] in self.declared or rest[0].startswith("operator")


def error_for(public, kind, name):
    """Returns the reason why the name must not be exported, or None."""
    of = GENERATED.sub("", name)
    if SHARED.fullmatch(of):
        return None
    if of.startswith("tls::"):
        internal = [q for q in OURS.findall(of) if not public.is_public(q.replace("~", ""))]
        return f"{internal[0]} is internal" if internal else None
    if re.split(r"::|\(", of)[0] in HANDLES:
        return None
    function = re.match(r"(\w+)(?:\[abi:\w+\])?(?:\(|$)", of)
    if kind == "T" and function and function[1] in public.shim:
        return None
    return "not part of the public interface"


GOOD = [
    "T tls::engine::write(std::span<tls::byte_view const>, boost::system::error_code&)",
    "T tls::x509::operator==(tls::x509::certificate const&, tls::x509::certificate const&)",
    "T tls::context::~context()",
    "T tls::to_string[abi:cxx11](tls::protocol_version)",
    "T tls::detail::stream_core::abandon()",
    "V vtable for tls::random_source",
    "T SSL_CTX_new(ssl_method_st const*)",
    "T asio_tls_CRYPTO_free",
    "V typeinfo for ssl_st",
    "V typeinfo for boost::system::system_error",
]
BAD = [
    "T tls::engine::state::read()",
    "T tls::connection::drive()",
    "T tls::x509::der::reader::reader(std::span<unsigned char const>)",
    "T tls::x509::detail::parse_extensions(tls::x509::der::reader)",
    "T tls::to_string(tls::content_type)",
    "V typeinfo for tls::record_layer",
    "V vtable for tls::ocsp_client::state",
    "W std::vector<tls::x509::certificate>::push_back(tls::x509::certificate const&)",
    "T CryptoPP::SHA256::Transform(unsigned int*, unsigned int const*)",
    "V typeinfo for CryptoPP::Algorithm",
    "u boost::asio::detail::call_stack<boost::asio::detail::thread_context, boost::asio::detail::thread_info_base>::top_",
    "W boost::asio::detail::scheduler::run(boost::system::error_code&)",
    "T helper(int)",
    "T main",
]


def main(nm, library):
    public = headers()
    for samples, good in (GOOD, True), (BAD, False):
        for sample in samples:
            if (error_for(public, *sample.split(" ", 1)) is None) != good:
                sys.exit(f"self-test: a {'good sample fails' if good else 'bad sample passes'}: {sample}")

    output = subprocess.run([nm, "-D", "--defined-only", "-C", library], check=True, capture_output=True, text=True).stdout
    exported = [line.split(" ", 2)[1:] for line in output.splitlines()]
    errors = [(name, reason) for kind, name in exported if (reason := error_for(public, kind, name))]
    for name, reason in errors:
        print(f"{name}: must not be exported: {reason}")
    missing = [name for name in MUST_BE_EXPORTED if not any(e.startswith(name) for _, e in exported)]
    for name in missing:
        print(f"{name} is not exported")
    print(f"{len(exported)} names, {len(errors)} errors, {len(missing)} missing")
    sys.exit(1 if errors or missing else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
