// SPDX-License-Identifier: Apache-2.0
// product_export.cpp - one layer of a Black Marble file as other programs export it to GeoTIFF.
#include "halflight/base/text.hpp"
#include "product_parts.hpp"

#include <fmt/format.h>

namespace halflight::lights {

namespace {
/// VNP46A3_NearNadir_Composite_Snow_Free_qflag255_t2017_09.tif: product, layer, the quality
/// flags that were dropped, the period.
struct Name {
    std::string product, layer, dropped;
    NamedPeriod period;
};

std::optional<Name> read_name(const std::string& base) {
    const auto flag = base.find("_qflag");
    const auto time = base.rfind("_t");
    const auto product = std::string(base.substr(0, base.find('_')));
    if (flag == std::string::npos || time == std::string::npos || time < flag ||
        find_product(product) == nullptr || product.size() + 1 > flag) {
        return std::nullopt;
    }
    const auto period = period_in_name(std::string_view(base).substr(time + 2));
    if (!period) {
        return std::nullopt;
    }
    return Name{product, base.substr(product.size() + 1, flag - product.size() - 1),
                flag + 6 < time ? base.substr(flag + 6, time - flag - 6) : "", *period};
}

constexpr std::array<std::pair<Angle, std::string_view>, 3> angles{
    {{Angle::near_nadir, "NearNadir"},
     {Angle::off_nadir, "OffNadir"},
     {Angle::all_angle, "AllAngle"}}};

/// An export holds one composite: another one cannot be taken from it.
std::optional<Fault> check_composite(const io::RasterInfo& file, const Name& name,
                                     const CellRules& rules) {
    if (name.layer.find("_Composite_") == std::string::npos) {
        return std::nullopt;
    }
    for (const auto& [angle, word] : angles) {
        if (name.layer.starts_with(word) && rules.angle != angle) {
            return fault_of(file, fmt::format("it holds the {} composite alone", word),
                            "ask for that angle, or give the product's own file (.h5)");
        }
    }
    const bool covered = name.layer.ends_with("Snow_Covered");
    if (covered != (rules.snow == SnowRule::snow_covered) &&
        (covered || rules.snow == SnowRule::snow_covered)) {
        return fault_of(
            file, fmt::format("it holds the snow-{} composite alone", covered ? "covered" : "free"),
            "choose that winter rule, or give the product's own file (.h5)");
    }
    return std::nullopt;
}

std::optional<Fault> check_layer(const io::RasterInfo& file, const Name& name,
                                 const CellRules& rules) {
    const auto& kind = name.layer;
    const bool filled = kind.starts_with("Gap_Filled");
    if (kind.ends_with("_Num") || kind.ends_with("_Std") || kind.ends_with("_Quality") ||
        (kind.find("Composite") == std::string::npos && kind.find("NTL") == std::string::npos &&
         kind.find("Radiance") == std::string::npos)) {
        return fault_of(file, fmt::format("'{}' is no layer of radiance", shorten(kind)),
                        "export a composite, or declare it: --product declared");
    }
    if (filled && !rules.gap_filled) {
        return fault_of(file,
                        "it holds the gap-filled layer, in which filled cells cannot be told "
                        "from seen ones",
                        "accept filled cells with --gap-filled, or export "
                        "DNB_BRDF-Corrected_NTL");
    }
    return check_composite(file, name, rules);
}

std::optional<Fault> check_period(const io::RasterInfo& file, const Name& name,
                                  const ProductInfo& product) {
    if (frequency_of(name.period.period) != product.frequency) {
        return fault_of(file,
                        fmt::format("the name tells {}, but a period of {} is a {}",
                                    name.period.text, product.name,
                                    product.frequency == Frequency::day     ? "day"
                                    : product.frequency == Frequency::month ? "month"
                                                                            : "year"),
                        "mend the name, or declare the bands: --product declared");
    }
    const auto& band = file.layers.front().name;
    const auto inside = band.starts_with('t') ? period_in_name(band) : Result<NamedPeriod>(Fault{});
    if (inside && inside->period != name.period.period) {
        return fault_of(file,
                        fmt::format("the name tells {}, but its band {}",
                                    to_string(name.period.period), to_string(inside->period)),
                        "find out which is right and mend the name or the band's description");
    }
    return std::nullopt;
}

void add_remarks(ProductRaster& raster, const Name& name, const CellRules& rules) {
    raster.remarks.push_back(fmt::format(
        "an export of the layer {}: counts, quality and gap filling are not known; a cell "
        "without a value was not seen or was dropped before",
        shorten(name.layer)));
    raster.remarks.push_back(name.dropped.empty() ? "the name lists no quality flag as dropped"
                                                  : fmt::format("quality flags dropped before: {}",
                                                                shorten(name.dropped)));
    if (name.layer.ends_with("Snow_Free") && rules.snow == SnowRule::free_then_snow) {
        raster.remarks.emplace_back(
            "no snow-covered composite: cells under snow all period have no value");
    }
}
} // namespace

Recognised recognise_export(Infos files, const ProductSpec& spec) {
    const auto& file = *files.front();
    const auto name = read_name(base_name(file.path));
    if (!name || file.format == "HDF5") {
        return std::nullopt;
    }
    const auto& product = *find_product(name->product);
    auto found = raster_of(files, product, spec);
    if (!found) {
        return found.fault();
    }
    const auto& layer = file.layers.front();
    for (auto fault : {check_layer(file, *name, spec.rules), check_period(file, *name, product),
                       check_decoding(file, layer), check_fill(file, layer, 0, 1e6)}) {
        if (fault) {
            return *std::move(fault);
        }
    }
    auto raster = std::move(found).value();
    raster.period = name->period.period;
    raster.exported = true;
    layers_of(raster, Role::radiance).first = RoleLayer{0, 0, layer.decoding};
    add_remarks(raster, *name, spec.rules);
    return Rasters{std::move(raster)};
}

} // namespace halflight::lights
