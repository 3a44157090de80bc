// SPDX-License-Identifier: Apache-2.0
// lights_fixture.hpp - a folder for made files, and files opened, recognised, read and judged.
#pragma once

#include <gtest/gtest.h>

#include "halflight/lights/product.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace halflight::lights {

/// A folder of its own for every test.
class LightsFolder : public testing::Test {
  protected:
    LightsFolder() {
        std::string name =
            std::string(testing::UnitTest::GetInstance()->current_test_info()->test_suite_name()) +
            "." + testing::UnitTest::GetInstance()->current_test_info()->name();
        std::replace(name.begin(), name.end(), '/', '_');
        m_folder = std::filesystem::temp_directory_path() /
                   ("halflight-" + std::to_string(::getpid()) + "-" + name);
        std::filesystem::create_directories(m_folder);
    }
    ~LightsFolder() override { std::filesystem::remove_all(m_folder); }
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

  private:
    std::filesystem::path m_folder;
};

/// Folders of the real rasters, that may be absent.
inline std::filesystem::path shared_lights() {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const std::filesystem::path shared =
        named != nullptr ? std::filesystem::path(named)
                         : std::filesystem::path(HALFLIGHT_SOURCE_DIR).parent_path() / "shared";
    return shared / "data" / "lights";
}

/// Judged cells of a whole raster.
struct JudgedRaster {
    JudgedCells cells;
    std::int32_t width = 0;
    [[nodiscard]] std::size_t at(int column, int row) const {
        return static_cast<std::size_t>(row * width + column);
    }
    [[nodiscard]] float value(int column, int row) const { return cells.values[at(column, row)]; }
    [[nodiscard]] raster::CellState state(int column, int row) const {
        return static_cast<raster::CellState>(cells.states[at(column, row)] &
                                              raster::StateByte::state_bits);
    }
    [[nodiscard]] int mark(int column, int row) const {
        return cells.states[at(column, row)] & ~raster::StateByte::state_bits;
    }
    [[nodiscard]] std::size_t count(raster::CellState state) const {
        return static_cast<std::size_t>(
            std::count_if(cells.states.begin(), cells.states.end(), [&](std::uint8_t byte) {
                return static_cast<raster::CellState>(byte & raster::StateByte::state_bits) ==
                       state;
            }));
    }
};

/// A file with its companions, open and recognised.
class Opened {
  public:
    Opened(const std::filesystem::path& path, const ProductSpec& spec)
        : m_folder(path.parent_path().string() + "/"), m_rasters(Fault{}) {
        m_files.push_back(io::RasterFile::open(path.string()));
        for (const auto& companion : companions_of(path.string(), spec)) {
            m_files.push_back(io::RasterFile::open(companion));
        }
        std::vector<const io::RasterFile*> pointers;
        for (const auto& file : m_files) {
            pointers.push_back(&file);
        }
        m_rasters = recognise(std::span<const io::RasterFile* const>(pointers), spec);
    }
    [[nodiscard]] const Result<std::vector<ProductRaster>>& rasters() const { return m_rasters; }
    [[nodiscard]] const ProductRaster& raster(std::size_t i = 0) const {
        return m_rasters.value().at(i);
    }
    /// The message without the folder; empty where there is none.
    [[nodiscard]] std::string fault() const {
        if (m_rasters) {
            return "";
        }
        auto text = m_rasters.fault().message;
        for (auto at = text.find(m_folder); at != std::string::npos; at = text.find(m_folder)) {
            text.erase(at, m_folder.size());
        }
        return text;
    }
    [[nodiscard]] std::string hint() const { return m_rasters ? "" : m_rasters.fault().hint; }

    [[nodiscard]] JudgedRaster judged(const CellRules& rules, std::size_t i = 0) const {
        const auto& raster = this->raster(i);
        JudgedRaster out;
        out.width = static_cast<std::int32_t>(raster.grid.width);
        const auto height = static_cast<std::int32_t>(raster.grid.height);
        const raster::PaneWindow window{0, 0, out.width, height};
        RoleViews views;
        std::vector<io::RasterScratch> scratches(2 * raster.layers.size());
        for (std::size_t role = 0; role < raster.layers.size(); ++role) {
            const auto read = [&](const std::optional<RoleLayer>& layer, raster::CellView& view,
                                  io::RasterScratch& scratch) {
                if (layer) {
                    view = m_files.at(layer->file).read(layer->layer, window, scratch);
                }
            };
            read(raster.layers[role].first, views.first[role], scratches[2 * role]);
            read(raster.layers[role].second, views.second[role], scratches[2 * role + 1]);
        }
        judge(raster, rules, views, out.width, height, out.cells);
        return out;
    }

  private:
    std::string m_folder;
    std::vector<io::RasterFile> m_files;
    Result<std::vector<ProductRaster>> m_rasters;
};

} // namespace halflight::lights
