// SPDX-License-Identifier: Apache-2.0
#include "nowcast_tables.hpp"

#include "growth_check_input.hpp"
#include "tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::inquiry {
namespace {

using measures::Value;
using studies::Nowcast;
using studies::NowcastJudgement;
using studies::NowcastOrigin;
using studies::NowcastReport;
using studies::NowcastScore;

constexpr std::string_view points = "percent";
constexpr std::string_view all_sectors = "all";

double count(std::size_t number) {
    return static_cast<double>(number);
}

std::string label_of(const std::string& sector) {
    return pair_label("", sector.empty() ? std::string(all_sectors) : sector);
}

std::string name_of(const std::string& sector) {
    return sector.empty() ? "all sectors together" : sector;
}

class Maker {
  public:
    Maker(Asked& asked, const NowcastReport& report, const studies::NowcastSpec& spec,
          const stats::Warnings& warnings)
        : m_asked(asked), m_report(report), m_spec(spec), m_warnings(warnings) {}

    std::vector<measures::Table> run() {
        return {verdicts(), nowcasts(), contributions(), scores(), rules(), past()};
    }

  private:
    TableMaker table(std::string_view part, std::string_view words) {
        const measures::Declaration& declaration = m_asked.declaration();
        TableMaker out(declaration.id + std::string(part), "nowcast",
                       declaration.title + std::string(words));
        out.formula(
               "growth = sum over indicators of weight x (mean growth + slope x (growth of the "
               "indicator - its mean)), slopes shrunk by ridge, with what was known on the day")
            .citation("Diebold and Mariano (1995); Harvey, Leybourne and Newbold (1997); Gneiting "
                      "and Raftery (2007); Vovk, Gammerman and Shafer (2005)")
            .assume("the relation of indicators to growth is one throughout, but for a shift of "
                    "level between sectors")
            .assume("errors of the next year are like those of the past ones, in any order")
            .assume(
                "which naive rule is the best is known only afterwards, which favours the rule");
        if (const std::string caution = m_asked.text("caution"); !caution.empty()) {
            out.note(caution);
        }
        if (part.empty()) {
            note_warnings(out, m_warnings);
        }
        return out;
    }

    [[nodiscard]] const NowcastScore& score(const std::string& sector,
                                            const std::string& method) const {
        return *std::ranges::find_if(m_report.scores, [&](const NowcastScore& one) {
            return one.sector == sector && one.method == method;
        });
    }

    measures::Table verdicts() {
        TableMaker out = table("", "");
        out.column("verdict",
                   "1: better than the best naive rule, 0: not told apart from it, -1: worse", "1")
            .column("p", "p-value of no difference to it", "1")
            .column("years", "Past years foretold", "1")
            .column("rmse", "Root mean square error", std::string(points))
            .column("rule-rmse", "The same of the best naive rule", std::string(points));
        for (const studies::NowcastVerdict& verdict : m_report.verdicts) {
            const std::string& headline = m_report.methods[m_report.headline];
            const NowcastScore& own = score(verdict.sector, headline);
            const Value judged = verdict.judgement == NowcastJudgement::not_scored
                                     ? measures::missing_value(Missing::not_applicable)
                                     : plain(verdict.judgement == NowcastJudgement::better  ? 1
                                             : verdict.judgement == NowcastJudgement::worse ? -1
                                                                                            : 0);
            out.note(fmt::format("{}: {}", name_of(verdict.sector), verdict.words));
            out.row(std::nullopt, label_of(verdict.sector), name_of(verdict.sector),
                    {judged, plain(verdict.p_value), plain(years_of(verdict.sector)),
                     plain(own.rmse), plain(score(verdict.sector, verdict.best_rule).rmse)});
        }
        return out.take();
    }

    [[nodiscard]] double years_of(const std::string& sector) const {
        const auto found =
            std::ranges::find(m_report.contests, sector, &studies::NowcastContest::sector);
        return found == m_report.contests.end() ? 0 : count(found->origins);
    }

    measures::Table nowcasts() {
        TableMaker out = table(".now", ", years that were not published");
        out.column("growth",
                   fmt::format("Growth on the year before, with an interval of {:g} percent",
                               100 * m_spec.level),
                   std::string(points))
            .column("baseline", "Of it: mean growth of the years learned from", std::string(points))
            .column("from-indicators", "Of it: what indicators add", std::string(points))
            .column("errors", "Past errors behind the interval", "1")
            .column("day", "Day of the nowcast", "date")
            .column("published", "What was published later", std::string(points));
        for (const Nowcast& now : m_report.nowcasts) {
            const NowcastOrigin& origin = now.origin;
            if (!now.refused.empty()) {
                out.note(
                    fmt::format("{} {}: {}", origin.sector, to_string(origin.year), now.refused));
                continue;
            }
            if (!now.no_interval.empty()) {
                out.note(fmt::format("{} {}: {}", origin.sector, to_string(origin.year),
                                     now.no_interval));
            }
            out.row(origin.year, label_of(origin.sector), origin.sector,
                    {between(now.low, now.value, now.high), plain(now.baseline),
                     plain(now.value - now.baseline), plain(count(now.errors)),
                     plain(origin.day.days), value_of(origin.release)});
        }
        return out.take();
    }

