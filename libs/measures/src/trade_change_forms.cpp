// SPDX-License-Identifier: Apache-2.0
// Volatility, ratio of suppliers, substitution of one supplier by another.
#include "halflight/measures/trade.hpp"
#include "trade_support.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::measures {

namespace {

constexpr std::array volatility_parameters = {
    ParameterInfo{"series", "series keys, each as KEY or LABEL = KEY", true, true},
    ParameterInfo{"names", "what readers see for each, in the same order", false, true},
    ParameterInfo{"least", "fewest changes to measure; 3 where absent"},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

/// Values of adjacent periods.
struct Run {
    std::vector<Period> periods;
    std::vector<Value> values;
};

/// The longest run of adjacent periods whose values are known and positive; the last of equals.
Run longest_run(const View& view, ledger::SeriesIndex series, std::span<const Period> periods) {
    Run best;
    Run now;
    for (const Period& period : periods) {
        Value value = view.cell(series, period);
        const bool known =
            value.basis <= Basis::derived && value.bounds.bounded() && value.bounds.lo > 0;
        const bool adjacent = now.periods.empty() || now.periods.back().end == period.first;
        if (!known || !adjacent) {
            now = {};
        }
        if (known) {
            now.periods.push_back(period);
            now.values.push_back(std::move(value));
        }
        if (now.periods.size() >= best.periods.size()) {
            best = now;
        }
    }
    return best;
}

std::optional<double> deviation_of_points(std::span<const Value> values) {
    std::vector<double> changes;
    double mean = 0;
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (!values[i].point || !values[i - 1].point) {
            return std::nullopt;
        }
        changes.push_back(std::log(*values[i].point / *values[i - 1].point));
        mean += changes.back();
    }
    const auto n = static_cast<double>(changes.size());
    double squares = 0;
    for (const double change : changes) {
        squares += (change - mean / n) * (change - mean / n);
    }
    return n > 1 ? std::optional(percent * std::sqrt(squares / (n - 1))) : std::nullopt;
}

std::optional<double> change_of_points(std::span<const Value> values) {
    double sum = 0;
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (!values[i].point || !values[i - 1].point) {
            return std::nullopt;
        }
        sum += std::abs(*values[i].point / *values[i - 1].point - 1);
    }
    return values.size() > 1 ? std::optional(percent * sum / static_cast<double>(values.size() - 1))
                             : std::nullopt;
}

std::string levels_in_words(const Run& run) {
    std::string words;
    for (const Value& value : run.values) {
        words += (words.empty() ? "" : ", ") + in_words(value);
    }
    return words;
}

std::vector<Value> volatility_values(const Run& run, double least) {
    const std::size_t changes = run.values.empty() ? 0 : run.values.size() - 1;
    const Value count =
        combine(Interval::point(static_cast<double>(changes)), static_cast<double>(changes),
                "changes between adjacent periods", run.values);
    if (static_cast<double>(changes) < least) {
        const Value none = cannot_tell(Missing::not_collected, Interval::all(), "", run.values);
        return {none, none, count};
    }
    const std::vector<Interval> boxes = boxes_of(run.values);
    const std::string levels = levels_in_words(run);
    return {combine(scale(volatility(boxes), percent), deviation_of_points(run.values),
                    "standard deviation of the log changes of " + levels, run.values),
            combine(scale(mean_absolute_change(boxes), percent), change_of_points(run.values),
                    "mean absolute change of " + levels, run.values),
            count};
}

Table evaluate_volatility(const View& view, Arguments& arguments) {
    Table table;
    const auto series = arguments.labelled_series("series");
    const std::vector<std::string> names = arguments.texts("names");
    const double least = arguments.number("least", 3);
    if (!names.empty() && names.size() != series.size()) {
        arguments.fault("names", "there are more or fewer names than series",
                        "give one name for each series");
    }
    if (!(least >= 2)) {
        arguments.fault("least", "a standard deviation needs two changes at least", "write 3");
    }
    if (arguments.failed()) {
        return table;
    }
    table.columns = {{"deviation", "Standard deviation of log changes", "percent"},
                     {"change", "Mean absolute change", "percent"},
                     {"changes", "Changes measured", "ratio"}};
    for (std::size_t i = 0; i < series.size(); ++i) {
        const auto& [label, index] = series[i];
        const Run run = longest_run(view, index, arguments.periods(index));
        const std::string name = names.empty() ? label : names[i];
        table.notes.push_back(
            run.periods.size() < 2
                ? fmt::format("{}: no two adjacent periods are known.", name)
                : fmt::format("{}: {} to {}, the longest run of adjacent periods that are known{}.",
                              name, to_string(run.periods.front()), to_string(run.periods.back()),
                              static_cast<double>(run.periods.size() - 1) < least
                                  ? "; too few changes to measure"
                                  : ""));
        table.rows.push_back({std::nullopt, label, name, volatility_values(run, least)});
    }
    return table;
}

