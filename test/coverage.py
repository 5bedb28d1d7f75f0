#!/usr/bin/env python3
"""Reports the lines and branches of src/ that the tests of an instrumented build have reached.

    coverage.py BUILD_FOLDER

BUILD_FOLDER is a build with the preset `coverage` whose tests have run with LLVM_PROFILE_FILE in BUILD_FOLDER/profiles.
Prints a table by module, without files that need AVX-512 if the CPU lacks it. Writes every line and branch that no test
reached to BUILD_FOLDER/unreached.txt. Code that never runs in a program does not count: conditions that the compiler
decides, such as those of `if constexpr` and `while (true)`; consteval functions; and defaulted comparisons that only
tests call.
"""

import collections
import glob
import json
import os
import re
import shutil
import subprocess
import sys

# Code that only runs on a CPU with AVX-512.
AVX512 = re.compile(r"algorithms/(ifma/|curve25519/lanes|\w+/(avx512|ifma)[^/]*$)")
SOURCES = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "src"))


def tool(name):
    """Returns the newest installed version of an LLVM tool: it must read the profiles of the compiler."""
    versions = [f"{name}-{version}" for version in range(21, 13, -1)]
    for candidate in [name, *versions]:
        if shutil.which(candidate):
            return candidate
    sys.exit(f"{name} is not installed (package llvm)")


def instrumented_programs(folder):
    """Returns the programs and libraries in a build folder that have a coverage map."""
    found = []
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            if name.endswith((".o", ".a")) or os.path.islink(path) or not os.access(path, os.X_OK):
                continue
            with open(path, "rb") as file:
                content = file.read()
            if content.startswith(b"\x7fELF") and b"__llvm_covmap" in content:
                found.append(path)
    return sorted(found)


def merge(folder):
    profiles = glob.glob(os.path.join(folder, "profiles", "*.profraw"))
    if not profiles:
        sys.exit(f"no profiles in {folder}/profiles: run the tests first")
    merged = os.path.join(folder, "merged.profdata")
    names = os.path.join(folder, "profiles.txt")
    with open(names, "w") as file:
        file.write("\n".join(profiles) + "\n")
    # A test that kills its program leaves a profile without an end.
    subprocess.run([tool("llvm-profdata"), "merge", "--failure-mode=all", "-sparse", f"--input-files={names}", "-o",
                    merged], check=True)
    return merged


