// SPDX-License-Identifier: Apache-2.0
#include "made_study.hpp"

#include "halflight/base/random.hpp"
#include "halflight/dossier/lights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace halflight::inquiry::made {
namespace {

constexpr int years = 5;
constexpr int months = 12 * years;
constexpr int treated_from = 36; ///< January 2022

std::string month_name(int month) {
    return fmt::format("{}-{:02}", 2019 + month / 12, month % 12 + 1);
}

/// A number in (-1, 1) that depends on where it stands alone.
double noise(std::uint64_t stream, std::uint64_t index) {
    return 2 * Random(7, stream).uniform(index) - 1;
}

/// Mentions of heavy industry among ten of a county.
int heavy_mentions(int county) {
    return county * 7 % 11;
}

std::string industry(int enterprise) {
    constexpr const char* codes[] = {"steel", "shells", "textiles", "food"};
    return codes[enterprise % 3 == 0 ? enterprise / 3 % 2 : 2 + enterprise % 2];
}

std::string panel_rows(int units, const char* prefix, double (*light)(int unit, int month)) {
    std::string rows = "zone,name,period,missing,mean,mean_low,mean_high\n";
    for (int month = 0; month < months; ++month) {
        for (int unit = 0; unit < units; ++unit) {
            const double value = light(unit, month);
            rows += fmt::format("{}{:02},,{},,{},{},{}\n", prefix, unit, month_name(month), value,
                                value - 0.1, value + 0.2);
        }
    }
    return rows;
}

double county_light(int unit, int month) {
    const double share = heavy_mentions(unit) / 10.0;
    return 10 + unit + (month >= treated_from ? 2 * share : 0) +
           0.05 * noise(1, static_cast<std::uint64_t>(unit * months + month));
}

double enterprise_light(int unit, int month) {
    const double common = 0.5 * noise(3, static_cast<std::uint64_t>(month));
    const bool treated = industry(unit) == "steel" || industry(unit) == "shells";
    return 5 + 0.1 * unit + common * (1 + 0.02 * unit) +
           (treated && month >= treated_from ? 2 : 0) +
           0.05 * noise(2, static_cast<std::uint64_t>(unit * months + month));
}

std::string record() {
    dossier::PanelRecord record;
    record.synthetic = true;
    record.product = "declared";
    record.statistics = {{"mean", "nW/cm2/sr", "mean of radiance"}};
    return dossier::to_json(record);
}

std::string lights_table(const char* name) {
    return fmt::format("[lights.{}]\nzones = \"zones.geojson\"\nrasters = [\"a.tif\"]\n"
                       "statistics = [\"mean\"]\nsource = \"made\"\nclaims = false\n"
                       "known-since = 2024-02-01\n\n",
                       name);
}

std::string enterprises() {
    std::string rows = "id,industry,county,longitude,latitude\n";
    for (int e = 0; e < 3 * counties; ++e) {
        rows += fmt::format("E{:02},{},C{:02},{},{}\n", e, industry(e), e / 3,
                            20 + (e / 3 % 6) * 0.5 + 0.1 * (e % 3), 50 + e / 18 * 0.5);
    }
    return rows;
}

std::string mentions() {
    std::string rows = "enterprise,day,activity\n";
    for (int county = 0; county < counties; ++county) {
        for (int k = 0; k < 10; ++k) {
            // The first enterprise of each county is heavy, the others are not.
            const int e = 3 * county + (k < heavy_mentions(county) ? 0 : 1 + k % 2);
            rows += fmt::format("E{:02},20{}-03-0{},production\n", e, 10 + k, 1 + k % 9);
        }
    }
    return rows;
}

std::string places() {
    std::string rows = "id,longitude,latitude,province,ports\n";
    for (int county = 0; county < counties; ++county) {
        rows += fmt::format("C{:02},{},{},P{},{}\n", county, 20 + county % 6 * 0.5,
                            50 + county / 6 * 0.5, county % 4, county % 5);
    }
    return rows;
}

std::string visits() {
    std::string rows = "id,class,happened,reported\n";
    int number = 0;
    for (int month = 0; month < months; ++month) {
        const bool covered = month < 18 || month >= 20; // as coverage.csv has it
        for (int k = 0; covered && k < (month < treated_from ? 1 : 4); ++k) {
            rows += fmt::format("v{},plants,{}-{:02},{}-{:02}\n", number++, month_name(month),
                                5 + 3 * k, month_name(month), 6 + 3 * k);
        }
    }
    return rows;
}

} // namespace

