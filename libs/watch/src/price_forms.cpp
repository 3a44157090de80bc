// SPDX-License-Identifier: Apache-2.0
// Forms on prices by market: the FAO's anomaly over many commodities, the ratio of two.
#include "monitor_families.hpp"
#include "monitor_parts.hpp"
#include "price_index.hpp"

#include "halflight/base/text.hpp"
#include "halflight/stats/price_anomaly.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::watch::detail {

namespace {

using measures::Arguments;
using measures::ParameterInfo;

/// Two months without their prices: the file is late.
constexpr int late_after_days = 62;

const PriceTable* find_table(const MonitorInput& input, Arguments& arguments) {
    const std::string id = arguments.text("prices");
    std::vector<std::string_view> known;
    for (const PriceTable& table : input.plan.prices) {
        if (table.id == id) {
            return &table;
        }
        known.push_back(table.id);
    }
    const auto near = nearest(id, known);
    fault(input, "prices",
          id.empty() ? std::string("no table of prices is named")
                     : fmt::format("there is no table of prices '{}'", shorten(id)),
          near ? fmt::format("did you mean '{}'?", *near)
               : "name a file of the folder prices without its ending, or an id of [[prices]]");
    return nullptr;
}

PriceFilter filter_of(Arguments& arguments) {
    PriceFilter filter;
    filter.type = arguments.text("price_type", "Retail");
    filter.currency = arguments.text("currency");
    filter.commodities = arguments.texts("commodities");
    filter.food = arguments.flag("food", true);
    return filter;
}

const std::string& area_of(const PriceTable& table) {
    return table.area.empty() ? table.id : table.area;
}

struct Rated {
    std::string commodity;
    double indicator = 0;
};

struct AnomalySpec {
    double share = 0.5;
    std::size_t least = 2;
    std::size_t gap_months = 3;
    stats::PriceAnomalySpec price;
};

/// The indicator of one commodity in a month; NaN where it cannot be judged.
double indicator_of(const CommodityIndex& index, int month, const AnomalySpec& spec) {
    const int last = index.first + static_cast<int>(index.level.size()) - 1;
    if (last != month || index.level.size() < 13) {
        return stats::undefined;
    }
    stats::PriceAnomalySpec own = spec.price;
    own.first_month = static_cast<std::size_t>(to_civil(month_of(index.first).first).month);
    const std::vector<double> level = bridged(index.level, spec.gap_months);
    return stats::price_anomaly(level, own).months.back().indicator;
}

std::vector<Rated> rate(const std::vector<CommodityIndex>& indices, int month,
                        const AnomalySpec& spec) {
    std::vector<Rated> rated;
    for (const CommodityIndex& index : indices) {
        const double indicator = indicator_of(index, month, spec);
        if (std::isfinite(indicator)) {
            rated.push_back({index.commodity, indicator});
        }
    }
    std::ranges::stable_sort(rated, std::ranges::greater{}, &Rated::indicator);
    return rated;
}

std::string named(std::span<const Rated> rated) {
    std::string text;
    for (const Rated& one : rated.first(std::min<std::size_t>(rated.size(), 4))) {
        text += fmt::format("{}{} {}", text.empty() ? "" : "; ", one.commodity,
                            number_text(one.indicator));
    }
    return text + (rated.size() > 4 ? fmt::format("; {} more", rated.size() - 4) : "");
}

void set_source(const MonitorInput& input, const PriceTable& table, Signal& signal) {
    const ledger::Ledger& ledger = input.view.ledger();
    signal.synthetic = table.synthetic;
    signal.reliability.origins = 1;
    signal.reliability.direct = true;
    if (const auto source = ledger.find_source(table.source)) {
        signal.reliability.best_source = ledger.sources()[*source].reliability;
        signal.synthetic = signal.synthetic || ledger.sources()[*source].synthetic;
    }
}

/// Late where the months that ought to be known by now are not.
void mind_prices(const MonitorInput& input, const PriceTable& table, int month, Signal& signal) {
    const Date due{known_since(table, month_of(month)).days + late_after_days};
    if (input.day > due) {
        signal.reading = Reading::late;
        signal.text = fmt::format("late: prices after {} were due by {}; last known: {}",
                                  to_string(month_of(month)), to_string(due), signal.text);
    } else {
        input.turns.insert({due.days + 1});
    }
}

Signal anomaly_signal(const MonitorInput& input, const PriceTable& table,
                      const std::vector<Rated>& rated, int month, const AnomalySpec& spec) {
    const auto share =
        static_cast<std::size_t>(std::floor(spec.share * static_cast<double>(rated.size()) + 1e-9));
    const std::size_t rank = std::min(share + 1, rated.size());
    const auto high = static_cast<std::size_t>(std::ranges::count_if(
        rated, [&](const Rated& one) { return one.indicator >= spec.price.high; }));
    Judgement judgement;
    judgement.statistic = rated[rank - 1].indicator;
    judgement.threshold = spec.price.high;
    judgement.release = spec.price.moderate;
    judgement.needed = fmt::format("{} of {} commodities at {} or more", rank, rated.size(),
                                   number_text(spec.price.high));
    judgement.baseline =
        fmt::format("{} of {} commodities abnormally high ({})", high, rated.size(), named(rated));
    Signal signal = judge_value(
        input, Interval::point(judgement.statistic),
        {.name = fmt::format("price anomaly reached by {} of {} commodities", rank, rated.size()),
         .unit = "",
         .above = true},
        judgement, fmt::format("food in {}", area_of(table)), month_of(month));
    for (const Rated& one : rated) {
        if (one.indicator >= spec.price.high) {
            signal.evidence.cells.push_back(fmt::format("prices/{}/{}@{}", table.id, one.commodity,
                                                        to_string(month_of(month))));
        }
    }
    std::ranges::sort(signal.evidence.cells);
    return signal;
}

std::vector<Signal> judge_anomaly(const MonitorInput& input, Arguments& arguments) {
    const PriceTable* const table = find_table(input, arguments);
    AnomalySpec spec;
    spec.share = arguments.number("share", 0.5);
    spec.least = whole(input, arguments, "least", 2);
    spec.gap_months = whole(input, arguments, "gap_months", 3, 0);
    spec.price.least_years = whole(input, arguments, "least_years", 5, 2);
    spec.price.high = arguments.number("high", 1);
    spec.price.moderate = arguments.number("release", 0.5);
    if (!(spec.share >= 0 && spec.share < 1) || spec.price.moderate > spec.price.high) {
        fault(input, spec.price.moderate > spec.price.high ? "release" : "share",
              "the share is not in 0 to below 1, or the release lies above the threshold",
              "write share = 0.5, and a release of at most high");
        return {};
    }
    const PriceFilter filter = filter_of(arguments);
    if (table == nullptr) {
        return {};
    }
    const auto rows = known_rows(*table, filter, input.day);
    const std::string cause = fmt::format("food prices {}", area_of(*table));
    Signal signal;
    if (rows.empty()) {
        signal = no_data(input, why_none(*table, filter, input.day));
    } else {
        const int month = month_number(rows.back()->month);
        const auto rated = rate(indices(rows), month, spec);
        signal =
            rated.size() < spec.least
                ? no_data(input, fmt::format("{} commodities have a price in {} and {} years of "
                                             "growth before it, {} are needed",
                                             rated.size(), to_string(month_of(month)),
                                             spec.price.least_years, spec.least))
                : anomaly_signal(input, *table, rated, month, spec);
        signal.period = month_of(month);
        if (signal.reading != Reading::no_data) {
            mind_prices(input, *table, month, signal);
        }
    }
    set_source(input, *table, signal);
    signal.cause = cause;
    return {std::move(signal)};
}

/// Past and last of a ratio in logarithms, from a table of prices or from two series.
struct Ratio {
    LogRatio log;
    std::string subject;
    std::string cause;
};

Result<Ratio> ratio_of_table(const MonitorInput& input, const PriceTable& table,
                             Arguments& arguments) {
    const std::string over = arguments.text("numerator");
    const std::string under = arguments.text("denominator");
    const PriceFilter filter = filter_of(arguments);
    const auto rows = known_rows(table, filter, input.day);
    if (rows.empty()) {
        return Fault{why_none(table, filter, input.day), {}, 0};
    }
    const auto found = ratios(rows, over, under);
    if (found.empty()) {
        return Fault{fmt::format("no market has both {} and {}", over, under), {}, 0};
    }
    Ratio out;
    out.subject = fmt::format("{} over {} in {}", over, under, area_of(table));
    out.cause = out.subject;
    for (const auto& [month, ratio] : found) {
        out.log.past.push_back(ratio);
    }
    out.log.period = month_of(found.back().first);
    out.log.last = Interval::point(out.log.past.back());
    out.log.past.pop_back();
    return out;
}

Result<Ratio> ratio_of_series(const MonitorInput& input, Arguments& arguments) {
    const Frequency declared = declared_frequency(input, arguments);
    const auto over = arguments.series("numerator");
    const auto under = arguments.series("denominator");
    if (!over || !under) {
        return Fault{"the ratio has no two series", {}, 0};
    }
    const ledger::SeriesIndex first[] = {*over};
    const ledger::SeriesIndex second[] = {*under};
    const Frequency frequency = frequency_to_watch(input.view, *over, declared);
    const auto above = steps_of(input.view, first, frequency, input.day);
    const auto below = steps_of(input.view, second, frequency, input.day);
    if (!above || !below) {
        return (above ? below : above).fault();
    }
    auto log = log_ratio(*above, *below);
    if (!log) {
        return log.fault();
    }
    return Ratio{*log, fmt::format("{} over {}", above->name, below->name), {}};
}

Signal ratio_signal(const MonitorInput& input, Arguments& arguments, const Ratio& ratio) {
    const std::size_t base = whole(input, arguments, "base", 60, 3);
    const std::size_t least = whole(input, arguments, "least", 24, 3);
    std::vector<double> past = ratio.log.past;
    if (past.size() > base) {
        past.erase(past.begin(), past.end() - static_cast<std::ptrdiff_t>(base));
    }
    if (past.size() < least) {
        return no_data(
            input, fmt::format("{} former ratios are known, {} are needed", past.size(), least));
    }
    const double middle = median_of(past);
    std::vector<double> apart = past;
    std::ranges::transform(apart, apart.begin(), [&](double v) { return std::abs(v - middle); });
    const double spread = median_of(std::move(apart)) / 0.6745;
    if (!(spread > 0)) {
        return no_data(input, "the ratio hardly varied, so that nothing says how much a change is");
    }
    Judgement judgement;
    judgement.threshold = arguments.number("deviations", 3.5);
    judgement.release = arguments.number("release", 2);
    judgement.needed = fmt::format("a ratio of {} or more",
                                   number_text(std::exp(middle + judgement.threshold * spread)));
    judgement.baseline =
        fmt::format("median {} of {} before", number_text(std::exp(middle)), past.size());
    return judge_value(input, scale(ratio.log.last - Interval::point(middle), 1 / spread),
                       {.name = "modified z of the ratio", .unit = "", .above = true}, judgement,
                       ratio.subject, ratio.log.period);
}

std::vector<Signal> judge_ratio(const MonitorInput& input, Arguments& arguments) {
    const bool of_table = arguments.has("prices");
    const PriceTable* const table = of_table ? find_table(input, arguments) : nullptr;
    if (of_table && table == nullptr) {
        return {};
    }
    const auto ratio =
        of_table ? ratio_of_table(input, *table, arguments) : ratio_of_series(input, arguments);
    if (arguments.failed()) {
        return {};
    }
    Signal signal =
        ratio ? ratio_signal(input, arguments, *ratio) : no_data(input, ratio.fault().message);
    if (of_table) {
        set_source(input, *table, signal);
        if (signal.period && signal.reading != Reading::no_data) {
            mind_prices(input, *table, month_number(*signal.period), signal);
        }
    } else if (ratio) {
        const ledger::SeriesIndex both[] = {*arguments.series("numerator"),
                                            *arguments.series("denominator")};
        add_evidence(input, both, ratio->log.period, signal);
        set_reliability(input, true, signal);
    }
    signal.cause = ratio ? ratio->cause : std::string();
    return {std::move(signal)};
}

constexpr std::array anomaly_parameters = {
    ParameterInfo{"prices", "table of prices", true, false},
    ParameterInfo{"share",
                  "more than this share of the commodities must be abnormally high at once (0.5)",
                  false, false},
    ParameterInfo{"least", "commodities that must be judged (2)", false, false},
    ParameterInfo{"gap_months", "months without a price that are bridged, at most (3)", false,
                  false},
    ParameterInfo{"least_years", "of growth in the baseline (5)", false, false},
    ParameterInfo{"high", "abnormally high from here on (1)", false, false},
    ParameterInfo{"release", "quiet again below (0.5: moderately high)", false, false},
    ParameterInfo{"price_type", "as in the file (Retail)", false, false},
    ParameterInfo{"currency", "as in the file (that of most rows)", false, false},
    ParameterInfo{"commodities", "names as in the file (all)", false, true},
    ParameterInfo{"food", "false: the category non-food as well (true)", false, false},
};
constexpr std::array ratio_parameters = {
    ParameterInfo{"prices", "table of prices; without: numerator and denominator are series", false,
                  false},
    ParameterInfo{"numerator", "commodity or series that becomes dear", true, false},
    ParameterInfo{"denominator", "commodity or series that it is held against", true, false},
    ParameterInfo{"frequency", "of series (default: that of the indicator)", false, false},
    ParameterInfo{"base", "former steps that it is held against, at most (60)", false, false},
    ParameterInfo{"least", "and at least (24)", false, false},
    ParameterInfo{"deviations", "raised from here on (3.5)", false, false},
    ParameterInfo{"release", "quiet again below (2)", false, false},
    ParameterInfo{"price_type", "as in the file (Retail)", false, false},
    ParameterInfo{"currency", "as in the file (that of most rows)", false, false},
    ParameterInfo{"food", "false: the category non-food as well (true)", false, false},
};

} // namespace

std::span<const MonitorForm> price_forms() {
    static const std::array forms = {
        MonitorForm{"price-anomaly", "Food prices that rise abnormally, many at once",
                    "the FAO's indicator of price anomalies (0.4 quarterly and 0.6 annual growth, "
                    "standardised by calendar month over the years before) of each commodity; of "
                    "those the one that the wanted share of commodities reaches, against 1",
                    "Baquedano (2015), SDG 2.c.1; stats, price_anomaly", anomaly_parameters,
                    judge_anomaly},
        MonitorForm{"price-ratio", "A cereal that becomes dear against another",
                    "logarithm of the ratio less the median of its past, over 1.4826 median "
                    "absolute deviations",
                    "Iglewicz and Hoaglin (1993)", ratio_parameters, judge_ratio},
    };
    return forms;
}

} // namespace halflight::watch::detail
