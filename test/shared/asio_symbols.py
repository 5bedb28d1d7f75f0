#!/usr/bin/env python3
"""Checks that the compiled library contains and calls no code of Asio or Beast, except Asio's error categories and the
empty objects whose addresses identify a service: <boost/asio/strand.hpp> defines one.

    asio_symbols.py NM LIBRARY

Programs compile Asio themselves. They may use another version of Boost, or another configuration of Asio such as
io_uring, than the library was built with. LIBRARY is an archive or a shared library.
"""

import re
import subprocess
import sys

# Names in Asio or Beast. Names that only mention their types do not match, such as our functions with a buffer
# parameter and std::function.
ASIO = re.compile(r"_Z(?:T[VTISCch]\w*?|GV|GR|GTt)?Z?N[KVRO]*5boost(?:4asio|5beast)")
# Templates of the standard library, of Boost or of ours for a type of Asio or Beast other than a buffer.
FOR_ASIO = re.compile(r"5boost(?:4asio(?!12const_buffer|14mutable_buffer)|5beast)")
SERVICE_IDS = re.compile(r"_Z(?:GV)?N5boost4asio6detail(?:12service_base|10service_id)I")
ERRORS = re.compile(r"_Z(?:T[VTIS]|GV)?Z?N[KVRO]*5boost4asio5errorL?\d")

GOOD = [
    "_ZN3tls7context15use_certificateERKN5boost4asio12const_bufferENS_12context_base11file_formatE",
    "_ZZN5boost4asio5error17get_misc_categoryEvE8instance",
    "_ZTVN5boost4asio5error6detail13misc_categoryE",
    "_ZNK5boost4asio5error6detail13misc_category4nameEv",
    "_ZN5boost4asio5errorL13misc_categoryE",
    "SSL_CTX_new",
]
BAD = [
    "_ZN5boost4asio6detail9scheduler4stopEv",
    "_ZGVN5boost4asio6detail10call_stackINS1_14thread_contextENS1_16thread_info_baseEE4top_E",
    "_ZTVN5boost4asio6detail9schedulerE",
    "_ZNK5boost4asio2ip10address_v48to_bytesEv",
    "_ZN5boost5beast4http12basic_parserILb0EE3putENS_4asio12const_bufferERNS_6system10error_codeE",
    "_ZSt11make_sharedIN5boost4asio18basic_waitable_timerEE",
]


def is_asio(name):
    return not ERRORS.match(name) and not SERVICE_IDS.match(name) and bool(ASIO.match(name) or (not name.startswith("_ZN3tls") and FOR_ASIO.search(name)))


def symbols(nm, library):
    options = ["-D"] if library.endswith(".so") or ".so." in library else []
    output = subprocess.run([nm, *options, library], check=True, capture_output=True, text=True).stdout
    fields = (line.split() for line in output.splitlines())
    # Other object files cannot use local symbols ('b', 't' ...).
    return {f[-1] for f in fields if len(f) >= 2 and len(f[-2]) == 1 and (f[-2].isupper() or f[-2] in "uvw")}


def main(nm, library):
    for samples, expected in (GOOD, False), (BAD, True):
        for sample in samples:
            if is_asio(sample) != expected:
                sys.exit(f"self-test: wrong verdict on {sample}")
    names = symbols(nm, library)
    if not any(name.startswith("_ZN3tls") for name in names):
        sys.exit(f"{library}: no symbols of namespace tls")
    found = sorted(filter(is_asio, names))
    shown = subprocess.run([nm.replace("nm", "c++filt"), *found], capture_output=True, text=True).stdout if found else ""
    print(f"{shown}{len(names)} names, {len(found)} of Asio or Beast")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
