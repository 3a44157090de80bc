// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/price_anomaly.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace halflight::stats {

namespace {

constexpr std::size_t months_a_year = 12;

/// Weighted mean and standard deviation of the growth of one calendar month.
struct Usual {
    double mean = undefined;
    double deviation = undefined;
};

/// Growth a month, compound over `span` months.
std::vector<double> growth(std::span<const double> prices, std::size_t span) {
    std::vector<double> made(prices.size(), undefined);
    for (std::size_t i = span; i < prices.size(); ++i) {
        made[i] = std::pow(prices[i] / prices[i - span], 1 / static_cast<double>(span)) - 1;
    }
    return made;
}

Usual usual(std::span<const double> growth, std::size_t row, const PriceAnomalySpec& spec) {
    std::vector<double> years;
    for (std::size_t i = row % months_a_year; i < growth.size(); i += months_a_year) {
        const bool known = spec.baseline == AnomalyBaseline::full_sample || i < row ||
                           (spec.baseline == AnomalyBaseline::inclusive && i == row);
        if (known && !std::isnan(growth[i])) {
            years.push_back(growth[i]);
        }
    }
    if (years.size() < std::max<std::size_t>(spec.least_years, 2)) {
        return {};
    }
    const double count = static_cast<double>(years.size());
    double weights = 0;
    double sum = 0;
    for (std::size_t i = 0; i < years.size(); ++i) {
        weights += static_cast<double>(i + 1);
        sum += static_cast<double>(i + 1) * years[i];
    }
    Usual made{.mean = sum / weights};
    double squares = 0;
    for (std::size_t i = 0; i < years.size(); ++i) {
        squares += static_cast<double>(i + 1) * (years[i] - made.mean) * (years[i] - made.mean);
    }
    made.deviation = std::sqrt(squares / (weights * (count - 1) / count));
    return made;
}

PriceState state_of(double indicator, const PriceAnomalySpec& spec) {
    if (std::isnan(indicator)) {
        return PriceState::unknown;
    }
    return indicator >= spec.high       ? PriceState::abnormally_high
           : indicator >= spec.moderate ? PriceState::moderately_high
                                        : PriceState::normal;
}

struct Pair {
    Usual quarterly;
    Usual annual;
};

double indicator(double quarterly, double annual, const Pair& pair, double weight) {
    return weight * (quarterly - pair.quarterly.mean) / pair.quarterly.deviation +
           (1 - weight) * (annual - pair.annual.mean) / pair.annual.deviation;
}

/// The indicator rises with the price.
double needed_price(double quarter_ago, double year_ago, const Pair& pair,
                    const PriceAnomalySpec& spec) {
    const auto at = [&](double price) {
        return indicator(std::pow(price / quarter_ago, 1.0 / 3) - 1,
                         std::pow(price / year_ago, 1.0 / 12) - 1, pair, spec.quarterly_weight);
    };
    double low = 0;
    double high = std::max(quarter_ago, year_ago);
    while (at(high) < spec.high) {
        low = high;
        high *= 2;
        if (std::isinf(high)) {
            return undefined;
        }
    }
    for (int step = 0; step < 200; ++step) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high) {
            break;
        }
        (at(middle) < spec.high ? low : high) = middle;
    }
    return high;
}

void check(std::span<const double> prices, const PriceAnomalySpec& spec) {
    if (!(spec.quarterly_weight >= 0 && spec.quarterly_weight <= 1)) {
        refuse(fmt::format("quarterly_weight is {}: it must lie between 0 and 1",
                           spec.quarterly_weight));
    }
    if (spec.first_month < 1 || spec.first_month > months_a_year) {
        refuse(fmt::format("first_month is {}: it must be 1 to 12", spec.first_month));
    }
    if (prices.size() <= months_a_year) {
        refuse(
            fmt::format("{} months have no annual growth: at least 13 are needed", prices.size()));
    }
    for (std::size_t i = 0; i < prices.size(); ++i) {
        if (!std::isnan(prices[i]) && !(prices[i] > 0 && std::isfinite(prices[i]))) {
            refuse(fmt::format("the price in row {} is {}: it must be above 0, or missing", i + 1,
                               prices[i]));
        }
    }
}

void warn_of(std::span<const double> prices, const std::vector<bool>& flat, std::size_t first_month,
             Warnings& warnings) {
    const auto missing =
        std::count_if(prices.begin(), prices.end(), [](double price) { return std::isnan(price); });
    if (missing > 0) {
        warnings.push_back(
            {"missing_left_out", fmt::format("{} missing prices were left out", missing)});
    }
    for (std::size_t month = 0; month < flat.size(); ++month) {
        if (flat[month]) {
            warnings.push_back(
                {"no_variation", fmt::format("growth in calendar month {} does not vary: the "
                                             "indicator is undefined there",
                                             (month + first_month - 1) % months_a_year + 1)});
        }
    }
}

} // namespace

PriceAnomalyFit price_anomaly(std::span<const double> prices, const PriceAnomalySpec& spec) {
    check(prices, spec);
    const auto quarterly = growth(prices, 3);
    const auto annual = growth(prices, months_a_year);
    std::vector<bool> flat(months_a_year);
    PriceAnomalyFit fit;
    for (std::size_t row = 0; row < prices.size(); ++row) {
        PriceMonth month{.row = row + 1,
                         .price = prices[row],
                         .quarterly_growth = quarterly[row],
                         .annual_growth = annual[row]};
        const Pair pair{usual(quarterly, row, spec), usual(annual, row, spec)};
        const bool varies = pair.quarterly.deviation > 0 && pair.annual.deviation > 0;
        if (varies) {
            month.indicator = indicator(quarterly[row], annual[row], pair, spec.quarterly_weight);
            if (spec.baseline == AnomalyBaseline::past && !std::isnan(month.indicator)) {
                month.needed =
                    needed_price(prices[row - 3], prices[row - months_a_year], pair, spec);
            }
        } else if (pair.quarterly.deviation == 0 || pair.annual.deviation == 0) {
            flat[row % months_a_year] = true;
        }
        month.state = state_of(month.indicator, spec);
        fit.months.push_back(month);
    }
    warn_of(prices, flat, spec.first_month, fit.warnings);
    return fit;
}

} // namespace halflight::stats
