// SPDX-License-Identifier: Apache-2.0
// Panels of the reference results, read from where they lie beside the project; and made ones.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <libdeflate.h>

#include "halflight/base/random.hpp"
#include "halflight/stats/panel.hpp"

namespace halflight::stats::test {

inline std::filesystem::path reference_folder() {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const std::filesystem::path shared =
        named != nullptr ? std::filesystem::path(named)
                         : std::filesystem::path(HALFLIGHT_SOURCE_DIR).parent_path() / "shared";
    return shared / "reference" / "data";
}

/// The text of a file, unpacked if its name ends in gz; nothing where there is none.
inline std::optional<std::string> slurp(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return std::nullopt;
    }
    std::ostringstream copy;
    copy << stream.rdbuf();
    std::string bytes = copy.str();
    if (path.extension() != ".gz") {
        return bytes;
    }
    std::string text(bytes.size() * 40, '\0');
    std::size_t length = 0;
    libdeflate_decompressor* tool = libdeflate_alloc_decompressor();
    libdeflate_gzip_decompress(tool, bytes.data(), bytes.size(), text.data(), text.size(), &length);
    libdeflate_free_decompressor(tool);
    text.resize(length);
    return text;
}

struct Columns {
    std::string unit;
    std::string period;
    std::string outcome;
    std::string treated;
    std::vector<std::string> covariates;
};

/// Long rows with quoted or bare cells; units and periods get codes in ascending order of their
/// text or, if numbers, of their value.
inline std::optional<Panel> read_panel(const std::string& file, const Columns& columns) {
    const std::optional<std::string> text = slurp(reference_folder() / file);
    if (!text) {
        return std::nullopt;
    }
    std::istringstream lines(*text);
    std::string line;
    const auto split = [](const std::string& row) {
        std::vector<std::string> cells(1);
        for (const char c : row) {
            if (c == ',') {
                cells.emplace_back();
            } else if (c != '"' && c != '\r') {
                cells.back() += c;
            }
        }
        return cells;
    };
    std::getline(lines, line);
    const std::vector<std::string> head = split(line);
    const auto at = [&](const std::string& name) {
        return static_cast<std::size_t>(std::ranges::find(head, name) - head.begin());
    };
    std::vector<std::vector<std::string>> rows;
    while (std::getline(lines, line)) {
        rows.push_back(split(line));
    }
    const auto codes = [&](const std::string& name) {
        std::map<std::string, std::uint32_t> known;
        for (const auto& row : rows) {
            known.emplace(row[at(name)], 0U);
        }
        std::vector<std::string> order;
        for (const auto& [key, code] : known) {
            order.push_back(key);
        }
        std::ranges::stable_sort(order, {}, [](const std::string& key) {
            return std::isdigit(static_cast<unsigned char>(key[0])) != 0 ? std::stod(key) : 0.0;
        });
        for (std::uint32_t i = 0; i < order.size(); ++i) {
            known[order[i]] = i;
        }
        std::vector<std::uint32_t> made;
        for (const auto& row : rows) {
            made.push_back(known[row[at(name)]]);
        }
        return made;
    };
    const auto numbers = [&](const std::string& name) {
        std::vector<double> made;
        for (const auto& row : rows) {
            made.push_back(std::stod(row[at(name)]));
        }
        return made;
    };
    const auto unit = codes(columns.unit);
    const auto period = codes(columns.period);
    const auto outcome = numbers(columns.outcome);
    const auto treated = numbers(columns.treated);
    Matrix covariates(rows.size(), columns.covariates.size());
    for (std::size_t k = 0; k < columns.covariates.size(); ++k) {
        std::ranges::copy(numbers(columns.covariates[k]), covariates.column(k).begin());
    }
    return make_panel({.unit = unit,
                       .period = period,
                       .outcome = outcome,
                       .treated = treated,
                       .covariates = covariates.view(),
                       .weights = {},
                       .covariate_names = columns.covariates});
}

