#include <tls/x509/crl.hpp>

#include "x509/certificate/name.hpp"
#include "x509/der/file.hpp"
#include "x509/revocation/crl_data.hpp"

#include <tls/error.hpp>
#include <tls/x509/pem.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>

namespace tls::x509 {

std::string_view to_string(revocation_reason reason) noexcept
{
    switch (reason) {
    case revocation_reason::unspecified:
        return "unspecified";
    case revocation_reason::key_compromise:
        return "keyCompromise";
    case revocation_reason::ca_compromise:
        return "cACompromise";
    case revocation_reason::affiliation_changed:
        return "affiliationChanged";
    case revocation_reason::superseded:
        return "superseded";
    case revocation_reason::cessation_of_operation:
        return "cessationOfOperation";
    case revocation_reason::certificate_hold:
        return "certificateHold";
    case revocation_reason::remove_from_crl:
        return "removeFromCRL";
    case revocation_reason::privilege_withdrawn:
        return "privilegeWithdrawn";
    case revocation_reason::aa_compromise:
        return "aACompromise";
    }
    return {};
}

crl::crl(std::shared_ptr<const detail::crl_data> data) noexcept : data_(std::move(data)) {}

const detail::crl_data& detail::data_of(const crl& list) noexcept
{
    return *list.data_;
}

crl crl::from_der(byte_view der)
{
    auto data = std::make_shared<detail::crl_data>();
    data->der = to_bytes(der);
    try {
        detail::parse_crl(*data);
    } catch (const der::error& e) {
        throw boost::system::system_error(make_error_code(error::reason::bad_crl_encoding), e.what());
    }
    return crl(std::move(data));
}

byte_view crl::der() const noexcept
{
    return data_->der;
}

name crl::issuer() const noexcept
{
    return name(data_->issuer);
}

time_point crl::this_update() const noexcept
{
    return data_->this_update;
}

std::optional<time_point> crl::next_update() const noexcept
{
    return data_->next_update;
}

byte_view crl::number() const noexcept
{
    return data_->number;
}

std::size_t crl::size() const noexcept
{
    return data_->entries.size();
}

std::optional<revocation> crl::find(byte_view serial_number) const
{
    auto is_smaller = [](byte_view a, byte_view b) {
        return a.size() != b.size() ? a.size() < b.size() : std::ranges::lexicographical_compare(a, b);
    };
    auto serial_of = [this](const detail::crl_entry_position& e) { return data_->serial_of(e); };
    auto found = std::ranges::lower_bound(data_->entries, serial_number, is_smaller, serial_of);
    if (found == data_->entries.end() || !std::ranges::equal(serial_of(*found), serial_number))
        return std::nullopt;
    auto entry = der::reader(byte_view(data_->der).subspan(found->entry)).take(der::tag::sequence).whole;
    return detail::read_crl_entry(entry);
}

std::vector<crl> read_crls_pem(std::string_view text)
{
    std::vector<crl> lists;
    for (const auto& block : read_pem(text))
        if (block.label == "X509 CRL")
            lists.push_back(crl::from_der(der::without_trailing_bytes(block.content)));
    if (lists.empty())
        throw boost::system::system_error(make_error_code(error::reason::no_start_line), "no CRL in the PEM text");
    return lists;
}

void crl_store::add(crl list)
{
    auto& same_issuer = by_issuer_[detail::data_of(list).canonical_issuer];
    same_issuer.push_back(std::move(list));
    ++size_;
}

std::size_t crl_store::add_pem(std::string_view pem)
{
    auto lists = read_crls_pem(pem);
    for (auto& list : lists)
        add(std::move(list));
    return lists.size();
}

std::size_t crl_store::load_file(const std::string& path)
{
    auto content = read_file(path);
    // DER begins with a SEQUENCE whose length takes more than one octet. Text never does.
    bool is_der = content.size() >= 2 && content[0] == der::tag::sequence && content[1] > 0x80;
    if (!is_der)
        return add_pem(as_text(content));
    add(crl::from_der(der::without_trailing_bytes(content)));
    return 1;
}

std::span<const crl> crl_store::find(byte_view issuer) const
try {
    auto found = by_issuer_.find(canonical_name(issuer));
    return found != by_issuer_.end() ? std::span<const crl>(found->second) : std::span<const crl>();
} catch (const der::error&) {
    return {};
}

} // namespace tls::x509
