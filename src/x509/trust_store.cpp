#include <tls/x509/trust_store.hpp>

#include <tls/x509/pem.hpp>

#include <algorithm>

namespace tls::x509 {

void trust_store::add(certificate anchor)
{
    if (contains(anchor))
        return;
    by_subject_[to_bytes(anchor.subject().der())].push_back(std::move(anchor));
    ++size_;
}

std::size_t trust_store::add_pem(std::string_view pem)
{
    auto anchors = read_certificates_pem(pem);
    for (auto& anchor : anchors)
        add(std::move(anchor));
    return anchors.size();
}

std::span<const certificate> trust_store::find(byte_view subject) const
{
    auto found = by_subject_.find(to_bytes(subject));
    if (found == by_subject_.end())
        return {};
    return found->second;
}

bool trust_store::contains(const certificate& candidate) const
{
    auto same_name = find(candidate.subject().der());
    return std::ranges::find(same_name, candidate) != same_name.end();
}

std::vector<bytes> trust_store::subjects() const
{
    std::vector<bytes> result;
    result.reserve(by_subject_.size());
    for (const auto& [subject, anchors] : by_subject_)
        result.push_back(subject);
    return result;
}

} // namespace tls::x509
