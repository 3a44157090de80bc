// SPDX-License-Identifier: Apache-2.0
// halflight/watch/decision.hpp - what a person decided about a record and an entry, and whether it
// still holds.
#pragma once

#include "halflight/base/date.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halflight::watch {

enum class DecisionKind : std::uint8_t {
    same,      ///< the record is the listed one
    different, ///< it is another one of that name
    open,      ///< an earlier decision is taken back
};
[[nodiscard]] std::string_view to_string(DecisionKind kind) noexcept;
[[nodiscard]] std::optional<DecisionKind> parse_decision_kind(std::string_view word) noexcept;

/// A row of `screening/decisions.csv`. Rows are only ever added; of one pair the last counts.
struct Decision {
    Date on;
    std::string by;
    DecisionKind kind = DecisionKind::open;
    std::string record;      ///< `subject_key`
    std::string record_hash; ///< `subject_hash` when it was decided
    std::string entry;       ///< the list's reference
    std::string entry_hash;  ///< `entry_hash` when it was decided
    std::string why;
    std::uint32_t line = 0;
};

/// A decision as it applies today.
struct Ruling {
    DecisionKind kind = DecisionKind::open; ///< what was decided
    bool stands = false;                    ///< false: fell open
    Date on;
    std::string by;
    std::string why;
    std::string reopened; ///< why it fell open: entry or record changed, entry no longer listed
};

/// What was decided, before it is held against anything.
[[nodiscard]] Ruling ruling_of(const Decision& decision);

class DecisionLog {
  public:
    void add(Decision decision);
    /// The last decision on the pair, held against what record and entry say now; nothing where
    /// none was made or the last one took it back.
    [[nodiscard]] std::optional<Ruling> ruling(std::string_view record,
                                               std::string_view record_hash, std::string_view entry,
                                               std::string_view entry_hash) const;
    /// The last decisions on a record that are not taken back, by entry.
    [[nodiscard]] std::vector<const Decision*> of(std::string_view record) const;
    /// The last decisions on every pair that are not taken back, by record and entry.
    [[nodiscard]] std::vector<const Decision*> held() const;
    [[nodiscard]] bool empty() const noexcept { return m_last.empty(); }
    [[nodiscard]] const std::vector<Decision>& all() const noexcept { return m_all; }

  private:
    std::vector<Decision> m_all;
    std::map<std::pair<std::string, std::string>, std::size_t> m_last; ///< by record and entry
};

} // namespace halflight::watch
