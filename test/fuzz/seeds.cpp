// Writes the seed corpora of the fuzz targets, one folder per target, below the given folder.

#include "fuzz/accept_all.hpp"
#include "fuzz/connection_seeds.hpp"
#include "fuzz/implementation_seeds.hpp"
#include "fuzz/message_seeds.hpp"
#include "fuzz/resumption_seeds.hpp"
#include "protocol/session/states.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"

#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/certificate_request.hpp>
#include <tls/x509/crl.hpp>
#include <tls/x509/ocsp.hpp>
#include <tls/x509/pem.hpp>
#include <tls/x509/pkcs12.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

namespace x509 = tls::x509;
using tls::byte_view;
using tls::bytes;
using tls::key_type;

std::filesystem::path root;

void write(const std::string& target, const std::string& name, byte_view content)
{
    std::filesystem::create_directories(root / target);
    std::ofstream out(root / target / name, std::ios::binary);
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    if (!out.flush()) {
        std::fprintf(stderr, "fuzz_seeds: cannot write %s\n", (root / target / name).c_str());
        std::exit(1);
    }
}

/// Writes a seed for its target, and for fuzz_der.
void write_der(const std::string& target, const std::string& name, byte_view der)
{
    write(target, name, der);
    write("der", target + '-' + name, der);
}

