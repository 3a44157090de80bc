// SPDX-License-Identifier: Apache-2.0
// Sections that a report need not write: open conflicts, and what is missing.
#pragma once

#include "report_slots.hpp"
#include "statement.hpp"

#include <map>

namespace halflight::edition {

/// Statements as they are shown, each made once.
class Statements {
  public:
    explicit Statements(const Analysed& analysed) : m_analysed(&analysed) {}
    /// Nothing for an id that is no claim's.
    const StatementView* find(const std::string& id);

  private:
    const Analysed* m_analysed;
    std::map<std::string, StatementView, std::less<>> m_views;
};

/// "C003" as the name of a conflict in a page.
[[nodiscard]] std::string conflict_anchor(const std::string& code);

[[nodiscard]] Slot conflicts_section(const Publication& publication, const SourceList& sources,
                                     Statements& statements);
[[nodiscard]] Slot missing_section(const Publication& publication, const NumberBook& book);

} // namespace halflight::edition
