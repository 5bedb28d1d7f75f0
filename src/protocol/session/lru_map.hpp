// A map that knows which entries were used least recently.

#ifndef TLS_SRC_PROTOCOL_SESSION_LRU_MAP_HPP
#define TLS_SRC_PROTOCOL_SESSION_LRU_MAP_HPP

#include "protocol/session/keyed_hash.hpp"

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace tls {

/// A map from strings of bytes to values, in the order of their last use. All operations take constant time, whatever
/// keys peers choose. Not thread-safe.
template <class Value>
class lru_map {
public:
    struct entry {
        std::string key;
        Value value;
    };

    explicit lru_map(const keyed_hash& hash) : index_(0, hash) {}

    std::size_t size() const noexcept { return index_.size(); }
    bool empty() const noexcept { return index_.empty(); }

    /// Returns the entry with this key, which is now the most recently used one. Null if there is none.
    entry* use(std::string_view key)
    {
        auto found = index_.find(key);
        if (found == index_.end())
            return nullptr;
        entries_.splice(entries_.end(), entries_, found->second);
        return &*found->second;
    }

    /// Adds an entry as the most recently used one. Requires that there is no entry with this key.
    entry& add(std::string_view key, Value value)
    {
        entries_.push_back({std::string(key), std::move(value)});
        try {
            index_.emplace(entries_.back().key, std::prev(entries_.end()));
        } catch (...) {
            entries_.pop_back();
            throw;
        }
        return entries_.back();
    }

    /// Returns the least recently used entry. Requires a map that is not empty.
    entry& oldest() noexcept { return entries_.front(); }

    /// Removes an entry of this map. Returns its value.
    Value remove(entry& e)
    {
        auto found = index_.find(e.key);
        auto value = std::move(e.value);
        auto position = found->second;
        index_.erase(found); // before its key, which the entry owns
        entries_.erase(position);
        return value;
    }

    /// Calls `f` with each value, the least recently used first.
    template <class Function>
    void for_each(Function f) const
    {
        for (const auto& e : entries_)
            f(e.value);
    }

    void clear() noexcept
    {
        index_.clear();
        entries_.clear();
    }

private:
    using iterator = typename std::list<entry>::iterator;

    std::list<entry> entries_; // the most recently used last
    std::unordered_map<std::string_view, iterator, keyed_hash> index_;
};

} // namespace tls

#endif