x509::certificate_template describe(const std::string& name, bool is_ca)
{
    x509::certificate_template description;
    description.common_name = name;
    description.is_ca = is_ca;
    description.not_before = x509::time_point(std::chrono::seconds(1'700'000'000));
    description.not_after = x509::time_point(std::chrono::seconds(1'900'000'000));
    return description;
}

struct authority {
    explicit authority(key_type type) : key(x509::generate_private_key(type, 2048))
    {
        auto description = describe("Root", true);
        certificate = x509::self_signed_certificate(description, key);
        intermediate_key = x509::generate_private_key(type, 2048);
        description = describe("Intermediate", true);
        description.path_length = 0;
        description.subject = {{"C", "CH"}, {"O", "Example"}};
        description.permitted.dns_names = {"example.com", "example.net"};
        description.excluded.dns_names = {"secret.example.com"};
        description.excluded.emails = {"example.org"};
        description.policies = {"2.23.140.1.2.1", "1.2.3.4"};
        intermediate = x509::issue_certificate(description, intermediate_key.public_part, *certificate, key);
        description = describe("www.example.com", false);
        description.dns_names = {"www.example.com", "*.example.net"};
        description.ip_addresses = {"192.0.2.1", "2001:db8::1"};
        description.extended_key_usage = {"1.3.6.1.5.5.7.3.1"};
        description.emails = {"someone@example.com"};
        description.uris = {"https://www.example.com/"};
        description.policies = {"2.23.140.1.2.1"};
        description.ocsp_responders = {"http://ocsp.example.com/"};
        description.ca_issuers = {"http://example.com/ca.der"};
        description.crl_distribution_points = {"http://example.com/ca.crl"};
        description.must_staple = true;
        leaf_key = x509::generate_private_key(type, 2048);
        leaf = x509::issue_certificate(description, leaf_key.public_part, *intermediate, intermediate_key);
    }

    tls::private_key key, intermediate_key, leaf_key;
    std::optional<x509::certificate> certificate, intermediate, leaf;
};

bytes concatenated(std::initializer_list<byte_view> parts)
{
    bytes result;
    for (auto part : parts)
        result.insert(result.end(), part.begin(), part.end());
    return result;
}

/// Aborts if a seed is invalid: a corpus that the targets reject at once would find nothing.
void check(bool good, const std::string& what)
{
    if (good)
        return;
    std::fprintf(stderr, "fuzz_seeds: invalid seed: %s\n", what.c_str());
    std::exit(1);
}

// 2026-05-31, a day before the time at which the targets verify.
constexpr std::chrono::seconds issued{1'780'186'000};

void write_crls(const std::string& name, const authority& made)
{
    x509::crl_template description;
    description.this_update = x509::time_point(issued);
    description.next_update = description.this_update + std::chrono::hours(24 * 30);
    auto list = x509::issue_crl(description, *made.intermediate, made.intermediate_key);
    write_der("crl", name + "-empty", list.der());
    description.entries.push_back({{0x01, 0x02}, {description.this_update, x509::revocation_reason::key_compromise}});
    description.entries.push_back({tls::to_bytes(made.leaf->serial_number()), {description.this_update, {}}});
    auto revoking = x509::issue_crl(description, *made.intermediate, made.intermediate_key);
    write_der("crl", name, revoking.der());
    write("crl", name + "-good", concatenated({made.leaf->der(), made.intermediate->der(), list.der()}));
    write("crl", name + "-revoked", concatenated({made.leaf->der(), made.intermediate->der(), revoking.der()}));
}

void write_ocsp_responses(const std::string& name, const authority& made)
{
    x509::ocsp_response_template description;
    description.produced_at = description.this_update = x509::time_point(issued);
    description.next_update = description.this_update + std::chrono::hours(24 * 7);
    for (auto status : {x509::certificate_status::good, x509::certificate_status::revoked}) {
        description.status = status;
        description.revoked.date = description.this_update;
        auto response = x509::issue_ocsp_response(description, *made.leaf, *made.intermediate, *made.intermediate,
                                                  made.intermediate_key);
        write("ocsp", name + (status == x509::certificate_status::good ? "-good" : "-revoked"),
              concatenated({made.leaf->der(), made.intermediate->der(), response}));
        write("der", "ocsp-" + name, response);
        x509::trust_store anchors;
        auto verdict = x509::check_ocsp_response(response, *made.leaf, *made.intermediate,
                                                 tls::fuzz::accept_all_parameters(anchors));
        check(verdict.error == x509::verify_error::ok && verdict.status == status, name + ": " + verdict.detail);
    }
}

// Builds a PFX (RFC 7292 section 4) without a MAC, so that the fuzzer can change its content.
void write_pkcs12(const std::string& name, const authority& made)
{
    namespace der = x509::der;
    namespace oid = x509::oid;
    auto explicit_0 = [](const der::encoding& content) {
        return der::constructed(der::tag::context_constructed(0), {content});
    };
    auto content_info = [&](const der::encoding& content) {
        return der::sequence({der::object_identifier(oid::pkcs7_data), explicit_0(der::octet_string(content))});
    };
    constexpr std::string_view x509_certificate = "1.2.840.113549.1.9.22.1";
    auto certificate_bag = [&](const x509::certificate& c) {
        return der::sequence({der::object_identifier(oid::cert_bag),
                              explicit_0(der::sequence({der::object_identifier(x509_certificate),
                                                        explicit_0(der::octet_string(c.der()))}))});
    };
    auto key_bag = [&](std::string_view type, const der::encoding& key) {
        return der::sequence({der::object_identifier(type), explicit_0(key)});
    };
    auto file = [&](const der::encoding& key) {
        auto contents = der::sequence({key, certificate_bag(*made.leaf), certificate_bag(*made.intermediate)});
        return der::sequence({der::small_integer(3), content_info(der::sequence({content_info(contents)}))});
    };
    write_der("pkcs12", name, file(key_bag(oid::key_bag, x509::write_private_key_der(made.leaf_key))));
    auto content = x509::read_pkcs12(file(key_bag(oid::key_bag, x509::write_private_key_der(made.leaf_key))), "");
    check(content.key && content.chain.size() == 2, name + " in PKCS#12");
    auto encrypted = x509::write_private_key_der(made.leaf_key, "password", 2);
    write_der("pkcs12", name + "-shrouded", file(key_bag(oid::pkcs8_shrouded_key_bag, encrypted)));
    write_der("private_key", name + "-encrypted", encrypted);
}

void write_seeds(key_type type)
{
    const std::string name(to_string(type));
    authority made(type);
    write_der("certificate", name + "-root", made.certificate->der());
    write_der("certificate", name + "-intermediate", made.intermediate->der());
    write_der("certificate", name + "-leaf", made.leaf->der());
    auto requested = describe("www.example.com", false);
    requested.dns_names = {"www.example.com"};
    requested.ip_addresses = {"192.0.2.1"};
    requested.must_staple = true;
    write_der("certificate_request", name, x509::make_certificate_request(requested, made.leaf_key).der());
    write_der("private_key", name, x509::write_private_key_der(made.leaf_key));
    write("pem", name + "-certificate", tls::as_bytes(x509::write_pem("CERTIFICATE", made.leaf->der())));
    write("pem", name + "-key", tls::as_bytes(x509::write_private_key_pem(made.leaf_key)));
    for (std::uint8_t settings : {0, 3, 7, 63})
        write("verifier", name + '-' + std::to_string(settings),
              concatenated({{&settings, 1}, made.leaf->der(), made.intermediate->der(), made.certificate->der()}));
    x509::trust_store anchors;
    anchors.add(*made.certificate);
    auto parameters = tls::fuzz::accept_all_parameters(anchors);
    parameters.rules = type == key_type::ed25519 ? x509::profile::rfc5280 : x509::profile::web;
    auto verdict = x509::verify_chain(std::array{*made.leaf, *made.intermediate}, parameters);
    check(verdict.accepted, name + ": " + verdict.detail);
    write_crls(name, made);
    write_ocsp_responses(name, made);
    write_pkcs12(name, made);
}

void write_sessions()
{
    using namespace tls::test;
    write("session", "tls13", tls::encode(tls13_state()));
    write("session", "tls13-client", tls::encode(tls13_client_state()));
    write("session", "tls12", tls::encode(tls12_state()));
    auto refused = with_peer(tls13_client_state());
    write("session", "tls13-peer", tls::encode(refused));
    refused.verification.error = x509::verify_error::unknown_issuer;
    refused.verification.depth = 1;
    refused.verification.path.pop_back();
    refused.verification.detail = "the issuer is missing";
    write("session", "tls13-refused", tls::encode(refused));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: fuzz_seeds FOLDER    writes the seed corpora into FOLDER\n");
        return 2;
    }
    root = argv[1];
    for (auto type : {key_type::ed25519, key_type::secp256r1, key_type::rsa})
        write_seeds(type);
    write_sessions();
    tls::fuzz::write_message_seeds([](const std::string& name, byte_view input) { write("message", name, input); });
    tls::fuzz::write_resumption_seeds([](auto&&... seed) { write(seed...); });
    tls::fuzz::write_connection_seeds(
        [](const std::string& name, byte_view input) { write("connection", name, input); });
    tls::fuzz::write_implementation_seeds(
        [](const std::string& name, byte_view input) { write("implementations", name, input); });
}
