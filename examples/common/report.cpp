#include "common/report.hpp"

#include <tls/credential.hpp>

namespace tool {

namespace {

template <class Row>
std::string name_of(const Row* row)
{
    return row ? std::string(row->name) : "none";
}

std::string subject_of(const tls::x509::certificate& certificate)
{
    return certificate.subject().to_string();
}

std::string verdict_on_peer(const tls::connection_info& info)
{
    if (info.peer_certificates.empty())
        return "no certificate";
    if (info.verification.path.empty() && info.verification.error == tls::x509::verify_error::ok)
        return "not verified";
    return std::string(to_string(info.verification.error));
}

std::string early_data_of(const tls::connection_info& info)
{
    switch (info.early_data) {
    case tls::early_data_status::none:
        return "none";
    case tls::early_data_status::offered:
        return "offered";
    case tls::early_data_status::rejected:
        return "rejected";
    case tls::early_data_status::accepted:
        return "accepted";
    case tls::early_data_status::resent:
        return "resent";
    }
    return "none";
}

} // namespace

std::string describe(const tls::connection_info& info, tls::role self)
{
    const std::string own = info.local_credential ? subject_of(info.local_credential->leaf()) : "none";
    const std::string peer = info.peer_certificates.empty() ? "none" : subject_of(info.peer_certificates.front());
    const std::string own_scheme = name_of(info.local_signature_scheme);
    const std::string peer_scheme = name_of(info.peer_signature_scheme);
    const bool is_server = self == tls::role::server;

    std::string text;
    auto line = [&](const char* name, const std::string& value) { text += std::string(name) + ": " + value + "\n"; };
    line("version", std::string(to_string(info.version)));
    line("cipher suite", name_of(info.cipher_suite));
    line("group", name_of(info.group));
    line("hello retry", info.hello_retry ? "yes" : "no");
    line("server signature scheme", is_server ? own_scheme : peer_scheme);
    line("client signature scheme", is_server ? peer_scheme : own_scheme);
    line("server certificate", is_server ? own : peer);
    line("client certificate", is_server ? peer : own);
    line(is_server ? "client verification" : "server verification", verdict_on_peer(info));
    line("server name", info.server_name.empty() ? "none" : info.server_name);
    line("application protocol", info.alpn_protocol.empty() ? "none" : info.alpn_protocol);
    line("session reused", info.session_reused ? "yes" : "no");
    line("early data", early_data_of(info));
    line("pre-shared key", info.psk_identity.empty() ? "none" : info.psk_identity);
    return text;
}

std::string describe_briefly(const tls::connection_info& info)
{
    std::string text =
        std::string(to_string(info.version)) + " " + name_of(info.cipher_suite) + " " + name_of(info.group);
    if (!info.server_name.empty())
        text += " for " + info.server_name;
    if (!info.alpn_protocol.empty())
        text += " with protocol " + info.alpn_protocol;
    if (info.session_reused)
        text += ", resumed";
    if (info.early_data != tls::early_data_status::none)
        text += ", early data " + early_data_of(info);
    return text;
}

std::string explain(const boost::system::error_code& error, const std::string& detail)
{
    std::string text = error.message();
    if (!detail.empty() && detail != text)
        text += ": " + detail;
    return text + " [" + error.category().name() + ":" + std::to_string(error.value()) + "]";
}

} // namespace tool
