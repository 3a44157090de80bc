// SPDX-License-Identifier: Apache-2.0
// product.cpp - the table of night-light products, and which of them a file is.
#include "halflight/lights/product.hpp"

#include "halflight/base/text.hpp"
#include "product_parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halflight::lights {

std::string_view to_string(Role role) noexcept {
    constexpr std::array<std::string_view, static_cast<std::size_t>(Role::count_)> names = {
        "radiance", "observations", "quality",    "deviation",
        "snow",     "cloud",        "days_since", "land_water"};
    const auto i = static_cast<std::size_t>(role);
    return i < names.size() ? names[i] : "unknown";
}

namespace {
constexpr const char* below_floor =
    "radiance below 0.5 is set to 0 by the product: 0 means below 0.5, not no light";
constexpr const char* nanowatts = "nW/cm2/sr";
constexpr const char* nasa = "NASA Black Marble";
constexpr const char* eog = "Earth Observation Group, Payne Institute";

std::array<ProductInfo, 4> black_marble(const std::string& prefix, const std::string& on) {
    const auto title = [&](const char* what) { return fmt::format("{}, {}", what, on); };
    return {{{prefix + "A1",
              title("Black Marble daily at-sensor radiance"),
              nanowatts,
              Frequency::day,
              {},
              {},
              nasa,
              "moonlight and atmosphere are not taken out"},
             {prefix + "A2",
              title("Black Marble daily, moonlight and atmosphere corrected"),
              nanowatts,
              Frequency::day,
              {},
              {},
              nasa,
              ""},
             {prefix + "A3",
              title("Black Marble monthly composite"),
              nanowatts,
              Frequency::month,
              0.5,
              {},
              nasa,
              below_floor},
             {prefix + "A4",
              title("Black Marble annual composite"),
              nanowatts,
              Frequency::annual,
              0.5,
              {},
              nasa,
              below_floor}}};
}

std::vector<ProductInfo> make_products() {
    std::vector<ProductInfo> all;
    for (const auto& info : black_marble("VNP46", "Suomi-NPP")) {
        all.push_back(info);
    }
    for (const auto& info : black_marble("VJ146", "NOAA-20")) {
        all.push_back(info);
    }
    const std::string unfiltered = "fires, boats, aurora and background are not filtered out";
    all.push_back({"EOG-VCMCFG",
                   "EOG monthly VIIRS composite without stray-light months",
                   nanowatts,
                   Frequency::month,
                   {},
                   {},
                   eog,
                   unfiltered});
    all.push_back({"EOG-VCMSLCFG",
                   "EOG monthly VIIRS composite, stray light corrected",
                   nanowatts,
                   Frequency::month,
                   {},
                   {},
                   eog,
                   unfiltered});
    all.push_back({"EOG-VNL",
                   "EOG annual VIIRS night-time lights",
                   nanowatts,
                   Frequency::annual,
                   {},
                   {},
                   eog,
                   ""});
    all.push_back({"DMSP-OLS",
                   "DMSP-OLS annual stable lights, version 4",
                   "DN",
                   Frequency::annual,
                   {},
                   63,
                   "NOAA National Centers for Environmental Information",
                   "not calibrated on board: compare shares, or calibrate sensors against each "
                   "other; 63 is saturated"});
    all.push_back({"declared",
                   "bands declared by the analyst",
                   "unknown unit",
                   Frequency::none,
                   {},
                   {},
                   "",
                   ""});
    return all;
}

std::string product_names() {
    std::string names;
    for (const auto& info : products()) {
        names += (names.empty() ? "" : ", ") + info.name;
    }
    return names;
}
} // namespace

std::span<const ProductInfo> products() noexcept {
    static const std::vector<ProductInfo> all = make_products();
    return all;
}

const ProductInfo* find_product(std::string_view name) noexcept {
    for (const auto& info : products()) {
        if (info.name == name) {
            return &info;
        }
    }
    return nullptr;
}

