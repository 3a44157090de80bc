// SPDX-License-Identifier: Apache-2.0
// From entries to persons and stocks.
#include "halflight/base/text.hpp"
#include "halflight/measures/labour.hpp"
#include "labour_parts.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace halflight::measures {

namespace {

constexpr ParameterInfo frequency_info{"frequency", "A, S, Q or M"};
constexpr ParameterInfo from_info{"from", "first period"};
constexpr ParameterInfo to_info{"to", "last period"};
constexpr ParameterInfo periods_info{"periods", "the periods one by one", false, true};

// ---- persons

constexpr ParameterInfo entries_info{"entries", "series of entries"};
constexpr ParameterInfo total_info{
    "total", "in place of 'entries': all entries, of which the residual is taken"};
constexpr ParameterInfo named_info{"named", "the purposes that the table names, for the residual",
                                   false, true};
constexpr ParameterInfo stated_info{"stated", "series of the residual as its publisher gives it"};

/// Entries as a series, or as the residual of a border table.
struct Entries {
    std::optional<ledger::SeriesIndex> plain;
    std::optional<BorderTable> border;

    [[nodiscard]] ledger::SeriesIndex series() const { return plain ? *plain : border->total; }
    [[nodiscard]] Value at(const View& view, const Period& period) const {
        return plain ? view.cell(*plain, period) : border_row(view, *border, period).amount;
    }
};

std::optional<Entries> entries_of(const View& view, Arguments& arguments) {
    Entries entries;
    if (arguments.has("entries") == arguments.has("total")) {
        arguments.fault("entries", "it takes either 'entries' or 'total' with 'named'",
                        "give one of the two");
        return std::nullopt;
    }
    if (arguments.has("entries")) {
        entries.plain = arguments.series("entries");
    } else {
        entries.border = border_table(view, arguments);
    }
    return arguments.failed() ? std::nullopt : std::optional(entries);
}

constexpr std::array persons_parameters = {
    entries_info,
    total_info,
    named_info,
    stated_info,
    ParameterInfo{"trips", "mean entries of a person in a period, [low, high], from 1 up", true,
                  true},
    frequency_info,
    from_info,
    to_info,
    periods_info};

Table evaluate_persons(const View& view, Arguments& arguments) {
    Table table;
    const auto entries = entries_of(view, arguments);
    const Interval trips = arguments.interval("trips", Interval::point(1));
    if (trips.lo < 1) {
        arguments.fault("trips", "a person who entered has entered at least once",
                        "write numbers from 1 up");
    }
    if (!entries || arguments.failed()) {
        return table;
    }
    const std::string unit = view.unit(entries->series()).text;
    table.columns = {{"entries", "Entries", unit}, {"persons", "Persons", "persons"}};
    table.assumptions.push_back(
        fmt::format("Whoever enters does so {} times in a period, on the mean.", words(trips)));
    for (const Period& period : arguments.periods(entries->series())) {
        const Value count = entries->at(view, period);
        Value persons = missing_like(count);
        if (count.basis != Basis::missing) {
            const auto point = trips.is_point() && count.point
                                   ? std::optional(*count.point / trips.lo)
                                   : std::nullopt;
            persons =
                modelled(combine(entries_to_persons(count.bounds, trips), point,
                                 fmt::format("{} / {}", words(count), words(trips)), {count}));
        }
        table.rows.push_back({period, "", "", {count, persons}});
    }
    return table;
}

// ---- stock and flow

constexpr std::array stock_parameters = {
    entries_info,
    total_info,
    named_info,
    stated_info,
    ParameterInfo{"exits", "series of exits; without it only the stay bounds the stock"},
    ParameterInfo{"stay", "months that a worker stays, [shortest, longest]", true, true},
    ParameterInfo{"start", "stock before the first period, [low, high]; unknown if not given",
                  false, true},
    frequency_info,
    from_info,
    to_info,
    periods_info};

double months_of(Frequency frequency) {
    switch (frequency) {
    case Frequency::annual:
        return 12;
    case Frequency::half_year:
        return 6;
    case Frequency::quarter:
        return 3;
    case Frequency::month:
        return 1;
    default:
        return 0;
    }
}

/// Consecutive units of one frequency of whole months; else a fault.
std::optional<double> months_each(Arguments& arguments, const std::vector<Period>& periods) {
    const Frequency frequency = frequency_of(periods.front());
    bool sound = months_of(frequency) > 0;
    for (std::size_t i = 1; i < periods.size(); ++i) {
        sound = sound && frequency_of(periods[i]) == frequency &&
                periods[i].first == periods[i - 1].end;
    }
    if (!sound) {
        arguments.fault("periods", "a stock needs one period after the other, all of one length",
                        "give 'frequency', 'from' and 'to' instead");
        return std::nullopt;
    }
    return months_of(frequency);
}

/// Entries, and exits, which may be unknown altogether.
std::vector<Value> entries_in(const View& view, const Entries& entries,
                              const std::vector<Period>& periods) {
    std::vector<Value> values;
    for (const Period& period : periods) {
        values.push_back(entries.at(view, period));
        values.back().bounds = intersect(values.back().bounds, Interval::at_least(0));
        values.back().point = point_within(values.back().bounds, values.back().point);
    }
    return values;
}

std::vector<Value> exits_in(const View& view, std::optional<ledger::SeriesIndex> exits,
                            const std::vector<Period>& periods) {
    std::vector<Value> values;
    for (const Period& period : periods) {
        values.push_back(exits ? view.cell(*exits, period)
                               : missing_like(missing_value(Missing::not_collected)));
        values.back().bounds = intersect(values.back().bounds, Interval::at_least(0));
        values.back().point = point_within(values.back().bounds, values.back().point);
    }
    return values;
}

std::vector<Interval> bounds_of(const std::vector<Value>& values) {
    std::vector<Interval> bounds;
    for (const Value& value : values) {
        bounds.push_back(value.bounds);
    }
    return bounds;
}

Table evaluate_stock(const View& view, Arguments& arguments) {
    Table table;
    const auto entries = entries_of(view, arguments);
    const auto exits = arguments.series("exits");
    const Interval stay = arguments.interval("stay", Interval::at_least(0));
    const Interval start = arguments.interval("start", Interval::at_least(0));
    if (stay.lo < 0 || start.lo < 0) {
        arguments.fault(stay.lo < 0 ? "stay" : "start", "it cannot be below zero",
                        "write numbers from 0 up");
    }
    if (!entries || arguments.failed()) {
        return table;
    }
    const std::vector<Period> periods = arguments.periods(entries->series());
    if (periods.empty()) {
        return table;
    }
    const auto months = months_each(arguments, periods);
    if (!months) {
        return table;
    }
    const std::string unit = view.unit(entries->series()).text;
    table.columns = {{"entries", "Entries", unit},
                     {"exits", "Exits", unit},
                     {"stock", "Stock at the end", unit}};
    table.assumptions.push_back(
        fmt::format("Nobody leaves before, or stays beyond, {} months.", words(stay)));
    const std::vector<Value> in = entries_in(view, *entries, periods);
    const std::vector<Value> out = exits_in(view, exits, periods);
    const auto stocks = stock_flow(start, bounds_of(in), bounds_of(out), scale(stay, 1 / *months));
    std::vector<Value> rests_on;
    for (std::size_t t = 0; t < periods.size(); ++t) {
        rests_on.push_back(in[t]);
        rests_on.push_back(out[t]);
        Value stock = modelled(
            combine(stocks[t], std::nullopt,
                    fmt::format("entries up to {} that can still be there", to_string(periods[t])),
                    rests_on));
        if (stocks[t].empty()) {
            table.notes.push_back(fmt::format("{}: no stock fits the entries, the exits and the "
                                              "stay together.",
                                              to_string(periods[t])));
            stock = missing_like(in[t]);
        } else if (std::isinf(stocks[t].hi) && stocks[t].lo == 0) {
            stock = missing_like(in[t]);
        }
        table.rows.push_back({periods[t], "", "", {in[t], out[t], stock}});
    }
    return table;
}

constexpr std::array all_forms = {
    Form{"entries-to-persons", "Persons behind a number of entries", "entries / trips a person",
         "identity", persons_parameters, evaluate_persons},
    Form{"stock-flow", "How many are there at the end of each period",
         "stock before + entries - exits, within what the length of stay allows",
         "stock-flow identity with bounded residence time", stock_parameters, evaluate_stock},
};

} // namespace

std::span<const Form> worker_forms() {
    return all_forms;
}

} // namespace halflight::measures
