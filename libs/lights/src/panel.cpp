// SPDX-License-Identifier: Apache-2.0
#include "halflight/lights/panel.hpp"

#include "drive.hpp"

namespace halflight::lights {

PanelReport run_panel(const PanelSpec& spec, const PanelSink& sink) {
    OpenFiles files(most_open_files);
    Run run = prepare_run(spec, nullptr, files);
    sink.head(run.head);
    PanelRow row;
    drive(run, 0, files, [&](const PeriodRows& rows) {
        row.period = run.periods[rows.index].period;
        for (row.zone = 0; row.zone < rows.rows.size(); ++row.zone) {
            row.row = rows.rows[row.zone];
            sink.row(row);
        }
        if (sink.progress) {
            sink.progress(rows.index + 1, run.periods.size());
        }
    });
    return report_of(run);
}

} // namespace halflight::lights
