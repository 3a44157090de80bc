// SPDX-License-Identifier: Apache-2.0
// The caps of the flagship dossier: verdicts by year, and what its rules say of the texts about
// them.
#include "halflight/dossier/dossier.hpp"
#include "halflight/reason/analysis.hpp"
#include "halflight/watch/meter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <set>
#include <string>

namespace halflight::watch {
namespace {

Date day(std::string_view text) {
    return *parse_date(text);
}

class Flagship {
  public:
    Flagship() : m_dossier(dossier::load(files())) {}

    [[nodiscard]] const dossier::Dossier& dossier() const { return m_dossier; }

    [[nodiscard]] std::vector<CapYear> on(std::string_view text) {
        const reason::Spec spec{.as_of = day(text), .without = {}, .tighten = true};
        m_report = reason::analyse(m_dossier.ledger, m_dossier.relations, m_dossier.verdicts, spec);
        Diagnostics faults;
        const MeterSpec meter = oil(faults);
        const measures::View view(m_dossier.ledger, m_report, spec);
        std::vector<CapYear> years = cap_years(view, m_dossier.rules, meter, day(text), faults);
        for (const Diagnostic& fault : faults.items()) {
            ADD_FAILURE() << to_text(fault);
        }
        return years;
    }

  private:
    static dossier::Files files() {
        return dossier::read_files(std::string(HALFLIGHT_SOURCE_DIR) + "/dossiers/dprk-russia");
    }

    /// The meter as watch.toml declares it.
    MeterSpec oil(Diagnostics& faults) const {
        for (const measures::Declaration& declaration : m_dossier.plan.meters) {
            if (declaration.id == "oil-cap") {
                return meter_spec(declaration, faults);
            }
        }
        ADD_FAILURE() << "watch.toml has no meter oil-cap";
        return {};
    }

