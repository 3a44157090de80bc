// SPDX-License-Identifier: Apache-2.0
// Visits by purpose, against like seasons and against a benchmark.
#include "families.hpp"
#include "halflight/measures/tourism.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace halflight::measures {

namespace {

constexpr double percent = 100;

constexpr ParameterInfo frequency_info{"frequency", "A, S, Q or M"};
constexpr ParameterInfo from_info{"from", "first period"};
constexpr ParameterInfo to_info{"to", "last period"};
constexpr ParameterInfo periods_info{"periods", "the periods one by one", false, true};
constexpr ParameterInfo names_info{"names", "what readers see for each, in the same order", false,
                                   true};

bool missing(const Value& value) {
    return value.basis == Basis::missing;
}

/// Value over base, scaled; missing where one of them is.
Value quotient(const Value& value, const Value& base, const Interval& bounds, double factor) {
    if (missing(value) || missing(base)) {
        return missing_like(missing(value) ? value : base, scale(bounds, factor));
    }
    const auto point = from_points(
        [&](const auto& p) {
            return p[1] != 0 ? std::optional(factor * p[0] / p[1]) : std::nullopt;
        },
        {value, base});
    return combine(scale(bounds, factor), point, fmt::format("{} / {}", words(value), words(base)),
                   {value, base});
}

// ---- purposes

constexpr std::array purpose_parameters = {
    ParameterInfo{"total", "series of all visits", true},
    ParameterInfo{"parts", "series by purpose, each as KEY or LABEL = KEY", true, true},
    names_info,
    frequency_info,
    from_info,
    to_info,
    periods_info};

Table evaluate_purposes(const View& view, Arguments& arguments) {
    Table table;
    const auto total = arguments.series("total");
    const auto parts = arguments.labelled_series("parts");
    const std::vector<std::string> names = reader_names(view, arguments, "parts", parts);
    if (!total || parts.empty() || arguments.failed()) {
        return table;
    }
    const Unit& unit = view.unit(*total);
    table.columns = {{"count", "Count", unit.text}, {"share", "Share in the total", "percent"}};
    for (const auto& [label, series] : parts) {
        if (!same_dimension(arguments, "parts", view.unit(series), unit)) {
            return table;
        }
    }
    for (const Period& period : arguments.periods(*total)) {
        const Value whole = view.cell(*total, period);
        table.rows.push_back({period,
                              "total",
                              "Total",
                              {whole, quotient(whole, whole, Interval::point(1), percent)}});
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const auto& [label, series] = parts[i];
            const Value part = converted(view.cell(series, period), view.unit(series), unit);
            table.rows.push_back(
                {period,
                 column_id(label),
                 names[i],
                 {part, quotient(part, whole, share_inside(part.bounds, whole.bounds), percent)}});
        }
    }
    return table;
}

// ---- seasons

constexpr std::array season_parameters = {
    ParameterInfo{"series", "the series to compare", true},
    ParameterInfo{"years", "how many years before to go back, one by one; 1 if not given"},
    ParameterInfo{"against", "periods to set each against, in place of 'years'", false, true},
    frequency_info,
    from_info,
    to_info,
    periods_info};

Row season_row(const View& view, ledger::SeriesIndex series, const Period& period,
               const Period& base, Table& table) {
    const Value value = view.cell(series, period);
    Row row{period, column_id(to_string(base)), "against " + to_string(base), {}};
    if (!same_season(period, base)) {
        table.notes.push_back(
            fmt::format("{} is not set against {}: the periods are unlike, and the "
                        "series may be seasonal.",
                        to_string(period), to_string(base)));
        row.values = {value, not_applicable(), not_applicable({value}), not_applicable({value})};
        return row;
    }
    const Value earlier = view.cell(series, base);
    const Interval ratio = ratio_to(value.bounds, earlier.bounds);
    const Value multiple = quotient(value, earlier, ratio, 1);
    Value change = missing_like(multiple, Interval::at_least(-percent));
    if (!missing(multiple)) {
        change =
            combine(scale(ratio - Interval::point(1), percent),
                    multiple.point ? std::optional(percent * (*multiple.point - 1)) : std::nullopt,
                    multiple.formula + " - 1", {value, earlier});
    }
    row.values = {value, earlier, multiple, change};
    return row;
}

