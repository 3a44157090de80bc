// SPDX-License-Identifier: Apache-2.0
// halflight/lights/product.hpp - night-light products: what a file is, and what its cells mean.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/io/raster_file.hpp"
#include "halflight/raster/cells.hpp"

#include <array>
#include <cstdint>
#include <map>
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
    /// Use values that the product filled in. VNP46A2 then gives its gap-filled layer (cells whose
    /// last good retrieval is older than the day are `gap_filled`), else the layer of the day
    /// alone.
    bool gap_filled = false;
    bool negative = true; ///< keep negative radiance (noise about zero); false: raised to 0
    /// Flags that are used; empty: the product's own default, which is
    /// - VNP46A1: 1, 2, 3 of the cloud mask's own quality (bits 4-5; 0 is poor), night cells only;
    /// - VNP46A2: high quality, 0 in collection 2; 0 and 1 (persistent, ephemeral) in collection 1;
    /// - VNP46A3, A4: 0 and 1 (1: at most 3 observations, which the sampling error tells). 2 is
    ///   `gap_filled` whatever stands here.
    std::vector<int> quality;
    int least_observations = 1; ///< cells with fewer are `no_observation`; where there are counts
    int worst_cloud = 1; ///< of VNP46A1/A2 bits 6-7: 0 confident clear ... 3 confident cloudy
    Angle angle = Angle::near_nadir;
    SnowRule snow = SnowRule::free_then_snow;
    bool operator==(const CellRules&) const = default;
};

/// A layer of a file in a role.
struct RoleLayer {
    std::size_t file =
        0; ///< 0 the file itself, 1.. its companions (the .cf_cvg of an EOG composite)
    std::size_t layer = 0;     ///< index into RasterInfo::layers
    raster::Decoding decoding; ///< as checked against the product's documentation
    bool operator==(const RoleLayer&) const = default;
};
/// `second` is the snow-covered counterpart for SnowRule::free_then_snow.
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

/// Periods that the analyst gives to files that tell none, one a file.
struct GivenPeriods {
    std::string file;            ///< CSV with the columns file and period
    std::optional<Period> first; ///< or of the first file by name: each next has the next one
    struct Given {
        Period period;
        std::uint32_t line = 0; ///< of the CSV; 0 where it came by order
    };
    std::map<std::string, Given> by_path; ///< what comes of them; see `give_periods`
    [[nodiscard]] bool any() const noexcept { return !file.empty() || first; }
    [[nodiscard]] const Given* of(const std::string& path) const {
        const auto found = by_path.find(path);
        return found == by_path.end() ? nullptr : &found->second;
    }
};

struct ProductSpec {
    std::string product = "auto"; ///< or a name of `products()`
    CellRules rules;
    DeclaredBands declared;
    bool without_counts =
        false; ///< EOG without its cf_cvg file: accept, zeros become `no_observation`
    /// Scale, offset and fill of a Black Marble file that differ from the documentation: use the
    /// file's own instead of refusing it.
    bool accept_attributes = false;
    GivenPeriods periods;
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
    std::string unit;            ///< of the values: the product's, or as declared
    std::string note;            ///< the product's, or as declared
    std::optional<double> floor; ///< the product's, or as declared
    /// The cells were judged before (an export with the quality flags applied): a value, or NaN for
    /// `no_observation`.
    bool exported = false;
    /// Counts are missing by `ProductSpec::without_counts`: 0 is `no_observation`.
    bool zero_is_unseen = false;
    [[nodiscard]] const RoleLayers& of(Role role) const {
        return layers[static_cast<std::size_t>(role)];
    }
};

/// Files that belong to `path`, to be opened with it: the `.cf_cvg` of an EOG composite, the
/// `_clouds.nc` of a monthly cube `_radiance.nc`, the file of `declared.observations`. Local ones
/// only where they exist (`recognise` says what is missing); of remote ones (http, /vsi) the name
/// that the rule gives.
[[nodiscard]] std::vector<std::string> companions_of(const std::string& path,
                                                     const ProductSpec& spec);

/// Recognises a file by its content and its name, takes the period from the file and checks it
/// against the name, the grid from the tile number or the georeferencing. `files` are the file and
/// its companions, open. One raster a period, in the file's order; a period that the file stores
/// twice comes twice, the second with a remark. A fault is one line that begins with the path, its
/// hint the remedy: unknown product, name and content disagree on the date or tile, a layer that is
/// needed is missing (never silently replaced), fill or scale attributes that contradict the
/// documentation (a remark where they are accepted). A period given for the file (`spec.periods`)
/// stands where neither name nor content tell one; one that is told must hold it.
[[nodiscard]] Result<std::vector<ProductRaster>>
recognise(std::span<const io::RasterFile* const> files, const ProductSpec& spec);
/// The same from what the files say of themselves. Pure.
[[nodiscard]] Result<std::vector<ProductRaster>>
recognise(std::span<const io::RasterInfo* const> files, const ProductSpec& spec);

/// The layers of one pane, as read: views by role, data null where the product has none.
struct RoleViews {
    std::array<raster::CellView, static_cast<std::size_t>(Role::count_)> first{};
    std::array<raster::CellView, static_cast<std::size_t>(Role::count_)> second{};
};

/// True where cells can be summed as they stand in the file (values, fill, range, NaN): no state to
/// work out that a statistic of values would see.
[[nodiscard]] bool plain(const ProductRaster& raster, const CellRules& rules) noexcept;

/// Judged cells of a pane; memory used again and again.
struct JudgedCells {
    std::vector<float> values; ///< physical units; what stands in unused cells has no meaning
    std::vector<std::uint8_t> states; ///< raster::StateByte
    std::vector<float> observations;  ///< empty where the product has none
    std::vector<float> deviations;    ///< empty where the product has none
};
/// Works out value and state of every cell of a pane of `width` times `height`, row after row.
/// Pure; no memory is taken once `out` has had this size. Zero never comes out of "nothing seen":
/// such cells are `no_observation`. `rules` are those that `recognise` saw.
///
/// A value below `raster.floor` that is 0 is marked `censored`. A value at
/// `ProductInfo::saturation` is observed: the truth is that or more. A view that `raster` names but
/// `views` lacks throws Error(invalid_argument).
void judge(const ProductRaster& raster, const CellRules& rules, const RoleViews& views,
           std::int32_t width, std::int32_t height, JudgedCells& out);

} // namespace halflight::lights
