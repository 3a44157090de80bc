// SPDX-License-Identifier: Apache-2.0
// product_parts.hpp - what the recognisers of products share.
#pragma once

#include "halflight/lights/product.hpp"

#include <cmath>
#include <initializer_list>

namespace halflight::lights {

using Infos = std::span<const io::RasterInfo* const>;
using Rasters = std::vector<ProductRaster>;
/// Nothing where the file is not of the recogniser's products.
using Recognised = std::optional<Result<Rasters>>;

[[nodiscard]] Recognised recognise_vnp46(Infos files, const ProductSpec& spec);
[[nodiscard]] Recognised recognise_export(Infos files, const ProductSpec& spec);
[[nodiscard]] Recognised recognise_eog(Infos files, const ProductSpec& spec);
[[nodiscard]] Recognised recognise_dmsp(Infos files, const ProductSpec& spec);
[[nodiscard]] Recognised recognise_cube(Infos files, const ProductSpec& spec);

/// A file whose bands the analyst names, with the meaning of `product`: "declared", or an EOG or
/// DMSP product whose file has a name of the analyst's own.
[[nodiscard]] Result<Rasters> recognise_bands(Infos files, const ProductSpec& spec,
                                              const ProductInfo& product);

/// "PATH: what", and the remedy.
[[nodiscard]] Fault fault_of(const io::RasterInfo& file, const std::string& what, std::string hint);
/// The name without folders, a query and ".gz".
[[nodiscard]] std::string base_name(std::string_view path);

/// The period that a name tells, and the letters that tell it.
struct NamedPeriod {
    Period period;
    std::string text;
};
/// Reads "20220501-20220531", "2022-05-31", "20220531", "A2022121", "2022_05", "202205", "2022":
/// the most exact form that stands in the name. A fault where there is none, or two that differ.
[[nodiscard]] Result<NamedPeriod> period_in_name(std::string_view name);
/// Digits as a number; the text holds digits only.
[[nodiscard]] int number_of(std::string_view digits) noexcept;

/// A raster of `product` over the file's own grid, its first layers not yet named.
[[nodiscard]] Result<ProductRaster> raster_of(Infos files, const ProductInfo& product,
                                              const ProductSpec& spec);
/// True where the file says that its data is made (an attribute "synthetic").
[[nodiscard]] bool says_synthetic(const io::RasterInfo& file);

/// The leading number of an attribute, none where it is absent or no number.
[[nodiscard]] std::optional<double> attribute_number(const io::LayerInfo& layer,
                                                     std::initializer_list<std::string_view> keys);
/// Of the file, by its name or the part of it after the last '/' or '#'.
[[nodiscard]] std::optional<std::string> file_attribute(const io::RasterInfo& file,
                                                        std::string_view key);
/// The layer whose name, or last part of a path, is `name`.
[[nodiscard]] std::optional<std::size_t> layer_named(const io::RasterInfo& file,
                                                     std::string_view name);
/// The part of a layer's name after the last '/' or ':'.
[[nodiscard]] std::string_view last_part(std::string_view name) noexcept;
/// A band number, a band description or a variable's name.
[[nodiscard]] Result<std::size_t> band_of(const io::RasterInfo& file, const std::string& band);

/// Refuses a scale of 0, and numbers that are not finite.
[[nodiscard]] std::optional<Fault> check_decoding(const io::RasterInfo& file,
                                                  const io::LayerInfo& layer);
/// Refuses a fill value that a cell may well have: between `low` and `high` as it is stored.
[[nodiscard]] std::optional<Fault> check_fill(const io::RasterInfo& file,
                                              const io::LayerInfo& layer, double low, double high);
/// Where counts of observations stand: which file, and its (first) layer.
struct Counts {
    std::size_t file = 0;
    std::size_t layer = 0;
};
/// As declared, else the companion; nothing where there is neither.
[[nodiscard]] Result<std::optional<Counts>> find_counts(Infos files, const ProductSpec& spec);
/// Digital numbers are 0 to 63; 255, or the file's own fill value, is no data.
void dmsp_range(raster::Decoding& decoding) noexcept;
/// Takes the layer of counts from `file` number `index`, cell for cell on the raster's grid.
[[nodiscard]] std::optional<Fault> take_counts(ProductRaster& raster, Infos files,
                                               std::size_t index, std::size_t layer);

[[nodiscard]] inline RoleLayers& layers_of(ProductRaster& raster, Role role) {
    return raster.layers[static_cast<std::size_t>(role)];
}

} // namespace halflight::lights
