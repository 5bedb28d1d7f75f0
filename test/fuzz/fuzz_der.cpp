// The DER reader: walks all elements of the input.

#include "fuzz/target.hpp"
#include "x509/der/der_reader.hpp"

#include <algorithm>

namespace {

void walk(tls::x509::der::reader in, unsigned depth)
{
    namespace der = tls::x509::der;
    while (!in.empty()) {
        auto copy = in;
        auto element = in.any();
        tls::fuzz::require(element.whole.size() > element.content.size(), "an element is longer than its content");
        try {
            switch (element.tag) {
            case der::tag::boolean:
                copy.boolean();
                break;
            case der::tag::integer:
                copy.small_integer(1000);
                break;
            case der::tag::bit_string:
                copy.bit_string();
                break;
            case der::tag::object_identifier:
                copy.object_identifier();
                break;
            case der::tag::null:
                copy.null();
                break;
            default:
                break;
            }
        } catch (const der::error&) {
        }
        if ((element.tag & 0x20) != 0 && depth < 100)
            walk(der::reader(element.content), depth + 1);
    }
}

} // namespace

TLS_FUZZ_TARGET(der, data, size)
{
    try {
        walk(tls::x509::der::reader({data, size}), 0);
    } catch (const tls::x509::der::error&) {
    }
    return 0;
}
