#!/usr/bin/env python3
"""Compiles every C++ block of README.md and of the documents in docs/.

usage: compile_blocks.py COMPILER FOLDER [FLAG...]

A block with a main function is a program, and is compiled unchanged. Any other block is a fragment. The line before
it names its preamble: `<!-- compile: NAME -->` means preambles/NAME.cpp.in, where the block replaces the line BLOCK.
All fragments are compiled as one file: preambles/common.cpp.in, then each fragment in a separate namespace. With
`<!-- compile: with MODE... -->` before a program, the folders MODE of include/ are first on the include path, as with
the CMake targets asio-tls::MODE.

ccache, if it is installed, saves compilations that succeeded in another folder. After a success the next runs compile
nothing, until a document, a header of include/, this script or the compiler changes. FOLDER contains this state and the precompiled headers. A program is compiled only with precompiled headers
that it includes itself, so that missing includes are found.
"""

import concurrent.futures
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

import documents

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(documents.ROOT, "include")
WARNINGS = ["-Wall", "-Wextra", "-Werror"]
FRAGMENT_WARNINGS = WARNINGS + ["-Wno-unused", "-Wno-unused-but-set-variable", "-Wno-unused-local-typedefs"]

# Sets of headers that are precompiled together. The largest set is first.
ASIO = ["<tls/context.hpp>", "<tls/stream.hpp>", "<boost/asio.hpp>", "<iostream>"]
SETS = {"beast": ASIO + ["<boost/beast.hpp>"], "asio": ASIO}


def including(names):
    return "".join(f"#include {name}\n" for name in names)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Compiler:
    def __init__(self, command, folder, flags):
        self.command, self.folder, self.flags = command, folder, flags
        self.version = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
        self.is_clang = "clang" in self.version
        self.launcher = ["ccache"] if shutil.which("ccache") else []

    def run(self, arguments, modes=()):
        folders = [os.path.join(INCLUDE, mode) for mode in modes]
        includes = [f"-I{path}" for path in [*folders, INCLUDE]]
        command = [*self.launcher, self.command, "-std=c++20", "-O0", *includes, *self.flags, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def precompile(self, name, text):
        header = os.path.join(self.folder, f"{name}.hpp")
        write(header, text)
        output = header + (".pch" if self.is_clang else ".gch")
        # Compiler caches need these options with precompiled headers.
        options = ["-Xclang", "-fno-pch-timestamp"] if self.is_clang else ["-fpch-preprocess"]
        done = self.run(["-x", "c++-header", *options, header, "-o", output])
        if done.returncode != 0:
            sys.exit(f"{name} does not compile:\n{done.stderr}")
        return [*options, *(["-include-pch", output] if self.is_clang else ["-include", header])]

    def check(self, source, warnings, precompiled, modes):
        return self.run([*precompiled, *warnings, "-fsyntax-only", source], modes)


def source_of_program(block):
    return f'#line {block.line} "{block.path}"\n{block.text}'


def source_of_fragments(fragments):
    """Returns one file with all fragments. Their includes are first, because they must be outside of the namespaces."""
    included, bodies = [], []
    for number, block in enumerate(fragments):
        with open(os.path.join(HERE, "preambles", f"{block.preamble}.cpp.in"), encoding="utf-8") as file:
            preamble = file.read()
        included += re.findall(r"^#include .*$", block.text, re.MULTILINE)
        code = re.sub(r"^#include .*$", "", block.text, flags=re.MULTILINE)
        body = preamble.replace("BLOCK\n", f'#line {block.line} "{block.path}"\n{code}')
        bodies.append(f"namespace block_{number} {{\n{body}}}\n")
    return "\n".join(included) + "\n" + "\n".join(bodies)


def digest(compiler, blocks):
    """Returns a hash of everything that affects the result, except system headers."""
    result = hashlib.sha256(repr((compiler.version, compiler.flags, blocks)).encode())
    for top in (INCLUDE, HERE):
        for folder, folders, files in os.walk(top):
            folders.sort()
            for name in sorted(files):
                with open(os.path.join(folder, name), "rb") as file:
                    result.update(name.encode() + hashlib.sha256(file.read()).digest())
    return result.hexdigest()


def main():
    command, folder, *flags = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    compiler = Compiler(command, folder, flags)
    begun = time.monotonic()

    blocks, faults = [], []
    for path in documents.documents():
        if path == "README.md" or path.startswith("docs/"):
            try:
                blocks += documents.blocks(path)
            except ValueError as fault:
                faults.append(str(fault))
    remembered, now = os.path.join(folder, "success"), digest(compiler, blocks)
    if not faults and os.path.exists(remembered):
        with open(remembered, encoding="utf-8") as file:
            if file.read() == now:
                print(f"{len(blocks)} blocks: nothing has changed since they compiled")
                return
    programs = [b for b in blocks if not b.preamble]
    fragments = [b for b in blocks if b.preamble]

    def includes_all(block, names):
        return all(f"#include {name}\n" in block.text for name in names)

    def set_of(block):
        if block.modes:
            return None
        return next((name for name, names in SETS.items() if includes_all(block, names)), None)

    def compile_all(pool):
        """Starts all compilations, the longest first, and each precompiled header before its programs."""
        with open(os.path.join(HERE, "preambles", "common.cpp.in"), encoding="utf-8") as file:
            common = file.read()
        source = os.path.join(folder, "fragments.cpp")
        write(source, common + source_of_fragments(fragments))
        tasks = {pool.submit(compiler.check, source, FRAGMENT_WARNINGS, [], ()): f"{len(fragments)} fragments"}
        headers = {name: pool.submit(compiler.precompile, name, including(names)) for name, names in SETS.items()}
        for number, block in enumerate(programs):
            source = os.path.join(folder, f"program_{number}.cpp")
            write(source, source_of_program(block))
            wanted = set_of(block)
            precompiled = headers[wanted].result() if wanted else []
            tasks[pool.submit(compiler.check, source, WARNINGS, precompiled, block.modes)] = str(block)
        return tasks

    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        for task, name in compile_all(pool).items():
            done = task.result()
            if done.returncode != 0:
                faults.append(f"{name}: does not compile\n{done.stderr[-6000:]}")

    print(f"{len(programs)} programs, {len(fragments)} fragments, {time.monotonic() - begun:.0f} s")
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        sys.exit(1)
    write(remembered, now)


if __name__ == "__main__":
    main()
