// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/price_anomaly.hpp"

#include <algorithm>
#include <array>
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

/// Growth of one calendar month, years weighted 1, 2, ... as they come (West 1979).
class Years {
  public:
    void add(double growth) {
        if (std::isnan(growth)) {
            return;
        }
        const double weight = ++m_count;
        m_weights += weight;
        const double apart = growth - m_mean;
        m_mean += weight / m_weights * apart;
        m_squares += weight * apart * (growth - m_mean);
    }

    [[nodiscard]] Usual usual(std::size_t least) const {
        if (m_count < static_cast<double>(std::max<std::size_t>(least, 2))) {
            return {};
        }
        return {.mean = m_mean,
                .deviation = std::sqrt(m_squares / (m_weights * (m_count - 1) / m_count))};
    }

  private:
    double m_count = 0;
    double m_weights = 0;
    double m_mean = 0;
    double m_squares = 0;
};

/// What is usual in each row, of the years that the baseline knows there.
std::vector<Usual> usual(std::span<const double> growth, const PriceAnomalySpec& spec) {
    std::array<Years, months_a_year> years;
    for (std::size_t row = 0; spec.baseline == AnomalyBaseline::full_sample && row < growth.size();
         ++row) {
        years[row % months_a_year].add(growth[row]);
    }
    std::vector<Usual> made(growth.size());
    for (std::size_t row = 0; row < growth.size(); ++row) {
        Years& own = years[row % months_a_year];
        if (spec.baseline == AnomalyBaseline::inclusive) {
            own.add(growth[row]);
        }
        made[row] = own.usual(spec.least_years);
        if (spec.baseline == AnomalyBaseline::past) {
            own.add(growth[row]);
        }
    }
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
    const auto of_quarters = usual(quarterly, spec);
    const auto of_years = usual(annual, spec);
    std::vector<bool> flat(months_a_year);
    PriceAnomalyFit fit;
    for (std::size_t row = 0; row < prices.size(); ++row) {
        PriceMonth month{.row = row + 1,
                         .price = prices[row],
                         .quarterly_growth = quarterly[row],
                         .annual_growth = annual[row]};
        const Pair pair{of_quarters[row], of_years[row]};
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
