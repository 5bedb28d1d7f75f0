#!/usr/bin/env python3
"""Each module may include only its own headers and those of the modules that src/modules.txt lists for it."""

import re

import lint


def read_modules():
    """Returns src/modules.txt as {folder: folders whose headers the module may include}. A line may name only earlier
    modules, so there are no cycles."""
    folder_of, may_include = {}, {}
    for line in (lint.ROOT / "src/modules.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, folder, *calls = line.split()
            may_include[folder] = {folder} | {folder_of[called] for called in calls}
            folder_of[name] = folder
    return may_include


MAY_INCLUDE = read_modules()
# The only modules that may use Asio. (All may include asio/error.hpp: it defines error codes only.)
MAY_USE_ASIO = re.compile(r"src/(stream|context|ocsp|openssl_shim)/|include/asio_ssl/|include/tls/(stream|beast|context|ocsp_client|impl/|detail/)")
# Third-party headers, and the one module that may include them.
ONE_MODULE_INCLUDES = {
    "cryptopp": "algorithms/cryptopp",
    "nettle": "algorithms/nettle",
    "gmp.h": "algorithms/nettle",
    "intel-ipsec-mb.h": "algorithms/ipsec_mb",
}
# Programs that include tls/redis_sessions.hpp need hiredis; others must not.
HIREDIS_INCLUDER = "include/tls/impl/redis_protocol.hpp"
REDIS_INCLUDERS = re.compile(r"include/tls/(redis_sessions|impl/redis_\w+)\.hpp$")
# Files for which <openssl/...> is our own include/openssl_shim.
OWN_OPENSSL = re.compile(r"src/openssl_shim/|include/asio_ssl/")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def check(path, text):
    public = path.startswith("include/")
    module = None if public else path.removeprefix("src/").rpartition("/")[0]
    if not public and module not in MAY_INCLUDE:
        yield f"{path}: the folder is not in src/modules.txt"
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
            yield where + f"src/modules.txt does not allow {module} to include {folder}"
        elif not quoted and top in ONE_MODULE_INCLUDES:
            if module != ONE_MODULE_INCLUDES[top]:
                yield where + f"only src/{ONE_MODULE_INCLUDES[top]} may include <{name}>"
        elif top == "hiredis" and path != HIREDIS_INCLUDER:
            yield where + f"only {HIREDIS_INCLUDER} may include <{name}>"
        elif re.match(r"tls/(impl/)?redis_", name) and not REDIS_INCLUDERS.match(path):
            yield where + f"<{name}> needs hiredis, so only headers for Redis may include it"
        elif not quoted and folder in MAY_INCLUDE:
            yield where + f'include the internal header as "{name}", not <{name}>'
        elif not quoted and top in ("openssl", "gnutls") and not OWN_OPENSSL.match(path):
            yield where + "headers of other TLS libraries are not allowed"
        elif name.startswith("boost/asio") and name != "boost/asio/error.hpp" and not MAY_USE_ASIO.match(path):
            yield where + "only the stream (with tls/beast.hpp), the context and the OCSP client may include Asio"
        elif name.startswith("tls/") and not (lint.ROOT / "include" / name).exists():
            yield where + f"{name} does not exist"


GOOD = [
    ("src/protocol/message/a.cpp", '#include "protocol/message/a.hpp"\n#include "protocol/wire/reader.hpp"\n#include <tls/bytes.hpp>\n#include <vector>'),
    ("src/algorithms/cryptopp/a.cpp", "#include <cryptopp/aes.h>"),
    ("src/algorithms/nettle/a.cpp", '#include "algorithms/cryptopp/hash.hpp"\n#include <nettle/ecdsa.h>\n#include <gmp.h>'),
    ("src/algorithms/ipsec_mb/a.cpp", "#include <intel-ipsec-mb.h>"),
    ("include/tls/stream.hpp", "#include <boost/asio/async_result.hpp>"),
    ("include/tls/impl/redis_protocol.hpp", "#include <hiredis/hiredis.h>"),
    ("src/protocol/wire/error.cpp", "#include <boost/asio/error.hpp>"),
    ("src/x509/path/a.cpp", '#include "x509/certificate/name.hpp"'),
    ("src/openssl_shim/a.cpp", "#include <openssl/ssl.h>"),
]
BAD = [
    ("include/tls/impl/redis_link.hpp", "#include <hiredis/hiredis.h>"),
    ("include/tls/configuration.hpp", "#include <tls/redis_sessions.hpp>"),
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
