// SPDX-License-Identifier: Apache-2.0
// halflight/base/symbol.hpp - interned strings: each text once, compared as a number.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace halflight {

/// Number of an interned text. The default symbol is the empty text in every pool.
struct Symbol {
    std::uint32_t id = 0;
    auto operator<=>(const Symbol&) const = default;
    explicit operator bool() const noexcept { return id != 0; }
};

/// Owns texts in blocks that never move, so that views stay valid as long as the pool lives.
/// Move-only.
class SymbolPool {
  public:
    SymbolPool();
    SymbolPool(SymbolPool&&) noexcept;
    SymbolPool& operator=(SymbolPool&&) noexcept;
    ~SymbolPool();

    Symbol intern(std::string_view text);
    /// The symbol of a text that is already held, or the empty symbol.
    [[nodiscard]] Symbol find(std::string_view text) const noexcept;
    [[nodiscard]] std::string_view view(Symbol symbol) const noexcept;
    /// Number of symbols, the empty text included: every id is below it.
    [[nodiscard]] std::size_t size() const noexcept;
    /// Keeps a text without looking for an equal one; for long texts that hardly repeat.
    std::string_view keep(std::string_view text);

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace halflight
