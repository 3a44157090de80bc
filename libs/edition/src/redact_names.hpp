// SPDX-License-Identifier: Apache-2.0
// Names that must not stand in an edition, found in a text and struck out.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

/// Stands in the place of each name.
constexpr std::string_view name_struck_out = "withheld";

class Names {
  public:
    /// An id, which counts where it stands as a whole word.
    void add_id(const std::string& id) { m_ids.insert(id); }
    /// A title or an address, which counts wherever it stands. Short ones and single words are
    /// passed over: they say nothing about a source and would be found everywhere.
    void add_phrase(const std::string& phrase);

    [[nodiscard]] bool empty() const noexcept { return m_ids.empty(); }
    [[nodiscard]] bool has_id(std::string_view id) const { return m_ids.contains(id); }
    [[nodiscard]] bool in(std::string_view text) const;
    /// The text with `name_struck_out` in the place of each name; counts them.
    [[nodiscard]] std::string strike(std::string_view text, std::size_t& count) const;

  private:
    std::set<std::string, std::less<>> m_ids;
    std::vector<std::string> m_phrases; ///< longest first
};

} // namespace halflight::edition