    dossier::Dossier m_dossier;
    reason::Report m_report;
};

const CapYear& year_of(const std::vector<CapYear>& years, std::string_view span) {
    const auto at =
        std::ranges::find(years, span, [](const CapYear& year) { return to_string(year.span); });
    if (at == years.end()) {
        ADD_FAILURE() << "no " << span;
        static const CapYear none;
        return none;
    }
    return *at;
}

bool names(const CapLine& line, std::string_view claim) {
    return std::ranges::find(line.claims, claim) != line.claims.end();
}

TEST(FlagshipCaps, RefinedPetroleumByYear) {
    Flagship flagship;
    std::vector<CapYear> years = flagship.on("2026-11-23");
    std::erase_if(years, [](const CapYear& year) { return year.span.first >= day("2025-01-01"); });
    std::cout << to_text(years);
    std::string verdicts;
    for (const CapYear& year : years) {
        verdicts += to_string(year.span) + " " +
                    std::string(to_string(*year.line("reported")->breach)) + "; ";
        EXPECT_EQ(year.rule->id, "r2397-p5");
        EXPECT_TRUE(year.doubt.paragraph);
        EXPECT_FALSE(year.line("reported")->claims.empty());
        EXPECT_NE(words(year).find("UNSCR 2397 (2017), para. 5"), std::string::npos);
    }
    EXPECT_EQ(verdicts, "2018 within; 2019 breach possible; 2020 breach possible; 2021 breach "
                        "possible; 2022 breach possible; 2023 within; 2024 breach possible; ");
}

TEST(FlagshipCaps, AnEstimateEntersNoReportedLine) {
    Flagship flagship;
    const std::vector<CapYear> years = flagship.on("2026-11-23");
    const CapYear& last = year_of(years, "2024");
    constexpr std::string_view estimate = "OIL-RUS-2024-03-us";
    EXPECT_FALSE(names(*last.line("reported"), estimate));
    EXPECT_TRUE(names(*last.line("estimated"), estimate));
    const double reported = last.line("reported")->volume.lo;
    EXPECT_NEAR(reported, 280928 + 15279, 2);
    EXPECT_EQ(last.line("estimated")->volume.lo, 165000);
    EXPECT_NEAR(last.line("together")->volume.lo, reported + 165000, 2)
        << "March is not among the months that Russia reported";
    EXPECT_EQ(last.breach(), Breach::possible);
    EXPECT_NE(last.line("reported")->missing.find("RUS 2024-02 to 2024-12"), std::string::npos)
        << last.line("reported")->missing;
}

TEST(FlagshipCaps, TankersCarryNoVerdict) {
    Flagship flagship;
    const std::vector<CapYear> years = flagship.on("2026-11-23");
    const CapYear& first = year_of(years, "2018");
    const auto rounded = [&](std::string_view basis) {
        const CapLine* const line = first.line(basis);
        return line == nullptr || !line->point ? 0 : std::llround(*line->point);
    };
    EXPECT_EQ(rounded("tanker capacity"), 1519587);
    EXPECT_EQ(rounded("tanker capacity at 1/3"), 506529);
    EXPECT_EQ(rounded("tanker capacity at 1/2"), 759793);
    EXPECT_EQ(rounded("tanker capacity at 0.9"), 1367628);
    for (const CapLine& line : first.lines) {
        EXPECT_EQ(line.basis.starts_with("tanker"), !line.breach && line.basis != "estimated");
        EXPECT_TRUE(line.point || !line.basis.starts_with("tanker"));
    }
    EXPECT_EQ(first.breach(), Breach::within) << "what ships could carry was not delivered";
    EXPECT_EQ(year_of(years, "2019").line("tanker capacity"), nullptr);
}

TEST(FlagshipCaps, NothingIsKnownBeforeItWas) {
    Flagship flagship;
    const std::vector<CapYear> years = flagship.on("2023-07-20");
    EXPECT_EQ(to_string(years.back().span), "2023");
    EXPECT_EQ(year_of(years, "2018").breach(), Breach::possible)
        << "tonnes alone: Russia's barrels were printed in 2024";
    EXPECT_EQ(year_of(years, "2018").line("tanker capacity"), nullptr)
        << "the count of ships stands in a source without date";
    EXPECT_FALSE(names(*years.back().line("reported"), "OIL-RUS-2023-07"));
    const std::vector<CapYear> early = flagship.on("2018-06-30");
    ASSERT_EQ(early.size(), 1U);
    EXPECT_EQ(to_string(early.front().judged), "2018-01/2018-04") << "May is due on 1 July";
    EXPECT_EQ(to_string(flagship.on("2018-07-01").front().judged), "2018-01/2018-05");
    EXPECT_NE(early.front().rate.find("4 months known"), std::string::npos) << early.front().rate;
}

TEST(FlagshipCaps, TheLaterStatementsOnTheResolutionsAreAnswered) {
    const Flagship flagship;
    const RuleBook& book = flagship.dossier().rules;
    // "valid until 30 April 2021": the end of a mandate, of no measure.
    const auto before = in_force(book, day("2021-04-30"));
    const auto after = in_force(book, day("2021-05-01"));
    EXPECT_EQ(before, after);
    EXPECT_GT(after.size(), 20U);
    EXPECT_EQ(to_string(Date{book.find("r2515")->force.end.days - 1}), "2021-04-30");
    // Eleven resolutions that are said to impose sanctions.
    std::set<std::string> empty;
    for (const char* number :
         {"2094", "2270", "2321", "2345", "2356", "2371", "2375", "2397", "2407", "2464", "2515"}) {
        const bool imposes = std::ranges::any_of(book.rules, [&](const Rule& rule) {
            return rule.kind != RuleKind::mandate &&
                   rule.instrument.find(number) != std::string::npos;
        });
        if (!imposes) {
            empty.insert(number);
        }
    }
    EXPECT_EQ(empty, (std::set<std::string>{"2345", "2407", "2464", "2515"}));
    // The last mandate ended with the veto.
    EXPECT_EQ(in_force(book, day("2024-04-30"), true).size(),
              in_force(book, day("2024-05-01"), true).size() + 1);
}

TEST(FlagshipCaps, RulesAddNoFaultAndEveryProductCodeExists) {
    const Flagship flagship;
    for (const Diagnostic& item : flagship.dossier().diagnostics.items()) {
        EXPECT_FALSE(item.place.file.starts_with("rules/")) << to_text(item);
    }
    std::size_t seen = 0;
    for (const ledger::Code& listed :
         flagship.dossier().ledger.codes.dimensions.find("product")->second.codes) {
        const std::string_view code = listed.id;
        if (code.starts_with("hs")) {
            EXPECT_TRUE(parse_hs(code.substr(2)).ok()) << code;
            ++seen;
        }
    }
    EXPECT_GT(seen, 5U);
}

TEST(FlagshipCaps, EveryRuleIsInDoubtAndEverySectorIsAnswered) {
    const Flagship flagship;
    const RuleBook& book = flagship.dossier().rules;
    for (const Rule& rule : book.rules) {
        EXPECT_TRUE(doubt_of(rule, [](std::string_view) { return true; }).paragraph) << rule.id;
        EXPECT_FALSE(rule.note.empty()) << rule.id << " does not say where it is from";
    }
    EXPECT_GE(book.sectors.size(), 25U);
    EXPECT_EQ(validate(book).items().size(), 0U);
    EXPECT_TRUE(superseded_by(book, *book.find("r2270-p29-coal"), day("2017-01-01")));
    EXPECT_FALSE(superseded_by(book, *book.find("r2270-p29-iron"), day("2017-01-01")));
}

} // namespace
} // namespace halflight::watch
