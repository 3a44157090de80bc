// SPDX-License-Identifier: Apache-2.0
// Does published growth agree with what indicators show, and with itself?
#include "halflight/studies/growth_check.hpp"
#include "growth_check_input.hpp"
#include "tables.hpp"

#include <fmt/format.h>

#include <array>

namespace halflight::inquiry {
namespace {

using studies::GrowthCheck;

constexpr std::array<measures::ParameterInfo, 24> parameters = {{
    {"target.*",
     "growth of a sector on the year before, percent: a series key; the key's name is "
     "the sector",
     false, false},
    {"release", "latest: as it stands, or first: as published first", false, false},
    {"total", "the sector that is all others together; none", false, false},
    {"share.*", "share of a sector in output, percent: a series key", false, false},
    {"indicator.*.series", "what growth is held against: a series key", false, false},
    {"indicator.*.panel", "or light: a panel of dossier.toml, or a CSV beside the study", false,
     false},
    {"indicator.*.statistic", "column of the panel; mean", false, false},
    {"indicator.*.group", "groups of industries whose enterprises are the panel's units; all units",
     false, true},
    {"indicator.*.aggregate",
     "of parts of a year: sum, mean, last, or growth where the numbers are growth themselves",
     false, false},
    {"indicator.*.sectors", "of which it may speak; all", false, true},
    {"indicator.*.family", "indicators of one family, one a sector, rank sectors; its name", false,
     false},
    {"enterprises", "CSV of such groups: id, industry", false, false},
    {"industries", "CSV: code, group, source", false, false},
    {"as-of", "last day of knowledge; the day on which the last number became known", false, false},
    {"least-years", "that growth and indicator must have in common; 5", false, false},
    {"least-share", "of a year in which an indicator was seen in both years; 0.5", false, false},
    {"level", "of intervals; 0.95", false, false},
    {"draws", "of the permutation of years; 1999", false, false},
    {"seed", "of what is drawn; that of the dossier", false, false},
    {"sources", "besides those of the statements and panels", false, true},
    {"known-since", "day on which tables beside the study were known", false, false},
    {"unit-column", "of a panel that is a CSV; unit", false, false},
    {"period-column", "likewise; period", false, false},
    {"caution", "what a reader should beware of", false, false},
}};

studies::GrowthCheckSpec spec_of(Asked& asked, const Desk& desk) {
    constexpr std::string_view releases[] = {"latest", "first"};
    studies::GrowthCheckSpec spec;
    spec.release =
        asked.word("release", releases) == 0 ? studies::Release::latest : studies::Release::first;
    spec.total = asked.text("total");
    spec.least_years = asked.natural("least-years", 5, 1000);
    spec.least_share = asked.number("least-share", 0.5, 0, 1);
    spec.level = asked.number("level", 0.95, 0.5, 0.999);
    spec.draws = asked.natural("draws", 1999, 1'000'000);
    spec.seed = seed_of(asked, desk);
    return spec;
}

double count(std::size_t number) {
    return static_cast<double>(number);
}

class Maker {
  public:
    Maker(Asked& asked, const GrowthCheck& check, const studies::GrowthCheckSpec& spec,
          const stats::Warnings& warnings)
        : m_asked(asked), m_check(check), m_spec(spec), m_warnings(warnings) {}

    std::vector<measures::Table> run() {
        std::vector<measures::Table> tables = {agreements(), about(), years(), families(),
                                               sectors()};
        if (!m_check.sums.empty()) {
            tables.push_back(sums());
            tables.push_back(contributions());
        }
        return tables;
    }

  private:
    TableMaker table(std::string_view part, std::string_view words) {
        const measures::Declaration& declaration = m_asked.declaration();
        TableMaker out(declaration.id + std::string(part), "growth-check",
                       declaration.title + std::string(words));
        out.formula(
               "growth of a sector as published against growth of an indicator, over the parts "
               "of a year that were seen in both years; total growth against the sum of share "
               "of the year before x growth")
            .citation("Fisher (1921); prediction interval of least squares; identity for sums")
            .assume("intervals, p-values and bands are of each pair alone: among many some fail by "
                    "chance");
        if (const std::string caution = m_asked.text("caution"); !caution.empty()) {
            out.note(caution);
        }
        if (part.empty()) {
            note_warnings(out, m_warnings);
        }
        return out;
    }

    measures::Table agreements() {
        TableMaker out = table("", "");
        out.column("correlation",
                   fmt::format("Correlation, with an interval of {:g} percent", 100 * m_spec.level),
                   "1")
            .column("p", "p-value, years permuted", "1")
            .column("years", "Years in common", "1")
            .column("same-sign", "Share of years with the same sign", "1")
            .column("chance", "That share if signs had nothing to do with each other", "1")
            .column("outside", "Years outside the band of the others", "1")
            .column("outside-chance", "As many would be by chance", "1");
        for (const studies::GrowthAgreement& one : m_check.agreements) {
            out.row(std::nullopt, pair_label(one.sector, one.indicator),
                    one.sector + ", " + one.indicator,
                    {between(one.low, one.correlation, one.high), plain(one.p_value),
                     plain(count(one.years)), plain(one.same_sign), plain(one.chance),
                     plain(count(one.outside)), plain(one.expected)});
        }
        return out.take();
    }

