// SPDX-License-Identifier: Apache-2.0
// Rows of panels as claims: one for every zone, period and statistic.
#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "loading.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace halflight::dossier {
namespace {

using ledger::Claim;

/// What the panel's own reasons are in the ledger.
Missing reason_of(std::string_view word) {
    // A zone of no area has no lights; all else was not measured, whoever is to blame.
    return word == "empty_zone" ? Missing::not_applicable : Missing::not_collected;
}

std::optional<double> number_of(std::string_view text) {
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

/// What the claims of one period share.
struct PeriodFacts {
    std::string text;
    Period period;
    std::optional<Date> known;
    std::string_view locator;
};

/// Where a statistic stands in a row.
struct ClaimColumn {
    std::string name;
    Symbol indicator;
    Symbol unit;
    std::string definition;
    std::size_t value = 0;
    std::optional<std::size_t> low, high;
};

class PanelLoader {
  public:
    PanelLoader(const LoadedPanel& panel, std::uint32_t file, Loading& loading)
        : m_panel(panel), m_file(file), m_loading(loading), m_ledger(loading.ledger()) {}

    void load() {
        io::CsvReader reader(m_panel.rows);
        if (!reader.next() || !read_header(reader.fields())) {
            damaged(1);
            return;
        }
        m_source = m_ledger.find_source(m_panel.table.source).value();
        m_ledger.reserve(m_ledger.claims().size() + m_panel.record.zones.size() * m_columns.size());
        while (reader.next()) {
            const auto fields = reader.fields();
            if (fields.size() != m_width || !read_row(fields)) {
                damaged(reader.line());
                return;
            }
        }
    }

  private:
    [[nodiscard]] const LightsTable& table() const { return m_panel.table; }

    void damaged(std::uint32_t line) {
        m_loading.report.error(
            FaultCode::other_panel, table().place,
            fmt::format("{}:{} is damaged", panel_rows_file(table().name), line),
            fmt::format("remove {} and its record, so that the panel is computed from its rasters",
                        panel_rows_file(table().name)));
    }

    template <class Fields>
    bool read_header(const Fields& fields) {
        std::map<std::string, std::size_t, std::less<>> at;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            at.emplace(fields[i].text, i);
        }
        const auto column = [&at](const std::string& name) {
            const auto found = at.find(name);
            return found == at.end() ? std::nullopt : std::optional(found->second);
        };
        m_width = fields.size();
        for (std::size_t i = 0; i < std::size(panel_columns); ++i) {
            if (i >= fields.size() || fields[i].text != panel_columns[i]) {
                return false;
            }
        }
        m_valid_share = column("valid_share");
        for (const raster::Statistic& statistic : table().panel.statistics) {
            const auto value = column(statistic.name);
            if (!value) {
                return false;
            }
            m_columns.push_back(column_of(statistic.name, *value));
            m_columns.back().low = column(statistic.name + "_low");
            m_columns.back().high = column(statistic.name + "_high");
        }
        return true;
    }

    ClaimColumn column_of(const std::string& name, std::size_t value) {
        const std::string indicator = fmt::format("{}.{}", table().indicator, name);
        ClaimColumn column;
        column.name = name;
        column.indicator = m_ledger.pool.intern(indicator);
        column.unit =
            m_ledger.pool.intern(m_ledger.codes.indicators.at(indicator).units.front().text);
        column.value = value;
        const auto info = std::ranges::find(m_panel.record.statistics, name, &PanelStatistic::name);
        column.definition = info == m_panel.record.statistics.end() ? "" : info->definition;
        return column;
    }

    template <class Fields>
    bool read_row(const Fields& fields) {
        const std::string_view zone = fields[0].text;
        if (fields[2].text != m_period.text && !begin_period(fields[2].text)) {
            return false;
        }
        if (!is_name(zone, true)) {
            return false;
        }
        if (!m_period.known) {
            return true; // told of once
        }
        m_dims.assign("zone=").append(zone);
        const Symbol dims = m_ledger.pool.intern(m_dims);
        const Symbol area = m_ledger.pool.intern(table().area);
        for (const ClaimColumn& column : m_columns) {
            Claim claim;
            m_id.clear();
            fmt::format_to(std::back_inserter(m_id), "{}/{}/{}@{}", table().name, column.name, zone,
                           m_period.text);
            claim.id = m_ledger.pool.intern(m_id);
            claim.series = m_ledger.add_series(
                {column.indicator, area, m_ledger.pool.intern(""), dims, Symbol{}});
            claim.period = m_period.period;
            claim.unit = column.unit;
            claim.source = m_source;
            claim.known_since = *m_period.known;
            claim.locator = m_period.locator;
            claim.file = m_file;
            claim.line = table().place.line;
            if (!read_value(fields, column, claim)) {
                return false;
            }
            if (!m_ledger.add_claim(claim)) {
                return false; // a row twice
            }
        }
        return true;
    }

    template <class Fields>
    bool read_value(const Fields& fields, const ClaimColumn& column, Claim& claim) {
        const std::string_view missing = fields[3].text;
        const std::string_view text = fields[column.value].text;
        claim.form = Form::exact;
        if (text.empty()) {
            claim.missing = missing.empty() ? Missing::not_applicable : reason_of(missing);
            claim.bounds = Interval::all();
            claim.note = note(column, missing.empty() ? "not_given" : missing, {});
            return true;
        }
        const auto value = number_of(text);
        if (!value) {
            return false;
        }
        claim.printed_low = claim.printed_high = *value;
        claim.bounds = bounds(fields, column, *value);
        const std::string_view share =
            m_valid_share ? std::string_view(fields[*m_valid_share].text) : std::string_view();
        claim.note = note(column, {}, share);
        return true;
    }

    template <class Fields>
    static Interval bounds(const Fields& fields, const ClaimColumn& column, double value) {
        double low = value;
        double high = value;
        if (column.low && column.high) {
            low = std::min(low, number_of(fields[*column.low].text).value_or(value));
            high = std::max(high, number_of(fields[*column.high].text).value_or(value));
        }
        return Interval::closed(low, high);
    }

    bool begin_period(std::string_view text) {
        const auto period = parse_period(text);
        if (!period) {
            return false;
        }
        m_period = {std::string(text), *period, table().known_since, {}};
        std::vector<const PanelRaster*> rasters;
        for (const PanelRaster& raster : m_panel.record.rasters) {
            if (std::ranges::find(raster.periods, text) != raster.periods.end()) {
                rasters.push_back(&raster);
            }
        }
        if (!table().known_since) {
            find_vintage(rasters);
        }
        m_period.locator = m_ledger.pool.keep(locator(rasters));
        return true;
    }

    /// The day of the latest of its rasters; where there is none, of the latest of all: only who
    /// has them all knows of the gap.
    void find_vintage(const std::vector<const PanelRaster*>& own) {
        std::vector<const PanelRaster*> rasters = own;
        if (own.empty()) {
            for (const PanelRaster& raster : m_panel.record.rasters) {
                rasters.push_back(&raster);
            }
        }
        for (const PanelRaster* raster : rasters) {
            if (!raster->produced_day) {
                no_vintage(*raster);
                m_period.known.reset();
                return;
            }
            m_period.known =
                std::max(m_period.known.value_or(*raster->produced_day), *raster->produced_day);
        }
    }

    void no_vintage(const PanelRaster& raster) {
        if (!m_told) {
            m_loading.report.error(
                FaultCode::no_vintage, table().place,
                fmt::format("{} does not say when it was produced: nobody can tell since when its "
                            "values were known",
                            in_quotes(raster.path)),
                "add known-since = 2017-03-01, the day on which it was published");
        }
        m_told = true;
    }

    [[nodiscard]] std::string locator(const std::vector<const PanelRaster*>& rasters) const {
        constexpr std::size_t digits = 16;
        constexpr std::size_t shown = 4;
        std::vector<std::string> words;
        for (const PanelRaster* raster : rasters) {
            if (words.size() == shown) {
                words.push_back(fmt::format("and {} more", rasters.size() - shown));
                break;
            }
            words.push_back(
                fmt::format("{} (sha256 {}{}{})", raster->path, raster->sha256.substr(0, digits),
                            raster->collection.empty() ? "" : ", collection ", raster->collection));
        }
        return fmt::format("{}: {}", m_panel.record.product,
                           rasters.empty() ? "no raster"
                                           : fmt::format("{}", fmt::join(words, "; ")));
    }

    /// Most rows share their words: kept once.
    std::string_view note(const ClaimColumn& column, std::string_view missing,
                          std::string_view share) {
        const auto valid = number_of(share);
        std::string text = fmt::format("{}: {}", column.name, column.definition);
        if (!missing.empty()) {
            text += fmt::format("; {}", missing);
        } else if (valid) {
            text += fmt::format("; valid share {:.3f}", *valid);
        }
        text += m_panel.record.rules.empty() ? "" : "; " + m_panel.record.rules;
        text += m_panel.record.note.empty() ? "" : "; " + m_panel.record.note;
        text += m_panel.record.synthetic ? "; made data" : "";
        const auto known = m_notes.find(text);
        if (known != m_notes.end()) {
            return known->second;
        }
        const std::string_view kept = m_ledger.pool.keep(text);
        m_notes.emplace(std::move(text), kept);
        return kept;
    }

    const LoadedPanel& m_panel;
    std::uint32_t m_file;
    Loading& m_loading;
    ledger::Ledger& m_ledger;
    ledger::SourceIndex m_source = 0;
    std::size_t m_width = 0;
    std::optional<std::size_t> m_valid_share;
    std::vector<ClaimColumn> m_columns;
    PeriodFacts m_period;
    TextMap<std::string_view> m_notes;
    std::string m_dims;
    std::string m_id;
    bool m_told = false;
};

} // namespace

void load_lights(const std::vector<LoadedPanel>& panels, Loading& loading) {
    std::optional<std::uint32_t> file;
    for (const LoadedPanel& panel : panels) {
        const bool there = panel.table.sound && panel.table.claims && !panel.rows.empty() &&
                           loading.ledger().find_source(panel.table.source) &&
                           loading.is_area(panel.table.area);
        if (!there) {
            continue;
        }
        if (!file) {
            file = static_cast<std::uint32_t>(loading.ledger().files.size());
            loading.ledger().files.emplace_back("dossier.toml");
        }
        PanelLoader(panel, *file, loading).load();
    }
}

} // namespace halflight::dossier
