// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/text.hpp"
#include "halflight/measures/form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace halflight::measures {

namespace {

using ledger::ClaimIndex;
using ledger::SeriesIndex;

/// What tells a series from its siblings: the code of its last dimension, else its counterpart.
std::string label_of(const View& view, SeriesIndex series) {
    const ledger::SeriesKey& key = view.ledger().series()[series];
    const std::string_view dims = view.ledger().text(key.dims);
    if (!dims.empty()) {
        return std::string(dims.substr(dims.rfind('=') + 1));
    }
    const std::string_view counterpart = view.ledger().text(key.counterpart);
    return std::string(counterpart.empty() ? view.ledger().text(key.area) : counterpart);
}

/// The coarsest among the cells of a series; years where it has none.
Frequency coarsest_frequency(const View& view, SeriesIndex series) {
    Frequency coarsest = Frequency::none;
    for (const Period& period : view.periods(series)) {
        const Frequency own = frequency_of(period);
        const bool coarser = coarsest == Frequency::none || own < coarsest;
        coarsest = own != Frequency::none && coarser ? own : coarsest;
    }
    return coarsest == Frequency::none ? Frequency::annual : coarsest;
}

} // namespace

bool Arguments::has(std::string_view name) const {
    return m_declaration.parameters.contains(std::string(name));
}

void Arguments::fault_at(const Place& place, std::string message, std::string hint) {
    m_failed = true;
    m_diagnostics.add(
        {Severity::error, "M005", "", std::move(message), place, {}, std::move(hint)});
}

void Arguments::fault(std::string_view name, std::string message, std::string hint) {
    const auto found = m_declaration.parameters.find(std::string(name));
    m_failed = true;
    m_diagnostics.add(
        {Severity::error,
         "M007",
         "",
         fmt::format("measure '{}': {}", m_declaration.id, message),
         found == m_declaration.parameters.end() ? m_declaration.place : found->second.place,
         {},
         std::move(hint)});
}

const Item* Arguments::single(std::string_view name) {
    const auto found = m_declaration.parameters.find(std::string(name));
    if (found == m_declaration.parameters.end() || found->second.items.empty()) {
        return nullptr;
    }
    return &found->second.items.front();
}

std::vector<Item> Arguments::items(std::string_view name) {
    const auto found = m_declaration.parameters.find(std::string(name));
    return found == m_declaration.parameters.end() ? std::vector<Item>{} : found->second.items;
}

std::string Arguments::text(std::string_view name, std::string_view fallback) {
    const Item* const item = single(name);
    return item == nullptr ? std::string(fallback) : item->text;
}

std::vector<std::string> Arguments::texts(std::string_view name) {
    std::vector<std::string> out;
    for (const Item& item : items(name)) {
        out.push_back(item.text);
    }
    return out;
}

std::optional<double> Arguments::number_at(const Item& item) {
    double value = 0;
    const char* const end = item.text.data() + item.text.size();
    const auto [stop, fault] = std::from_chars(item.text.data(), end, value);
    if (fault != std::errc() || stop != end || !std::isfinite(value)) {
        fault_at(item.place, fmt::format("'{}' is not a number", shorten(item.text)),
                 "write digits with a point: 0.9");
        return std::nullopt;
    }
    return value;
}

double Arguments::number(std::string_view name, double fallback) {
    const Item* const item = single(name);
    return item == nullptr ? fallback : number_at(*item).value_or(fallback);
}

bool Arguments::flag(std::string_view name, bool fallback) {
    const Item* const item = single(name);
    if (item == nullptr) {
        return fallback;
    }
    if (item->text != "true" && item->text != "false") {
        fault_at(item->place, fmt::format("'{}' is neither true nor false", shorten(item->text)),
                 "write true or false, without quotation marks");
    }
    return item->text == "true";
}

Interval Arguments::interval(std::string_view name, const Interval& fallback) {
    const std::vector<Item> ends = items(name);
    if (ends.empty()) {
        return fallback;
    }
    const auto low = number_at(ends.front());
    const auto high = number_at(ends.back());
    if (!low || !high) {
        return fallback;
    }
    if (ends.size() > 2 || *low > *high) {
        fault_at(ends.front().place, fmt::format("'{}' takes one number or [low, high]", name),
                 "write the smaller number first");
        return fallback;
    }
    return Interval::closed(*low, *high);
}

std::optional<SeriesIndex> Arguments::series_at(const Item& item) {
    auto series = m_view.series(item.text);
    if (!series) {
        m_failed = true;
        m_diagnostics.add(
            {Severity::error,
             "M006",
             "",
             fmt::format("series '{}': {}", shorten(item.text), series.fault().message),
             item.place,
             {},
             series.fault().hint.empty() ? "write indicator:area:counterpart, as in codes.toml"
                                         : series.fault().hint});
        return std::nullopt;
    }
    return *series;
}

