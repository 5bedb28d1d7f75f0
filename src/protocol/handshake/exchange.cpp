#include "protocol/handshake/exchange.hpp"

namespace tls {
namespace {

/// Returns the connection_info that the exchange fills. Null: the endpoint's own. A renegotiation starts from an empty
/// one, a post-handshake exchange from a copy.
std::unique_ptr<connection_info> draft_for(exchange::kind kind, const connection_info& present)
{
    switch (kind) {
    case exchange::kind::initial_handshake:
        return nullptr;
    case exchange::kind::renegotiation: {
        auto draft = std::make_unique<connection_info>();
        draft->renegotiations = present.renegotiations + 1;
        return draft;
    }
    case exchange::kind::post_handshake:
        break;
    }
    return std::make_unique<connection_info>(present);
}

} // namespace

exchange::exchange(kind k, connection& c, endpoint& e)
    : kind_(k),
      connection_(c),
      endpoint_(e),
      draft_(draft_for(k, e.info)),
      context_(c, e, draft_ ? *draft_ : e.info, draft_ ? &e.info : nullptr)
{
}

exchange::~exchange()
{
    flow_.reset(); // its frames live in the context
    connection_.end_exchange();
}

void exchange::start(flow f)
{
    flow_.emplace(std::move(f));
    flow_->begin();
}

want exchange::advance()
{
    while (!flow_->done()) {
        if (!context_.end_wait())
            return context_.waits_for_answer() ? want::answer : want::input;
        do
            context_.resume();
        while (!flow_->done() && !context_.is_waiting());
        if (flow_->done())
            flow_->rethrow_failure();
        connection_.flush();
    }
    keep_results();
    return want::nothing;
}

void exchange::keep_results()
{
    if (draft_)
        endpoint_.info = std::move(*draft_);
    if (kind_ != kind::post_handshake)
        endpoint_.established_config.reset();
}

} // namespace tls
