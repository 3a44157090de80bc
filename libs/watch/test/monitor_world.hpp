// SPDX-License-Identifier: Apache-2.0
// Tiny dossiers for monitors: text in, signals of a day out.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/reason/analysis.hpp"
#include "halflight/watch/monitor.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace halflight::watch::test {

constexpr std::string_view monitor_sources =
    "[source.agency]\npublisher = \"A\"\ntitle = \"T\"\ndate = 2020-01-01\nreliability = \"B\"\n"
    "[source.paper]\npublisher = \"P\"\ntitle = \"T\"\ndate = 2020-01-01\norigin = \"agency\"\n"
    "[source.other]\npublisher = \"O\"\ntitle = \"T\"\ndate = 2020-01-01\nreliability = \"D\"\n";
constexpr std::string_view monitor_codes =
    "[indicator.crossings]\ntype = \"flow\"\nunit = \"persons\"\ninteger = true\nfrequency = "
    "\"M\"\n"
    "[indicator.imports]\ntype = \"flow\"\nunit = \"USD\"\nfrequency = \"Q\"\n"
    "[indicator.rate]\ntype = \"level\"\nunit = \"USD\"\nfrequency = \"M\"\n"
    "[indicator.light]\ntype = \"level\"\nunit = \"USD\"\nfrequency = \"M\"\n"
    "[indicator.heavy]\ntype = \"level\"\nunit = \"USD\"\nfrequency = \"M\"\n";

/// A row of claims with an id of its own; `values` is "low,value,high".
class Rows {
  public:
    Rows& add(std::string_view series, const Period& period, const std::string& values,
              const std::string& known, std::string_view source = "agency") {
        const bool flow = series == "crossings";
        m_text += "C" + std::to_string(++m_count) + "," + std::string(series) + ",PRK," +
                  to_string(period) + "," + values + "," + (flow ? "persons" : "USD") +
                  ",measured," + std::string(source) + "," + known + "\n";
        return *this;
    }
    /// Values of one step after the other, each known `lag` days after its step.
    Rows& add_steps(std::string_view series, Period first, Frequency frequency,
                    const std::vector<std::string>& values, int lag = 20) {
        for (const std::string& value : values) {
            if (!value.empty()) {
                add(series, first, "," + value + ",", to_string(Date{first.end.days + lag}));
            }
            first = period_at(first.end, frequency);
        }
        return *this;
    }
    [[nodiscard]] std::string csv() const {
        return "id,indicator,area,start,low,value,high,unit,kind,source,known_since\n" + m_text;
    }

  private:
    std::string m_text;
    int m_count = 0;
};

struct MonitorWorld {
    MonitorWorld(const Rows& rows, const std::string& watch)
        : dossier(dossier::load({{"dossier.toml", "title = \"World\"\narea = \"PRK\"\n"},
                                 {"sources.toml", std::string(monitor_sources)},
                                 {"codes.toml", std::string(monitor_codes)},
                                 {"watch.toml", watch},
                                 {"claims/all.csv", rows.csv()}})) {
        for (const Diagnostic& diagnostic : dossier.diagnostics.items()) {
            ADD_FAILURE() << to_text(diagnostic);
        }
    }

    [[nodiscard]] Survey on(Date day) {
        const reason::Spec spec{.as_of = day, .without = {}, .tighten = true};
        report = reason::analyse(dossier.ledger, dossier.relations, dossier.verdicts, spec);
        return survey(measures::View(dossier.ledger, report, spec), dossier.plan, day);
    }
    [[nodiscard]] Survey on(std::string_view day) { return on(*parse_date(day)); }
    /// The one signal of that day; fails the test where there are none or more.
    [[nodiscard]] Signal signal_on(std::string_view day) {
        const Survey seen = on(day);
        for (const Diagnostic& diagnostic : seen.diagnostics.items()) {
            ADD_FAILURE() << to_text(diagnostic);
        }
        EXPECT_EQ(seen.signals.size(), 1U);
        return seen.signals.empty() ? Signal{} : seen.signals.front();
    }

    dossier::Dossier dossier;
    reason::Report report;
};

inline Period month(int year, int number) {
    return period_at(to_date({year, number, 1}), Frequency::month);
}

} // namespace halflight::watch::test
