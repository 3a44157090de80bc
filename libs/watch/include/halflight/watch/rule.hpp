// SPDX-License-Identifier: Apache-2.0
// halflight/watch/rule.hpp - sanctions rules as dated data.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/base/interval.hpp"
#include "halflight/base/period.hpp"
#include "halflight/base/unit.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

enum class RuleKind : std::uint8_t {
    ban,
    ban_unless_approved,
    cap,
    no_increase, ///< above a stated reference
    no_new,
    repatriate,
    mandate, ///< renews or ends a body; forbids nothing: never a measure
    count_
};
[[nodiscard]] std::string_view to_string(RuleKind kind) noexcept;
[[nodiscard]] std::optional<RuleKind> parse_rule_kind(std::string_view word) noexcept;

enum class Direction : std::uint8_t {
    from_area,
    to_area,
    labour,
    finance,
    cooperation,
    none,
    count_
};
[[nodiscard]] std::string_view to_string(Direction direction) noexcept;
[[nodiscard]] std::optional<Direction> parse_direction(std::string_view word) noexcept;

/// Harmonized System headings or chapters, first to last of equal length: {"2701", "2704"},
/// {"89", "89"}.
struct HsRange {
    std::string first;
    std::string last;
    bool part = false; ///< the rule covers only some of it
    bool operator==(const HsRange&) const = default;
};
/// A code, a range, either with "(part)". A fault where it is none, or the code does not exist in
/// the Harmonized System (chapters 01 to 97 without 77; headings as in HS 2017).
[[nodiscard]] Result<HsRange> parse_hs(std::string_view text);
/// A code shorter than those of the range is covered where some of it is.
[[nodiscard]] bool covers(const HsRange& range, std::string_view code) noexcept;
/// How many headings the table knows.
[[nodiscard]] std::size_t hs_headings() noexcept;

/// "2701-2704", "2710(part)".
[[nodiscard]] std::string to_string(const HsRange& range);

enum class CapSpan : std::uint8_t { calendar_year, twelve_months, whole, count_ };
[[nodiscard]] std::string_view to_string(CapSpan span) noexcept;
[[nodiscard]] std::optional<CapSpan> parse_cap_span(std::string_view word) noexcept;

struct Cap {
    double limit = 0;
    Unit unit;
    CapSpan span = CapSpan::calendar_year; ///< `whole`: from..to at once
    std::string claim;                     ///< the same limit as a statement; may be empty
    std::string alternative_of; ///< rule whose cap this one gives in another unit: not a second cap
    std::string lower_of;       ///< rule with which it binds together, the lower of both
    int due_days = 30;          ///< a month's report is due so many days after its end
};

struct Rule {
    std::string id;
    std::string instrument; ///< "UNSCR 2397 (2017)"
    std::string paragraph;
    RuleKind kind = RuleKind::ban;
    Direction direction = Direction::none;
    Period force; ///< from its first day; open end where it has none
    std::vector<std::string> goods;
    std::vector<HsRange> hs;
    std::optional<Cap> cap;
    std::string exemption;
    std::vector<std::string>
        supersedes; ///< ids; from this rule's first day they are no longer in force
    std::vector<std::string> quoted_by; ///< claims whose source quotes the paragraph
    bool applied = true;                ///< false: superseded before it could bind
    bool hs_checked = false; ///< the codes are those of an official annex, not a drafter's match
    std::string note;
    Place place;
    bool faulty = false; ///< declared with an error: what it says may not be what was meant

    /// "UNSCR 2397 (2017), para. 5".
    [[nodiscard]] std::string citation() const;
};

/// Marked doubtful until a statement of the ledger quotes the paragraph: computed, never declared.
struct Doubt {
    bool paragraph = true; ///< nobody in the ledger quotes it
    bool codes = true;     ///< HS codes are a match by hand
    bool operator==(const Doubt&) const = default;
};
/// Whether the statement is known and holds the fingerprint of a quotation.
using IsQuoted = std::function<bool(std::string_view claim)>;
[[nodiscard]] Doubt doubt_of(const Rule& rule, const IsQuoted& is_quoted);
/// "no statement quotes the paragraph; the HS codes are a match by hand". Empty for no doubt.
[[nodiscard]] std::string words(const Doubt& doubt);

/// A field of cooperation and the rules that touch it.
struct Sector {
    std::string id;
    std::string title;
    std::string article; ///< of the treaty
    std::vector<std::string> rules;
    std::string free_because; ///< where no rule touches it: why
    Place place;
    bool faulty = false; ///< declared with an error
};

struct RuleBook {
    std::vector<Rule> rules; ///< by id
    std::vector<Sector> sectors;
    [[nodiscard]] const Rule* find(std::string_view id) const noexcept;
};

/// Faults between rules: ids twice, a rule that supersedes itself or in a circle, one that does not
/// exist, an end before the start, a cap without limit or unit, a cap and a ban of one paragraph on
/// the same goods in the same days, a mandate with goods, a sector that names no rule and no
/// reason, or a rule and a reason. Codes W001 to W019.
[[nodiscard]] Diagnostics validate(const RuleBook& book);

/// Rules in force on `day`: begun, not ended, not superseded by a rule that has begun. Mandates are
/// left out unless asked for. By id.
[[nodiscard]] std::vector<const Rule*> in_force(const RuleBook& book, Date day,
                                                bool mandates = false);
/// Those in force that touch goods with this HS code in this direction.
[[nodiscard]] std::vector<const Rule*> touching(const RuleBook& book, Date day, Direction direction,
                                                std::string_view hs);
/// The rule that ended this one by `day`, the first of several; none while it stands.
[[nodiscard]] const Rule* superseded_by(const RuleBook& book, const Rule& rule, Date day);

} // namespace halflight::watch
