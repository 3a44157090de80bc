// SPDX-License-Identifier: Apache-2.0
// The panes of all rasters in one order, worked off by several threads, rows coming out by period.
#pragma once

#include "background.hpp"
#include "period_work.hpp"

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

namespace halflight::lights {

/// Sums are kept by pane and put together in the order of the panes, so that rows do not depend on
/// the threads. Few periods are under way at a time, so that memory does not grow with the stack.
class PaneQueue {
  public:
    /// Receives each period, ascending; calls do not overlap.
    using Emit = std::function<void(const PeriodRows&)>;

    PaneQueue(const Run& run, std::size_t first_period, OpenFiles& files, const PaneReader& reader,
              const Background* background, Emit emit);
    /// Throws the first error by the order of work; with skip_bad a raster that cannot be read is
    /// left out instead.
    void work_off();

  private:
    enum class Kind : std::uint8_t { pane, quantiles, finish };
    struct Task {
        Kind kind{};
        std::size_t number = 0; ///< in the order of work
        std::shared_ptr<PeriodWork> period;
        RasterWork* raster = nullptr;
        std::size_t first = 0; ///< pane among those of the plan, or first zone
        std::size_t end = 0;
    };

    void help();
    bool pull(Task& task);
    void begin_period();
    void run_task(const Task& task, PaneScratch& scratch);
    void run_pane(const Task& task, PaneScratch& scratch);
    void sum_pane(const Task& task, PaneScratch& scratch) const;
    void note_fault(RasterWork& raster, std::size_t pane, const Error& error) const;
    void panes_done(const std::shared_ptr<PeriodWork>& period, std::size_t number);
    void finish(PeriodWork& period);
    [[nodiscard]] std::vector<raster::ZoneRow> spare_rows();
    void emit_ready();
    void fail(std::size_t number);

    const Run& m_run;
    OpenFiles& m_files;
    const PaneReader& m_reader;
    const Background* m_background;
    Emit m_emit;
    std::size_t m_most_periods; ///< under way
    int m_jobs;

    std::mutex m_mutex; ///< for what follows
    std::condition_variable m_changed;
    GridPlans m_plans;
    std::deque<Task> m_urgent; ///< what ends a period goes before what begins one
    std::deque<Task> m_tasks;
    std::size_t m_next_period;
    std::size_t m_under_way = 0;
    std::size_t m_next_number = 0;
    std::size_t m_failed; ///< number of the task
    std::exception_ptr m_failure;
    std::vector<std::vector<raster::ZoneSums>> m_spare_sums;
    std::vector<std::vector<float>> m_spare_cells;
    std::vector<std::vector<raster::ZoneRow>> m_spare_rows;

    std::mutex m_emit_mutex; ///< for what follows
    std::map<std::size_t, PeriodRows> m_ready;
    std::size_t m_next_emitted;
};

} // namespace halflight::lights
