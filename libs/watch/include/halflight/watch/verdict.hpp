// SPDX-License-Identifier: Apache-2.0
// halflight/watch/verdict.hpp - a volume against a cap in three values.
#pragma once

#include "halflight/watch/rule.hpp"
#include "halflight/watch/signal.hpp"

#include "halflight/measures/value.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

enum class Breach : std::uint8_t { within, possible, certain, count_ };
/// "within", "breach possible", "breach certain".
[[nodiscard]] std::string_view to_string(Breach breach) noexcept;
/// Certain where every value lies above, within where none does. An empty interval is `possible`
/// (statements that exclude each other decide nothing).
[[nodiscard]] Breach assess(const Interval& volume, double limit) noexcept;
/// Of limits of which the lower binds: broken where any of them is, kept where all are.
[[nodiscard]] Breach lower_of(Breach a, Breach b) noexcept;

/// One reading of a cap span: reported alone, estimated alone, both together. Volumes in the unit
/// of the rule's cap.
struct CapLine {
    std::string basis; ///< "reported", "estimated", "together", "tanker capacity at 1/2"
    Interval volume = Interval::at_least(0);
    std::optional<double> point;     ///< what the prints themselves give; only of capacities
    std::optional<Breach> breach;    ///< none where the line carries no verdict
    std::string missing;             ///< months that nobody reports, in words; empty for none
    std::vector<std::string> claims; ///< ids of the statements that it rests on, sorted
    const Rule* rule = nullptr;      ///< against whose cap; of two that bind together not the same
};

/// Days.
struct Crossing {
    std::optional<Date> first_possible;
    std::optional<Date> last_possible; ///< by then it had been passed for certain
    bool operator==(const Crossing&) const = default;
};

struct CapYear {
    std::string meter;          ///< id
    const Rule* rule = nullptr; ///< in force when the span began; none before the first
    Period span;
    Period judged; ///< the months of it that were due; the whole span once all are
    Date day;      ///< on which it was judged
    double limit = 0;
    std::string unit;
    std::vector<CapLine> lines; ///< reported, estimated, together, then capacities
    Crossing crossing;          ///< of "together"
    /// Days on which the cap would be passed at the rate of what is known so far in the span; none
    /// for a span that is over or whose rate does not reach it.
    std::optional<Crossing> projected;
    std::string rate; ///< how the projection was made, in words; empty where none could be
    Doubt doubt;
    Reliability reliability; ///< of what "together" rests on
    bool synthetic = false;  ///< some of that is made

    [[nodiscard]] const CapLine* line(std::string_view basis) const noexcept;
    /// Of "together"; none for a span without a rule.
    [[nodiscard]] std::optional<Breach> breach() const noexcept;
    /// Something is known of the volume.
    [[nodiscard]] bool known() const noexcept;
};

/// One sentence: verdict, interval, cap, months that are lacking, on which line it rests, rule and
/// doubt.
[[nodiscard]] std::string words(const CapYear& year);
/// A table for reading, one line each of `lines`, with the statements of each below it.
[[nodiscard]] std::string to_text(std::span<const CapYear> years);

} // namespace halflight::watch
