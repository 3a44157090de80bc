// SPDX-License-Identifier: Apache-2.0
#include "made_country.hpp"

#include "halflight/base/error.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/io/files.hpp"
#include "halflight/simulate/write.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace halflight::test {

namespace fs = std::filesystem;

simulate::CountrySpec five_years(std::uint64_t seed) {
    simulate::CountrySpec spec;
    spec.seed = seed;
    spec.provinces = 2;
    spec.counties = 8;
    spec.enterprises = 40;
    spec.grid_width = 200;
    spec.grid_height = 180;
    spec.first_month = simulate::month_of(2018, 1);
    spec.months = 60;
    spec.treatment = simulate::month_of(2021, 6);
    spec.closure_first = simulate::month_of(2020, 2);
    spec.closure_last = simulate::month_of(2020, 7);
    spec.oil_stop = simulate::month_of(2021, 3);
    return spec;
}

MadeCountry made_country(const simulate::CountrySpec& spec) {
    std::string name = (fs::temp_directory_path() / "halflight-made-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw Error(ErrorCode::io, "no temporary folder could be made");
    }
    const fs::path folder = fs::path(name) / "made";
    simulate::WriteSpec write;
    write.country = spec;
    write.folder = folder;
    write.lights = false;
    (void)simulate::write_country(write);
    MadeCountry made{
        dossier::load(dossier::read_files(folder)),
        nlohmann::json::parse(io::read_file(fs::path(name) / "made.truth.json")).at("observed"),
        io::read_file(folder / "studies/visits.csv"),
        io::read_file(folder / "studies/visits-coverage.csv")};
    fs::remove_all(name);
    EXPECT_EQ(made.dossier.diagnostics.errors(), 0U);
    EXPECT_EQ(made.dossier.diagnostics.warnings(), 0U);
    return made;
}

reason::Report analyse(MadeCountry& country, std::optional<Date> as_of) {
    reason::Spec spec;
    spec.as_of = as_of;
    dossier::Dossier& d = country.dossier;
    return reason::analyse(d.ledger, d.relations, d.verdicts, spec);
}

std::vector<reason::Finding> findings(const reason::Report& report, reason::FindingKind kind) {
    std::vector<reason::Finding> found;
    for (const reason::Finding& one : report.findings) {
        if (one.kind == kind) {
            found.push_back(one);
        }
    }
    return found;
}

const ledger::Claim& claim(const MadeCountry& country, std::string_view id) {
    const ledger::Ledger& ledger = country.dossier.ledger;
    const auto index = ledger.find_claim(id);
    EXPECT_TRUE(index.has_value()) << id;
    return ledger.claims().at(index.value_or(0));
}

std::string id_of(const MadeCountry& country, ledger::ClaimIndex index) {
    const ledger::Ledger& ledger = country.dossier.ledger;
    return std::string(ledger.text(ledger.claims().at(index).id));
}

std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
    std::vector<std::vector<std::string>> rows;
    io::CsvReader reader(csv);
    for (bool header = true; reader.next(); header = false) {
        std::vector<std::string> row;
        for (const io::CsvField& field : reader.fields()) {
            row.emplace_back(field.text);
        }
        if (!header) {
            rows.push_back(std::move(row));
        }
    }
    EXPECT_TRUE(reader.faults().empty());
    return rows;
}

Period month(const std::string& text) {
    return parse_period(text).value();
}

} // namespace halflight::test