    measures::Table contributions() {
        TableMaker out = table(".parts", ", what each indicator adds");
        out.column("points", "Percentage points that it adds to mean growth", std::string(points))
            .column("growth", "Its growth over the part of the year that was seen",
                    std::string(points))
            .column("share", "Share of the year that was seen", "1")
            .column("weight", "Weight of its line", "1")
            .column("slope", "Growth of the sector for one percent of its own", "1")
            .column("years", "Years that the line rests on", "1");
        for (const Nowcast& now : m_report.nowcasts) {
            for (const studies::NowcastContribution& one : now.contributions) {
                out.row(now.origin.year, pair_label(now.origin.sector, one.indicator),
                        now.origin.sector + ", " + one.indicator,
                        {plain(one.points), plain(one.growth), plain(one.share), plain(one.weight),
                         plain(one.slope), plain(count(one.years))});
            }
        }
        return out.take();
    }

    measures::Table scores() {
        TableMaker out = table(".scores", ", scores of every method and rule");
        out.column("rmse", "Root mean square error", std::string(points))
            .column("mae", "Mean absolute error", std::string(points))
            .column("mean-error", "Mean error, foretold less published", std::string(points))
            .column("right-signs", "Share of right signs", "1")
            .column("signs", "Years whose sign is beyond rounding", "1")
            .column("years", "Years foretold, of all sectors", "1")
            .column("coverage", "Share of intervals that held what was published", "1")
            .column("width", "Mean width of intervals", std::string(points))
            .column("interval-score", "Width, and a fine for misses; less is better",
                    std::string(points))
            .column("intervals", "Intervals that were given", "1");
        for (const NowcastScore& one : m_report.scores) {
            if (one.origins == 0) {
                continue;
            }
            out.row(std::nullopt, label_of(one.sector) + "." + pair_label("", one.method),
                    name_of(one.sector) + ", " + one.method,
                    {plain(one.rmse), plain(one.mae), plain(one.mean_error), plain(one.right_signs),
                     plain(count(one.signs)), plain(count(one.origins)), plain(one.coverage),
                     plain(one.width), plain(one.interval_score), plain(count(one.intervals))});
        }
        return out.take();
    }

    measures::Table rules() {
        TableMaker out = table(".rules", ", the headline against naive rules");
        out.column("difference", "Mean square error of the rule less that of the headline", "1")
            .column("statistic", "Diebold and Mariano, corrected for few years", "1")
            .column("p", "Its p-value, two-sided", "1")
            .column("years", "Years compared", "1")
            .column("steps", "Years over which errors may hang together", "1");
        for (const studies::NowcastContest& one : m_report.contests) {
            out.row(std::nullopt, label_of(one.sector) + "." + one.rule,
                    name_of(one.sector) + ", " + one.rule,
                    {plain(one.difference), plain(one.statistic), plain(one.p_value),
                     plain(count(one.origins)), plain(one.steps)});
        }
        return out.take();
    }

    measures::Table past() {
        TableMaker out = table(".past", ", what would have been foretold");
        out.column("published", "Growth that was published", std::string(points))
            .column("foretold", "What would have been foretold", std::string(points))
            .column("interval", "The same with its interval; none where past errors were too few",
                    std::string(points))
            .column("last", "Growth last published by then", std::string(points))
            .column("mean", "Mean growth published by then", std::string(points))
            .column("day", "Day of the nowcast", "date")
            .column("known", "Years of growth known by then", "1");
        for (const NowcastOrigin& one : m_report.origins) {
            const double value = one.values[m_report.headline];
            const double half = one.half_widths[m_report.headline];
            out.row(one.year, label_of(one.sector), one.sector,
                    {between(one.release.low + one.published - one.release.value, one.published,
                             one.release.high + one.published - one.release.value),
                     plain(value),
                     std::isnan(half) ? measures::missing_value(Missing::not_applicable)
                                      : between(value - half, value, value + half),
                     plain(one.values[m_report.first_rule + 1]),
                     plain(one.values[m_report.first_rule + 2]), plain(one.day.days),
                     plain(count(one.known))});
        }
        return out.take();
    }

    Asked& m_asked;
    const NowcastReport& m_report;
    const studies::NowcastSpec& m_spec;
    const stats::Warnings& m_warnings;
};

} // namespace

std::vector<measures::Table> nowcast_tables(Asked& asked, const NowcastReport& report,
                                            const studies::NowcastSpec& spec,
                                            const stats::Warnings& warnings) {
    return Maker(asked, report, spec, warnings).run();
}

} // namespace halflight::inquiry
