// SPDX-License-Identifier: Apache-2.0
// The residual of a border table as values, and the forms about workers by file.
#pragma once

#include "halflight/measures/form.hpp"

namespace halflight::measures {

/// residual, residual-placebo.
[[nodiscard]] std::span<const Form> residual_forms();
/// residual-readings.
[[nodiscard]] std::span<const Form> reading_forms();
/// entries-to-persons, stock-flow.
[[nodiscard]] std::span<const Form> worker_forms();
/// remittance-revenue.
[[nodiscard]] std::span<const Form> revenue_forms();

/// A table of entries: its total, the purposes that it names, and what its publisher calls the
/// rest.
struct BorderTable {
    ledger::SeriesIndex total = 0;
    std::vector<std::pair<std::string, ledger::SeriesIndex>> named;
    std::optional<ledger::SeriesIndex> stated;
};

struct BorderRow {
    Value total;
    Value named;
    Value stated;
    Value amount;
    Value share; ///< percent
    bool agrees = true;
};

/// The parameters total, named and stated; none after a fault.
[[nodiscard]] std::optional<BorderTable> border_table(const View& view, Arguments& arguments);
[[nodiscard]] BorderRow border_row(const View& view, const BorderTable& table,
                                   const Period& period);

} // namespace halflight::measures
