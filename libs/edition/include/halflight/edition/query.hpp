// SPDX-License-Identifier: Apache-2.0
// halflight/edition/query.hpp - one series, period by period.
#pragma once

#include "halflight/edition/export.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace halflight::edition {

struct QuerySpec {
    reason::Spec reason;
    std::optional<Date> from; ///< first day; default: where the statements begin
    std::optional<Date> to;   ///< last day; default: where they end
    std::optional<Frequency>
        frequency;    ///< default: the indicator's own, else the cells as they are
    std::string unit; ///< default: that of the series; another of the same dimension converts
};

/// An interval for every unit of the frequency between `from` and `to`: those that no statement
/// speaks of are bounded by the others or missing with a reason, never zero. Throws Error(usage)
/// for a key, frequency or unit that does not read, Error(not_found) for a series of which nothing
/// is known.
[[nodiscard]] SeriesTable query(dossier::Dossier dossier, std::string_view key,
                                const QuerySpec& spec);

} // namespace halflight::edition
