// SPDX-License-Identifier: Apache-2.0
// product_declared.cpp - bands that the analyst names, and monthly cubes with their counts beside.
#include "halflight/base/text.hpp"
#include "product_parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halflight::lights {

namespace {
struct Step {
    std::size_t layer = 0;
    Period period;
};

/// Days of a time axis name months or years where every one is the first day of one.
Frequency axis_unit(const std::vector<Step>& steps) {
    const auto all = [&](Frequency unit) {
        return std::all_of(steps.begin(), steps.end(), [&](const Step& step) {
            return period_at(step.period.first, unit).first == step.period.first;
        });
    };
    // A single first of January may as well be a month's or a day's.
    return steps.size() > 1 && all(Frequency::annual) ? Frequency::annual
           : all(Frequency::month)                    ? Frequency::month
                                                      : Frequency::day;
}

/// All steps of the variable that the first layer belongs to.
std::vector<Step> axis_steps(const io::RasterInfo& file, std::size_t first, Frequency unit) {
    std::vector<Step> steps;
    const auto variable = [](const io::LayerInfo& layer) {
        const auto found = layer.attributes.find("NETCDF_VARNAME");
        return found == layer.attributes.end() ? layer.name : found->second;
    };
    for (std::size_t i = 0; i < file.layers.size(); ++i) {
        if (variable(file.layers[i]) == variable(file.layers[first])) {
            const Date day{static_cast<std::int32_t>(
                std::clamp<std::int64_t>(file.layer_days[i], -1'000'000, 4'000'000))};
            steps.push_back({i, period_at(day, Frequency::day)});
        }
    }
    if (unit == Frequency::none) {
        unit = axis_unit(steps);
    }
    for (auto& step : steps) {
        step.period = period_at(step.period.first, unit);
    }
    return steps;
}

Result<std::vector<Step>> steps_of(const io::RasterInfo& file, std::size_t layer,
                                   const ProductSpec& spec, const ProductInfo& product) {
    if (file.layer_days.size() == file.layers.size() && !file.layer_days.empty()) {
        return axis_steps(file, layer, product.frequency);
    }
    auto named = period_in_name(base_name(file.path));
    const auto* given = spec.periods.of(file.path);
    if (given != nullptr && (!named || named->period.contains(given->period))) {
        named = NamedPeriod{given->period, to_string(given->period)};
    }
    if (!named) {
        return fault_of(file, named.fault().message, named.fault().hint);
    }
    if (product.frequency != Frequency::none && frequency_of(named->period) != product.frequency) {
        return fault_of(file,
                        fmt::format("the {} the period {}, but {} comes by {}",
                                    given == nullptr ? "name tells" : "list or order gives it",
                                    to_string(named->period), product.name,
                                    product.frequency == Frequency::month ? "month" : "year"),
                        "mend the name, or declare the bands: --product declared");
    }
    return std::vector{Step{layer, named->period}};
}

raster::Decoding declared_decoding(raster::Decoding how, const DeclaredBands& own) {
    how.scale = own.scale.value_or(how.scale);
    how.offset = own.offset.value_or(how.offset);
    if (own.fill) {
        how.fill = own.fill;
    }
    return how;
}

bool needs_counts(const ProductInfo& product) {
    return product.name.starts_with("EOG-");
}

std::optional<Fault> add_counts(ProductRaster& raster, Infos files, const ProductSpec& spec,
                                const ProductInfo& product, const std::optional<Counts>& counts,
                                std::size_t step) {
    if (counts) {
        // A cube's counts go step by step with its values.
        const auto& file = *files[counts->file];
        const std::size_t layer = file.layer_days.empty() ? counts->layer : counts->layer + step;
        if (layer >= file.layers.size() ||
            (!file.layer_days.empty() && !files[0]->layer_days.empty() &&
             file.layer_days[layer] !=
                 files[0]->layer_days[raster.of(Role::radiance).first->layer])) {
            return fault_of(file, fmt::format("its steps in time are not those of {}", raster.path),
                            "give values and counts of the same periods");
        }
        return take_counts(raster, files, counts->file, layer);
    }
    if (!needs_counts(product)) {
        return std::nullopt;
    }
    if (!spec.without_counts) {
        return fault_of(*files.front(),
                        "the counts of cloud-free observations (cf_cvg) are missing: without "
                        "them a cell that nobody saw reads 0",
                        "--observations FILE:BAND, or accept --without-counts: every 0 is then "
                        "missing");
    }
    raster.zero_is_unseen = true;
    raster.remarks.emplace_back("no counts of observations: cells of 0 are taken as not seen");
    return std::nullopt;
}

std::optional<Fault> add_radiance(ProductRaster& raster, const io::RasterInfo& file,
                                  std::size_t layer, const ProductSpec& spec) {
    const auto& info = file.layers[layer];
    const auto& own = spec.declared;
    if (!(own.scale || own.offset)) {
        if (auto fault = check_decoding(file, info)) {
            return fault;
        }
    }
    const auto how = declared_decoding(info.decoding, own);
    if (!std::isfinite(how.scale) || how.scale == 0 || !std::isfinite(how.offset)) {
        return fault_of(file, "the declared scale or offset gives no values",
                        "--scale takes any number but 0");
    }
    layers_of(raster, Role::radiance).first = RoleLayer{0, layer, how};
    if (raster.product == "DMSP-OLS") {
        dmsp_range(layers_of(raster, Role::radiance).first->decoding);
    }
    if (raster.product == "declared") {
        raster.unit = !own.unit.empty() ? own.unit : !info.unit.empty() ? info.unit : raster.unit;
        raster.floor = own.floor;
    }
    return std::nullopt;
}

std::optional<Fault> add_quality(ProductRaster& raster, const io::RasterInfo& file,
                                 const ProductSpec& spec) {
    if (spec.declared.quality.empty()) {
        return std::nullopt;
    }
    const auto band = band_of(file, spec.declared.quality);
    if (!band) {
        return band.fault();
    }
    if (spec.rules.quality.empty()) {
        return fault_of(file, "a quality band is declared, but not which of its flags are good",
                        "--quality LIST, as in --quality 0,1");
    }
    layers_of(raster, Role::quality).first = RoleLayer{0, *band, file.layers[*band].decoding};
    return std::nullopt;
}
} // namespace

