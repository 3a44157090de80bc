// SPDX-License-Identifier: Apache-2.0
// When did it begin?
#include "halflight/studies/turning_point.hpp"
#include "design.hpp"
#include "halflight/base/text.hpp"
#include "turning_point_tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace halflight::inquiry {
namespace {

constexpr std::array<measures::ParameterInfo, 26> parameters = {{
    {"reports", "CSV of reported events: reported, happened, type", true, false},
    {"type", "of the events that are counted", true, false},
    {"reported-column", "day of the report; reported", false, false},
    {"happened-column", "when it happened, where the report says so; happened", false, false},
    {"type-column", "class of the event; type", false, false},
    {"coverage", "CSV of what the source covers: start, end, share; all of the window", false,
     false},
    {"window", "months looked at", true, false},
    {"frequency", "M, Q, S or A; M", false, false},
    {"model", "negative-binomial, or poisson", false, false},
    {"least-delay", "days from an event to its report, where the report does not say; 0", false,
     false},
    {"most-delay", "the longest; 3", false, false},
    {"change", "probability beforehand that there is a change; 0.5", false, false},
    {"draws", "of the test of no change; 499", false, false},
    {"marker.*.event", "id of a dated event of events.csv", false, false},
    {"marker.*.day", "or its day", false, false},
    {"marker.*.lead-days", "the beginning lies so many days after it; 0", false, false},
    {"marker.*.spread-days", "standard deviation of that; 45", false, false},
    {"marker.*.trust", "probability that it has to do with the beginning; 0.5", false, false},
    {"marker.*.note", "why", false, false},
    {"level", "of the set of likely dates; 0.9", false, false},
    {"seed", "of what is drawn; that of the dossier", false, false},
    {"sources", "of the tables", false, true},
    {"known-since", "day on which they were known", false, false},
    {"synthetic", "true: the tables are made", false, false},
    {"caution", "what a reader should beware of", false, false},
    {"reports-note", "how reports were collected", false, false},
}};

class ReportReader {
  public:
    ReportReader(Asked& asked, const TextTable& table)
        : m_asked(asked), m_table(table), m_reported(column("reported-column", "reported", true)),
          m_happened(column("happened-column", "happened", false)),
          m_type(column("type-column", "type", true)) {}

    std::vector<studies::ReportedEvent> read() {
        std::vector<studies::ReportedEvent> events;
        if (!m_reported || !m_type) {
            return events;
        }
        require_ids_once();
        for (std::size_t row = 0; row < m_table.rows.size(); ++row) {
            const auto& fields = m_table.rows[row];
            const auto day = parse_date(fields[*m_reported]);
            if (!day) {
                m_asked.fault("reports",
                              fmt::format("{}: {}", m_table.place(row), day.fault().message),
                              "write the day of the report, as 2024-07-15");
                continue;
            }
            studies::ReportedEvent event{*day, std::nullopt, fields[*m_type]};
            if (m_happened && !fields[*m_happened].empty()) {
                const auto happened = parse_period(fields[*m_happened]);
                if (!happened) {
                    m_asked.fault(
                        "reports",
                        fmt::format("{}: {}", m_table.place(row), happened.fault().message),
                        "write a day, a period, or nothing where it is not known");
                    continue;
                }
                event.happened = *happened;
            }
            events.push_back(std::move(event));
        }
        return events;
    }

  private:
    /// A table that gives its reports ids gives each once: a report twice would count twice.
    void require_ids_once() {
        const auto id = m_table.find("id");
        std::set<std::string_view> seen;
        for (std::size_t row = 0; id && row < m_table.rows.size(); ++row) {
            const std::string& name = m_table.rows[row][*id];
            if (!name.empty() && !seen.insert(name).second) {
                m_asked.fault("reports",
                              fmt::format("{}: the report '{}' is given twice", m_table.place(row),
                                          shorten(name)),
                              "leave one of the rows out, or give it another id");
            }
        }
    }

    std::optional<std::size_t> column(std::string_view key, std::string_view fallback,
                                      bool required) {
        const std::string name = m_asked.text(key, fallback);
        const auto found = m_table.find(name);
        if (!found && (required || m_asked.has(key))) {
            m_asked.fault(m_asked.has(key) ? key : "reports",
                          fmt::format("{}: there is no column '{}'", m_table.file, shorten(name)),
                          fmt::format("it has {}", fmt::join(m_table.columns, ", ")));
        }
        return found;
    }

