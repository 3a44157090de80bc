// SPDX-License-Identifier: Apache-2.0
// halflight/simulate/write.hpp - a made country as a dossier, its truth sealed beside it.
#pragma once

#include "halflight/simulate/country_spec.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace halflight::simulate {

struct WriteSpec {
    CountrySpec country;
    std::filesystem::path folder;
    bool lights = true; ///< rasters of every month
    int jobs = 1;
};

struct WriteReport {
    CountrySpec country;
    std::string folder;
    std::string truth;        ///< path of the file beside
    std::string truth_sha256; ///< stands in the dossier
    std::array<std::size_t, groups.size()> enterprises{};
    std::size_t mentions = 0;
    std::size_t claims = 0;
    std::size_t rasters = 0;
    std::uint64_t raster_bytes = 0;
    std::vector<std::string> files; ///< of the folder but for rasters, in order of their names
};

/// Told after each month how many are done, of how many. From any thread, one at a time.
using Progress = std::function<void(std::size_t done, std::size_t all)>;

/// Makes the country and writes
///
///   FOLDER/dossier.toml, sources.toml, codes.toml   a dossier, marked synthetic
///   FOLDER/counties.geojson                         polygons
///   FOLDER/enterprises.geojson                      those whose place is known, as points
///   FOLDER/studies/enterprises.csv, industries.csv, mentions.csv, places.csv, *.toml
///   FOLDER/claims/border.csv, trade.csv, prices.csv, petroleum.csv, press.csv, growth.csv,
///   electricity.csv
///   FOLDER/events.csv, studies/visits.csv, visits-coverage.csv   of the leader
///   FOLDER/lights/light_2012-04.tif, clear_...      radiance, numbers of clear observations
///   FOLDER/sealed.sha256                            of the truth, as `sha256sum -c` reads it
///   FOLDER.truth.json                               beside the folder
///
/// Equal specifications give equal bytes, whatever `jobs`. A folder that stands there is replaced,
/// in one step, where it was written so; Error(usage) for any other that is not empty, and for a
/// file of the truth's name that is none. Error(io) for what cannot be written: what stood there
/// before stays.
[[nodiscard]] WriteReport write_country(const WriteSpec& spec, const Progress& progress = {});

/// One screen for people. Says nothing of the truth but where it is.
[[nodiscard]] std::string to_text(const WriteReport& report);

} // namespace halflight::simulate
