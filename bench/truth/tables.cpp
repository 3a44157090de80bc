// SPDX-License-Identifier: Apache-2.0
#include "tables.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace halflight::bench {
namespace {

struct Row {
    std::string design;
    std::string question;
    std::string estimator;
    About about{};
    bool sought{};
    std::vector<const Outcome*> planted;
    std::vector<const Outcome*> none;
};

/// In the order in which the rows first come.
std::vector<Row> rows_of(const std::vector<Answers>& all) {
    std::vector<Row> rows;
    std::map<std::string, std::size_t> place;
    const auto take = [&](const Outcome& one, bool planted) {
        const auto [at, fresh] =
            place.try_emplace(one.design + '|' + one.question + '|' + one.estimator, rows.size());
        if (fresh) {
            rows.push_back(
                {one.design, one.question, one.estimator, one.about, one.sought, {}, {}});
        }
        Row& row = rows[at->second];
        (planted ? row.planted : row.none).push_back(&one);
    };
    for (const Answers& country : all) {
        std::ranges::for_each(country.planted, [&](const Outcome& one) { take(one, true); });
        std::ranges::for_each(country.none, [&](const Outcome& one) { take(one, false); });
    }
    // A country that refuses early may have made rows later than others: keep what belongs
    // together.
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        first.try_emplace(rows[i].design + '|' + rows[i].question, i);
    }
    std::ranges::stable_sort(
        rows, {}, [&](const Row& row) { return first.at(row.design + '|' + row.question); });
    return rows;
}

struct Share {
    double hits = 0;
    double count = 0;
    void add(bool hit) {
        hits += hit ? 1 : 0;
        count += 1;
    }
    [[nodiscard]] double value() const { return count > 0 ? hits / count : stats::undefined; }
};

struct Summary {
    std::size_t refused = 0;
    std::size_t open = 0; ///< an estimate without an interval
    double countries = 0;
    double truth = 0;
    double estimate = 0;
    double bias = 0;
    double bias_error = stats::undefined;
    Share here;       ///< intervals that hold the truth of their country
    Share everywhere; ///< that hold the mean of the truths
    Share told;
};

bool holds(const Outcome& one, double truth) {
    return one.low <= truth && truth <= one.high;
}

Summary summary_of(const std::vector<const Outcome*>& outcomes) {
    Summary sum;
    double squares = 0;
    for (const Outcome* one : outcomes) {
        if (one->refused || (one->about != About::nothing && !std::isfinite(one->estimate))) {
            ++sum.refused;
            continue;
        }
        sum.countries += 1;
        sum.truth += one->truth;
        sum.estimate += one->estimate;
        squares += (one->estimate - one->truth) * (one->estimate - one->truth);
        if (one->about == About::nothing || !std::isnan(one->low)) {
            sum.told.add(one->told);
        }
    }
    sum.truth /= sum.countries;
    sum.estimate /= sum.countries;
    sum.bias = sum.estimate - sum.truth;
    const double variance = squares / sum.countries - sum.bias * sum.bias;
    sum.bias_error = std::sqrt(std::max(0.0, variance) / (sum.countries - 1));
    for (const Outcome* one : outcomes) {
        const bool interval = !std::isnan(one->low) && !std::isnan(one->high);
        const bool asked = !one->refused && one->about != About::nothing;
        if (asked && std::isfinite(one->estimate) && !interval) {
            ++sum.open;
        } else if (asked && interval) {
            sum.here.add(holds(*one, one->truth));
            sum.everywhere.add(holds(*one, sum.truth));
        }
    }
    return sum;
}

std::string number(double value, int digits) {
    return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : "-";
}
std::string percent(const Share& share) {
    return share.count > 0 ? fmt::format("{:.1f}", 100 * share.value()) : "-";
}

bool outside(const Share& share, double least, double most) {
    return share.count > 0 && (share.value() < least || share.value() > most);
}

/// In units of light: beyond all effects that are planted. Estimates that run away in single
/// countries make an error of the bias so large that any bias lies within two of it.
constexpr double no_telling = 1;

/// Bounds are no estimate: they may hold the truth more often, and their middle means nothing.
std::string verdict(const Row& row, const Summary& planted, const Summary& none) {
    std::vector<std::string> faults;
    const bool bounds = row.estimator.find("bounds") != std::string::npos;
    const bool test = row.about == About::nothing;
    if (planted.countries == 0 && none.countries == 0) {
        return "refused";
    }
    if (row.sought) {
        return fmt::format("rightly rejects in {} %", percent(none.told));
    }
    if (!bounds && !test && std::abs(planted.bias) > 2 * planted.bias_error) {
        faults.emplace_back("fails: bias");
    }
    if (!bounds && !test && planted.bias_error > no_telling) {
        faults.emplace_back("fails: runs away");
    }
    if (!test && planted.here.count + none.told.count == 0) {
        faults.emplace_back("no interval");
    }
    const Share& asked = row.about == About::all_countries ? planted.everywhere : planted.here;
    if (!test && outside(asked, 0.92, bounds ? 1 : 0.98)) {
        faults.emplace_back(asked.value() < 0.92 ? "fails: coverage, too narrow"
                                                 : "fails: coverage, too wide");
    }
    if (outside(none.told, 0, 0.07)) {
        faults.emplace_back("fails: false positives");
    }
    return faults.empty() ? "holds" : fmt::format("{}", fmt::join(faults, "; "));
}

