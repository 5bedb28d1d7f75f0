#!/usr/bin/env python3
"""Checks that a compiled library has nothing of the fuzzers' registry without protection (test/fuzz/null_protection.hpp).

    null_protection.py NM LIBRARY

LIBRARY is an archive or a shared library. Local symbols count too.
"""

import re
import subprocess
import sys

# Names in tls::fuzz or in its unnamed namespaces, and libFuzzer's entry points.
FOUND = re.compile(r"3tls4fuzz|LLVMFuzzer|13null_registry")

GOOD = ["_ZN3tls8registry8standardEv", "_ZN3tls6engine4readESt4spanIKS1_IhLm18446744073709551615EEE"]
BAD = ["_ZN3tls4fuzz13null_registryEv", "_ZTVN3tls4fuzz12_GLOBAL__N_19null_aeadE", "LLVMFuzzerTestOneInput"]


def main(nm, library):
    for samples, expected in (GOOD, False), (BAD, True):
        for sample in samples:
            if bool(FOUND.search(sample)) != expected:
                sys.exit(f"self-test: wrong verdict on {sample}")
    output = subprocess.run([nm, library], check=True, capture_output=True, text=True).stdout
    names = [fields[-1] for fields in map(str.split, output.splitlines()) if len(fields) >= 2]
    if not any("3tls" in name for name in names):
        sys.exit(f"{library}: no symbols of namespace tls")
    found = sorted(set(filter(FOUND.search, names)))
    for name in found:
        print(f"{name}: belongs to the fuzzers")
    print(f"{len(names)} names, {len(found)} of the fuzzers")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
