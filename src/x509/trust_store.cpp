#include <tls/x509/trust_store.hpp>

#include <tls/x509/pem.hpp>

#include <algorithm>
#include <map>

namespace tls::x509 {

struct trust_store::state {
    std::map<bytes, std::vector<certificate>> by_subject;
    std::size_t size = 0;
};

void trust_store::add(certificate anchor)
{
    if (contains(anchor))
        return;
    auto changed = state_ ? std::make_shared<state>(*state_) : std::make_shared<state>();
    changed->by_subject[to_bytes(anchor.subject().der())].push_back(std::move(anchor));
    ++changed->size;
    state_ = std::move(changed);
}

std::size_t trust_store::add_pem(std::string_view pem)
{
    auto anchors = read_certificates_pem(pem);
    for (auto& anchor : anchors)
        add(std::move(anchor));
    return anchors.size();
}

std::vector<certificate> trust_store::find(byte_view subject) const
{
    if (!state_)
        return {};
    auto found = state_->by_subject.find(to_bytes(subject));
    return found != state_->by_subject.end() ? found->second : std::vector<certificate>();
}

bool trust_store::contains(const certificate& candidate) const
{
    auto same_name = find(candidate.subject().der());
    return std::ranges::find(same_name, candidate) != same_name.end();
}

std::size_t trust_store::size() const noexcept
{
    return state_ ? state_->size : 0;
}

bool trust_store::empty() const noexcept
{
    return size() == 0;
}

std::vector<bytes> trust_store::subjects() const
{
    std::vector<bytes> result;
    if (state_)
        for (const auto& [subject, anchors] : state_->by_subject)
            result.push_back(subject);
    return result;
}

} // namespace tls::x509