Table evaluate_season(const View& view, Arguments& arguments) {
    Table table;
    const auto series = arguments.series("series");
    const double years = arguments.number("years", 1);
    if (years < 1 || years != std::floor(years) || years > 100) {
        arguments.fault("years", "it takes a whole number from 1 to 100",
                        "write 1 for the year before");
    }
    const std::vector<Period> against = arguments.period_list("against");
    if (!series || arguments.failed()) {
        return table;
    }
    const std::string& unit = view.unit(*series).text;
    table.columns = {{"value", "Value", unit},
                     {"earlier", "Like period before", unit},
                     {"ratio", "Ratio", "ratio"},
                     {"change", "Change", "percent"}};
    for (const Period& period : arguments.periods(*series)) {
        for (const Period& base : against) {
            table.rows.push_back(season_row(view, *series, period, base, table));
        }
        if (!against.empty()) {
            continue;
        }
        if (!same_season(period, period)) {
            arguments.fault(
                "periods",
                fmt::format("{} is no year, half-year, quarter or month", to_string(period)),
                "measure periods that come back every year");
            return table;
        }
        for (int back = 1; back <= static_cast<int>(years); ++back) {
            table.rows.push_back(
                season_row(view, *series, period, years_before(period, back), table));
        }
    }
    return table;
}

// ---- benchmark

constexpr std::array benchmark_parameters = {
    ParameterInfo{"series", "the series to measure", true},
    ParameterInfo{"benchmarks", "series to set it against, each as KEY or LABEL = KEY", true, true},
    ParameterInfo{"benchmark_periods",
                  "the period of each benchmark; of a level, the years that it "
                  "is about",
                  true, true},
    names_info,
    frequency_info,
    from_info,
    to_info,
    periods_info};

/// A yearly level over several years stands for one year.
bool is_yearly(const View& view, ledger::SeriesIndex series, const Period& period) {
    return frequency_of(period) == Frequency::annual ||
           view.indicator(series).type == ledger::IndicatorType::level;
}

Table evaluate_benchmark(const View& view, Arguments& arguments) {
    Table table;
    const auto series = arguments.series("series");
    const auto benchmarks = arguments.labelled_series("benchmarks");
    const std::vector<Period> when = arguments.period_list("benchmark_periods");
    const std::vector<std::string> names = reader_names(view, arguments, "benchmarks", benchmarks);
    if (when.size() != benchmarks.size()) {
        arguments.fault("benchmark_periods", "there must be one period for each benchmark",
                        "write them in the order of the benchmarks");
    }
    if (!series || benchmarks.empty() || arguments.failed()) {
        return table;
    }
    const Unit& unit = view.unit(*series);
    for (const auto& [label, benchmark] : benchmarks) {
        if (!same_dimension(arguments, "benchmarks", view.unit(benchmark), unit)) {
            return table;
        }
    }
    table.columns = {{"value", "Value", unit.text},
                     {"benchmark", "Benchmark", unit.text},
                     {"ratio", "Part of the benchmark", "percent"},
                     {"multiple", "Benchmark over value", "ratio"}};
    for (const Period& period : arguments.periods(*series)) {
        const Value value = view.cell(*series, period);
        for (std::size_t i = 0; i < benchmarks.size(); ++i) {
            const auto& [label, index] = benchmarks[i];
            const Value base = converted(view.cell(index, when[i]), view.unit(index), unit);
            Row row{period, column_id(label), names[i] + ", " + to_string(when[i]), {value, base}};
            const bool yearly =
                frequency_of(period) == Frequency::annual && is_yearly(view, index, when[i]);
            if (yearly || same_season(period, when[i])) {
                row.values.push_back(
                    quotient(value, base, ratio_to(value.bounds, base.bounds), percent));
                row.values.push_back(quotient(base, value, ratio_to(base.bounds, value.bounds), 1));
            } else {
                table.notes.push_back(
                    fmt::format("{} is not set against {}: the periods are unlike.",
                                to_string(period), to_string(when[i])));
                row.values.insert(row.values.end(), 2, not_applicable({value, base}));
            }
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

constexpr std::array all_forms = {
    Form{"purpose-share", "Visits by purpose", "part / total, with the part inside the total",
         "identity", purpose_parameters, evaluate_purposes},
    Form{"season-match", "A period against the same season of earlier years",
         "value / value of the like period; unlike periods are refused", "identity",
         season_parameters, evaluate_season},
    Form{"benchmark-ratio", "A series against a benchmark", "value / benchmark, year against year",
         "identity", benchmark_parameters, evaluate_benchmark},
};

} // namespace

std::span<const Form> tourism_forms() {
    return all_forms;
}

} // namespace halflight::measures
