// SPDX-License-Identifier: Apache-2.0
// Both partners' reports side by side, and how far reporters agree.
#include "families.hpp"
#include "halflight/measures/mirror.hpp"
#include "mirror_support.hpp"
#include "trade_support.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::measures {

namespace {

constexpr std::array mirror_parameters = {
    ParameterInfo{"exports", "what the exporter reports, valued FOB", true},
    ParameterInfo{"imports", "what the importer reports", true},
    ParameterInfo{"distance_km", "distance between the partners, for the CIF margin"},
    ParameterInfo{"contiguous", "true where they share a border"},
    ParameterInfo{"margin", "(CIF - FOB) / FOB as [low, high], in place of the distance", false,
                  true},
    ParameterInfo{"imports_valuation", "cif or fob; cif where absent"},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

/// How imports become FOB values.
struct Valuation {
    Interval margin = Interval::point(0);
    bool assumed = false; ///< a margin is taken off
    std::string words;
};

std::string margin_in_words(const Interval& margin) {
    return fmt::format("{} to {} percent", format_number(100 * margin.lo, 3),
                       format_number(100 * margin.hi, 3));
}

Valuation from_distance(Arguments& arguments) {
    if (!arguments.has("distance_km")) {
        arguments.fault("distance_km",
                        "imports are valued CIF, but neither distance nor margin is "
                        "given",
                        "add distance_km = 800 (and contiguous = true), margin = [0.02, 0.1] or "
                        "imports_valuation = \"fob\"");
        return {};
    }
    const double distance = arguments.number("distance_km", 1);
    const bool contiguous = arguments.flag("contiguous", false);
    if (!(distance > 0)) {
        arguments.fault("distance_km", "a distance is positive", "write kilometres: 800");
        return {};
    }
    const Interval margin = cif_margin(distance, contiguous);
    return {margin, true,
            fmt::format("Imports are valued CIF; a margin of {} is taken off, for {} km{} "
                        "(reference 4 to 10 percent from the OECD and the IMF, its change with "
                        "distance and border set wide by this program).",
                        margin_in_words(margin), format_number(distance),
                        contiguous ? " and a common border" : "")};
}

Valuation read_valuation(Arguments& arguments) {
    const std::string valued = arguments.text("imports_valuation", "cif");
    if (valued != "cif" && valued != "fob") {
        arguments.fault("imports_valuation", fmt::format("'{}' is no valuation", shorten(valued)),
                        "write cif or fob");
        return {};
    }
    if (valued == "fob") {
        return {Interval::point(0), false, "Both reports are valued FOB."};
    }
    if (!arguments.has("margin")) {
        return from_distance(arguments);
    }
    const Interval margin = arguments.interval("margin", Interval::point(0));
    if (margin.lo < 0 || margin.hi > 1) {
        arguments.fault("margin", "a margin lies between 0 and 1", "write [0.02, 0.1]");
    }
    return {margin, true,
            fmt::format("Imports are valued CIF; a margin of {} is taken off, as the dossier says.",
                        margin_in_words(margin))};
}

Value fob_of(const Value& imports, const Valuation& valuation) {
    if (imports.basis == Basis::missing && !informative(imports)) {
        return cannot_tell(imports.missing, Interval::at_least(0), "", std::array{imports});
    }
    if (!valuation.assumed) {
        return imports;
    }
    return modelled(combine(
        to_fob(imports.bounds, valuation.margin), std::nullopt,
        fmt::format("{} / (1 + {})", in_words(imports), in_words(valuation.margin)), {imports}));
}

bool both_known(const Value& a, const Value& b) {
    return informative(a) && informative(b);
}

Value compared(const Interval& bounds, std::string formula, const Value& exports,
               const Value& imports) {
    return both_known(exports, imports) && !bounds.empty()
               ? combine(bounds, std::nullopt, std::move(formula), {exports, imports})
               : cannot_tell(Missing::not_collected, Interval::all(), std::move(formula),
                             std::array{exports, imports});
}

Value reconciled(const MirrorComparison& found, const Value& exports, const Value& imports) {
    if (!both_known(exports, imports)) {
        return informative(exports) ? exports : imports;
    }
    const std::string words =
        fmt::format("{} {} and {}", found.meet ? "common part of" : "all between",
                    in_words(exports), in_words(imports));
    return combine(found.reconciled, std::nullopt, words, {exports, imports});
}

Row mirror_row(const Period& period, const Value& exports, const Value& reported,
               const Value& imports) {
    const MirrorComparison found = compare_reports(exports.bounds, imports.bounds);
    const std::string quotient = fmt::format("{} / {}", in_words(imports), in_words(exports));
    const std::string gap =
        fmt::format("|{0} - {1}| / ({0} + {1})", in_words(exports), in_words(imports));
    const Interval agree = Interval::point(found.meet ? 1 : 0);
    return {period,
            "",
            "",
            {exports, reported, imports, compared(found.ratio, quotient, exports, imports),
             compared(found.discrepancy, gap, exports, imports),
             reconciled(found, exports, imports),
             compared(agree, "do the two FOB values meet?", exports, imports)}};
}

std::vector<Period> periods_of_either(const View& view, Arguments& arguments,
                                      ledger::SeriesIndex one, ledger::SeriesIndex other) {
    std::vector<Period> all = arguments.periods(one);
    if (!arguments.has("periods")) {
        const std::vector<Period> more = arguments.periods(other);
        all.insert(all.end(), more.begin(), more.end());
    }
    std::ranges::sort(all);
    const auto repeated = std::ranges::unique(all);
    all.erase(repeated.begin(), repeated.end());
    std::erase_if(all, [&](const Period& period) {
        return !informative(flow_in(view, one, period, view.unit(one))) &&
               !informative(flow_in(view, other, period, view.unit(other)));
    });
    return all;
}

Table evaluate_mirror(const View& view, Arguments& arguments) {
    Table table;
    const auto exports = arguments.series("exports");
    const auto imports = arguments.series("imports");
    const Valuation valuation = read_valuation(arguments);
    if (!exports || !imports || arguments.failed()) {
        return table;
    }
    const Unit& unit = view.unit(*exports);
    check_units(view, arguments, "imports", std::array{Labelled{"", *imports}}, unit);
    if (arguments.failed()) {
        return table;
    }
    table.columns = {{"exports", "Exporter's report (FOB)", unit.text},
                     {"imports", "Importer's report", unit.text},
                     {"imports_fob", "Importer's report as FOB", unit.text},
                     {"ratio", "Importer over exporter, FOB", "ratio"},
                     {"discrepancy", "Gap over the sum of both", "ratio"},
                     {"reconciled", "Reconciled value (FOB)", unit.text},
                     {"agree", "Some value satisfies both (1 yes, 0 no)", "ratio"}};
    table.assumptions = {valuation.words};
    for (const Period& period : periods_of_either(view, arguments, *exports, *imports)) {
        const Value sold = flow_in(view, *exports, period, unit);
        const Value bought = flow_in(view, *imports, period, unit);
        const Value fob = fob_of(bought, valuation);
        table.rows.push_back(mirror_row(period, sold, bought, fob));
        const bool apart = both_known(sold, fob) && disjoint(sold.bounds, fob.bounds);
        if (apart) {
            table.notes.push_back(
                fmt::format("{}: the two reports do not meet; the reconciled interval spans both.",
                            to_string(period)));
        } else if (!both_known(sold, fob)) {
            table.notes.push_back(fmt::format("{}: only the {} reports.", to_string(period),
                                              informative(sold) ? "exporter" : "importer"));
        }
    }
    return table;
}

// ---- reporter reliability -----------------------------------------------------------------------

constexpr std::array reliability_parameters = {
    ParameterInfo{"exports", "what exporters report, valued FOB, LABEL = KEY", true, true},
    ParameterInfo{"imports", "what importers report, with the same labels", true, true},
    ParameterInfo{"distance_km", "distance between the partners, for the CIF margin"},
    ParameterInfo{"contiguous", "true where they share a border"},
    ParameterInfo{"margin", "(CIF - FOB) / FOB as [low, high], in place of the distance", false,
                  true},
    ParameterInfo{"imports_valuation", "cif or fob; cif where absent"},
    ParameterInfo{"least", "fewest pairs of partner and period to judge by; 5 where absent"},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

struct Pairs {
    std::vector<ReportPair> boxes;
    std::vector<Value> values;
    bool assumed = false;
};

void add_pairs(const View& view, Arguments& arguments, ledger::SeriesIndex exports,
               ledger::SeriesIndex imports, const Valuation& valuation, Pairs& pairs) {
    const Unit& unit = view.unit(exports);
    for (const Period& period : periods_of_either(view, arguments, exports, imports)) {
        const Value sold = flow_in(view, exports, period, unit);
        const Value fob = fob_of(flow_in(view, imports, period, unit), valuation);
        const bool usable = sold.basis <= Basis::derived && fob.basis != Basis::missing &&
                            sold.bounds.bounded() && fob.bounds.bounded() &&
                            sold.bounds.hi + fob.bounds.hi > 0;
        if (usable) {
            pairs.boxes.push_back({sold.bounds, fob.bounds});
            pairs.values.push_back(sold);
            pairs.values.push_back(fob);
        }
    }
}

Row reliability_row(const std::string& label, const Pairs& pairs, double least) {
    const auto n = static_cast<double>(pairs.boxes.size());
    const Value count = combine(Interval::point(n), n, "pairs of partner and period", pairs.values);
    if (n < least) {
        const Value none =
            cannot_tell(Missing::not_collected, Interval::all(),
                        fmt::format("{} pairs, {} are needed", n, least), pairs.values);
        return {std::nullopt, label, label, {count, none, none, none, none}};
    }
    const Reliability found = reliability(pairs.boxes);
    const auto value = [&](const Interval& bounds, std::string_view what) {
        return combine(bounds, std::nullopt, fmt::format("{} over {} pairs", what, n),
                       pairs.values);
    };
    return {std::nullopt,
            label,
            label,
            {count, value(found.discrepancy, "mean of |x - m| / (x + m)"),
             value(Interval::point(1) - found.discrepancy, "1 less mean of |x - m| / (x + m)"),
             value(found.log_mean, "mean of ln(m / x)"),
             value(found.log_deviation, "standard deviation of ln(m / x)")}};
}

Table evaluate_reliability(const View& view, Arguments& arguments) {
    Table table;
    const auto exports = arguments.labelled_series("exports");
    const auto imports = arguments.labelled_series("imports");
    const Valuation valuation = read_valuation(arguments);
    const double least = arguments.number("least", 5);
    if (!(least >= 2)) {
        arguments.fault("least", "fewer than two pairs say nothing", "write 5");
    }
    const bool paired =
        std::ranges::equal(exports, imports, {}, &Labelled::first, &Labelled::first);
    if (!paired) {
        arguments.fault("imports", "its labels are not those of 'exports', in the same order",
                        "write \"RUS = ...\" in both lists");
    }
    if (exports.empty() || arguments.failed()) {
        return table;
    }
    for (std::size_t i = 0; i < exports.size(); ++i) {
        check_units(view, arguments, "imports", std::array{imports[i]},
                    view.unit(exports[i].second));
    }
    if (arguments.failed()) {
        return table;
    }
    table.columns = {{"pairs", "Pairs of partner and period", "ratio"},
                     {"discrepancy", "Mean gap over the sum of both", "ratio"},
                     {"reliability", "1 less the mean gap", "ratio"},
                     {"bias", "Mean log ratio, importer over exporter", "ratio"},
                     {"spread", "Standard deviation of the log ratio", "ratio"}};
    table.assumptions = {valuation.words, "Pairs count alike, and err independently."};
    Pairs all;
    std::vector<Row> rows;
    for (std::size_t i = 0; i < exports.size(); ++i) {
        Pairs own;
        add_pairs(view, arguments, exports[i].second, imports[i].second, valuation, own);
        rows.push_back(reliability_row(exports[i].first, own, least));
        all.boxes.insert(all.boxes.end(), own.boxes.begin(), own.boxes.end());
        all.values.insert(all.values.end(), own.values.begin(), own.values.end());
    }
    table.rows.push_back(reliability_row("all", all, least));
    table.rows.insert(table.rows.end(), rows.begin(), rows.end());
    if (static_cast<double>(all.boxes.size()) < least) {
        table.notes.push_back(fmt::format(
            "No reliability can be told: {} pairs of reports are known on both sides, {} are "
            "needed.",
            all.boxes.size(), least));
    }
    return table;
}

constexpr std::array report_forms = {
    Form{"mirror", "Both partners' reports of one flow",
         "imports FOB = imports CIF / (1 + margin); ratio = imports FOB / exports; discrepancy = "
         "|exports - imports FOB| / (exports + imports FOB); reconciled: the values that both "
         "allow, or the span of both where none does",
         "Gaulier and Zignago 2010, CEPII WP 2010-23; Miao and Fortanier 2017, OECD (ITIC); "
         "Marini, Dippelsman and Stanger 2018, IMF WP/18/16",
         mirror_parameters, evaluate_mirror},
    Form{
        "reporter-reliability", "How far reporters agree with their partners",
        "mean of |x - m| / (x + m); mean and standard deviation of ln(m / x) over pairs of partner "
        "and period, x the exporter's and m the importer's FOB value",
        "Gaulier and Zignago 2010, CEPII WP 2010-23, section 2.4; Growth Lab, comtrade-mirroring",
        reliability_parameters, evaluate_reliability},
};

} // namespace

std::span<const Form> mirror_forms() {
    static const std::vector<Form> all = [] {
        std::vector<Form> out(report_forms.begin(), report_forms.end());
        out.push_back(mix_up_form());
        return out;
    }();
    return all;
}

} // namespace halflight::measures