std::string line(const Row& row) {
    const Summary planted = summary_of(row.planted);
    const Summary none = summary_of(row.none);
    const bool test = row.about == About::nothing;
    const bool bounds = row.estimator.find("bounds") != std::string::npos;
    const bool shown = !test && !bounds;
    const auto of = [&](double value) {
        return shown && planted.countries > 0 ? number(value, 4) : std::string("-");
    };
    const bool small = std::abs(planted.bias) <= 2 * planted.bias_error;
    return fmt::format(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {}{} | {}{} | {} | {} | {} |\n",
        row.design, row.question, row.estimator, planted.countries, planted.refused, planted.open,
        test ? "-" : number(planted.truth, 4), of(planted.estimate), of(planted.bias),
        of(planted.bias_error), shown && planted.countries > 0 ? (small ? "yes" : "no") : "-",
        test ? "-" : percent(planted.here), row.about == About::this_country ? "*" : "",
        test ? "-" : percent(planted.everywhere), row.about == About::all_countries ? "*" : "",
        percent(planted.told), percent(none.told), verdict(row, planted, none));
}

} // namespace

std::string outcome_table(const std::vector<Answers>& all) {
    std::string out =
        "| design | question | estimator | countries | refused | no interval | mean truth | mean "
        "estimate | bias "
        "| its error | within 2 errors | 95 % interval holds the country's truth, % | holds the "
        "mean truth, % | power, % | false positives, % | verdict "
        "|\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    for (const Row& row : rows_of(all)) {
        out += line(row);
    }
    return out;
}

std::string date_table(const std::vector<Answers>& all) {
    std::string out =
        "| counts | countries | refused | 90 % set holds the month, % | mean months "
        "in the set | change told, % | told without one, % | test rejects, % | "
        "rejects without one, % | verdict |\n|---|---|---|---|---|---|---|---|---|---|\n";
    const std::size_t models = all.empty() ? 0 : all.front().planted_dates.size();
    for (std::size_t m = 0; m < models; ++m) {
        Share held;
        Share told[2];
        Share rejected[2];
        double width = 0;
        std::size_t refused = 0;
        for (const Answers& country : all) {
            for (const bool planted : {true, false}) {
                const DateOutcome& one = planted ? country.planted_dates[m] : country.none_dates[m];
                refused += one.refused ? 1U : 0U;
                if (one.refused) {
                    continue;
                }
                told[planted ? 0 : 1].add(one.told);
                rejected[planted ? 0 : 1].add(one.rejected);
                if (planted) {
                    held.add(one.held);
                    width += one.width;
                }
            }
        }
        std::vector<std::string> faults;
        if (outside(held, 0.85, 0.95)) {
            faults.emplace_back("fails: coverage");
        }
        if (outside(told[1], 0, 0.07) || outside(rejected[1], 0, 0.07)) {
            faults.emplace_back("fails: false positives");
        }
        out += fmt::format("| {} | {} | {} | {} | {:.1f} | {} | {} | {} | {} | {} |\n",
                           all.front().planted_dates[m].model, held.count, refused, percent(held),
                           width / held.count, percent(told[0]), percent(told[1]),
                           percent(rejected[0]), percent(rejected[1]),
                           faults.empty() ? "holds" : fmt::format("{}", fmt::join(faults, "; ")));
    }
    return out;
}

std::string warning_table(const std::vector<Answers>& all) {
    std::string out =
        "| design | question | estimator | warning | studies, % |\n|---|---|---|---|---|\n";
    for (const Row& row : rows_of(all)) {
        std::map<std::string, Share> given;
        for (const Outcome* one : row.planted) {
            for (const std::string& code : one->warnings) {
                given[code].add(true);
            }
        }
        for (auto& [code, share] : given) {
            share.count = static_cast<double>(row.planted.size());
            out += fmt::format("| {} | {} | {} | {} | {} |\n", row.design, row.question,
                               row.estimator, code, percent(share));
        }
    }
    return out;
}

std::string refusals(const std::vector<Answers>& all) {
    std::map<std::string, std::size_t> count;
    for (const Answers& country : all) {
        for (const auto* part : {&country.planted, &country.none}) {
            for (const Outcome& one : *part) {
                if (one.refused) {
                    ++count[one.design + ", " + one.question + ", " + one.estimator + ": " +
                            one.reason];
                }
            }
        }
    }
    std::string out;
    for (const auto& [reason, times] : count) {
        out += fmt::format("- {} times: {}\n", times, reason);
    }
    return out;
}

} // namespace halflight::bench