Result<Rasters> recognise_bands(Infos files, const ProductSpec& spec, const ProductInfo& product) {
    const auto& file = *files.front();
    auto base = raster_of(files, product, spec);
    if (!base) {
        return base.fault();
    }
    const auto band = band_of(file, spec.declared.radiance);
    if (!band) {
        return band.fault();
    }
    const auto counts = find_counts(files, spec);
    if (!counts) {
        return counts.fault();
    }
    const auto steps = steps_of(file, *band, spec, product);
    if (!steps) {
        return steps.fault();
    }
    Rasters rasters;
    rasters.reserve(steps->size());
    for (std::size_t i = 0; i < steps->size(); ++i) {
        const auto& step = (*steps)[i];
        ProductRaster raster = *base;
        raster.period = step.period;
        if (auto fault = add_radiance(raster, file, step.layer, spec)) {
            return *std::move(fault);
        }
        if (auto fault = add_quality(raster, file, spec)) {
            return *std::move(fault);
        }
        if (auto fault = add_counts(raster, files, spec, product, *counts, i)) {
            return *std::move(fault);
        }
        rasters.push_back(std::move(raster));
    }
    return rasters;
}

Recognised recognise_cube(Infos files, const ProductSpec& spec) {
    const auto& file = *files.front();
    if (file.format != "NetCDF" || file.layer_days.empty() ||
        !base_name(file.path).ends_with("_radiance.nc") || files.size() < 2 ||
        !spec.declared.observations.empty()) {
        return std::nullopt;
    }
    auto wanted = spec;
    std::string remark;
    if (spec.product == "auto") {
        const auto first = *std::min_element(file.layer_days.begin(), file.layer_days.end());
        if (first >= to_date({2014, 1, 1}).days) {
            return fault_of(file, "it does not tell which EOG composite its months are",
                            "--product EOG-VCMCFG or --product EOG-VCMSLCFG");
        }
        wanted.product = "EOG-VCMCFG";
        remark =
            "the file does not name its configuration: taken as vcmcfg, since it begins before "
            "2014-01, the first month of vcmslcfg";
    }
    const auto* const product = find_product(wanted.product);
    if (!product->name.starts_with("EOG-VCM")) {
        return std::nullopt;
    }
    auto found = recognise_bands(files, wanted, *product);
    if (!found || remark.empty()) {
        return found;
    }
    auto rasters = std::move(found).value();
    rasters.front().remarks.push_back(remark);
    return Result<Rasters>(std::move(rasters));
}

} // namespace halflight::lights
