// SPDX-License-Identifier: Apache-2.0
#include "growth_check_input.hpp"

#include "halflight/base/text.hpp"
#include "halflight/dossier/lights.hpp"
#include "industries.hpp"
#include "tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace halflight::inquiry {
namespace {

using studies::Aggregate;
using studies::Indicator;
using studies::Reading;

class Reader {
  public:
    Reader(Asked& asked, Desk& desk) : m_asked(asked), m_desk(desk) {}

    GrowthInput run() {
        for (const std::string& sector : m_asked.tables("target")) {
            m_out.targets.push_back(
                {sector, series("target." + sector, delay("target-published-after-days"), true)});
        }
        if (m_out.targets.empty()) {
            m_asked.fault("", "no growth is named",
                          "write [target] with SECTOR = \"a series key\" for each sector");
        }
        for (const std::string& sector : m_asked.tables("share")) {
            m_out.shares.push_back({sector, series("share." + sector, std::nullopt, true)});
        }
        for (const std::string& name : m_asked.tables("indicator")) {
            m_out.indicators.push_back(indicator(name));
        }
        if (m_out.indicators.empty()) {
            m_asked.fault("", "no indicator is named",
                          "write [indicator.NAME] with series = \"a series key\" or panel = \"a "
                          "panel\"");
        }
        m_out.as_of = m_asked.date("as-of").value_or(last_known());
        m_out.findings.known_since = last_known();
        return std::move(m_out);
    }

  private:
    /// Days after the end of a period, where the study says how late its numbers come.
    std::optional<int> delay(const std::string& key) {
        constexpr double most = 36500;
        return m_asked.has(key) ? std::optional(static_cast<int>(m_asked.number(key, 0, 0, most)))
                                : std::nullopt;
    }

    void warn(std::string code, std::string text) {
        m_out.findings.warnings.push_back({std::move(code), std::move(text)});
    }

    void assume_days(const std::string& what, int days) {
        warn("assumed_release",
             fmt::format("{}: the first number of a period counts as known {} days after its end, "
                         "where it stands as known later only; revisions by then are not seen",
                         what, days));
    }

    std::vector<Reading> series(const std::string& key, std::optional<int> days, bool percent) {
        std::vector<Reading> readings;
        ledger::Ledger& ledger = m_desk.ledger();
        const std::string text = m_asked.text(key);
        const auto parsed = ledger::parse_series_key(text, ledger);
        if (!parsed) {
            m_asked.fault(key, fmt::format("{}: {}", shorten(text), parsed.fault().message),
                          parsed.fault().hint);
            return readings;
        }
        const auto found = ledger.find_series(*parsed);
        if (!found) {
            m_asked.fault(key, fmt::format("no statement is about {}", shorten(text)),
                          "name a series of claims/*.csv, INDICATOR:AREA:COUNTERPART:DIMENSIONS");
            return readings;
        }
        if (const Unit& unit = ledger.unit_of(*parsed); percent && unit.text != "percent") {
            m_asked.fault(key, fmt::format("{} is kept in {}, not in percent", text, unit.text),
                          "name a series whose indicator has the unit percent");
        }
        std::size_t unbounded = 0;
        for (const ledger::Claim& claim : ledger.claims()) {
            const bool is_fact =
                claim.kind == ledger::Kind::measured || claim.kind == ledger::Kind::estimate;
            if (claim.series == *found && claim.has_value() && is_fact) {
                claim.bounds.bounded() ? add(ledger, claim, readings)
                                       : static_cast<void>(++unbounded);
            }
        }
        if (unbounded > 0) {
            warn("unbounded_statements",
                 fmt::format("{} statements of {} have no two ends and are left out", unbounded,
                             text));
        }
        if (days) {
            move_first(readings, *days);
            assume_days(text, *days);
        }
        return readings;
    }

    /// The first number of each period; later ones stay what they are, repeats or revisions.
    static void move_first(std::vector<Reading>& readings, int days) {
        std::map<Period, Date> first;
        for (const Reading& one : readings) {
            const auto [at, fresh] = first.emplace(one.period, one.known_since);
            at->second = std::min(at->second, one.known_since);
        }
        for (Reading& one : readings) {
            if (one.known_since == first.at(one.period) && !one.period.open_end()) {
                one.known_since = std::min(one.known_since, Date{one.period.end.days + days});
            }
        }
    }

    void add(const ledger::Ledger& ledger, const ledger::Claim& claim,
             std::vector<Reading>& readings) {
        if (claim.withdrawn <= claim.known_since) {
            return; // it never stood
        }
        const bool is_number = claim.printed_low == claim.printed_high &&
                               claim.bounds.lo <= claim.printed_low &&
                               claim.printed_low <= claim.bounds.hi;
        Reading reading{claim.period,
                        claim.bounds.lo,
                        is_number ? claim.printed_low : (claim.bounds.lo + claim.bounds.hi) / 2,
                        claim.bounds.hi,
                        claim.known_since,
                        claim.withdrawn};
        m_last_known = std::max(m_last_known, std::optional(claim.known_since));
        const ledger::Source& source = ledger.sources()[claim.source];
        m_out.findings.sources.insert(source.id);
        m_out.findings.synthetic = m_out.findings.synthetic || source.synthetic;
        readings.push_back(reading);
    }

