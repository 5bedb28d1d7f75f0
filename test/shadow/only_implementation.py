#!/usr/bin/env python3
"""A program uses one boost::asio::ssl, or it does not build.

    only_implementation.py INCLUDE BOOST COMPILER

INCLUDE is this project's include folder, BOOST a folder with Boost's headers, and OpenSSL's are installed. Tries every
installed compiler and linker.
"""

import itertools
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77

# Uses the error categories, as every use of a stream does.
USE = """
#include <boost/asio/ssl/error.hpp>
const void* FUNCTION() { return &boost::asio::error::get_ssl_category(); }
const void* FUNCTION_stream() { return &boost::asio::ssl::error::get_stream_category(); }
"""
# Of the library, the objects here need no more than this.
LIBRARY = """
#include <tls/error.hpp>
namespace tls::error {
struct none final : error_category {
    const char* name() const noexcept override { return ""; }
    std::string message(int) const override { return ""; }
} category;
const error_category& get_ssl_category() noexcept { return category; }
const error_category& get_stream_category() noexcept { return category; }
} // namespace tls::error
"""
MAIN = "const void* first(); const void* second(); int main() { return first() == nullptr || second() == nullptr; }"
SENTENCE = "Boost's own <boost/asio/ssl.hpp> comes before that of asio-tls::asio_ssl"

failures = []


def expect(right, what):
    print(f"{'ok' if right else 'FAILED'}: {what}")
    if not right:
        failures.append(what)


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, env={**os.environ, "LC_ALL": "C"})


def compile_objects(compiler, include, folder, *flags):
    ours = [f"-I{include}/asio_ssl", f"-I{include}", "-DBOOST_ASIO_USE_WOLFSSL"]
    sources = {
        "ours_first": (USE.replace("FUNCTION", "first"), ours),
        "ours_second": (USE.replace("FUNCTION", "second"), ours),
        "theirs_second": (USE.replace("FUNCTION", "second"), []),
        "library": (LIBRARY, [f"-I{include}"]),
        "main": (MAIN, []),
    }
    launcher = ["ccache"] if shutil.which("ccache") else []
    for name, (text, options) in sources.items():
        (folder / f"{name}.cpp").write_text(text)
        made = run(*launcher, compiler, "-std=c++20", "-O1", *flags, *options, "-c", f"{name}.cpp", "-o", f"{name}.{compiler}.o", cwd=folder)
        if made.returncode != 0:
            sys.exit(f"{compiler}: {name}.cpp does not compile: {made.stderr}")


def is_refused(linked, folder):
    """Returns whether the program did not link or aborts when it starts: see only_implementation.hpp."""
    if linked.returncode != 0:
        return True
    started = run("./program", cwd=folder)
    return started.returncode < 0 and "in one program" in started.stderr


def check_links(compilers, linkers, folder):
    for linker, a, b, pie in itertools.product(linkers, compilers, compilers, ("-pie", "-no-pie")):
        if pie == "-no-pie" and linker != "lld":
            continue # only lld's result depends on it
        def link(*objects):
            return run(a, f"-fuse-ld={linker}", pie, *objects, "-lssl", "-lcrypto", "-o", "program", cwd=folder)

        common = [f"main.{a}.o", f"library.{a}.o"]
        pair = [f"ours_first.{a}.o", f"theirs_second.{b}.o"]
        alone = link(*common, f"ours_first.{a}.o", f"ours_second.{b}.o")
        works = alone.returncode == 0 and run("./program", cwd=folder).returncode == 0
        expect(works, f"{linker} {pie}: objects of {a} and {b} link and run {alone.stderr[:300]}")
        for order in pair, pair[::-1]:
            mixed = link(*common, *order)
            may_link = a == "clang++" and linker in ("lld", "mold")
            refused = is_refused(mixed, folder) if may_link else mixed.returncode != 0
            expect(refused, f"{linker} {pie}: {' '.join(order)} do not link")


def check_links_with_lto(compiler, linkers, folder):
    for linker in linkers:
        def link(*objects):
            names = [f"{name}.{compiler}.o" for name in ("main", "library", *objects)]
            return run(compiler, f"-fuse-ld={linker}", "-flto", *names, "-lssl", "-lcrypto", "-o", "program", cwd=folder)

        alone = link("ours_first", "ours_second")
        if alone.returncode != 0 and compiler == "g++" and linker == "lld":
            continue # lld does not read GCC's objects
        works = alone.returncode == 0 and run("./program", cwd=folder).returncode == 0
        expect(works, f"{linker} -flto: objects of {compiler} link and run {alone.stderr[:300]}")
        for order in itertools.permutations(("ours_first", "theirs_second")):
            expect(is_refused(link(*order), folder), f"{linker} -flto: {' '.join(order)} of {compiler} do not link or run")


def check_include_order(compiler, include, boost, folder):
    # A folder like any other: compilers ignore -I for a system folder.
    (folder / "boost_first").mkdir()
    (folder / "boost_first/boost").symlink_to(pathlib.Path(boost) / "boost")
    (folder / "order.cpp").write_text("#include <boost/asio/ssl.hpp>\nboost::asio::ssl::stream_base::handshake_type type;\n")

    def order(*folders):
        return run(compiler, "-std=c++20", "-fsyntax-only", "-DBOOST_ASIO_USE_WOLFSSL", *folders, f"-I{include}", "order.cpp",
                   cwd=folder)

    ours = f"-I{include}/asio_ssl"
    expect(order(ours, "-Iboost_first").returncode == 0, "our folder before Boost's")
    expect(order("-isystem", "boost_first", ours).returncode == 0, "Boost's as a system folder")
    refused = order("-Iboost_first", ours)
    expect(refused.returncode != 0 and SENTENCE in refused.stderr, f"Boost's folder first is refused {refused.stderr[:300]}")


def main(include, boost, compiler):
    include = pathlib.Path(include).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if run(compiler, "-E", "-include", "openssl/ssl.h", "-x", "c++", "/dev/null", cwd=folder).returncode != 0:
            print("OpenSSL's headers are not installed")
            sys.exit(SKIPPED)
        check_include_order(compiler, include, boost, folder)
        compilers = [other for other in ("g++", "clang++") if shutil.which(other)]
        for each in compilers:
            compile_objects(each, include, folder)
        linkers = [linker for linker in ("bfd", "gold", "lld", "mold") if shutil.which(f"ld.{linker}")]
        check_links(compilers, linkers, folder)
        for each in compilers:
            compile_objects(each, include, folder, "-flto")
            check_links_with_lto(each, linkers, folder)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
