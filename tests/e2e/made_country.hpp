// SPDX-License-Identifier: Apache-2.0
// A small made country as its readers have it: the folder's text, and its truth.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/reason/analysis.hpp"
#include "halflight/simulate/country_spec.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::test {

/// Five years, 2018 to 2022, with a border that closes for half a year.
[[nodiscard]] simulate::CountrySpec five_years(std::uint64_t seed = 1);

struct MadeCountry {
    dossier::Dossier dossier;
    nlohmann::json truth; ///< what the tables hide: "observed" of the truth beside the folder
    std::string visits;   ///< bytes of studies/visits.csv
    std::string coverage; ///< of visits-coverage.csv
};

/// Writes the country without lights, reads the folder and removes it.
[[nodiscard]] MadeCountry made_country(const simulate::CountrySpec& spec);

[[nodiscard]] reason::Report analyse(MadeCountry& country, std::optional<Date> as_of = {});

[[nodiscard]] std::vector<reason::Finding> findings(const reason::Report& report,
                                                    reason::FindingKind kind);

/// The statement of an id; a failure of the test where there is none.
[[nodiscard]] const ledger::Claim& claim(const MadeCountry& country, std::string_view id);
[[nodiscard]] std::string id_of(const MadeCountry& country, ledger::ClaimIndex index);

/// Fields of the rows of a table without quotes, but for its header.
[[nodiscard]] std::vector<std::vector<std::string>> rows_of(const std::string& csv);

[[nodiscard]] Period month(const std::string& text);

} // namespace halflight::test
