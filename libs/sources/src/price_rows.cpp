// SPDX-License-Identifier: Apache-2.0
#include "price_rows.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace halflight::sources {

namespace {

using watch::PriceRow;

constexpr std::size_t most_told = 20;

/// What two prices have in common that cannot both count.
using Subject = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view,
                           std::string_view, Date, bool>;
using Group = std::vector<std::size_t>;

Subject subject_of(const ReadPrice& one) {
    const PriceRow& row = one.row;
    return {row.market, row.commodity,         row.unit, row.type, row.currency,
            one.day,    row.flag == "forecast"};
}

Diagnostic warning(std::string code, const Place& place, std::string message, std::string hint) {
    return {Severity::warning, std::move(code), "", std::move(message), place, {}, std::move(hint)};
}

class Settler {
  public:
    Settler(std::vector<ReadPrice>& read, Diagnostics& diagnostics)
        : m_read(read), m_diagnostics(diagnostics), m_counts(read.size(), true) {}

    std::vector<PriceRow> settle() {
        compare_rows();
        tell_repeated();
        tell_contradictions();
        tell_currencies();
        std::vector<PriceRow> rows;
        for (std::size_t i = 0; i < m_read.size(); ++i) {
            if (m_counts[i]) {
                rows.push_back(std::move(m_read[i].row));
            }
        }
        return rows;
    }

  private:
    void compare_rows() {
        std::map<Subject, Group> groups;
        for (std::size_t i = 0; i < m_read.size(); ++i) {
            groups[subject_of(m_read[i])].push_back(i);
        }
        for (const auto& [subject, group] : groups) {
            if (group.size() > 1) {
                compare(group);
            }
        }
        std::ranges::sort(m_repeated);
        std::ranges::sort(m_against);
    }

    void compare(const Group& group) {
        const double price = m_read[group.front()].row.price;
        const bool agree =
            std::ranges::all_of(group, [&](std::size_t i) { return m_read[i].row.price == price; });
        for (const std::size_t i : group) {
            m_counts[i] = agree && i == group.front();
            if (i == group.front()) {
                continue;
            }
            if (agree) {
                m_repeated.emplace_back(i, group.front());
            } else if (m_read[i].row.price != price) {
                m_against.emplace_back(i, group.front());
            }
        }
    }

    void tell_repeated() {
        if (m_repeated.empty()) {
            return;
        }
        const auto& [later, first] = m_repeated.front();
        m_diagnostics.add(warning(
            "W126", m_read[later].place,
            fmt::format("{} another row: the same market, commodity, unit, kind of price, "
                        "currency, day and price; each price counts once. This one repeats line {}",
                        m_repeated.size() == 1 ? "1 row repeats"
                                               : fmt::format("{} rows repeat", m_repeated.size()),
                        m_read[first].row.line),
            "remove the rows that repeat others"));
    }

    void tell_contradictions() {
        for (std::size_t i = 0; i < std::min(m_against.size(), most_told); ++i) {
            tell_contradiction(m_read[m_against[i].first], m_read[m_against[i].second]);
        }
        if (m_against.size() > most_told) {
            Diagnostic more = warning(
                "W127", m_read[m_against[most_told].first].place,
                fmt::format("{} more rows have another price than a row about the same market, "
                            "commodity and day; the first of them stands here",
                            m_against.size() - most_told),
                "keep one price of each; until then none of them is read");
            more.severity = Severity::error;
            m_diagnostics.add(std::move(more));
        }
    }

    void tell_contradiction(const ReadPrice& later, const ReadPrice& first) {
        const PriceRow& row = later.row;
        m_diagnostics.add(
            {Severity::error,
             "W127",
             "",
             fmt::format("two prices of {} ({}, {}) in {} on {}: {} {} here and {} on line {}",
                         shorten(row.commodity), shorten(row.unit), shorten(row.type),
                         shorten(row.market), to_string(later.day), format_number(row.price),
                         shorten(row.currency), format_number(first.row.price), first.row.line),
             later.place,
             {{"the other price", first.place}},
             "keep the one that holds; until then neither is read, and no mean of them either"});
    }

    /// By commodity, unit and kind of price: what makes one index.
    void tell_currencies() {
        using Series = std::tuple<std::string_view, std::string_view, std::string_view>;
        std::map<Series, std::map<std::string_view, Group>> series;
        for (std::size_t i = 0; i < m_read.size(); ++i) {
            const PriceRow& row = m_read[i].row;
            series[{row.commodity, row.unit, row.type}][row.currency].push_back(i);
        }
        std::erase_if(series, [](const auto& entry) { return entry.second.size() < 2; });
        if (series.empty()) {
            return;
        }
        const auto& [name, by_currency] = *series.begin();
        std::string list;
        for (const auto& [currency, rows] : by_currency) {
            list += fmt::format("{}{} in {} rows from line {} on", list.empty() ? "" : ", ",
                                shorten(currency), rows.size(), m_read[rows.front()].row.line);
        }
        m_diagnostics.add(warning(
            "W128", m_read[second_currency(by_currency)].place,
            fmt::format(
                "{} ({}, {}) is priced in more than one currency: {}{}. Nothing here says "
                "what one is worth in the other, so each currency is a series of its own",
                shorten(std::get<0>(name)), shorten(std::get<1>(name)), shorten(std::get<2>(name)),
                list, series.size() > 1 ? fmt::format("; so are {} more", series.size() - 1) : ""),
            "a monitor takes the one that its `currency` names, else that of most rows"));
    }

    /// The row with which the second currency begins.
    static std::size_t second_currency(const std::map<std::string_view, Group>& by_currency) {
        Group first_rows;
        for (const auto& [currency, rows] : by_currency) {
            first_rows.push_back(rows.front());
        }
        std::ranges::sort(first_rows);
        return first_rows[1];
    }

    std::vector<ReadPrice>& m_read;
    Diagnostics& m_diagnostics;
    std::vector<bool> m_counts;
    std::vector<std::pair<std::size_t, std::size_t>> m_repeated; ///< row, the first like it
    std::vector<std::pair<std::size_t, std::size_t>> m_against;  ///< row, the first about the same
};

} // namespace

std::vector<PriceRow> settle_prices(std::vector<ReadPrice> read, Diagnostics& diagnostics) {
    return Settler(read, diagnostics).settle();
}

} // namespace halflight::sources