// ---- ratio of suppliers -------------------------------------------------------------------------

constexpr std::array ratio_parameters = {
    ParameterInfo{"numerator", "series of the one supplier", true},
    ParameterInfo{"denominator", "series of the other", true},
    ParameterInfo{"unit", "unit in which both are shown; that of the numerator where absent"},
    ParameterInfo{"names", "what readers see for the two", false, true},
    ParameterInfo{"claimed", "claim of a ratio to hold against it"},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

/// Does the ratio lie where the claim says? 1 for sure, 0 for sure not, else between.
Interval agreement(const Interval& ratio, const Interval& claimed) {
    return three_valued(claimed.contains(ratio), disjoint(ratio, claimed));
}

Value ratio_value(const Value& over, const Value& under) {
    const Interval bounds = over.bounds / under.bounds;
    const std::string formula = fmt::format("{} / {}", in_words(over), in_words(under));
    const bool told = !bounds.empty() && (bounds.lo > 0 || std::isfinite(bounds.hi));
    if (!told) {
        return cannot_tell(Missing::not_collected, Interval::at_least(0), formula,
                           std::array{over, under});
    }
    const bool points = over.point && under.point && *under.point != 0;
    return combine(bounds, points ? std::optional(*over.point / *under.point) : std::nullopt,
                   formula, {over, under});
}

/// The periods of both series: from the first to the last cell of either.
std::vector<Period> periods_of_both(const View& view, Arguments& arguments, ledger::SeriesIndex one,
                                    ledger::SeriesIndex other) {
    const bool cells = !view.periods(one).empty();
    return arguments.periods(cells ? one : other);
}

Table evaluate_supplier_ratio(const View& view, Arguments& arguments) {
    Table table;
    const auto over = arguments.series("numerator");
    const auto under = arguments.series("denominator");
    const std::vector<std::string> names = arguments.texts("names");
    const auto claim = arguments.claim("claimed");
    if (!names.empty() && names.size() != 2) {
        arguments.fault("names", "two names are needed", R"(write names = ["Russia", "China"])");
    }
    if (!over || !under || arguments.failed()) {
        return table;
    }
    const std::string wanted = arguments.text("unit", view.unit(*over).text);
    const auto unit = parse_unit(wanted);
    if (!unit) {
        arguments.fault("unit", unit.fault().message, unit.fault().hint);
        return table;
    }
    check_units(view, arguments, "numerator", std::array{Labelled{"", *over}}, *unit);
    check_units(view, arguments, "denominator", std::array{Labelled{"", *under}}, *unit);
    if (arguments.failed()) {
        return table;
    }
    table.columns = {{"numerator", names.empty() ? view.key(*over) : names[0], unit->text},
                     {"denominator", names.empty() ? view.key(*under) : names[1], unit->text},
                     {"ratio", "Ratio", "ratio"}};
    if (claim) {
        table.columns.push_back({"agrees", "Agrees with the claim (1 yes, 0 no)", "ratio"});
    }
    for (const Period& period : periods_of_both(view, arguments, *over, *under)) {
        const Value one = flow_in(view, *over, period, *unit);
        const Value other = flow_in(view, *under, period, *unit);
        if (!informative(one) && !informative(other)) {
            continue;
        }
        Row row{period, "", "", {one, other, ratio_value(one, other)}};
        if (claim) {
            const Value said = view.claim(*claim);
            const Interval claimed =
                convert(said.bounds, view.unit(view.ledger().claims()[*claim].series),
                        parse_unit("ratio").value());
            const Value& ratio = row.values.back();
            row.values.push_back(
                ratio.basis == Basis::missing
                    ? cannot_tell(Missing::not_collected, Interval::closed(0, 1), "",
                                  std::array{ratio, said})
                    : combine(agreement(ratio.bounds, claimed), std::nullopt,
                              fmt::format("{} against {}", in_words(ratio), in_words(claimed)),
                              {ratio, said}));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

// ---- substitution -------------------------------------------------------------------------------

constexpr std::array substitution_parameters = {
    ParameterInfo{"fell", "series of the supplier or buyer whose flow fell", true},
    ParameterInfo{"other", "series of the one who may have replaced it"},
    ParameterInfo{"base", "period from which the fall counts", true},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

/// Of flows that are not `sure` enough a difference says nothing.
Value told(bool sure, const Interval& bounds, std::optional<double> point, std::string formula,
           std::span<const Value> from) {
    const bool known =
        sure && !bounds.empty() && (std::isfinite(bounds.lo) || std::isfinite(bounds.hi));
    return known ? combine(bounds, point, std::move(formula), from)
                 : cannot_tell(Missing::not_collected, bounds.empty() ? Interval::all() : bounds,
                               std::move(formula), from);
}

std::optional<double> difference(const Value& a, const Value& b) {
    return a.point && b.point ? std::optional(*a.point - *b.point) : std::nullopt;
}

Row substitution_row(const Period& period, const Value& base, const Value& now,
                     const Value& other_base, const Value& other_now) {
    const Substitution found =
        substitution(base.bounds, now.bounds, other_base.bounds, other_now.bounds);
    const std::array one = {base, now};
    const std::array two = {other_base, other_now};
    const std::array three = {base, now, other_base};
    const std::array four = {base, now, other_base, other_now};
    const auto fall = difference(base, now);
    const auto added = difference(other_now, other_base);
    const auto ratio = [](std::optional<double> a, std::optional<double> b, double factor) {
        return a && b && *b != 0 ? std::optional(factor * *a / *b) : std::nullopt;
    };
    const auto multiple = ratio(fall, other_base.point, 1);
    const std::string words = fmt::format("{} - {}", in_words(base), in_words(now));
    const std::string others = fmt::format("{} - {}", in_words(other_now), in_words(other_base));
    Row row{period, "", "", {}};
    const bool fell = informative(base) && informative(now);
    const bool other_known = informative(other_base) && informative(other_now);
    // What the other reaches now caps what it can have added, whatever it had before.
    const bool other_capped = other_known || std::isfinite(other_now.bounds.hi);
    row.values = {told(fell, found.fall, fall, words, one),
                  told(fell, scale(found.relative, percent), ratio(fall, base.point, percent),
                       fmt::format("({}) / {}", words, in_words(base)), one),
                  told(fell && informative(other_base), found.multiple,
                       multiple ? std::optional(1 + *multiple) : std::nullopt,
                       fmt::format("({0} + {1}) / {0}", in_words(other_base), words), three),
                  told(other_capped, found.added, added, others, two),
                  told(fell && other_capped, scale(found.covered, percent),
                       ratio(added, fall, percent), fmt::format("({}) / ({})", others, words),
                       four)};
    return row;
}

Table evaluate_substitution(const View& view, Arguments& arguments) {
    Table table;
    const auto fell = arguments.series("fell");
    const auto other = arguments.series("other");
    const auto base = arguments.period("base");
    if (!fell || !base || arguments.failed()) {
        return table;
    }
    const Unit& unit = view.unit(*fell);
    if (other) {
        check_units(view, arguments, "other", std::array{Labelled{"", *other}}, unit);
    }
    table.columns = {{"fall", "Fall since the base period", unit.text},
                     {"relative", "Fall in percent of the base", "percent"},
                     {"multiple", "What the other would have to reach, over its base", "ratio"},
                     {"added", "What the other added", unit.text},
                     {"covered", "Share of the fall that this covers", "percent"}};
    table.assumptions = {"Both flows are valued alike; prices are not taken out."};
    const Value before = flow_in(view, *fell, *base, unit);
    const auto of_other = [&](const Period& period) {
        return other ? flow_in(view, *other, period, unit) : missing_value(Missing::not_collected);
    };
    const Value other_before = of_other(*base);
    for (const Period& period : arguments.periods(*fell)) {
        const Value now = flow_in(view, *fell, period, unit);
        if (period == *base || !informative(now)) {
            continue;
        }
        table.rows.push_back(substitution_row(period, before, now, other_before, of_other(period)));
        const Value& covered = table.rows.back().values.back();
        if (covered.basis == Basis::missing) {
            table.notes.push_back(fmt::format(
                "{}: whether the other made up for the fall cannot be told: {}.", to_string(period),
                other ? "its flow, or a fall, is not sure" : "no flow of another is given"));
        }
    }
    return table;
}

constexpr std::array all = {
    Form{"volatility", "Volatility of trade",
         "standard deviation of ln(x / x of the period before); mean of |x / x of the period "
         "before - 1|; over the longest run of adjacent known periods",
         "sample standard deviation; bounds as documented in measures/trade.hpp",
         volatility_parameters, evaluate_volatility},
    Form{"supplier-ratio", "Ratio between two suppliers",
         "flow of the one / flow of the other, both in one unit", "identity", ratio_parameters,
         evaluate_supplier_ratio},
    Form{"substitution", "Fall of one partner's flow against what another added",
         "fall = base - now; multiple = (base of the other + fall) / base of the other; covered = "
         "(other now - other base) / fall",
         "identity", substitution_parameters, evaluate_substitution},
};

} // namespace

std::span<const Form> change_forms() {
    return all;
}

} // namespace halflight::measures
