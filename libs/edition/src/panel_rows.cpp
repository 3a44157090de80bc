// SPDX-License-Identifier: Apache-2.0
#include "panel_rows.hpp"

#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

/// Those that the table names, and those that tell how sure they are.
std::vector<raster::Statistic> wanted_statistics(const dossier::LightsTable& table) {
    std::vector<raster::Statistic> all = table.panel.statistics;
    const auto add = [&all](const std::string& name) {
        if (std::ranges::find(all, name, &raster::Statistic::name) == all.end()) {
            all.push_back({name, -1});
        }
    };
    for (const raster::Statistic& statistic : table.panel.statistics) {
        if (statistic.name == "mean" || statistic.name == "sum" || statistic.name == "integral") {
            add(statistic.name + "_low");
            add(statistic.name + "_high");
        }
    }
    add("valid_share");
    return all;
}

lights::PanelSpec spec_of(const fs::path& folder, const dossier::LightsTable& table,
                          const PanelInputs& inputs, const fs::path& cache, int jobs) {
    lights::PanelSpec spec = table.panel;
    const auto place = [&folder](std::string& path) {
        path = path.empty() ? path : place_in(folder, path).string();
    };
    place(spec.zones.path);
    place(spec.product.periods.file);
    place(spec.signal.mask);
    place(spec.signal.background);
    spec.rasters.clear();
    for (const PanelFile& raster : inputs.rasters) {
        spec.rasters.push_back(raster.path.string());
    }
    spec.statistics = wanted_statistics(table);
    spec.jobs = jobs;
    spec.cache = cache;
    spec.version = HALFLIGHT_VERSION;
    return spec;
}

/// Gathers rows; columns that nobody asked for and that stay empty are left out.
class Rows {
  public:
    lights::PanelSink sink() {
        lights::PanelSink sink;
        sink.head = [this](const lights::PanelHead& head) {
            m_filled.assign(head.statistics.size(), false);
        };
        sink.row = [this](const lights::PanelRow& row) {
            for (std::size_t i = 0; i < row.row.values.size(); ++i) {
                m_filled[i] = m_filled[i] || !std::isnan(row.row.values[i]);
            }
            m_rows.push_back(row);
        };
        return sink;
    }

    [[nodiscard]] std::vector<std::size_t> columns(std::size_t asked) const {
        std::vector<std::size_t> kept;
        for (std::size_t i = 0; i < m_filled.size(); ++i) {
            if (i < asked || m_filled[i]) {
                kept.push_back(i);
            }
        }
        return kept;
    }

    [[nodiscard]] std::string csv(const lights::PanelHead& head,
                                  const std::vector<dossier::PanelZone>& zones,
                                  const std::vector<std::size_t>& columns) const {
        std::vector<std::string> fields(std::begin(dossier::panel_columns),
                                        std::end(dossier::panel_columns));
        for (const std::size_t column : columns) {
            fields.push_back(head.statistics[column].name);
        }
        constexpr double missing = std::numeric_limits<double>::quiet_NaN();
        std::string text = line(fields);
        for (const lights::PanelRow& row : m_rows) {
            fields = {zones[row.zone].code, zones[row.zone].name, to_string(row.period),
                      row.row.missing == raster::Missing::none
                          ? ""
                          : std::string(raster::to_string(row.row.missing))};
            for (const std::size_t column : columns) {
                const double value = row.row.values.empty() ? missing : row.row.values[column];
                fields.push_back(std::isnan(value) ? "" : format_exact(value));
            }
            text += line(fields);
        }
        return text;
    }

  private:
    static std::string line(const std::vector<std::string>& fields) {
        const std::vector<std::string_view> views(fields.begin(), fields.end());
        return io::csv_line(views);
    }

    std::vector<lights::PanelRow> m_rows;
    std::vector<bool> m_filled;
};

std::vector<dossier::PanelZone> zones_of(const lights::PanelHead& head) {
    std::vector<dossier::PanelZone> zones;
    std::map<std::string, std::string> taken;
    for (std::size_t i = 0; i < head.zone_ids.size(); ++i) {
        const std::string& id = head.zone_ids[i];
        std::string code = dossier::zone_code(id);
        const auto [known, fresh] = taken.emplace(code, id);
        if (!fresh) {
            throw PanelFault{{fmt::format("zones '{}' and '{}' would both have the code {}",
                                          shorten(known->second), shorten(id), code),
                              "name another field in zone-id, with letters and digits alone", 0},
                             "zone-id"};
        }
        const bool named = i < head.zone_names.size() && !head.zone_names[i].empty();
        zones.push_back({std::move(code), named ? head.zone_names[i] : id});
    }
    return zones;
}

/// A zone that was refused would be missing without a word.
void check_zones(const lights::PanelReport& report) {
    const auto twice = std::ranges::find(report.zone_findings, raster::ZoneFault::duplicate_id,
                                         &raster::ZoneFinding::fault);
    if (twice != report.zone_findings.end()) {
        throw PanelFault{{twice->message, "name a field that is unique in zone-id", 0}, "zones"};
    }
}

