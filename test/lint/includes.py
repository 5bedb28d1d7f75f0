#!/usr/bin/env python3
"""Includes go down the table of modules only: each module may include those that its line names, and itself."""

import re

import lint


def read_modules():
    """src/modules.txt, as {folder: the folders whose headers the module may include}. Bottom first, without cycles."""
    folder_of, may_include = {}, {}
    for line in (lint.ROOT / "src/modules.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, folder, *calls = line.split()
            may_include[folder] = {folder} | {folder_of[called] for called in calls}
            folder_of[name] = folder
    return may_include


MAY_INCLUDE = read_modules()
# The only modules that know of I/O. (asio/error.hpp is numbers: errors of ours are compared with them.)
KNOW_ASIO = re.compile(r"src/(stream|context|ocsp|openssl_shim)/|include/asio_ssl/|include/tls/(stream|beast|context|ocsp_client|impl/|detail/)")
# Libraries' headers, and the one module that may include them.
ONE_MODULE_INCLUDES = {
    "cryptopp": "algorithms/cryptopp",
    "nettle": "algorithms/nettle",
    "gmp.h": "algorithms/nettle",
    "intel-ipsec-mb.h": "algorithms/ipsec_mb",
}
# Where <openssl/...> is this library's own, of include/openssl_shim.
OWN_OPENSSL = re.compile(r"src/openssl_shim/|include/asio_ssl/")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def check(path, text):
    public = path.startswith("include/")
    module = None if public else path.removeprefix("src/").rpartition("/")[0]
    if not public and module not in MAY_INCLUDE:
        yield f"{path}: a module that src/modules.txt does not name"
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quoted, name = match[1] == '"', match[2]
        top, folder = name.split("/")[0], name.rpartition("/")[0]
        where = f"{path}:{number}: "
        if public and quoted:
            yield where + f"a public header includes {name}"
        elif not public and quoted and folder not in MAY_INCLUDE[module]:
            yield where + f"by src/modules.txt {module} does not call {folder}"
        elif not quoted and top in ONE_MODULE_INCLUDES:
            if module != ONE_MODULE_INCLUDES[top]:
                yield where + f"only src/{ONE_MODULE_INCLUDES[top]} may include <{name}>"
        elif not quoted and folder in MAY_INCLUDE:
            yield where + f'a header of a module is included as "{name}"'
        elif not quoted and top in ("openssl", "gnutls") and not OWN_OPENSSL.match(path):
            yield where + "no other TLS or crypto library has a place here"
        elif name.startswith("boost/asio") and name != "boost/asio/error.hpp" and not KNOW_ASIO.match(path):
            yield where + "Asio is known to the stream (and its part for Beast), the context and the OCSP client only"
        elif name.startswith("tls/") and not (lint.ROOT / "include" / name).exists():
            yield where + f"there is no {name}"


GOOD = [
    ("src/protocol/message/a.cpp", '#include "protocol/message/a.hpp"\n#include "protocol/wire/reader.hpp"\n#include <tls/bytes.hpp>\n#include <vector>'),
    ("src/algorithms/cryptopp/a.cpp", "#include <cryptopp/aes.h>"),
    ("src/algorithms/nettle/a.cpp", '#include "algorithms/cryptopp/hash.hpp"\n#include <nettle/ecdsa.h>\n#include <gmp.h>'),
    ("src/algorithms/ipsec_mb/a.cpp", "#include <intel-ipsec-mb.h>"),
    ("include/tls/stream.hpp", "#include <boost/asio/async_result.hpp>"),
    ("src/protocol/wire/error.cpp", "#include <boost/asio/error.hpp>"),
    ("src/x509/path/a.cpp", '#include "x509/certificate/name.hpp"'),
    ("src/openssl_shim/a.cpp", "#include <openssl/ssl.h>"),
]
BAD = [
    ("src/protocol/wire/a.cpp", '#include "protocol/message/a.hpp"'),
    ("src/protocol/message/a.cpp", '#include "protocol/record/a.hpp"'),
    ("src/protocol/handshake/a.cpp", '#include "protocol/engine/a.hpp"'),
    ("src/protocol/handshake/a.cpp", '#include "algorithms/cryptopp/aes.hpp"'),
    ("src/protocol/handshake/a.cpp", "#include <cryptopp/aes.h>"),
    ("src/algorithms/cryptopp/a.cpp", "#include <nettle/ecdsa.h>"),
    ("src/crypto/a.cpp", "#include <gmp.h>"),
    ("src/algorithms/nettle/a.cpp", "#include <intel-ipsec-mb.h>"),
    ("src/algorithms/nettle/a.cpp", "#include <algorithms/nettle/curve.hpp>"),
    ("src/protocol/handshake/a.cpp", "#include <boost/asio/post.hpp>"),
    ("src/protocol/handshake/a.cpp", '#  include "reader.hpp"'),
    ("src/protocol/handshake/a.cpp", "#include <protocol/wire/reader.hpp>"),
    ("src/algorithms/cryptopp/a.cpp", "#include <openssl/ssl.h>"),
    ("src/crypto/a.cpp", "#include <tls/there_is_no_such_header.hpp>"),
    ("src/attic/a.cpp", ""),
    ("src/protocol/a.cpp", ""),
    ("src/x509/der/a.cpp", '#include "x509/certificate/name.hpp"'),
    ("src/protocol/handshake/a.cpp", '#include "wire/reader.hpp"'),
    ("include/tls/a.hpp", '#include "protocol/wire/reader.hpp"'),
    ("include/tls/a.hpp", "#include <cryptopp/aes.h>"),
    ("include/tls/engine.hpp", "#include <boost/asio/ip/tcp.hpp>"),
]

if __name__ == "__main__":
    lint.main(check, lint.sources("include", "src"), GOOD, BAD)