def llvm_cov(merged, programs, *command):
    """Returns the output of a command of llvm-cov for the files of src/."""
    objects = [argument for program in programs[1:] for argument in ("--object", program)]
    whole = [tool("llvm-cov"), *command, f"--instr-profile={merged}", programs[0], *objects, SOURCES]
    return subprocess.run(whole, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


class File:
    def __init__(self):
        self.lines = collections.Counter()     # line: executions
        self.branches = collections.Counter()  # (line, column, direction): executions

    def unreached_lines(self):
        return sorted(line for line, executions in self.lines.items() if executions == 0)

    def unreached_branches(self):
        return sorted(branch for branch, executions in self.branches.items() if executions == 0)


def has_avx512():
    with open("/proc/cpuinfo") as file:
        return re.search(r"^flags.*\bavx512ifma\b", file.read(), re.MULTILINE) is not None


def read_lines(lcov, files):
    """Several programs contain a line: it is reached if one of them reaches it."""
    current = None
    for record in lcov.splitlines():
        kind, _, value = record.partition(":")
        if kind == "SF":
            current = files[os.path.relpath(value, SOURCES)]
        elif kind == "DA":
            line, executions = value.split(",")[:2]
            current.lines[int(line)] += int(executions)


def read_branches(text, files):
    """A template has a branch for each of its instances: it is reached if one of them reaches it."""
    for described in json.loads(text)["data"][0]["files"]:
        branches = files[os.path.relpath(described["filename"], SOURCES)].branches
        for line, column, _, _, taken, not_taken, *_ in described["branches"]:
            branches[line, column, "true"] += taken
            branches[line, column, "false"] += not_taken


def remove_decided_branches(shown, files):
    """Removes the branches that the compiler decides in all instances of a template. The exports give them as never taken,
    in no direction; only llvm-cov's text names them."""
    decided, counted = set(), set()
    name = None
    for line in shown.splitlines():
        if line.startswith(SOURCES) and line.endswith(":"):
            name = os.path.relpath(line[:-1], SOURCES)
        elif branch := re.match(r"[ |]*Branch \((\d+):(\d+)\): \[(Folded)?", line):
            (decided if branch[3] else counted).add((name, int(branch[1]), int(branch[2])))
    for name, line, column in decided - counted:
        for direction in ("true", "false"):
            files[name].branches.pop((line, column, direction), None)


def is_consteval(source, line, column):
    """Returns whether the function whose body begins there is consteval. `source` is a list of lines."""
    before = " ".join([*source[max(0, line - 8):line - 1], source[line - 1][:column - 1]])
    declaration = re.split(r"[;{}]", before)[-1]
    return re.search(r"\bconsteval\b", declaration) is not None


def remove_compile_time_functions(text, files):
    """Removes consteval functions, which run in the compiler only, and defaulted comparisons that the library never calls."""
    sources = {}
    for function in json.loads(text)["data"][0]["functions"]:
        name = os.path.relpath(function["filenames"][0], SOURCES)
        if name not in files:
            continue
        if name not in sources:
            with open(os.path.join(SOURCES, name)) as file:
                sources[name] = file.read().split("\n")
        line, column, last_line = function["regions"][0][:3]
        file = files[name]
        if is_consteval(sources[name], line, column):
            for number in range(line, last_line + 1):
                file.lines.pop(number, None)
            for branch in [branch for branch in file.branches if line <= branch[0] <= last_line]:
                del file.branches[branch]
        elif file.lines[line] == 0 and re.search(r"\boperator(==|<=>)\(.*= default;", sources[name][line - 1]):
            del file.lines[line]


def percent(unreached, total):
    return f"{100 * (total - unreached) / total:6.1f} %" if total else "       -"


def row(name, files):
    lines = sum(len(file.lines) for file in files)
    branches = sum(len(file.branches) for file in files)
    missed_lines = sum(len(file.unreached_lines()) for file in files)
    missed_branches = sum(len(file.unreached_branches()) for file in files)
    return (f"{name:28}{lines:8}{missed_lines:8}{percent(missed_lines, lines)}"
            f"{branches:10}{missed_branches:8}{percent(missed_branches, branches)}")


def ranges(numbers):
    """Returns "3-5" for 3, 4, 5."""
    result = []
    for number in numbers:
        if result and result[-1][1] == number - 1:
            result[-1][1] = number
        else:
            result.append([number, number])
    return [str(first) if first == last else f"{first}-{last}" for first, last in result]


def write_unreached(path, files):
    with open(path, "w") as out:
        for name, file in sorted(files.items()):
            for lines in ranges(file.unreached_lines()):
                out.write(f"src/{name}:{lines}\n")
            for line, column, direction in file.unreached_branches():
                if file.lines[line] != 0:  # the others are on unreached lines
                    out.write(f"src/{name}:{line}:{column} is never {direction}\n")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    programs = instrumented_programs(folder)
    if not programs:
        sys.exit(f"no instrumented programs in {folder}")
    merged = merge(folder)
    files = collections.defaultdict(File)
    read_lines(llvm_cov(merged, programs, "export", "--format=lcov"), files)
    exported = llvm_cov(merged, programs, "export", "--format=text")
    read_branches(exported, files)
    shown = llvm_cov(merged, programs, "show", "--show-branches=count", "--show-instantiations=false")
    remove_decided_branches(shown, files)
    remove_compile_time_functions(exported, files)

    if not has_avx512():
        left_out = [name for name in files if AVX512.search(name)]
        print(f"this CPU cannot run these files, so they do not count: {' '.join(sorted(left_out))}")
        for name in left_out:
            del files[name]

    modules = collections.defaultdict(list)
    for name, file in files.items():
        modules[os.path.dirname(name)].append(file)
    print(f"{'module':28}{'lines':>8}{'missed':>8}{'':8}{'branches':>10}{'missed':>8}")
    for name, its_files in sorted(modules.items()):
        print(row(name, its_files))
    print(row("total", list(files.values())))
    unreached = os.path.join(folder, "unreached.txt")
    write_unreached(unreached, files)
    print(f"lines and branches that no test reached: {unreached}")


if __name__ == "__main__":
    main()
