// SPDX-License-Identifier: Apache-2.0
// halflight/lights/product.hpp - night-light products: what a file is, and what its cells mean.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/io/raster_file.hpp"
#include "halflight/raster/cells.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::lights {

/// What a layer of a file is used for.
enum class Role : std::uint8_t {
    radiance,     ///< the values
    observations, ///< clear observations a cell
    quality,      ///< the product's quality flag
    deviation,    ///< standard deviation of the observations
    snow,         ///< snow flag
    cloud,        ///< cloud bits
    days_since,   ///< days since the last high-quality retrieval (gap filling)
    land_water,   ///< land and water classes
    count_
};
[[nodiscard]] std::string_view to_string(Role role) noexcept;

/// View angles and snow of the composites of VNP46A3 and A4.
enum class Angle : std::uint8_t { near_nadir, off_nadir, all_angle };
/// The declared winter rule: which composite a cell is taken from.
enum class SnowRule : std::uint8_t {
    snow_free,     ///< the snow-free composite alone
    snow_covered,  ///< the snow-covered composite alone
    free_then_snow ///< snow-free where it has an observation, else snow-covered (the cell is marked
                   ///< snow)
};

/// How cells are judged. Every field stands in the panel's metadata.
struct CellRules {
    bool gap_filled = false;    ///< use values that the product filled in
    bool negative = true;       ///< keep negative radiance (noise about zero); false: cut at 0
    std::vector<int> quality;   ///< flags that are used; empty: the product's own default
    int least_observations = 1; ///< cells with fewer are `no_observation`
    int worst_cloud = 1; ///< of VNP46A1/A2 bits 6-7: 0 confident clear ... 3 confident cloudy
    Angle angle = Angle::near_nadir;
    SnowRule snow = SnowRule::free_then_snow;
    bool operator==(const CellRules&) const = default;
};

/// A layer of a file in a role. `second` is the snow-covered counterpart for
/// SnowRule::free_then_snow.
struct RoleLayer {
    std::size_t file =
        0; ///< 0 the file itself, 1.. its companions (the .cf_cvg of an EOG composite)
    std::size_t layer = 0;     ///< index into RasterInfo::layers
    raster::Decoding decoding; ///< as checked against the product's documentation
    bool operator==(const RoleLayer&) const = default;
};
struct RoleLayers {
    std::optional<RoleLayer> first;
    std::optional<RoleLayer> second;
    bool operator==(const RoleLayers&) const = default;
};

/// What is known of a product whatever the file.
struct ProductInfo {
    std::string name; ///< "VNP46A3", "EOG-VCMSLCFG", "EOG-VNL", "DMSP-OLS", "declared"
    std::string title;
    std::string value_unit; ///< "nW/cm2/sr", "DN"
    Frequency frequency{};  ///< of its periods; none where files tell
    std::optional<double>
        floor; ///< values below it are set to 0 by the product (0.5 for VNP46A3/A4)
    std::optional<double> saturation; ///< 63 for DMSP
    std::string publisher;
    std::string note; ///< what a reader must know: "a picture, not radiance"
};
[[nodiscard]] std::span<const ProductInfo> products() noexcept;
[[nodiscard]] const ProductInfo* find_product(std::string_view name) noexcept;

/// For GeoTIFF and NetCDF files that are no known product: what the analyst declares.
struct DeclaredBands {
    std::string radiance = "1"; ///< band number, band description or variable name
    std::string
        observations; ///< band of the same file; or "FILE:BAND", {} in FILE standing for the period
    std::string quality;
    std::optional<double> scale, offset, fill, floor;
    std::string unit;       ///< empty: as the file states it, else "unknown unit"
    bool synthetic = false; ///< the data is made: every output says so
    std::string note;       ///< "picture, not radiance"
    bool operator==(const DeclaredBands&) const = default;
};

struct ProductSpec {
    std::string product = "auto"; ///< or a name of `products()`
    CellRules rules;
    DeclaredBands declared;
    bool without_counts =
        false; ///< EOG without its cf_cvg file: accept, zeros become `no_observation`
};

/// One raster of a panel: a file and, for a multi-period file, a step in it.
struct ProductRaster {
    std::string path;
    std::vector<std::string> companions;
    std::string product;    ///< ProductInfo::name
    std::string collection; ///< "001", "002", "v10"; may be empty
    std::string tile;       ///< "h30v05", "75N060E"; may be empty
    std::string produced;   ///< production time as the name or file tells it; may be empty
    Period period;
    raster::Grid grid;
    std::array<RoleLayers, static_cast<std::size_t>(Role::count_)> layers;
    std::vector<std::string>
        remarks; ///< one line each: attributes that differ from the documentation, ...
    bool synthetic = false;
    [[nodiscard]] const RoleLayers& of(Role role) const {
        return layers[static_cast<std::size_t>(role)];
    }
};

/// Files that belong to `path` (`.cf_cvg.tif` beside `.avg_rade9h.tif`), that exist or must exist.
[[nodiscard]] std::vector<std::string> companions_of(const std::string& path);

/// Recognises a file by its content and its name, takes the period from the file and checks it
/// against the name, the grid from the tile number or the georeferencing. `files` are the file and
/// its companions, open. One raster a period. A fault is one line with the remedy: unknown product,
/// name and content disagree on the date or tile, a layer that is needed is missing (never silently
/// replaced), fill or scale attributes that contradict the documentation.
[[nodiscard]] Result<std::vector<ProductRaster>>
recognise(std::span<const io::RasterFile* const> files, const ProductSpec& spec);

/// The layers of one pane, as read: views by role, data null where the product has none.
struct RoleViews {
    std::array<raster::CellView, static_cast<std::size_t>(Role::count_)> first{};
    std::array<raster::CellView, static_cast<std::size_t>(Role::count_)> second{};
};

/// True where cells can be summed as they stand in the file (values, fill, range): no state to work
/// out.
[[nodiscard]] bool plain(const ProductRaster& raster, const CellRules& rules) noexcept;

/// Judged cells of a pane; memory used again and again.
struct JudgedCells {
    std::vector<float> values; ///< physical units; what stands in unused cells has no meaning
    std::vector<std::uint8_t> states; ///< raster::StateByte
    std::vector<float> observations;  ///< empty where the product has none
    std::vector<float> deviations;    ///< empty where the product has none
};
/// Works out value and state of every cell of a pane of `width` times `height`, row after row.
/// Pure. Zero never comes out of "nothing seen": such cells are `no_observation`.
void judge(const ProductRaster& raster, const CellRules& rules, const RoleViews& views,
           std::int32_t width, std::int32_t height, JudgedCells& out);

} // namespace halflight::lights
