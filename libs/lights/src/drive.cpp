// SPDX-License-Identifier: Apache-2.0
#include "drive.hpp"

#include "findings.hpp"
#include "halflight/base/text.hpp"
#include "outlier_stack.hpp"

#include <fmt/format.h>

#include <algorithm>
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
    explicit Findings(const Run& run) : m_periods(run.periods) {
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
            m_seen.push_back({m_input_of.at(raster), rows.index, tally.unseen, tally.survey});
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
        for (const Seen& seen : m_seen) {
            tell(seen, run.inputs[seen.input].input);
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
    /// What one raster showed.
    struct Seen {
        std::size_t input, period;
        std::uint64_t unseen;
        CellSurvey survey;
    };

    void tell(const Seen& seen, PanelInput& input) const {
        input.unseen_cells += seen.unseen;
        input.nan_cells += seen.survey.nan;
        input.infinite_cells += seen.survey.infinite;
        input.valued_cells += seen.survey.valued;
        input.saturated_cells += seen.survey.saturated;
        const auto at = std::ranges::find(input.periods, m_periods[seen.period].period);
        input.brightest.resize(input.periods.size());
        input.brightest[static_cast<std::size_t>(at - input.periods.begin())] =
            seen.survey.brightest;
    }

    const std::vector<RunPeriod>& m_periods;
    std::unordered_map<const RunRaster*, std::size_t> m_input_of;
    std::vector<std::pair<std::size_t, SkippedFile>> m_skipped; ///< with the period's index
    std::vector<Seen> m_seen;
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
    signal.survey = true;
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
    remark_on_cells(run);
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
    report.implausible = run.implausible;
    return report;
}

} // namespace halflight::lights