    Indicator indicator(const std::string& name) {
        const std::string key = "indicator." + name + ".";
        constexpr std::string_view words[] = {"sum", "mean", "last", "growth"};
        Indicator out;
        out.name = name;
        out.sectors = m_asked.texts(key + "sectors");
        out.family = m_asked.text(key + "family");
        out.aggregate = static_cast<Aggregate>(m_asked.word(key + "aggregate", words));
        const bool has_series = m_asked.has(key + "series");
        if (has_series == m_asked.has(key + "panel")) {
            m_asked.fault(
                "",
                fmt::format("indicator {} names {}", name,
                            has_series ? "a series and a panel" : "neither a series nor a panel"),
                "write series = \"a series key\", or panel = \"a panel of light\"");
        } else if (has_series) {
            out.readings = series(key + "series", delay(key + "published-after-days"),
                                  out.aggregate == Aggregate::growth);
        } else {
            out.aggregate = Aggregate::growth;
            out.readings = light(key);
        }
        return out;
    }

    /// Growth of light on the same month of the year before, of units seen in both.
    std::vector<Reading> light(const std::string& key) {
        std::vector<Reading> readings;
        const PanelText* const text =
            m_desk.panel(m_asked, m_asked.text(key + "statistic", "mean"), key + "panel");
        if (text == nullptr) {
            return readings;
        }
        m_out.findings.note(*text);
        m_last_known = std::max(m_last_known, text->known_since);
        constexpr int usual_delay = 60;
        const int days = delay(key + "published-after-days").value_or(usual_delay);
        const studies::LightPanel& panel = text->panel;
        const std::vector<std::size_t> units = units_of(key, panel);
        for (std::size_t t = 0; t < panel.periods.size(); ++t) {
            const auto before =
                std::ranges::find(panel.periods, studies::shifted(panel.periods[t], -1));
            if (before == panel.periods.end()) {
                continue;
            }
            const double growth = light_growth(
                panel, units, t, static_cast<std::size_t>(before - panel.periods.begin()));
            if (std::isfinite(growth)) {
                readings.push_back({panel.periods[t], growth, growth, growth,
                                    Date{panel.periods[t].end.days + days}, Period::no_end()});
            }
        }
        warn("assumed_release",
             fmt::format("{}: a panel tells one day since which it was known; each of its periods "
                         "counts as known {} days after its end, as it was processed later",
                         m_asked.text(key + "panel"), days));
        warn_of_floor(panel, units, key);
        return readings;
    }

    std::vector<std::size_t> units_of(const std::string& key, const studies::LightPanel& panel) {
        std::vector<std::size_t> units;
        if (!m_asked.has(key + "group")) {
            for (std::size_t u = 0; u < panel.units.size(); ++u) {
                units.push_back(u);
            }
            return units;
        }
        const auto industries = read_group(m_asked, m_desk, key + "group").industries;
        const Enterprises enterprises = read_enterprises(m_asked, m_desk, {});
        std::map<std::string, std::string> industry_of;
        for (const studies::Enterprise& one : enterprises.list) {
            industry_of.emplace(one.id, one.industry);
        }
        for (std::size_t u = 0; u < panel.units.size(); ++u) {
            const auto found = industry_of.find(panel.units[u]);
            if (found != industry_of.end() &&
                std::ranges::find(industries, found->second) != industries.end()) {
                units.push_back(u);
            }
        }
        if (units.empty()) {
            m_asked.fault(key + "group",
                          fmt::format("no unit of the panel belongs to {}",
                                      fmt::join(m_asked.texts(key + "group"), ", ")),
                          "name a group of the table of industries whose enterprises have light");
        }
        return units;
    }

    static double light_growth(const studies::LightPanel& panel,
                               const std::vector<std::size_t>& units, std::size_t now,
                               std::size_t before) {
        double sum_now = 0;
        double sum_before = 0;
        for (const std::size_t u : units) {
            if (std::isfinite(panel.value(now, u)) && std::isfinite(panel.value(before, u))) {
                sum_now += panel.value(now, u);
                sum_before += panel.value(before, u);
            }
        }
        constexpr double percent = 100;
        return sum_now > 0 && sum_before > 0 ? percent * std::log(sum_now / sum_before)
                                             : stats::undefined;
    }

    void warn_of_floor(const studies::LightPanel& panel, const std::vector<std::size_t>& units,
                       const std::string& key) {
        double least = 0;
        double most = 0;
        for (std::size_t t = 0; t < panel.periods.size(); ++t) {
            for (const std::size_t u : units) {
                least += std::isfinite(panel.low(t, u)) ? panel.low(t, u) : 0;
                most += std::isfinite(panel.high(t, u)) ? panel.high(t, u) : 0;
            }
        }
        constexpr double little = 0.05;
        if (most > (1 + little) * least) {
            warn("censored_light",
                 fmt::format("{}: light below the detection floor may add {:.0f} percent to what "
                             "is seen; growth is of what is seen",
                             m_asked.text(key + "panel"), 100 * (most / least - 1)));
        }
    }

    [[nodiscard]] Date last_known() const { return m_last_known.value_or(Date{}); }

    Asked& m_asked;
    Desk& m_desk;
    GrowthInput m_out;
    std::optional<Date> m_last_known;
};

} // namespace

GrowthInput read_growth(Asked& asked, Desk& desk) {
    return Reader(asked, desk).run();
}

std::string pair_label(const std::string& sector, const std::string& name) {
    return dossier::zone_code(sector.empty() ? name : sector + "." + name);
}

measures::Value value_of(const studies::Reading& reading) {
    return between(reading.low, reading.value, reading.high);
}

measures::Value value_of(const Interval& bounds, double value) {
    return between(bounds.lo, value, bounds.hi);
}

} // namespace halflight::inquiry
