// SPDX-License-Identifier: Apache-2.0
#include "rasters.hpp"

#include "halflight/base/parallel.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/files.hpp"
#include "tiff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <numeric>

namespace halflight::simulate {

namespace {

constexpr const char* value_unit = "nW/cm2/sr";

/// A tile cut out of rows of the whole width; what lies beyond the grid repeats its last cell.
template <class Cell>
void cut(const std::vector<Cell>& strip, std::int64_t width, std::int64_t rows, std::int64_t column,
         std::vector<Cell>& tile) {
    const std::int64_t there = std::min(tiff_tile, width - column);
    for (std::int64_t row = 0; row < tiff_tile; ++row) {
        const Cell* from = strip.data() + std::min(row, rows - 1) * width + column;
        Cell* to = tile.data() + row * tiff_tile;
        std::copy_n(from, there, to);
        std::fill(to + there, to + tiff_tile, to[there - 1]);
    }
}

TiffSpec tiff_spec(const Country& country, std::size_t month, bool counts) {
    TiffSpec spec{.grid = country.grid,
                  .cells = counts ? TiffCells::uint8 : TiffCells::float32,
                  .fill = counts ? "" : format_exact(static_cast<double>(unseen)),
                  .unit = counts ? "" : value_unit,
                  .items = {{"synthetic", "1"},
                            {"title", counts ? "numbers of clear observations of a made country"
                                             : "light of a made country"},
                            {"period", to_string(country.months[month])},
                            {"seed", fmt::format("{}", country.spec.seed)}}};
    return spec;
}

} // namespace

MonthFiles month_files(const Scene& scene, std::size_t month) {
    const Country& country = scene.country();
    const MonthScene made = scene.month(month);
    const std::int64_t width = country.grid.width;
    const auto strip_cells = static_cast<std::size_t>(width * tiff_tile);
    constexpr auto tile_cells = static_cast<std::size_t>(tiff_tile * tiff_tile);
    std::vector<float> light(strip_cells);
    std::vector<std::uint8_t> clear(strip_cells);
    std::vector<float> light_tile(tile_cells);
    std::vector<std::uint8_t> clear_tile(tile_cells);
    TiffFile light_file(tiff_spec(country, month, false));
    TiffFile clear_file(tiff_spec(country, month, true));
    TiffPacker packer;
    for (std::int64_t row = 0; row < country.grid.height; row += tiff_tile) {
        const std::int64_t rows = std::min(tiff_tile, country.grid.height - row);
        const auto cells = static_cast<std::size_t>(width * rows);
        made.observe({0, row, width, rows}, std::span(light).first(cells),
                     std::span(clear).first(cells));
        for (std::int64_t column = 0; column < width; column += tiff_tile) {
            cut(light, width, rows, column, light_tile);
            light_file.add_tile(light_tile.data(), packer);
            cut(clear, width, rows, column, clear_tile);
            clear_file.add_tile(clear_tile.data(), packer);
        }
    }
    return {std::move(light_file).finish(), std::move(clear_file).finish()};
}

std::uint64_t write_rasters(const Scene& scene, const std::filesystem::path& folder, int jobs,
                            const Progress& progress) {
    const std::vector<Period>& months = scene.country().months;
    std::filesystem::create_directories(folder / "lights");
    std::vector<std::uint64_t> bytes(months.size());
    std::mutex mutex;
    std::size_t done = 0;
    for_each_index(months.size(), jobs, [&](std::size_t month) {
        const MonthFiles files = month_files(scene, month);
        const std::string name = to_string(months[month]);
        io::write_new_file(folder / "lights" / fmt::format("light_{}.tif", name), files.light);
        io::write_new_file(folder / "lights" / fmt::format("clear_{}.tif", name), files.clear);
        bytes[month] = files.light.size() + files.clear.size();
        const std::scoped_lock lock(mutex);
        if (progress) {
            progress(++done, months.size());
        }
    });
    return std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0});
}

std::string lights_tables(const Country& country) {
    const auto table = [&](const std::string& name, const std::string& zones,
                           const std::string& more) {
        return fmt::format("\n[lights.{}]\nzones = \"{}\"\nzone-id = \"id\"\n{}"
                           "rasters = [\"lights/light_*.tif\"]\nproduct = \"declared\"\n"
                           "observations = \"clear_{{}}.tif:1\"\nunit = \"{}\"\n{}"
                           "statistics = [\"mean\"]\nindicator = \"lights.{}\"\narea = \"MADE\"\n"
                           "source = \"made-lights\"\nknown-since = {}\nsynthetic = true\n"
                           "note = \"made, not observed\"\n",
                           name, zones, more, value_unit,
                           country.spec.floor > 0
                               ? fmt::format("floor = {}\n", format_exact(country.spec.floor))
                               : "",
                           name, to_string(country.months.back().end));
    };
    return table("county", "counties.geojson", "zone-name = \"name\"\n") +
           table(
               "enterprise", "enterprises.geojson",
               fmt::format("buffer-m = {}\nclaims = false\n", format_exact(country.spec.buffer_m)));
}

} // namespace halflight::simulate
