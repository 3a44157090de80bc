// SPDX-License-Identifier: Apache-2.0
// Petroleum reports and border crossings of the flagship dossier, replayed month by month.
#include "halflight/dossier/dossier.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/reason/analysis.hpp"
#include "halflight/watch/backtest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>

namespace halflight::watch {
namespace {

dossier::Files flagship(const std::string& claims) {
    const dossier::Files all =
        dossier::read_files(std::string(HALFLIGHT_SOURCE_DIR) + "/dossiers/dprk-russia");
    dossier::Files kept;
    for (const char* name : {"dossier.toml", "sources.toml", "codes.toml", "watch.toml"}) {
        kept[name] = all.at(name);
    }
    kept["claims/" + claims] = all.at("claims/" + claims);
    return kept;
}

/// Reasoning only where something new is known.
class Replayed {
  public:
    explicit Replayed(const dossier::Files& files) : m_dossier(dossier::load(files)) {
        m_dossier.plan.meters.clear(); // rules are not read here
    }

    BacktestReport run(const BacktestSpec& spec) {
        std::vector<Date> days;
        for (Period month = period_at(spec.from, Frequency::month); month.first <= spec.to;
             month = period_at(month.end, Frequency::month)) {
            days.push_back({month.end.days - 1});
        }
        return backtest(m_dossier.plan, spec, days, [this](Date day) { return on(day); }, advance);
    }

  private:
    Survey on(Date day) {
        const reason::Spec spec{.as_of = day, .without = {}, .tighten = true};
        auto visible = m_dossier.ledger.as_of(day);
        if (!m_known || *m_known != visible) {
            m_report = reason::analyse(m_dossier.ledger, {}, {}, spec);
            m_known = std::move(visible);
        }
        return survey(measures::View(m_dossier.ledger, m_report, spec), m_dossier.plan, day);
    }

