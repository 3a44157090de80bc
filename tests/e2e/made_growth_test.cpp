// SPDX-License-Identifier: Apache-2.0
// Growth of made countries, foretold and checked from their tables alone, against their truth.
#include "halflight/dossier/dossier.hpp"
#include "halflight/dossier/studies.hpp"
#include "halflight/inquiry/inquiry.hpp"
#include "halflight/io/files.hpp"
#include "halflight/simulate/write.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

namespace halflight::test {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t seeds = 24;
constexpr const char* sectors[] = {"heavy", "munitions", "light", "other", "total"};

struct Country {
    dossier::Files files;
    nlohmann::json growth; ///< of the truth
};

/// Twenty-one whole years; the last is not published.
Country country(std::uint64_t seed) {
    std::string name = (fs::temp_directory_path() / "halflight-growth-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw Error(ErrorCode::io, "no temporary folder could be made");
    }
    simulate::WriteSpec write;
    simulate::CountrySpec& spec = write.country;
    spec.seed = seed;
    spec.provinces = 2;
    spec.counties = 8;
    spec.enterprises = 120;
    spec.grid_width = 200;
    spec.grid_height = 180;
    spec.first_month = simulate::month_of(2000, 1);
    spec.months = 12 * 22;
    spec.treatment = simulate::month_of(2019, 6);
    spec.closure_first = simulate::month_of(2015, 2);
    spec.closure_last = simulate::month_of(2016, 7);
    spec.oil_stop = simulate::month_of(2018, 3);
    write.folder = fs::path(name) / "made";
    write.lights = false;
    (void)simulate::write_country(write);
    Country out{dossier::read_files(write.folder),
                nlohmann::json::parse(io::read_file(fs::path(name) / "made.truth.json"))
                    .at("observed")
                    .at("growth")};
    fs::remove_all(name);
    return out;
}

std::string study(const std::string& design, const std::string& indicators) {
    std::string text = "design = \"" + design + "\"\ntitle = \"Growth\"\nas-of = 2022-03-01\n";
    text += design == "growth-check" ? "total = \"total\"\n" : "";
    text += "[target]\n";
    for (const std::string sector : sectors) {
        text += sector + " = \"growth.real:MADE" + (sector == "total" ? "" : "::sector=" + sector) +
                "\"\n";
    }
    return text + indicators;
}

constexpr const char* power = "[indicator.electricity]\nseries = \"electricity.generated:MADE\"\n"
                              "[indicator.trade]\nseries = \"trade.imports:PARTNER_N:MADE\"\n";
/// Prices follow crises that have nothing to do with what is made.
constexpr const char* prices =
    "[indicator.rice]\nseries = \"price.market:MADE::good=rice\"\naggregate = \"mean\"\n"
    "[indicator.dollar]\nseries = \"price.exchange:MADE\"\naggregate = \"mean\"\n";

dossier::StudyRecord run(dossier::Files files, const std::string& toml) {
    files["studies/growth.toml"] = toml;
    inquiry::Inquiry inquiry(files);
    const auto found =
        std::ranges::find(inquiry.declarations(), "growth", &measures::Declaration::id);
    return inquiry.run(*found, 1);
}

const measures::Value& value(const dossier::StudyRecord& record, const std::string& part,
                             const std::string& label, const std::string& column,
                             const std::string& period = "") {
    const auto table = std::ranges::find(record.tables, "growth" + part, &measures::Table::id);
    const auto at = std::ranges::find(table->columns, column, &measures::Column::id);
    const auto row = std::ranges::find_if(table->rows, [&](const measures::Row& one) {
        return one.label == label && (period.empty() || to_string(one.period.value()) == period);
    });
    return row->values.at(static_cast<std::size_t>(at - table->columns.begin()));
}

struct Tally {
    double countries = 0;
    double better = 0;
    double intervals = 0;
    double held = 0;
    double gain = 0;
};

void add(Tally& tally, const Country& made, const dossier::StudyRecord& record) {
    ASSERT_TRUE(record.faults.empty()) << record.faults.front().text;
    ASSERT_TRUE(record.synthetic);
    tally.countries += 1;
    const nlohmann::json& last = made.growth.at("years").back();
    ASSERT_EQ(last.at("year"), "2021");
    ASSERT_FALSE(last.at("published").get<bool>());
    for (const char* sector : sectors) {
        const measures::Value& foretold = value(record, ".now", sector, "growth", "2021");
        const double truth = last.at("growth").at(sector).get<double>();
        ASSERT_TRUE(foretold.bounds.bounded());
        tally.intervals += 1;
        tally.held += foretold.bounds.contains(truth) ? 1 : 0;
    }
    tally.better += *value(record, "", "all", "verdict").point > 0 ? 1 : 0;
    tally.gain +=
        *value(record, "", "all", "rule-rmse").point / *value(record, "", "all", "rmse").point;
}

/// Share with n draws: at most so much with probability 0.999.
double at_most(double share, double n) {
    return share + 3.1 * std::sqrt(share * (1 - share) / n);
}

TEST(MadeGrowth, IntervalsHoldTheTruthAndVerdictsAreHonest) {
    Tally informed;
    Tally blind;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const Country made = country(seed);
        add(informed, made, run(made.files, study("nowcast", power)));
        add(blind, made, run(made.files, study("nowcast", prices)));
    }
    for (const auto& [name, tally] :
         {std::pair("electricity and trade", informed), std::pair("prices", blind)}) {
        std::printf(
            "%-24s better %.2f, intervals of 80 %% hold %.3f of %.0f, best rule / own %.2f\n", name,
            tally.better / tally.countries, tally.held / tally.intervals, tally.intervals,
            tally.gain / tally.countries);
        // Sectors of one country move together: as many draws as countries.
        EXPECT_GT(tally.held / tally.intervals, 2 * 0.8 - at_most(0.8, tally.countries)) << name;
    }
    EXPECT_LE(blind.better / blind.countries, at_most(0.05, blind.countries));
    EXPECT_GT(informed.better / informed.countries, 0.6);
    EXPECT_GT(informed.gain / informed.countries, 1.3);
}

TEST(MadeGrowth, TheFlatteredYearDoesNotAddUp) {
    std::string shares = "[share]\n";
    for (const std::string sector : {"heavy", "munitions", "light", "other"}) {
        shares += sector + " = \"output.share:MADE::sector=" + sector + "\"\n";
    }
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Country made = country(seed);
        const auto record = run(made.files, study("growth-check", power + shares));
        ASSERT_TRUE(record.faults.empty()) << record.faults.front().text;
        const std::string flattered = made.growth.at("flattered").get<std::string>();
        for (const nlohmann::json& year : made.growth.at("years")) {
            const std::string name = year.at("year").get<std::string>();
            if (year.at("published").get<bool>()) {
                EXPECT_EQ(*value(record, ".sums", "", "adds-up", name).point,
                          name == flattered ? 0 : 1)
                    << seed << " " << name;
            }
        }
        EXPECT_LT(*value(record, "", "total.electricity", "p").point, 0.05);
    }
}

} // namespace

} // namespace halflight::test
