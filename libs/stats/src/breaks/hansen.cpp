// SPDX-License-Identifier: Apache-2.0
// hansen.cpp - a chi-squared tail of a polynomial of the statistic, between two trimmings.
#include "breaks/hansen.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "halflight/stats/distribution.hpp"
#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

namespace {

struct Table {
    std::span<const double> cells;
    std::size_t width;
};

Table table_of(FFunctional functional) noexcept {
    switch (functional) {
    case FFunctional::sup:
        return {hansen_sup, hansen_sup_width};
    case FFunctional::ave:
        return {hansen_ave, hansen_mean_width};
    case FFunctional::exp:
        break;
    }
    return {hansen_exp, hansen_mean_width};
}

double tail_of_row(const Table& table, std::size_t row, double statistic) noexcept {
    const auto cells = table.cells.subspan(row * table.width, table.width);
    double value = 0;
    for (std::size_t power = table.width - 1; power-- > 0;) {
        value = value * statistic + cells[power];
    }
    return chi_squared_upper(std::max(value, 0.0), cells[table.width - 1]);
}

} // namespace

double hansen_p_value(FFunctional functional, double statistic, std::size_t coefficients,
                      double ratio) noexcept {
    if (coefficients == 0 || coefficients > hansen_coefficients) {
        return undefined;
    }
    const Table table = table_of(functional);
    const std::size_t first = (coefficients - 1) * hansen_trimmings;
    const double trimming = ratio < 1 ? ratio : 1 / (1 + std::sqrt(ratio));
    const double chi = chi_squared_upper(statistic, static_cast<double>(coefficients));
    if (trimming == 0.5) {
        return chi;
    }
    if (trimming <= 0.01) {
        return tail_of_row(table, first + hansen_trimmings - 1, statistic);
    }
    if (trimming >= 0.49) {
        const double at_edge = tail_of_row(table, first, statistic);
        return ((0.5 - trimming) * at_edge + (trimming - 0.49) * chi) * 100;
    }
    const double place = (0.51 - trimming) * 50;
    const double below = std::floor(place);
    const std::size_t row = first + static_cast<std::size_t>(below) - 1;
    return (below + 1 - place) * tail_of_row(table, row, statistic) +
           (place - below) * tail_of_row(table, row + 1, statistic);
}

} // namespace halflight::stats
