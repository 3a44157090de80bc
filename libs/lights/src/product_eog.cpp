// SPDX-License-Identifier: Apache-2.0
// product_eog.cpp - EOG's monthly composites and annual VNL, by the parts of their names.
#include "halflight/base/text.hpp"
#include "product_parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halflight::lights {

namespace {
/// SVDNB_npp_20220501-20220531_75N060E_vcmslcfg_v10_c202206071200.avg_rade9h.tif
/// VNL_v21_npp_2013_global_vcmcfg_c202205302300.average_masked.dat.tif
struct Name {
    std::string base;
    bool annual = false;
    std::string part; ///< "avg_rade9h", "median_masked", "cf_cvg"
    std::string config, tile, version, created;
    NamedPeriod period;
};

bool all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void read_word(Name& name, std::string_view word) {
    if (word == "vcmcfg" || word == "vcmslcfg") {
        name.config = word;
    } else if (word == "global" || (word.size() == 7 && (word[2] == 'N' || word[2] == 'S'))) {
        name.tile = word;
    } else if (word.starts_with('v') && all_digits(word.substr(1))) {
        name.version = word;
    } else if (word.starts_with('c') && all_digits(word.substr(1))) {
        name.created = word.substr(1);
    }
}

/// "201204-201212" and "2013" of annual names; months have whole days.
std::optional<NamedPeriod> annual_period(std::string_view word) {
    if (word.size() == 13 && word[6] == '-' && all_digits(word.substr(0, 6)) &&
        all_digits(word.substr(7))) {
        const CivilDate first{number_of(word.substr(0, 4)), number_of(word.substr(4, 2)), 1};
        const CivilDate last{number_of(word.substr(7, 4)), number_of(word.substr(11, 2)), 1};
        if (exists(first) && exists(last) && to_date(first) <= to_date(last)) {
            return NamedPeriod{{to_date(first), add_months(to_date(last), 1)}, std::string(word)};
        }
    }
    if (word.size() == 4 && all_digits(word)) {
        return NamedPeriod{period_at(to_date({number_of(word), 1, 1}), Frequency::annual),
                           std::string(word)};
    }
    return std::nullopt;
}

std::optional<Name> read_name(const std::string& base) {
    Name name;
    name.base = base;
    name.annual = base.starts_with("VNL_");
    if (!name.annual && !base.starts_with("SVDNB_")) {
        return std::nullopt;
    }
    const auto pieces = split(base, '.');
    name.part = pieces.size() > 1 ? pieces[1] : "";
    bool dated = false;
    for (const auto word : split(pieces[0], '_')) {
        read_word(name, word);
        const auto period = name.annual ? annual_period(word) : std::nullopt;
        if (period && !dated) {
            name.period = *period;
            dated = true;
        }
    }
    if (!name.annual) {
        const auto period = period_in_name(pieces[0]);
        dated = period.ok();
        name.period = period ? *period : NamedPeriod{};
    }
    return dated ? std::optional(name) : std::nullopt;
}

std::optional<Fault> check_name(const io::RasterInfo& file, const Name& name) {
    if (name.part == "cf_cvg" || name.part == "cvg") {
        return fault_of(file, "it holds counts of observations, not radiance",
                        name.annual ? "give the .average, .median, ... file; the counts beside "
                                      "it are found by name"
                                    : "give the .avg_rade9h file; the counts beside it are "
                                      "found by name");
    }
    if (!name.annual && name.part != "avg_rade9h" && name.part != "avg_rade9") {
        return fault_of(file, fmt::format("'{}' is no layer of a monthly composite", name.part),
                        "give the .avg_rade9h (or older .avg_rade9) file");
    }
    if (!name.annual && frequency_of(name.period.period) != Frequency::month) {
        return fault_of(file, fmt::format("the name tells {}, which is no month", name.period.text),
                        "mend the name, or declare the bands: --product declared");
    }
    if (name.config.empty()) {
        return fault_of(file, "the name does not tell vcmcfg or vcmslcfg",
                        "give the file the name that EOG gave it, or say --product EOG-VCMCFG "
                        "or EOG-VCMSLCFG");
    }
    return std::nullopt;
}

/// The six tiles are 120 degrees wide and end at the equator, 75 N and 65 S.
std::optional<Fault> check_tile(const io::RasterInfo& file, const Name& name,
                                const raster::Grid& grid) {
    if (name.tile.empty() || name.tile == "global") {
        return std::nullopt;
    }
    const double north =
        number_of(std::string_view(name.tile).substr(0, 2)) * (name.tile[2] == 'S' ? -1.0 : 1.0);
    const double west =
        number_of(std::string_view(name.tile).substr(3, 3)) * (name.tile[6] == 'W' ? -1.0 : 1.0);
    const double south = north > 0 ? 0.0 : -65.0;
    const auto& lattice = grid.lattice;
    const double slack = 1.5 * lattice.cell_width_deg;
    double left = lattice.lon_of(static_cast<double>(grid.west));
    const double top = lattice.lat_of(static_cast<double>(grid.north));
    const double right = left + static_cast<double>(grid.width) * lattice.cell_width_deg;
    const double bottom = top - static_cast<double>(grid.height) * lattice.cell_height_deg;
    // The western half-cell of 75N180W lies beyond the antimeridian.
    const double turn = left - west > 180 ? -360 : 0;
    left += turn;
    if (left < west - slack || right + turn > west + 120 + slack || top > north + slack ||
        bottom < south - slack) {
        return fault_of(file,
                        fmt::format("the name tells tile {}, but its cells lie at {} to {} east, "
                                    "{} to {} north",
                                    name.tile, format_number(left, 6),
                                    format_number(right + turn, 6), format_number(bottom, 6),
                                    format_number(top, 6)),
                        "mend the name or the georeferencing");
    }
    return std::nullopt;
}

void remark_layer(ProductRaster& raster, const io::RasterInfo& file, const Name& name) {
    const auto& lattice = raster.grid.lattice;
    if (lattice.cells_per_degree == 240 && lattice.phase_x == 0) {
        raster.remarks.emplace_back(
            "cell edges lie on multiples of 1/240 degree, where EOG has its cell centres: the "
            "file was resampled or its georeferencing is half a cell off");
    }
    if (name.part.ends_with("_masked")) {
        raster.remarks.emplace_back(
            "masked layer: background and fires are set to 0 by the product");
    }
    const auto type = file.layers.front().type;
    if (type != raster::CellType::float32) {
        raster.remarks.push_back(fmt::format("radiance is stored as {}, documented as float32",
                                             raster::to_string(type)));
    }
}

std::optional<Fault> add_layers(ProductRaster& raster, Infos files, const ProductSpec& spec,
                                const Name& name) {
    const auto& file = *files.front();
    const auto& layer = file.layers.front();
    // No radiance comes near -100; a fill value there or below is one.
    for (auto fault : {check_decoding(file, layer), check_fill(file, layer, -100, 1e6)}) {
        if (fault) {
            return fault;
        }
    }
    layers_of(raster, Role::radiance).first = RoleLayer{0, 0, layer.decoding};
    const auto counts = find_counts(files, spec);
    if (!counts) {
        return counts.fault();
    }
    if (*counts) {
        return take_counts(raster, files, (*counts)->file, (*counts)->layer);
    }
    if (!spec.without_counts) {
        auto beside = name.base;
        if (const auto at = beside.find("." + name.part + "."); at != std::string::npos) {
            beside.replace(at + 1, name.part.size(), "cf_cvg");
        } else {
            beside = "the cf_cvg layer";
        }
        return fault_of(file,
                        fmt::format("the counts of cloud-free observations ({}) are missing: "
                                    "without them a cell that nobody saw reads 0",
                                    beside),
                        "put them beside it, name them with --observations FILE:BAND, or "
                        "accept --without-counts: every 0 is then missing");
    }
    raster.zero_is_unseen = true;
    raster.remarks.emplace_back("no counts of observations: cells of 0 are taken as not seen");
    return std::nullopt;
}

/// NL_STP_VIIRS.M_201401_VCMCFG_GADM-2.8-SHPZIP.tif: cut to a country by another program.
std::optional<Name> read_cut_name(const std::string& base) {
    const auto pieces = split(base, '_');
    if (pieces.size() < 5 || pieces[0] != "NL" || pieces[2] != "VIIRS.M" || pieces[3].size() != 6 ||
        (pieces[4] != "VCMCFG" && pieces[4] != "VCMSLCFG")) {
        return std::nullopt;
    }
    const auto period = period_in_name(pieces[3]);
    if (!period || frequency_of(period->period) != Frequency::month) {
        return std::nullopt;
    }
    Name name;
    name.base = base;
    name.part = "avg_rade9";
    name.config = pieces[4] == "VCMCFG" ? "vcmcfg" : "vcmslcfg";
    name.period = *period;
    return name;
}

Result<Rasters> recognise_composite(Infos files, const ProductSpec& spec, const Name& name) {
    const auto& file = *files.front();
    if (auto fault = check_name(file, name)) {
        return *std::move(fault);
    }
    const auto* const product = find_product(name.annual               ? "EOG-VNL"
                                             : name.config == "vcmcfg" ? "EOG-VCMCFG"
                                                                       : "EOG-VCMSLCFG");
    auto found = raster_of(files, *product, spec);
    if (!found) {
        return found.fault();
    }
    auto raster = std::move(found).value();
    raster.period = name.period.period;
    raster.collection = name.version;
    raster.tile = name.tile;
    raster.produced = name.created;
    if (auto fault = check_tile(file, name, raster.grid)) {
        return *std::move(fault);
    }
    if (auto fault = add_layers(raster, files, spec, name)) {
        return *std::move(fault);
    }
    remark_layer(raster, file, name);
    return Rasters{std::move(raster)};
}
} // namespace

Recognised recognise_eog(Infos files, const ProductSpec& spec) {
    const auto base = base_name(files.front()->path);
    auto name = read_name(base);
    if (!name) {
        name = read_cut_name(base);
    }
    if (!name) {
        return std::nullopt;
    }
    return recognise_composite(files, spec, *name);
}

} // namespace halflight::lights
