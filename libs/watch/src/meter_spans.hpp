// SPDX-License-Identifier: Apache-2.0
// Which spans a cap has, and under which rule each stands.
#pragma once

#include "halflight/watch/meter.hpp"

#include <optional>
#include <vector>

namespace halflight::watch {

struct CapDays {
    const Rule* rule = nullptr; ///< none: before the first rule
    Period span;
};

/// All that began by `day`, in order: those of `first`, then those of the caps in the same kind of
/// unit that took its place. A span ends where its rule does. From `from` on years without a rule
/// come before them.
[[nodiscard]] std::vector<CapDays> cap_days(const RuleBook& book, const Rule& first,
                                            std::optional<Date> from, Date day);

} // namespace halflight::watch