inline std::optional<Panel> gsynth_simdata() {
    return read_panel("gsynth_simdata.csv", {"id", "time", "Y", "D", {"X1", "X2"}});
}
inline std::optional<Panel> fect_simdata() {
    return read_panel("fect_simdata.csv.gz", {"id", "time", "Y", "D", {"X1", "X2"}});
}
inline std::optional<Panel> fect_sim_base() {
    return read_panel("fect_sim_base.csv.gz", {"id", "time", "Y", "D", {"X1", "X2"}});
}
inline std::optional<Panel> prop99() {
    return read_panel("california_prop99.csv", {"State", "Year", "PacksPerCapita", "treated", {}});
}

/// What a made panel is made from.
struct Made {
    std::size_t units = 24;
    std::size_t periods = 16;
    std::size_t treated = 5;
    std::size_t onset = 11; ///< first treated period of the first treated unit
    bool staggered = false; ///< onset one later for every other treated unit
    std::size_t factors = 1;
    std::size_t covariates = 1;
    double effect = 1;
    double noise = 0.5;
    double gaps = 0; ///< share of cells that are not observed
    bool weights = false;
    std::uint64_t seed = 1;
};

inline Panel make(const Made& made) {
    const Random random(made.seed, 77);
    std::uint64_t at = 0;
    const auto normal = [&] { return random.normal(at++); };
    std::vector<std::vector<double>> factors(made.factors);
    std::vector<std::vector<double>> loadings(made.factors);
    for (std::size_t r = 0; r < made.factors; ++r) {
        for (std::size_t t = 0; t < made.periods; ++t) {
            factors[r].push_back(normal());
        }
        for (std::size_t i = 0; i < made.units; ++i) {
            loadings[r].push_back(normal() + (i < made.treated ? 0.5 : 0));
        }
    }
    std::vector<double> period_effects(made.periods);
    std::ranges::generate(period_effects, normal);
    std::vector<std::uint32_t> unit;
    std::vector<std::uint32_t> period;
    std::vector<double> outcome;
    std::vector<double> treated;
    std::vector<double> weights;
    std::vector<std::vector<double>> x(made.covariates);
    for (std::size_t i = 0; i < made.units; ++i) {
        const double unit_effect = normal();
        for (std::size_t t = 0; t < made.periods; ++t) {
            double y = unit_effect + period_effects[t] + made.noise * normal();
            for (std::size_t r = 0; r < made.factors; ++r) {
                y += factors[r][t] * loadings[r][i];
            }
            std::vector<double> own(made.covariates);
            for (std::size_t k = 0; k < made.covariates; ++k) {
                own[k] = normal() + (made.factors > 0 ? 0.3 * factors[0][t] * loadings[0][i] : 0);
                y += static_cast<double>(k + 1) * own[k];
            }
            const std::size_t onset = made.onset + (made.staggered ? i % 2 : 0);
            const bool is_treated = i < made.treated && t >= onset;
            y += is_treated ? made.effect : 0;
            const double weight = 0.5 + random.uniform(at++);
            if (random.uniform(at++) < made.gaps) {
                continue;
            }
            unit.push_back(static_cast<std::uint32_t>(i));
            period.push_back(static_cast<std::uint32_t>(t));
            outcome.push_back(y);
            treated.push_back(is_treated ? 1 : 0);
            weights.push_back(weight);
            for (std::size_t k = 0; k < made.covariates; ++k) {
                x[k].push_back(own[k]);
            }
        }
    }
    Matrix covariates(unit.size(), made.covariates);
    for (std::size_t k = 0; k < made.covariates; ++k) {
        std::ranges::copy(x[k], covariates.column(k).begin());
    }
    return make_panel(
        {.unit = unit,
         .period = period,
         .outcome = outcome,
         .treated = treated,
         .covariates = covariates.view(),
         .weights = made.weights ? std::span<const double>(weights) : std::span<const double>(),
         .covariate_names = {}});
}

} // namespace halflight::stats::test