std::optional<SeriesIndex> Arguments::series(std::string_view name) {
    const Item* const item = single(name);
    return item == nullptr ? std::nullopt : series_at(*item);
}

std::vector<SeriesIndex> Arguments::series_list(std::string_view name) {
    std::vector<SeriesIndex> out;
    for (const Item& item : items(name)) {
        if (const auto series = series_at(item)) {
            out.push_back(*series);
        }
    }
    return out;
}

std::vector<std::pair<std::string, SeriesIndex>> Arguments::labelled_series(std::string_view name) {
    std::vector<std::pair<std::string, SeriesIndex>> out;
    for (const Item& item : items(name)) {
        // A label ends at " = ": the "=" of a dimension has no blanks around it.
        const std::size_t split = item.text.find(" = ");
        const bool labelled = split != std::string::npos;
        const Item key{labelled ? std::string(trim(std::string_view(item.text).substr(split + 3)))
                                : item.text,
                       item.place};
        if (const auto series = series_at(key)) {
            out.emplace_back(labelled
                                 ? std::string(trim(std::string_view(item.text).substr(0, split)))
                                 : label_of(m_view, *series),
                             *series);
        }
    }
    return out;
}

std::optional<ClaimIndex> Arguments::claim_at(const Item& item) {
    if (const auto claim = m_view.ledger().find_claim(item.text)) {
        return *claim;
    }
    std::vector<std::string_view> known;
    for (const ledger::Claim& claim : m_view.ledger().claims()) {
        known.push_back(m_view.ledger().text(claim.id));
    }
    const auto near = nearest(item.text, known);
    m_failed = true;
    m_diagnostics.add(
        {Severity::error,
         "M006",
         "",
         fmt::format("there is no claim '{}'", shorten(item.text)),
         item.place,
         {},
         near ? fmt::format("did you mean '{}'?", *near) : "name the id of a row of claims/*.csv"});
    return std::nullopt;
}

std::optional<ClaimIndex> Arguments::claim(std::string_view name) {
    const Item* const item = single(name);
    return item == nullptr ? std::nullopt : claim_at(*item);
}

std::vector<ClaimIndex> Arguments::claims(std::string_view name) {
    std::vector<ClaimIndex> out;
    for (const Item& item : items(name)) {
        if (const auto claim = claim_at(item)) {
            out.push_back(*claim);
        }
    }
    return out;
}

std::optional<Period> Arguments::period_at(const Item& item) {
    const auto period = parse_period(item.text);
    if (!period) {
        fault_at(
            item.place, fmt::format("period '{}': {}", shorten(item.text), period.fault().message),
            period.fault().hint.empty() ? "write 2024, 2024-Q3 or 2024-07" : period.fault().hint);
        return std::nullopt;
    }
    return *period;
}

std::optional<Period> Arguments::period(std::string_view name) {
    const Item* const item = single(name);
    return item == nullptr ? std::nullopt : period_at(*item);
}

std::vector<Period> Arguments::period_list(std::string_view name) {
    std::vector<Period> out;
    for (const Item& item : items(name)) {
        if (const auto period = period_at(item)) {
            out.push_back(*period);
        }
    }
    return out;
}

std::vector<Period> Arguments::periods(SeriesIndex series) {
    if (has("periods")) {
        return period_list("periods");
    }
    Frequency frequency = m_view.indicator(series).frequency;
    if (const Item* const item = single("frequency")) {
        const auto parsed = parse_frequency(item->text);
        if (!parsed || *parsed == Frequency::none) {
            fault_at(item->place,
                     fmt::format("frequency '{}' is none of A, S, Q, M, W, D", shorten(item->text)),
                     "write A for years, Q for quarters, M for months");
            return {};
        }
        frequency = *parsed;
    }
    frequency = frequency == Frequency::none ? coarsest_frequency(m_view, series) : frequency;
    const std::vector<Period> known = m_view.periods(series, frequency);
    const auto from = period("from");
    const auto to = period("to");
    if (m_failed || ((!from || !to) && known.empty())) {
        return {};
    }
    const bool open = (from && from->open_start()) || (to && to->open_end());
    if (open) {
        fault(from && from->open_start() ? "from" : "to", "the range has no end",
              "name a first and a last period");
        return {};
    }
    const Date first = from ? from->first : known.front().first;
    const Date end = to ? to->end : known.back().end;
    if (end <= first) {
        fault("to", "the range ends before it begins", "swap 'from' and 'to'");
        return {};
    }
    return units_inside({first, end}, frequency);
}

} // namespace halflight::measures
