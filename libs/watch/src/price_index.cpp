// SPDX-License-Identifier: Apache-2.0
#include "price_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <tuple>

namespace halflight::watch {

Date known_since(const PriceTable& table, const Period& month) noexcept {
    return {month.end.days + table.lag_days};
}

} // namespace halflight::watch

namespace halflight::watch::detail {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr int longest_gap = 12;

/// By market: mean of the logarithms of one month's rows.
using Markets = std::map<std::string_view, std::pair<double, double>>; ///< sum, number
using Months = std::map<int, Markets>;

double log_price(const std::pair<double, double>& sum) {
    return sum.first / sum.second;
}

bool named(const PriceRow& row, const PriceFilter& filter) {
    return filter.commodities.empty() ||
           std::ranges::find(filter.commodities, row.commodity) != filter.commodities.end();
}

bool edible(const PriceRow& row, const PriceFilter& filter) {
    return !(filter.food && row.category == "non-food");
}

bool wanted(const PriceRow& row, const PriceFilter& filter) {
    return named(row, filter) && row.type == filter.type && row.flag != "forecast" &&
           edible(row, filter);
}

std::string commonest_currency(std::span<const PriceRow* const> rows) {
    std::map<std::string_view, std::size_t> counts;
    for (const PriceRow* row : rows) {
        ++counts[row->currency];
    }
    const auto most =
        std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
    return most == counts.end() ? std::string() : std::string(most->first);
}

void add_row(const PriceRow& row, Months& months) {
    auto& [sum, number] = months[month_number(row.month)][row.market];
    sum += std::log(row.price);
    number += 1;
}

/// Logarithms of price relatives over the markets in common.
std::vector<double> relatives(const Markets& now, const Markets& before) {
    std::vector<double> out;
    for (const auto& [market, price] : now) {
        if (const auto earlier = before.find(market); earlier != before.end()) {
            out.push_back(log_price(price) - log_price(earlier->second));
        }
    }
    return out;
}

class Chain {
  public:
    explicit Chain(const Months& months) : m_months(months) {}

    CommodityIndex build() {
        for (const auto& [month, markets] : m_months) {
            const auto level = linked(month, markets);
            if (!level) {
                begin(month, markets);
                continue;
            }
            put(month, *level, markets.size());
        }
        for (double& level : m_out.level) {
            level = std::exp(level);
        }
        return std::move(m_out);
    }

  private:
    std::optional<double> linked(int month, const Markets& markets) const {
        for (auto before = m_months.find(month); before != m_months.begin();) {
            --before;
            if (m_out.level.empty() || before->first < std::max(m_out.first, month - longest_gap)) {
                return std::nullopt;
            }
            auto shared = relatives(markets, before->second);
            if (!shared.empty()) {
                const auto at = static_cast<std::size_t>(before->first - m_out.first);
                return m_out.level[at] + median_of(std::move(shared));
            }
        }
        return std::nullopt;
    }

    void begin(int month, const Markets& markets) {
        m_out.begun_anew += m_out.level.empty() ? 0U : 1U;
        m_out.level.clear();
        m_out.markets.clear();
        m_out.first = month;
        std::vector<double> prices;
        for (const auto& [market, price] : markets) {
            prices.push_back(log_price(price));
        }
        put(month, median_of(std::move(prices)), markets.size());
    }

    void put(int month, double level, std::size_t markets) {
        const auto at = static_cast<std::size_t>(month - m_out.first);
        m_out.level.resize(at + 1, missing);
        m_out.markets.resize(at + 1, 0);
        m_out.level[at] = level;
        m_out.markets[at] = markets;
    }

    const Months& m_months;
    CommodityIndex m_out;
};

} // namespace

