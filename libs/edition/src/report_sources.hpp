// SPDX-License-Identifier: Apache-2.0
// Sources of a report, numbered in the order in which it rests on them.
#pragma once

#include "halflight/edition/publication.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

class SourceList {
  public:
    explicit SourceList(const ledger::Ledger& ledger) : m_ledger(&ledger) {}

    /// From 1; a source named for the first time gets the next number. 0 for none of the dossier.
    std::size_t number(std::string_view id);
    [[nodiscard]] bool knows(std::string_view id) const { return m_numbers.contains(id); }
    /// Links to the list: "[3, 4]". Empty for no source.
    [[nodiscard]] std::string cite(std::span<const std::string> ids);

    /// The sources of statements, each with those that it repeats, without doubles.
    [[nodiscard]] std::vector<std::string> behind(std::span<const std::string> statements) const;

    /// The list, with what the sources repeat.
    [[nodiscard]] std::string html();
    [[nodiscard]] std::string markdown() const;
    /// "Publisher, Title, 2024-12-01, https://..., reliability B".
    [[nodiscard]] std::string describe(std::string_view id) const;

  private:
    [[nodiscard]] const ledger::Source* find(std::string_view id) const;

    const ledger::Ledger* m_ledger;
    std::map<std::string, std::size_t, std::less<>> m_numbers;
    std::vector<std::string> m_order;
};

/// Name of a source inside a page.
[[nodiscard]] std::string source_anchor(std::string_view id);
/// The address where a browser may go to it: http and https only, else empty.
[[nodiscard]] std::string_view web_address(std::string_view url);

} // namespace halflight::edition
