// SPDX-License-Identifier: Apache-2.0
// product_dmsp.cpp - annual composites of DMSP-OLS, version 4: digital numbers 0 to 63, 255 no
// data.
#include "halflight/base/text.hpp"
#include "product_parts.hpp"

#include <fmt/format.h>

namespace halflight::lights {

namespace {
struct Name {
    std::string satellite, version, part;
    Period period;
};

std::optional<Period> year_of(std::string_view text) {
    const auto named = period_in_name(text);
    return text.size() == 4 && named ? std::optional(named->period) : std::nullopt;
}

/// F182013.v4c_web.stable_lights.avg_vis.tif
std::optional<Name> read_name(const std::string& base) {
    const auto pieces = split(base, '.');
    if (pieces.size() < 4 || pieces[0].size() != 7 || pieces[0][0] != 'F' ||
        !pieces[1].starts_with("v4")) {
        return std::nullopt;
    }
    const auto year = year_of(pieces[0].substr(3));
    if (!year) {
        return std::nullopt;
    }
    Name name{std::string(pieces[0].substr(0, 3)), std::string(pieces[1]), "", *year};
    for (std::size_t i = 2; i + 1 < pieces.size(); ++i) {
        name.part += (i > 2 ? "." : "") + std::string(pieces[i]);
    }
    return name;
}

/// NL_STP_OLS.Y_1992_STABLE_LIGHTS_GADM-2.8-SHPZIP.tif: cut to a country by another program.
std::optional<Name> read_cut_name(const std::string& base) {
    const auto pieces = split(base, '_');
    if (pieces.size() < 6 || pieces[0] != "NL" || pieces[2] != "OLS.Y") {
        return std::nullopt;
    }
    const auto year = year_of(pieces[3]);
    if (!year) {
        return std::nullopt;
    }
    const auto kind = std::string(pieces[4]) + "_" + std::string(pieces[5]);
    return Name{"", "",
                kind == "STABLE_LIGHTS" ? "stable_lights.avg_vis"
                : kind == "AVG_VIS"     ? "avg_vis"
                                        : kind,
                *year};
}
} // namespace

void dmsp_range(raster::Decoding& decoding) noexcept {
    decoding.fill = decoding.fill.value_or(255);
    decoding.valid_min = 0;
    decoding.valid_max = 63;
}

Recognised recognise_dmsp(Infos files, const ProductSpec& spec) {
    const auto& file = *files.front();
    const auto base = base_name(file.path);
    auto name = read_name(base);
    if (!name) {
        name = read_cut_name(base);
    }
    if (!name) {
        return std::nullopt;
    }
    if (name->part != "stable_lights.avg_vis" && name->part != "avg_vis" &&
        name->part != "avg_lights_x_pct") {
        return fault_of(file, fmt::format("'{}' is no layer of lights", name->part),
                        "give the stable_lights.avg_vis, avg_vis or avg_lights_x_pct file");
    }
    auto found = raster_of(files, *find_product("DMSP-OLS"), spec);
    if (!found) {
        return found.fault();
    }
    auto raster = std::move(found).value();
    const auto& layer = file.layers.front();
    for (auto fault : {check_decoding(file, layer), check_fill(file, layer, 0, 63)}) {
        if (fault) {
            return *std::move(fault);
        }
    }
    RoleLayer lights{0, 0, layer.decoding};
    dmsp_range(lights.decoding);
    layers_of(raster, Role::radiance).first = lights;
    raster.period = name->period;
    raster.collection = name->version;
    if (name->part.starts_with("stable_lights")) {
        raster.remarks.emplace_back(
            "stable lights: background and passing lights are set to 0 by the product");
    }
    raster.remarks.push_back(name->satellite.empty()
                                 ? "the name does not tell the satellite (F10 to F18)"
                                 : "satellite " + name->satellite);
    return Rasters{std::move(raster)};
}

} // namespace halflight::lights
