// SPDX-License-Identifier: Apache-2.0
#include "drive.hpp"

#include "halflight/base/text.hpp"
#include "outlier_stack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

namespace halflight::lights {

namespace {

/// Weights of the polygons of a mask, never cached: they are few.
raster::ZoneWeights weights_of(const std::string& path, const raster::Lattice& lattice) {
    io::VectorSpec spec;
    spec.path = path;
    spec.numbered = true;
    const raster::ZoneLayer layer = raster::prepare_zones(io::read_zones(spec).zones);
    return raster::cover(lattice, layer.zones);
}

/// What comes to light while panes are worked off; told when all are done, since workers look at
/// the run meanwhile.
class Findings {
  public:
    explicit Findings(const Run& run) {
        for (std::size_t i = 0; i < run.inputs.size(); ++i) {
            for (const RunRaster& raster : run.inputs[i].rasters) {
                m_input_of[&raster] = i;
            }
        }
    }

    void take(const PeriodRows& rows) {
        for (const SkippedFile& file : rows.skipped) {
            m_skipped.emplace_back(rows.index, file);
        }
        for (const auto& [raster, tally] : rows.tallies) {
            m_unseen[m_input_of.at(raster)] += tally.unseen;
            if (tally.outliers > 0 &&
                (m_outliers.outliers == 0 || tally.largest_outlier > m_outliers.largest_outlier)) {
                m_period_of_largest = rows.index;
            }
            m_outliers.add(tally);
        }
    }

    void tell(Run& run) const {
        for (const auto& [period, file] : m_skipped) {
            run.remarks.push_back(fmt::format("{} lacks '{}', which was skipped",
                                              to_string(run.periods[period].period), file.path));
            run.skipped.push_back(file);
        }
        for (const auto& [input, unseen] : m_unseen) {
            run.inputs[input].input.unseen_cells = unseen;
        }
        if (m_outliers.outliers > 0) {
            run.remarks.push_back(
                fmt::format("{} cells were left out as outliers, the largest of {} in {}",
                            format_number(static_cast<double>(m_outliers.outliers)),
                            format_number(static_cast<double>(m_outliers.largest_outlier), 6),
                            to_string(run.periods[m_period_of_largest].period)));
        }
    }

  private:
    std::unordered_map<const RunRaster*, std::size_t> m_input_of;
    std::vector<std::pair<std::size_t, SkippedFile>> m_skipped; ///< with the period's index
    std::map<std::size_t, std::uint64_t> m_unseen;              ///< by input
    CellTally m_outliers;
    std::size_t m_period_of_largest = 0;
};

/// Files that gave nothing are no inputs.
void drop_lost_inputs(Run& run) {
    for (const SkippedFile& file : run.skipped) {
        const auto lost = std::ranges::count(run.skipped, file.path, &SkippedFile::path);
        std::erase_if(run.inputs, [&](const RunInput& input) {
            return input.input.path == file.path &&
                   static_cast<std::size_t>(lost) >= input.input.periods.size();
        });
    }
}

} // namespace

void drive(Run& run, std::size_t first_period, OpenFiles& files, const PaneQueue::Emit& emit) {
    const SignalSpec& spec = run.spec.signal;
    Signal signal;
    if (!spec.mask.empty()) {
        signal.mask.emplace(weights_of(spec.mask, run.lattice));
    }
    OutlierBounds bounds;
    if (spec.outlier_mads) {
        bounds = bounds_of_stack(run, *spec.outlier_mads, files);
        signal.outliers = &bounds;
    }
    std::optional<Background> background;
    if (!spec.background.empty()) {
        background.emplace(run, weights_of(spec.background, run.lattice));
    }
    const PaneReader reader(run.spec.product.rules, run.wanted, std::move(signal));
    Findings findings(run);
    PaneQueue queue(run, first_period, files, reader, background ? &*background : nullptr,
                    [&](const PeriodRows& rows) {
                        emit(rows);
                        findings.take(rows);
                    });
    queue.work_off();
    findings.tell(run);
    drop_lost_inputs(run);
    remark_on_unseen(run);
}

void remark_on_unseen(Run& run) {
    std::uint64_t unseen = 0;
    for (const RunInput& input : run.inputs) {
        unseen += input.input.unseen_cells;
    }
    if (unseen > 0) {
        run.remarks.push_back(fmt::format("{} cells have no clear observation: they are missing, "
                                          "whatever number stands there",
                                          format_number(static_cast<double>(unseen))));
    }
}

PanelReport report_of(const Run& run) {
    PanelReport report;
    report.head = run.head;
    for (const RunInput& input : run.inputs) {
        report.inputs.push_back(input.input);
    }
    report.skipped = run.skipped;
    report.zones = run.zones.source;
    report.zone_findings = run.zones.findings;
    report.remarks = run.remarks;
    return report;
}

} // namespace halflight::lights