dossier::Files files() {
    dossier::Files files;
    files["dossier.toml"] = "title = \"Made\"\narea = \"PRK\"\nseed = 5\nsynthetic = true\n\n" +
                            lights_table("county") + lights_table("enterprise");
    files["sources.toml"] = "[source.made]\npublisher = \"a test\"\ntitle = \"Made\"\n"
                            "synthetic = true\n";
    files["events.csv"] = "id,start,end,label,kind,source,note\n"
                          "treaty,2021-12-01,,Treaty,treaty,made,\n";
    files["panels/county.csv"] = panel_rows(counties, "C", county_light);
    files["panels/enterprise.csv"] = panel_rows(3 * counties, "E", enterprise_light);
    files["panels/county.json"] = files["panels/enterprise.json"] = record();
    files["studies/enterprises.csv"] = enterprises();
    files["studies/mentions.csv"] = mentions();
    files["studies/industries.csv"] = "code,group,source\nsteel,heavy,made\nshells,munitions,made\n"
                                      "textiles,light,made\nfood,light,made\n";
    files["studies/places.csv"] = places();
    files["studies/visits.csv"] = visits();
    files["studies/coverage.csv"] = "start,end,share\n2019-01,2020-06,1\n2020-09,2023-12,1\n";
    return files;
}

dossier::Files with(const std::string& id, const std::string& toml, dossier::Files files) {
    files[dossier::study_file(id)] = toml;
    return files;
}

std::string county_study() {
    return R"(design = "county"
title = "Heavy industry and light"
panel = "county"
enterprises = "enterprises.csv"
mentions = "mentions.csv"
industries = "industries.csv"
group = ["heavy", "munitions"]
window = "2010/2020"
earlier = "2021-Q4"
later = "2023-Q4"
treatment = "2022-01"
places = "places.csv"
permutations = 99
event-before = 3
)";
}

std::string enterprise_study() {
    return R"(design = "enterprise"
title = "Light of heavy industry"
panel = "enterprise"
enterprises = "enterprises.csv"
industries = "industries.csv"
treated = ["heavy", "munitions"]
controls = ["light"]
apart-km = 0
treatment = "2022-01"
methods = ["gsynth", "difference-in-differences"]
most-factors = 2
placebo-groups = 5
)";
}

std::string visits_study() {
    return R"(design = "turning-point"
title = "When visits rose"
reports = "visits.csv"
type = "plants"
type-column = "class"
coverage = "coverage.csv"
window = "2019-01/2023-12"
model = "poisson"
draws = 99
sources = ["made"]
[marker.treaty]
event = "treaty"
lead-days = 30
)";
}

dossier::StudyRecord run(const dossier::Files& files, const std::string& id, int jobs) {
    Inquiry inquiry(files);
    const auto& all = inquiry.declarations();
    const auto found = std::ranges::find(all, id, &measures::Declaration::id);
    if (found == all.end()) {
        throw std::invalid_argument("no study " + id);
    }
    return inquiry.run(*found, jobs);
}

const measures::Table& table(const dossier::StudyRecord& record, const std::string& id) {
    const auto found = std::ranges::find(record.tables, id, &measures::Table::id);
    if (found == record.tables.end()) {
        throw std::invalid_argument("no table " + id + "; " + faults(record));
    }
    return *found;
}

const measures::Value& value(const measures::Table& table, const std::string& label,
                             const std::string& column, const std::string& period) {
    const auto at = std::ranges::find(table.columns, column, &measures::Column::id);
    for (const measures::Row& row : table.rows) {
        const std::string when = row.period ? to_string(*row.period) : "";
        if (row.label == label && (period.empty() || when == period) && at != table.columns.end()) {
            return row.values.at(static_cast<std::size_t>(at - table.columns.begin()));
        }
    }
    throw std::invalid_argument("no value " + table.id + "/" + label + "/" + column);
}

std::string faults(const dossier::StudyRecord& record) {
    std::string text;
    for (const dossier::StudyRemark& fault : record.faults) {
        text += fault.parameter + ": " + fault.text + " [" + fault.hint + "]\n";
    }
    return text;
}

} // namespace halflight::inquiry::made