    dossier::Dossier m_dossier;
    std::optional<std::vector<ledger::ClaimIndex>> m_known;
    reason::Report m_report;
};

std::string table_of(const BacktestReport& report, std::string_view monitor) {
    std::string table;
    for (const BacktestRecord& record : report.records) {
        if (record.monitor != monitor) {
            continue;
        }
        for (const Transition& transition : record.transitions) {
            table += to_string(transition.day) + " " + std::string(to_string(transition.from)) +
                     " -> " + std::string(to_string(transition.to)) + "\n";
            std::cout << monitor << " " << to_string(transition.day) << " "
                      << to_string(transition.from) << " -> " << to_string(transition.to) << "   "
                      << transition.signal.text << '\n';
        }
    }
    return table;
}

/// Days between leaving a state and coming back to it: an alert that flaps comes back at once.
int shortest_return(const BacktestReport& report) {
    int shortest = 9999;
    for (const BacktestRecord& record : report.records) {
        for (std::size_t i = 0; i < record.transitions.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                const Transition& left = record.transitions[k];
                const Transition& back = record.transitions[i];
                const bool same = left.alert == back.alert && left.from == back.to &&
                                  back.to == AlertState::firing;
                shortest = same ? std::min(shortest, back.day.days - left.day.days) : shortest;
            }
        }
    }
    return shortest;
}

TEST(FlagshipReplay, PetroleumReports) {
    const BacktestReport report = Replayed(flagship("petroleum.csv"))
                                      .run({to_date({2018, 1, 1}), to_date({2026, 11, 30}), 0.95});
    EXPECT_GE(shortest_return(report), 60);
    EXPECT_EQ(table_of(report, "oil-reports-russia"), "2018-01-31 normal -> no data\n"
                                                      "2019-04-30 no data -> normal\n"
                                                      "2019-07-08 normal -> firing\n"
                                                      "2019-09-30 firing -> recovering\n"
                                                      "2019-11-29 recovering -> normal\n"
                                                      "2021-01-27 normal -> firing\n"
                                                      "2021-02-28 firing -> recovering\n"
                                                      "2021-04-29 recovering -> normal\n"
                                                      "2021-09-26 normal -> firing\n"
                                                      "2022-03-31 firing -> recovering\n"
                                                      "2022-05-30 recovering -> normal\n"
                                                      "2023-05-04 normal -> firing\n"
                                                      "2023-06-15 firing -> recovering\n"
                                                      "2023-08-14 recovering -> normal\n"
                                                      "2024-12-09 normal -> firing\n");
    EXPECT_EQ(table_of(report, "oil-reports-china"), "2018-01-31 normal -> no data\n"
                                                     "2019-04-30 no data -> normal\n"
                                                     "2019-08-31 normal -> firing\n"
                                                     "2019-09-30 firing -> recovering\n"
                                                     "2019-12-21 recovering -> firing\n"
                                                     "2020-02-29 firing -> recovering\n"
                                                     "2020-04-29 recovering -> normal\n"
                                                     "2021-06-02 normal -> firing\n"
                                                     "2021-07-31 firing -> recovering\n"
                                                     "2021-09-29 recovering -> normal\n"
                                                     "2023-04-16 normal -> firing\n"
                                                     "2023-07-31 firing -> recovering\n"
                                                     "2023-09-29 recovering -> normal\n"
                                                     "2024-10-07 normal -> firing\n"
                                                     "2025-03-31 firing -> recovering\n"
                                                     "2025-05-30 recovering -> normal\n"
                                                     "2025-11-17 normal -> firing\n");
    EXPECT_EQ(table_of(report, "oil-collapse-china"), "2018-01-31 normal -> no data\n"
                                                      "2022-08-31 no data -> normal\n"
                                                      "2023-06-07 normal -> late\n"
                                                      "2023-07-31 late -> normal\n"
                                                      "2024-01-31 normal -> no data\n"
                                                      "2024-12-31 no data -> normal\n"
                                                      "2025-03-31 normal -> no data\n");
}

/// Most reports of crossings in the dossier are undated, known since the day on which they were
/// seen. The replay asks what the monitor would have said had each been told 45 days after its
/// period, as the statistics of the border service used to be.
std::string retold(const std::string& csv) {
    io::CsvReader reader(csv);
    std::string out;
    std::size_t indicator = 0;
    std::size_t dims = 0;
    std::size_t start = 0;
    std::size_t known = 0;
    for (bool header = true; reader.next(); header = false) {
        std::vector<std::string> fields;
        for (const io::CsvField& field : reader.fields()) {
            fields.emplace_back(field.text);
        }
        if (header) {
            for (std::size_t i = 0; i < fields.size(); ++i) {
                indicator = fields[i] == "indicator" ? i : indicator;
                dims = fields[i] == "dims" ? i : dims;
                start = fields[i] == "start" ? i : start;
                known = fields[i] == "known_since" ? i : known;
            }
        } else if (fields[indicator] == "entries" && fields[dims].empty()) {
            fields[known] = to_string(Date{parse_period(fields[start])->end.days + 45});
        }
        const std::vector<std::string_view> views(fields.begin(), fields.end());
        out += io::csv_line(views);
    }
    return out;
}

TEST(FlagshipReplay, BorderCrossings) {
    dossier::Files files = flagship("border.csv");
    files["claims/border.csv"] = retold(files["claims/border.csv"]);
    std::string& sources = files["sources.toml"];
    constexpr std::string_view undated = "-undated]\n";
    for (std::size_t at = 0; (at = sources.find(undated, at)) != std::string::npos;) {
        at += undated.size();
        sources.insert(at, "date = 2018-01-01\n");
    }
    const BacktestReport report =
        Replayed(files).run({to_date({2018, 1, 1}), to_date({2026, 11, 30}), 0.95});
    EXPECT_GE(shortest_return(report), 60);
    EXPECT_EQ(table_of(report, "crossings-surge"), "2018-01-31 normal -> no data\n"
                                                   "2024-05-31 no data -> firing\n"
                                                   "2025-05-31 firing -> recovering\n"
                                                   "2025-07-30 recovering -> normal\n"
                                                   "2026-07-12 normal -> late\n");
    EXPECT_EQ(table_of(report, "crossings-closed"), "2018-01-31 normal -> no data\n"
                                                    "2025-05-31 no data -> normal\n"
                                                    "2026-07-12 normal -> late\n");
    EXPECT_EQ(table_of(report, "crossings-reports"), "2018-01-31 normal -> no data\n"
                                                     "2023-05-31 no data -> normal\n"
                                                     "2025-08-31 normal -> firing\n");
}

TEST(FlagshipReplay, DeclarationsAreSoundAndTheBoardSaysWhatItLacks) {
    dossier::Dossier dossier = dossier::load(
        dossier::read_files(std::string(HALFLIGHT_SOURCE_DIR) + "/dossiers/dprk-russia"));
    for (const Diagnostic& diagnostic : dossier.diagnostics.items()) {
        EXPECT_NE(diagnostic.place.file, "watch.toml") << to_text(diagnostic);
    }
    const Date day = to_date({2026, 11, 23});
    const reason::Spec spec{.as_of = day, .without = {}, .tighten = true};
    const reason::Report report =
        reason::analyse(dossier.ledger, dossier.relations, dossier.verdicts, spec);
    const Survey seen = survey(measures::View(dossier.ledger, report, spec), dossier.plan, day);
    for (const Diagnostic& diagnostic : seen.diagnostics.items()) {
        ADD_FAILURE() << to_text(diagnostic);
    }
    std::map<std::string, std::string> levels;
    for (const BoardCell& cell : seen.board.cells) {
        levels[cell.id] = to_string(cell.level);
        std::cout << cell.title << ": " << to_string(cell.level) << " (" << cell.grade << ") "
                  << cell.text << '\n';
        EXPECT_FALSE(cell.text.empty());
    }
    for (const Signal& signal : seen.signals) {
        std::cout << signal.monitor << " / " << signal.cause << ": " << to_string(signal.reading)
                  << " " << signal.text << '\n';
        EXPECT_FALSE(signal.text.empty());
        EXPECT_EQ(signal.day, day);
    }
    EXPECT_EQ(levels.size(), 6U);
    EXPECT_EQ(levels["prices"], "no data") << "the dossier has no price of North Korea";
    EXPECT_FALSE(seen.caps.empty());
}

} // namespace
} // namespace halflight::watch
