#include "fuzz/recorder.hpp"

#include "fuzz/target.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tls::fuzz {

namespace {

constexpr std::uint8_t change_cipher_spec_type = 20, handshake_type = 22, application_data_type = 23;
constexpr std::size_t record_header = 5, message_header = 4;

} // namespace

recorder::recorder(std::string name, const script_settings& settings)
    : name_(std::move(name)),
      script_{settings, {}},
      subject_(settings),
      state_(settings, !settings.is_server),
      peer_(state_.config)
{
    if (!state_.is_server)
        peer_.set_server_name("localhost");
}

void recorder::require(bool holds, const char* property) const
{
    if (!holds)
        std::fprintf(stderr, "seed %s: engine under test: %s (%s); peer: %s (%s)\n", name_.c_str(),
                     subject_.error().message().c_str(), subject_.engine().error_detail().c_str(),
                     peer_error_.message().c_str(), peer_.error_detail().c_str());
    fuzz::require(holds, property);
}

void recorder::run()
{
    only_act(action::run);
    for (bool has_progressed = true; has_progressed;) {
        has_progressed = carry_to_peer();
        has_progressed |= drive_peer();
        has_progressed |= peer_.has_output();
        carry_from_peer();
    }
}

void recorder::act(action what, std::uint16_t argument)
{
    only_act(what, argument);
    run();
}

void recorder::only_act(action what, std::uint16_t argument)
{
    play(act_operation(what, argument));
}

void recorder::peer_writes(std::size_t size)
{
    const bytes data(size, 'p');
    const byte_view all = data;
    std::size_t n = 0;
    peer_.write({&all, 1}, n, peer_error_);
    require(!peer_error_ && n == size, "the peer of a seed can write");
    run();
}

void recorder::peer_writes_early(std::size_t size)
{
    const bytes data(size, 'e');
    const byte_view all = data;
    std::size_t n = 0;
    peer_.write_early({&all, 1}, n, peer_error_);
    require(!peer_error_ && n == size, "the peer of a seed can write early data");
}

void recorder::reconnect()
{
    only_act(action::reset);
    peer_.reset();
    peer_error_ = {};
    records_.clear();
    messages_.clear();
    is_established_ = peer_protects_ = false;
}

void recorder::play(script_operation next)
{
    subject_.apply(next);
    script_.operations.push_back(std::move(next));
}

/// Returns whether the peer did anything.
bool recorder::drive_peer()
{
    std::array<std::uint8_t, 1000> space;
    byte_span into(space);
    bool has_progressed = false;
    while (!peer_error_) {
        std::size_t n = 0;
        const auto wants = is_established_
                               ? peer_.read({&into, 1}, n, peer_error_)
                               : peer_.handshake(state_.is_server ? role::server : role::client, peer_error_);
        is_established_ |= wants == want::nothing && !peer_error_;
        if (wants == want::answer) {
            auto start = peer_.take_external_operation();
            require(bool(start), "an engine that wants an answer has a question");
            start([this](external_answer answer) { peer_.answer(std::move(answer)); });
        } else if (wants != want::nothing) {
            break;
        }
        has_progressed = true;
    }
    return has_progressed;
}

bool recorder::carry_to_peer()
{
    const auto output = subject_.take_output();
    if (!output.empty())
        peer_.received(output);
    return !output.empty();
}

void recorder::carry_from_peer()
{
    while (peer_.has_output()) {
        const auto out = peer_.output();
        records_.insert(records_.end(), out.begin(), out.end());
        peer_.sent(out.size());
    }
    while (records_.size() >= record_header) {
        const auto size = record_header + records_[3] * 256U + records_[4];
        require(records_.size() >= size, "an engine sends whole records");
        const bytes record(records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(size));
        records_.erase(records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(size));
        take_record(record);
    }
}

void recorder::take_record(byte_view record)
{
    const auto& settings = script_.settings;
    const bool is_tls13 = settings.max() == protocol_version::tls1_3;
    const bool is_sealed = is_tls13 ? record[0] == application_data_type : peer_protects_;
    if (!is_sealed) {
        take_content({record[0], to_bytes(record.subspan(record_header))}, 0);
        peer_protects_ |= !is_tls13 && record[0] == change_cipher_spec_type;
        return;
    }
    take_content(open_null_record(settings, record),
                 static_cast<std::uint8_t>(is_protected | (forges_ ? is_forged : 0)));
}

/// Adds complete handshake messages, and content of other types, to the script.
void recorder::take_content(const null_content& content, std::uint8_t flags)
{
    if (content.type != handshake_type) {
        bytes operation_content{flags, content.type};
        operation_content.insert(operation_content.end(), content.content.begin(), content.content.end());
        play({operation::record, std::move(operation_content)});
        return;
    }
    messages_.insert(messages_.end(), content.content.begin(), content.content.end());
    while (messages_.size() >= message_header) {
        const auto end = message_header + (std::size_t{messages_[1]} << 16 | messages_[2] << 8 | messages_[3]);
        if (messages_.size() < end)
            break;
        bytes operation_content{flags, messages_[0]};
        operation_content.insert(operation_content.end(), messages_.begin() + message_header,
                                 messages_.begin() + static_cast<std::ptrdiff_t>(end));
        messages_.erase(messages_.begin(), messages_.begin() + static_cast<std::ptrdiff_t>(end));
        play({operation::message, std::move(operation_content)});
    }
}

} // namespace tls::fuzz
