// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/symbol.hpp"

#include "halflight/base/error.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <limits>

namespace halflight {
namespace {

constexpr std::size_t first_block = std::size_t{16} << 10U;
constexpr std::size_t largest_block = std::size_t{1} << 20U;
constexpr std::size_t first_slots = 256; // a power of two, as every later size

/// Holds characters in blocks that grow but never move.
class Arena {
  public:
    std::string_view keep(std::string_view text) {
        if (text.empty())
            return {};
        char* place = room(text.size());
        std::memcpy(place, text.data(), text.size());
        return {place, text.size()};
    }

  private:
    char* room(std::size_t size) {
        // A long text gets a block of its own, so that the rest of the current one is not lost.
        if (size > m_block_size / 4)
            return m_blocks.emplace_back(std::make_unique_for_overwrite<char[]>(size)).get();
        if (size > m_left) {
            m_block_size = std::min(2 * m_block_size, largest_block);
            m_next =
                m_blocks.emplace_back(std::make_unique_for_overwrite<char[]>(m_block_size)).get();
            m_left = m_block_size;
        }
        char* place = m_next;
        m_next += size;
        m_left -= size;
        return place;
    }

    std::vector<std::unique_ptr<char[]>> m_blocks;
    std::size_t m_block_size = first_block;
    char* m_next = nullptr;
    std::size_t m_left = 0;
};

/// One place of the open addressing table; id 0 marks it free, as the empty text is never stored
/// there.
struct Slot {
    std::uint32_t tag = 0; ///< upper half of the hash: spares most comparisons of texts
    std::uint32_t id = 0;
};

} // namespace

struct SymbolPool::State {
    Arena arena;
    std::vector<std::string_view> texts{std::string_view{}};
    std::vector<std::size_t> hashes{0};
    std::vector<Slot> slots = std::vector<Slot>(first_slots);

    static std::uint32_t tag_of(std::size_t hash) noexcept {
        return static_cast<std::uint32_t>(hash >> 32U);
    }

    /// Place of the text, or the free place where it belongs.
    [[nodiscard]] std::size_t locate(std::string_view text, std::size_t hash) const noexcept {
        const std::size_t mask = slots.size() - 1;
        std::size_t at = hash & mask;
        while (slots[at].id != 0 && (slots[at].tag != tag_of(hash) || texts[slots[at].id] != text))
            at = (at + 1) & mask;
        return at;
    }

    void grow() {
        std::vector<Slot> wider(2 * slots.size());
        const std::size_t mask = wider.size() - 1;
        for (std::uint32_t id = 1; id < texts.size(); ++id) {
            std::size_t at = hashes[id] & mask;
            while (wider[at].id != 0)
                at = (at + 1) & mask;
            wider[at] = {tag_of(hashes[id]), id};
        }
        slots = std::move(wider);
    }
};

SymbolPool::SymbolPool() : m_state(std::make_unique<State>()) {}
SymbolPool::SymbolPool(SymbolPool&&) noexcept = default;
SymbolPool& SymbolPool::operator=(SymbolPool&&) noexcept = default;
SymbolPool::~SymbolPool() = default;

Symbol SymbolPool::intern(std::string_view text) {
    if (text.empty())
        return {};
    State& state = *m_state;
    const std::size_t hash = std::hash<std::string_view>{}(text);
    std::size_t at = state.locate(text, hash);
    if (state.slots[at].id != 0)
        return {state.slots[at].id};
    if (state.texts.size() == std::numeric_limits<std::uint32_t>::max())
        throw Error(ErrorCode::internal, "more texts than symbols");
    if (2 * state.texts.size() >= state.slots.size()) {
        state.grow();
        at = state.locate(text, hash);
    }
    const auto id = static_cast<std::uint32_t>(state.texts.size());
    state.texts.push_back(state.arena.keep(text));
    state.hashes.push_back(hash);
    state.slots[at] = {State::tag_of(hash), id};
    return {id};
}

Symbol SymbolPool::find(std::string_view text) const noexcept {
    if (text.empty())
        return {};
    const std::size_t hash = std::hash<std::string_view>{}(text);
    return {m_state->slots[m_state->locate(text, hash)].id};
}

std::string_view SymbolPool::view(Symbol symbol) const noexcept {
    return m_state->texts[symbol.id];
}

std::size_t SymbolPool::size() const noexcept {
    return m_state->texts.size();
}

std::string_view SymbolPool::keep(std::string_view text) {
    return m_state->arena.keep(text);
}

} // namespace halflight
