// SPDX-License-Identifier: Apache-2.0
// halflight/lights/panel.hpp - rasters and zones in, a panel of zone x period x statistic out.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/io/vector_file.hpp"
#include "halflight/lights/product.hpp"
#include "halflight/raster/statistic.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace halflight::lights {

/// What a run does beyond summing. The defaults change nothing; all of it stands in the metadata.
struct SignalSpec {
    /// Cells farther than this many scaled median absolute deviations from the cell's own median
    /// over the run's periods are `outlier`; absent: none. Needs at least 6 periods.
    std::optional<double> outlier_mads;
    std::string mask; ///< vector file: cells whose centre lies inside are `masked` (flares, sea)
    std::string
        background; ///< vector file of unlit areas: their median is taken off every cell, by period
    std::optional<double> floor; ///< detection floor instead of the product's own
    bool operator==(const SignalSpec&) const = default;
};

struct PanelSpec {
    io::VectorSpec zones;
    std::vector<std::string> rasters; ///< files, in any order; patterns are expanded by the caller
    ProductSpec product;
    std::vector<raster::Statistic> statistics; ///< empty: the default set
    std::optional<Period> from_to;             ///< only periods inside
    SignalSpec signal;
    raster::Earth earth = raster::Earth::wgs84;
    bool skip_bad = false; ///< leave out files that cannot be used, and list them
    int jobs = 1;
    std::filesystem::path cache; ///< folder for weights; empty: no cache
    /// What the cache may hold after an entry was written: those used longest ago are removed. The
    /// last one stays whatever its size. 0: no limit.
    std::uint64_t cache_bytes = 0;
    std::string version; ///< of the program, for the metadata
};

/// One line of a panel.
struct PanelRow {
    std::size_t zone = 0; ///< index into PanelHead::zone_ids
    Period period;
    raster::ZoneRow row;
};

struct PanelHead {
    std::vector<std::string> zone_ids;
    std::vector<std::string> zone_names; ///< may be empty
    std::vector<raster::Statistic> statistics;
    std::vector<raster::StatisticInfo> columns;
    ProductInfo product;
    std::vector<Period> periods; ///< all that the panel has, gaps included, ascending
    bool synthetic = false;
};

/// A cell and its place in its raster, from the north-west.
struct BrightCell {
    float value = 0;
    std::int32_t column = -1; ///< below 0: none
    std::int32_t row = -1;
    [[nodiscard]] bool known() const noexcept { return column >= 0; }
    bool operator==(const BrightCell&) const = default;
};
/// The brightest cell with a used value (of equal ones the north-western) in each of 4 x 4 fields
/// of equal size into which a raster is cut, row by row, among the blocks that were read.
struct BrightCells {
    static constexpr int across = 4;
    std::array<BrightCell, std::size_t{across} * across> fields{};
    void add(const BrightCells& other);
    bool operator==(const BrightCells&) const = default;
};

/// A file that gave cells to the panel. Counts are of all cells of the blocks that were read.
struct PanelInput {
    std::string path;
    std::uint64_t bytes = 0;
    std::int64_t modified_ns = 0;
    std::vector<Period> periods;
    std::string collection, tile, produced;
    raster::Grid grid;
    std::vector<std::string> remarks;
    /// Without a clear observation, whatever number stands there; 0 where the product does not
    /// tell.
    std::uint64_t unseen_cells = 0;
    std::uint64_t nan_cells = 0;        ///< no number, where the product has none such: missing
    std::uint64_t infinite_cells = 0;   ///< likewise
    std::uint64_t valued_cells = 0;     ///< with a used value; 0 where the product never saturates
    std::uint64_t saturated_cells = 0;  ///< of these, at `ProductInfo::saturation`
    std::vector<BrightCells> brightest; ///< by period
};
/// Single cells that outshine what their surroundings show in the other periods:
/// docs/lights.md has the criterion.
struct Implausible {
    std::size_t cells = 0; ///< at most one of each field and period is counted
    std::size_t looked_at = 0;
    BrightCell largest;
    Period period;      ///< of the largest
    double lon_deg = 0; ///< its centre
    double lat_deg = 0;
    double usual = 0; ///< median over the periods of the brightest cell of its field
    bool operator==(const Implausible&) const = default;
};

struct SkippedFile {
    std::string path;
    std::string reason;
};
/// What the zones are, beside their ids and names.
struct ZoneSource {
    std::string path, layer, id_field, coordinate_system;
    std::string hash; ///< SHA-256 of the file's bytes (or of the zones where it is no plain file)
    std::uint64_t bytes = 0;      ///< 0 where it is no plain file
    std::int64_t modified_ns = 0; ///< since 1970
    std::vector<std::string> remarks;
};

/// What goes beside the rows. Holds no clock time: equal inputs give equal bytes.
struct PanelReport {
    PanelHead head;
    std::vector<PanelInput> inputs;
    std::vector<SkippedFile> skipped;
    ZoneSource zones;
    std::vector<raster::ZoneFinding> zone_findings;
    std::vector<std::string> remarks; ///< gaps in periods, zones outside every raster, ...
    Implausible implausible;
    std::size_t periods_kept = 0; ///< taken over from an existing panel
    std::string anew; ///< why an existing panel was not kept; empty where there was none, or it was
};

/// Told after each period how many are done, of how many. From any thread, one at a time.
using Progress = std::function<void(std::size_t done, std::size_t all)>;

/// Rows arrive by period, then zone in the layer's order, whatever the number of threads; the head
/// before the first. Memory does not grow with the number of rasters.
struct PanelSink {
    std::function<void(const PanelHead&)> head;
    std::function<void(const PanelRow&)> row;
    Progress progress; ///< may be empty
};

/// Throws Error(io) for what cannot be read (unless skip_bad), Error(parse) for files that
/// contradict each other (a period twice, two products, two lattices), always one line with the
/// remedy.
[[nodiscard]] PanelReport run_panel(const PanelSpec& spec, const PanelSink& sink);

/// `run_panel` into a file: `.csv` (with FILE.json beside it: definitions, units, inputs, options,
/// remarks) or `.sqlite` (tables panel, zones, statistics, inputs, metadata). Where the file
/// exists, was made with equal options, zones and program version, and its inputs are unchanged
/// (size and time of change), only periods that are new are computed and appended; equal, to the
/// last byte, to a run from nothing. Nothing is half-written.
[[nodiscard]] PanelReport write_panel(const PanelSpec& spec, const std::filesystem::path& out,
                                      const Progress& progress = {});

} // namespace halflight::lights