double median_of(std::vector<double> values) noexcept {
    if (values.empty()) {
        return missing;
    }
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

int month_number(const Period& month) noexcept {
    const CivilDate civil = to_civil(month.first);
    return civil.year * 12 + civil.month - 1;
}

Period month_of(int number) noexcept {
    return period_at(to_date({number / 12, number % 12 + 1, 1}), Frequency::month);
}

std::vector<const PriceRow*> known_rows(const PriceTable& table, const PriceFilter& filter,
                                        Date day) {
    std::vector<const PriceRow*> rows;
    for (const PriceRow& row : table.rows) {
        if (wanted(row, filter) && known_since(table, row.month) <= day) {
            rows.push_back(&row);
        }
    }
    const std::string currency =
        filter.currency.empty() ? commonest_currency(rows) : filter.currency;
    std::erase_if(rows, [&](const PriceRow* row) { return row->currency != currency; });
    return rows;
}

std::string why_none(const PriceTable& table, const PriceFilter& filter, Date day) {
    std::vector<const PriceRow*> left;
    for (const PriceRow& row : table.rows) {
        if (known_since(table, row.month) <= day) {
            left.push_back(&row);
        }
    }
    /// Whether this takes away the last of them.
    const auto empties = [&left](auto&& passes) {
        std::erase_if(left, [&](const PriceRow* row) { return !passes(*row); });
        return left.empty();
    };
    if (left.empty()) {
        return fmt::format("no price of {} was known", table.id);
    }
    if (empties([&](const PriceRow& row) { return row.type == filter.type; })) {
        return fmt::format("no {} price of {} was known (price_type names another kind)",
                           filter.type, table.id);
    }
    if (empties([](const PriceRow& row) { return row.flag != "forecast"; })) {
        return fmt::format("all {} prices of {} are forecasts", filter.type, table.id);
    }
    if (empties([&](const PriceRow& row) { return edible(row, filter); })) {
        return fmt::format("all {} prices of {} are of the category non-food (food = false takes "
                           "them)",
                           filter.type, table.id);
    }
    if (empties([&](const PriceRow& row) { return named(row, filter); })) {
        return fmt::format("{} has no {} price of the commodities named", table.id, filter.type);
    }
    return fmt::format("{} has no {} price in {}", table.id, filter.type, filter.currency);
}

std::vector<CommodityIndex> indices(std::span<const PriceRow* const> rows) {
    using Name = std::tuple<std::string_view, std::string_view, std::string_view>;
    std::map<Name, Months> by_commodity;
    for (const PriceRow* row : rows) {
        add_row(*row, by_commodity[{row->commodity, row->unit, row->currency}]);
    }
    std::vector<CommodityIndex> out;
    for (const auto& [name, months] : by_commodity) {
        out.push_back(Chain(months).build());
        out.back().commodity = fmt::format("{}, {}", std::get<0>(name), std::get<1>(name));
    }
    return out;
}

std::vector<double> bridged(std::vector<double> level, std::size_t months) {
    std::optional<std::size_t> before;
    for (std::size_t i = 0; i < level.size(); ++i) {
        if (std::isnan(level[i])) {
            continue;
        }
        const std::size_t steps = before ? i - *before : 0;
        for (std::size_t k = 1; k < steps && steps - 1 <= months; ++k) {
            const double share = static_cast<double>(k) / static_cast<double>(steps);
            level[*before + k] =
                std::exp((1 - share) * std::log(level[*before]) + share * std::log(level[i]));
        }
        before = i;
    }
    return level;
}

std::vector<std::pair<int, double>> ratios(std::span<const PriceRow* const> rows,
                                           std::string_view over, std::string_view under) {
    Months dear;
    Months cheap;
    for (const PriceRow* row : rows) {
        if (row->commodity == over) {
            add_row(*row, dear);
        } else if (row->commodity == under) {
            add_row(*row, cheap);
        }
    }
    std::vector<std::pair<int, double>> out;
    for (const auto& [month, markets] : dear) {
        const auto other = cheap.find(month);
        if (other == cheap.end()) {
            continue;
        }
        auto shared = relatives(markets, other->second);
        if (!shared.empty()) {
            out.emplace_back(month, median_of(std::move(shared)));
        }
    }
    return out;
}

} // namespace halflight::watch::detail