namespace {
Result<Rasters> refuse_unknown(Infos files, const ProductSpec& spec) {
    const auto& file = *files.front();
    if (spec.product != "auto") {
        return fault_of(file, fmt::format("neither name nor content are of {}", spec.product),
                        "give the product's own file, or declare its bands: --product declared "
                        "--radiance BAND");
    }
    return fault_of(
        file, "neither name nor content are of a product that is known",
        fmt::format("known: {}; name one with --product, or declare the bands: --product "
                    "declared --radiance BAND [--observations FILE:BAND]",
                    product_names()));
}

Result<Rasters> recognise_any(Infos files, const ProductSpec& spec) {
    using Recogniser = Recognised (*)(Infos, const ProductSpec&);
    constexpr std::array<Recogniser, 5> all = {recognise_vnp46, recognise_export, recognise_eog,
                                               recognise_dmsp, recognise_cube};
    for (const auto recogniser : all) {
        if (auto found = recogniser(files, spec)) {
            return *std::move(found);
        }
    }
    // Black Marble has layers that a name alone cannot stand for.
    const auto* const product = find_product(spec.product);
    if (product != nullptr && (product->publisher == eog || product->name == "DMSP-OLS")) {
        return recognise_bands(files, spec, *product);
    }
    return refuse_unknown(files, spec);
}

/// Options that would have no effect on this raster are refused: nothing is ignored silently.
std::optional<Fault> check_rules(const io::RasterInfo& file, const ProductRaster& raster,
                                 const ProductSpec& spec) {
    const bool at_sensor = raster.product == "VNP46A1" || raster.product == "VJ146A1";
    if (!spec.rules.quality.empty() && !raster.of(Role::quality).first && !at_sensor) {
        return fault_of(file,
                        fmt::format("quality flags are chosen, but {} has no layer of them here",
                                    raster.product),
                        "leave the choice out, or give the file that holds the layer");
    }
    if (spec.rules.least_observations > 1 && !raster.of(Role::observations).first) {
        return fault_of(file,
                        fmt::format("at least {} observations are asked for, but {} has no layer "
                                    "of counts here",
                                    spec.rules.least_observations, raster.product),
                        "leave the limit out, or give the file that holds the counts");
    }
    const auto& own = spec.declared;
    if (raster.product != "declared" && (!own.quality.empty() || own.scale || own.offset ||
                                         own.fill || own.floor || !own.unit.empty())) {
        return fault_of(file,
                        fmt::format("scale, offset, fill, floor, quality band and unit are those "
                                    "of {}, and others are declared",
                                    raster.product),
                        "leave the declaration out, or say --product declared");
    }
    return std::nullopt;
}

std::optional<Fault> check_product(const io::RasterInfo& file, const ProductRaster& raster,
                                   const ProductSpec& spec) {
    if (spec.product != "auto" && raster.product != spec.product) {
        return fault_of(file, fmt::format("it is {}, not {}", raster.product, spec.product),
                        fmt::format("--product {}, or leave the product out", raster.product));
    }
    return std::nullopt;
}

/// What is given for a file must be what it tells itself, where it does.
std::optional<Fault> check_given(const io::RasterInfo& file, const Rasters& rasters,
                                 const ProductSpec& spec) {
    const auto* given = spec.periods.of(file.path);
    if (given == nullptr || (rasters.size() == 1 && rasters.front().period == given->period)) {
        return std::nullopt;
    }
    const std::string own = rasters.size() == 1 ? to_string(rasters.front().period)
                                                : fmt::format("{} periods", rasters.size());
    return fault_of(
        file,
        fmt::format("it tells {} itself, and {} is given for it", own, to_string(given->period)),
        given->line == 0 ? "leave --first-period out, or take the file out of the rasters"
                         : fmt::format("mend line {} of '{}', or the file's name", given->line,
                                       spec.periods.file));
}

/// A period that stands twice in a file is reported by whoever puts files together; here it is
/// said where both stand.
void remark_twice(Rasters& rasters) {
    for (std::size_t i = 0; i < rasters.size(); ++i) {
        const auto same = std::find_if(
            rasters.begin(), rasters.begin() + static_cast<std::ptrdiff_t>(i),
            [&](const ProductRaster& other) { return other.period == rasters[i].period; });
        if (same != rasters.begin() + static_cast<std::ptrdiff_t>(i)) {
            rasters[i].remarks.push_back(fmt::format(
                "{} is stored twice, as step {} and step {} of {}", to_string(rasters[i].period),
                same - rasters.begin() + 1, i + 1, rasters[i].path));
        }
    }
}
} // namespace

Result<std::vector<ProductRaster>> recognise(std::span<const io::RasterInfo* const> files,
                                             const ProductSpec& spec) {
    if (files.empty()) {
        throw Error(ErrorCode::invalid_argument, "recognise: no file");
    }
    const auto& file = *files.front();
    if (spec.product != "auto" && find_product(spec.product) == nullptr) {
        return fault_of(file, fmt::format("'{}' is no product", shorten(spec.product)),
                        fmt::format("known: auto, {}", product_names()));
    }
    auto found = spec.product == "declared"
                     ? recognise_bands(files, spec, *find_product("declared"))
                     : recognise_any(files, spec);
    if (!found) {
        return found;
    }
    auto rasters = std::move(found).value();
    if (rasters.empty()) {
        return fault_of(file, "it holds no period", "give a file with rasters");
    }
    if (auto fault = check_product(file, rasters.front(), spec)) {
        return *std::move(fault);
    }
    if (auto fault = check_rules(file, rasters.front(), spec)) {
        return *std::move(fault);
    }
    if (auto fault = check_given(file, rasters, spec)) {
        return *std::move(fault);
    }
    remark_twice(rasters);
    return rasters;
}

Result<std::vector<ProductRaster>> recognise(std::span<const io::RasterFile* const> files,
                                             const ProductSpec& spec) {
    std::vector<const io::RasterInfo*> infos;
    infos.reserve(files.size());
    for (const auto* const file : files) {
        infos.push_back(&file->info());
    }
    return recognise(std::span<const io::RasterInfo* const>(infos), spec);
}

} // namespace halflight::lights