/// "2017-09-20" from the forms in which products write it: YYYY-MM-DD..., YYYYDDDHHMMSS,
/// YYYYMMDD and whatever follows.
std::optional<Date> produced_day(std::string_view text) {
    constexpr std::size_t ordinal = 13; // year, day of the year, time
    constexpr std::size_t iso = 10;
    constexpr std::size_t digits = 8;
    if (const auto day = parse_date(text.substr(0, iso))) {
        return *day;
    }
    const bool numeric =
        text.size() >= digits && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (!numeric) {
        return std::nullopt;
    }
    const auto number = [&text](std::size_t at, std::size_t length) {
        return std::stoi(std::string(text.substr(at, length)));
    };
    if (text.size() == ordinal) {
        const auto start = parse_date(fmt::format("{}-01-01", text.substr(0, 4)));
        return start ? std::optional(Date{start->days + number(4, 3) - 1}) : std::nullopt;
    }
    const auto day = parse_date(
        fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
    return day ? std::optional(*day) : std::nullopt;
}

dossier::PanelRaster raster_of(const lights::PanelInput& input, const PanelFile& file) {
    dossier::PanelRaster raster;
    raster.path = file.label;
    raster.sha256 = file.sha256;
    raster.bytes = file.bytes;
    raster.collection = input.collection;
    raster.produced = input.produced;
    raster.produced_day = produced_day(input.produced);
    for (const Period& period : input.periods) {
        raster.periods.push_back(to_string(period));
    }
    return raster;
}

/// The rules that were set by the table: the others are those of docs/lights.md.
std::string rules_of(const dossier::LightsTable& table) {
    constexpr std::string_view telling[] = {"gap-filled",
                                            "negative",
                                            "snow",
                                            "angle",
                                            "quality",
                                            "min-observations",
                                            "max-cloud",
                                            "mask",
                                            "background",
                                            "outlier-mads",
                                            "floor",
                                            "without-counts",
                                            "skip-bad",
                                            "observations",
                                            "flags",
                                            "scale",
                                            "offset",
                                            "fill",
                                            "radiance",
                                            "earth",
                                            "periods",
                                            "first-period",
                                            "accept-attributes"};
    std::vector<std::string> rules;
    for (const std::string_view option : split(table.options, '\n')) {
        const std::string_view key = trim(option.substr(0, option.find('=')));
        if (std::ranges::find(telling, key) != std::end(telling)) {
            rules.emplace_back(option);
        }
    }
    return rules.empty() ? "rules of the product"
                         : fmt::format("rules of the product but {}", fmt::join(rules, ", "));
}

void fill_files(const lights::PanelReport& report, const PanelInputs& inputs,
                dossier::PanelRecord& record) {
    for (const PanelFile& file : inputs.beside) {
        record.files.emplace(file.label, file.sha256);
    }
    const auto find = [&inputs](const std::string& path) {
        return std::ranges::find_if(inputs.rasters,
                                    [&](const PanelFile& file) { return file.path == path; });
    };
    for (const lights::PanelInput& input : report.inputs) {
        record.rasters.push_back(raster_of(input, *find(input.path)));
        for (const std::string& remark : input.remarks) {
            if (std::ranges::find(record.remarks, remark) == record.remarks.end()) {
                record.remarks.push_back(remark);
            }
        }
    }
    std::ranges::sort(record.rasters, {}, &dossier::PanelRaster::path);
    for (const lights::SkippedFile& skipped : report.skipped) {
        record.skipped.push_back(fmt::format("{}: {}", skipped.path, skipped.reason));
    }
}

dossier::PanelRecord record_of(const dossier::LightsTable& table, const lights::PanelReport& report,
                               const PanelInputs& inputs, const std::vector<std::size_t>& columns) {
    dossier::PanelRecord record;
    record.options = table.options;
    record.synthetic = report.head.synthetic || table.panel.product.declared.synthetic;
    record.product = report.head.product.name;
    record.title = report.head.product.title;
    record.note = table.panel.product.declared.note.empty() ? report.head.product.note
                                                            : table.panel.product.declared.note;
    record.rules = rules_of(table);
    for (const std::size_t column : columns) {
        record.statistics.push_back({report.head.statistics[column].name,
                                     report.head.columns[column].unit,
                                     report.head.columns[column].definition});
    }
    for (const raster::ZoneFinding& finding : report.zone_findings) {
        record.remarks.push_back(finding.message);
    }
    record.remarks.insert(record.remarks.end(), report.zones.remarks.begin(),
                          report.zones.remarks.end());
    record.remarks.insert(record.remarks.end(), report.remarks.begin(), report.remarks.end());
    fill_files(report, inputs, record);
    return record;
}

} // namespace

MadePanel make_panel(const fs::path& folder, const dossier::LightsTable& table,
                     const PanelInputs& inputs, const fs::path& cache, int jobs) {
    Rows rows;
    const lights::PanelReport report =
        lights::run_panel(spec_of(folder, table, inputs, cache, jobs), rows.sink());
    check_zones(report);
    const std::vector<dossier::PanelZone> zones = zones_of(report.head);
    const std::vector<std::size_t> columns = rows.columns(table.panel.statistics.size());
    dossier::PanelRecord record = record_of(table, report, inputs, columns);
    record.zones = zones;
    return {rows.csv(report.head, zones, columns), dossier::to_json(record)};
}

} // namespace halflight::edition