    Asked& m_asked;
    const TextTable& m_table;
    std::optional<std::size_t> m_reported, m_happened, m_type;
};

std::vector<studies::Coverage> read_coverage(Asked& asked, Desk& desk, const Period& window) {
    if (!asked.has("coverage")) {
        return {{window, 1}};
    }
    const TextTable* const table = desk.table(asked, "coverage");
    if (table == nullptr) {
        return {};
    }
    const auto from = table->find("start");
    const auto to = table->find("end");
    const auto share = table->find("share");
    if (!from || !to) {
        asked.fault("coverage", fmt::format("{}: there is no column 'start' or 'end'", table->file),
                    fmt::format("it has {}", fmt::join(table->columns, ", ")));
        return {};
    }
    std::vector<studies::Coverage> coverage;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        const auto first = parse_period(table->rows[row][*from]);
        const auto last = parse_period(table->rows[row][*to]);
        if (!first || !last || last->end <= first->first) {
            asked.fault("coverage",
                        fmt::format("{}: start and end are no stretch", table->place(row)),
                        "write days or periods in order");
            continue;
        }
        coverage.push_back({{first->first, last->end},
                            share ? number_at(*table, row, *share, asked, "coverage") : 1});
    }
    return coverage;
}

std::vector<studies::Marker> read_markers(Asked& asked, Desk& desk) {
    std::vector<studies::Marker> markers;
    for (const std::string& name : asked.tables("marker")) {
        const std::string key = "marker." + name + ".";
        studies::Marker marker;
        marker.name = name;
        marker.lead_days = asked.number(key + "lead-days", 0, -36500, 36500);
        marker.spread_days = asked.number(key + "spread-days", 45, 0.001, 36500);
        marker.trust = asked.number(key + "trust", 0.5, 0, 1);
        if (asked.has(key + "event")) {
            const std::string id = asked.text(key + "event");
            const auto found = desk.events().find(id);
            if (found == desk.events().end()) {
                asked.fault(key + "event", fmt::format("events.csv has no event '{}'", shorten(id)),
                            "name one of its ids, or write its day");
                continue;
            }
            marker.day = found->second;
        } else {
            marker.day = asked.required_period(key + "day");
        }
        markers.push_back(std::move(marker));
    }
    return markers;
}

Findings run(Asked& asked, Desk& desk, int jobs) {
    constexpr std::string_view models[] = {"negative-binomial", "poisson"};
    studies::TurningPointSpec spec;
    spec.type = asked.text("type");
    spec.window = asked.required_period("window");
    spec.frequency = asked.frequency("frequency", Frequency::month);
    spec.model = asked.word("model", models) == 0 ? studies::CountModel::negative_binomial
                                                  : studies::CountModel::poisson;
    spec.least_delay_days = static_cast<int>(asked.number("least-delay", 0, -3650, 3650));
    spec.most_delay_days = static_cast<int>(asked.number("most-delay", 3, -3650, 3650));
    spec.change = asked.number("change", 0.5, 0.001, 0.999);
    spec.level = asked.number("level", 0.90, 0.5, 0.999);
    spec.draws = asked.natural("draws", 499, 1'000'000);
    spec.jobs = jobs;
    const std::uint64_t seed = seed_of(asked, desk);
    Findings out;
    out.synthetic = asked.flag("synthetic", false);
    const TextTable* const table = desk.table(asked, "reports");
    const auto events = table == nullptr ? std::vector<studies::ReportedEvent>{}
                                         : ReportReader(asked, *table).read();
    const auto coverage = read_coverage(asked, desk, spec.window);
    const auto markers = read_markers(asked, desk);
    asked.require_sound();
    const studies::TurningPoint answer =
        studies::turning_point(events, coverage, markers, spec, seed);
    out.tables = turning_point_tables(asked, answer, spec);
    out.warnings = answer.warnings;
    return out;
}

} // namespace

const Design& turning_point_design() {
    static const Design design = {
        {"turning-point", "When the rate of reported events changed, with what dated events add",
         parameters},
        run,
        nullptr};
    return design;
}

} // namespace halflight::inquiry