    measures::Table about() {
        TableMaker out = table(".about", ", in all");
        out.column("pairs", "Pairs of a sector and an indicator", "1")
            .column("years", "Years of these pairs", "1")
            .column("outside", "Of them outside the band of the others", "1")
            .column("outside-chance", "As many would be by chance", "1")
            .column("summed", "Years whose sectors make the whole", "1")
            .column("failing", "Of them those that cannot add up", "1");
        double outside = 0;
        double chance = 0;
        for (const studies::GrowthAgreement& one : m_check.agreements) {
            outside += count(one.outside);
            chance += one.expected;
        }
        double summed = 0;
        double failing = 0;
        for (const studies::GrowthSum& one : m_check.sums) {
            summed += one.adds_up == studies::AddsUp::incomplete ? 0 : 1;
            failing += one.adds_up == studies::AddsUp::no ? 1 : 0;
        }
        out.row(std::nullopt, "", "",
                {plain(count(m_check.agreements.size())), plain(count(m_check.years.size())),
                 plain(outside), plain(chance), plain(summed), plain(failing)});
        return out.take();
    }

    measures::Table years() {
        TableMaker out = table(".years", ", year by year");
        out.column("published", "Growth as published", "percent")
            .column("expected", "What the other years and the indicator let expect", "percent")
            .column("indicator", "Growth of the indicator", "percent")
            .column("share", "Share of the year that was seen", "1")
            .column("outside", "1: the published number lies outside what is expected", "1");
        for (const studies::GrowthYear& one : m_check.years) {
            out.row(one.year, pair_label(one.sector, one.indicator),
                    one.sector + ", " + one.indicator,
                    {value_of(one.published), between(one.low, one.expected, one.high),
                     plain(one.growth), plain(one.share), plain(one.outside ? 1 : 0)});
        }
        return out.take();
    }

    measures::Table families() {
        TableMaker out = table(".ranks", ", order of sectors");
        out.column("correlation", "Rank correlation of sectors by growth", "1")
            .column("sectors", "Sectors", "1")
            .column("years", "Years that all have", "1");
        for (const studies::GrowthRank& one : m_check.ranks) {
            out.row(std::nullopt, pair_label("", one.family), one.family,
                    {plain(one.correlation), plain(count(one.sectors.size())),
                     plain(count(one.years))});
        }
        return out.take();
    }

    measures::Table sectors() {
        TableMaker out = table(".sectors", ", sectors by growth");
        out.column("published", "Mean growth as published", "percent")
            .column("shown", "Mean growth of the indicator", "percent")
            .column("published-rank", "Rank by the first", "1")
            .column("shown-rank", "Rank by the second", "1");
        for (const studies::GrowthRank& one : m_check.ranks) {
            for (std::size_t s = 0; s < one.sectors.size(); ++s) {
                out.row(std::nullopt, pair_label(one.sectors[s], one.family),
                        one.sectors[s] + ", " + one.family,
                        {plain(one.published[s]), plain(one.shown[s]), plain(one.published_rank[s]),
                         plain(one.shown_rank[s])});
            }
        }
        return out.take();
    }

    measures::Table sums() {
        TableMaker out = table(".sums", ", sectors against the total");
        out.column("total", "Total growth as published", "percent")
            .column("sum", "Sum of share x growth over sectors", "percent")
            .column("residual", "Total less sum", "percent")
            .column("covered", "Sum of shares of the year before", "percent")
            .column("adds-up", "1: it may add up; 0: it cannot", "1");
        for (const studies::GrowthSum& one : m_check.sums) {
            const bool whole = one.adds_up != studies::AddsUp::incomplete;
            out.row(one.year, "", "",
                    {value_of(one.total, one.total_value), value_of(one.sum, one.sum_value),
                     value_of(one.residual, one.total_value - one.sum_value),
                     value_of(one.covered, stats::undefined),
                     whole ? plain(one.adds_up == studies::AddsUp::yes ? 1 : 0)
                           : measures::missing_value(Missing::not_applicable)});
        }
        return out.take();
    }

    measures::Table contributions() {
        TableMaker out = table(".contributions", ", what each sector adds to the total");
        out.column("points", "Share of the year before x growth", "percent");
        for (const studies::GrowthSum& one : m_check.sums) {
            for (std::size_t s = 0; s < one.sectors.size(); ++s) {
                out.row(one.year, pair_label("", one.sectors[s]), one.sectors[s],
                        {value_of(one.contributions[s], one.contribution_values[s])});
            }
        }
        return out.take();
    }

    Asked& m_asked;
    const GrowthCheck& m_check;
    const studies::GrowthCheckSpec& m_spec;
    const stats::Warnings& m_warnings;
};

Findings run(Asked& asked, Desk& desk, int /*jobs*/) {
    studies::GrowthCheckSpec spec = spec_of(asked, desk);
    GrowthInput input = read_growth(asked, desk);
    asked.require_sound();
    spec.as_of = input.as_of;
    const GrowthCheck check =
        studies::growth_check(input.targets, input.indicators, input.shares, spec);
    Findings out = std::move(input.findings);
    // When light was known does not matter where all is looked at afterwards.
    std::erase_if(out.warnings,
                  [](const stats::Warning& one) { return one.code == "assumed_release"; });
    out.warnings.insert(out.warnings.end(), check.warnings.begin(), check.warnings.end());
    out.tables = Maker(asked, check, spec, out.warnings).run();
    return out;
}

} // namespace

const Design& growth_check_design() {
    static const Design design = {{"growth-check",
                                   "Published growth against indicators and against its own total",
                                   parameters},
                                  run,
                                  nullptr};
    return design;
}

} // namespace halflight::inquiry
