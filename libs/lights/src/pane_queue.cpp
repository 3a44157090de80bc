// SPDX-License-Identifier: Apache-2.0
#include "pane_queue.hpp"

#include <algorithm>
#include <limits>
#include <thread>

namespace halflight::lights {

namespace {

constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
constexpr std::size_t zones_in_chunk = 32;

} // namespace

PaneQueue::PaneQueue(const Run& run, std::size_t first_period, OpenFiles& files,
                     const PaneReader& reader, const Background* background, Emit emit)
    : m_run(run), m_files(files), m_reader(reader), m_background(background),
      m_emit(std::move(emit)), m_jobs(std::max(1, run.spec.jobs)),
      m_plans(run.zones.weights, run.spec.earth, !run.probabilities.empty(), m_jobs),
      m_next_period(first_period), m_failed(never), m_next_emitted(first_period) {
    // The gathered cells of quantiles take as much memory as a raster: no more than need be.
    m_most_periods = static_cast<std::size_t>(m_jobs) + (run.probabilities.empty() ? 1 : 0);
}

void PaneQueue::work_off() {
    {
        std::vector<std::jthread> helpers;
        for (int i = 1; i < m_jobs; ++i) {
            helpers.emplace_back([this] { help(); });
        }
        help();
    }
    if (m_failure) {
        std::rethrow_exception(m_failure);
    }
}

void PaneQueue::help() {
    PaneScratch scratch;
    for (Task task; pull(task);) {
        try {
            run_task(task, scratch);
        } catch (...) {
            fail(task.number);
        }
        task = {};
    }
}

void PaneQueue::fail(std::size_t number) {
    const std::scoped_lock lock(m_mutex);
    if (number < m_failed) {
        m_failed = number;
        m_failure = std::current_exception();
    }
    m_changed.notify_all();
}

/// Tasks are handed out in the order of work: when one fails, all before it are under way.
bool PaneQueue::pull(Task& task) {
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (m_failed != never) {
            return false;
        }
        if (m_urgent.empty() && m_tasks.empty() && m_next_period < m_run.periods.size() &&
            m_under_way < m_most_periods) {
            try {
                begin_period();
            } catch (...) {
                m_failed = m_next_number;
                m_failure = std::current_exception();
                m_changed.notify_all();
                return false;
            }
        }
        std::deque<Task>& from = m_urgent.empty() ? m_tasks : m_urgent;
        if (!from.empty()) {
            task = std::move(from.front());
            from.pop_front();
            return true;
        }
        if (m_next_period == m_run.periods.size() && m_under_way == 0) {
            return false;
        }
        m_changed.wait(lock);
    }
}

void PaneQueue::begin_period() {
    const auto period = std::make_shared<PeriodWork>();
    period->index = m_next_period;
    const RunPeriod& source = m_run.periods[m_next_period];
    for (const RunRaster* raster : source.rasters) {
        RasterWork& work = period->rasters.emplace_back();
        work.source = raster;
        work.plan = m_plans.get(raster->layout);
        work.panes_left = work.plan->panes();
        if (!m_spare_sums.empty()) {
            work.sums = std::move(m_spare_sums.back());
            m_spare_sums.pop_back();
        }
        work.sums.resize(work.plan->sum_begin.back());
        if (!m_run.probabilities.empty()) {
            if (!m_spare_cells.empty()) {
                work.gathered = std::move(m_spare_cells.back());
                m_spare_cells.pop_back();
            }
            work.gathered.resize(work.plan->zones.cell_begin().back());
        }
        for (std::size_t i = 0; i < work.plan->panes(); ++i) {
            m_tasks.push_back({Kind::pane, m_next_number++, period, &work, i, i + 1});
        }
    }
    period->left = m_tasks.size();
    if (m_tasks.empty()) {
        m_tasks.push_back({Kind::finish, m_next_number++, period, nullptr, 0, 0});
    }
    ++m_next_period;
    ++m_under_way;
    m_changed.notify_all();
}

void PaneQueue::run_task(const Task& task, PaneScratch& scratch) {
    switch (task.kind) {
    case Kind::pane:
        run_pane(task, scratch);
        if (--task.period->left == 0) {
            panes_done(task.period, task.number);
        }
        break;
    case Kind::quantiles:
        work_out_quantiles(m_run, *task.period, task.first, task.end);
        if (--task.period->left == 0) {
            finish(*task.period);
        }
        break;
    case Kind::finish:
        finish(*task.period);
        break;
    }
}

void PaneQueue::run_pane(const Task& task, PaneScratch& scratch) {
    RasterWork& raster = *task.raster;
    try {
        sum_pane(task, scratch);
    } catch (const Error& error) {
        if (!m_run.spec.skip_bad) {
            throw;
        }
        note_fault(raster, task.first, error);
    }
    const std::scoped_lock lock(raster.mutex);
    raster.tally.add(scratch.tally);
    if (--raster.panes_left == 0) {
        raster.open.reset();
    }
}

void PaneQueue::note_fault(RasterWork& raster, std::size_t pane, const Error& error) const {
    const std::scoped_lock lock(raster.mutex);
    if (!raster.fault || pane < raster.fault->pane) {
        raster.fault = RasterFault{pane, error.code(), error.what()};
    }
}

void PaneQueue::sum_pane(const Task& task, PaneScratch& scratch) const {
    RasterWork& raster = *task.raster;
    const OpenRaster* open = nullptr;
    {
        const std::scoped_lock lock(raster.mutex);
        if (raster.fault && raster.fault->pane < task.first) {
            return; // the raster is left out anyway, and this cannot change the reason
        }
        if (!raster.open) {
            raster.open = open_raster(*raster.source, m_files);
        }
        open = &*raster.open;
    }
    if (m_background != nullptr) {
        std::call_once(task.period->background_once, [&] {
            task.period->background =
                m_background->of_period(m_run.periods[task.period->index], m_files, scratch);
        });
    }
    const GridPlan& plan = *raster.plan;
    const std::uint32_t pane = plan.zones.panes()[task.first];
    const raster::PaneWindow window = raster::window_of(plan.zones.layout(), pane);
    const raster::PaneCells cells = m_reader.read(*open, window, task.period->background, scratch);
    const std::size_t begin = plan.sum_begin[task.first];
    const std::size_t count = plan.sum_begin[task.first + 1] - begin;
    plan.zones.accumulate(pane, cells, m_run.wanted, std::span(raster.sums).subspan(begin, count));
    if (!raster.gathered.empty()) {
        plan.zones.gather(pane, cells, raster.gathered);
    }
}

void PaneQueue::panes_done(const std::shared_ptr<PeriodWork>& period, std::size_t number) {
    const std::size_t each = m_run.probabilities.size();
    const std::size_t zones = m_run.areas_km2.size();
    if (each == 0 || zones == 0) {
        finish(*period);
        return;
    }
    period->quantiles.resize(zones * each);
    period->left = (zones + zones_in_chunk - 1) / zones_in_chunk;
    const std::scoped_lock lock(m_mutex);
    for (std::size_t first = 0; first < zones; first += zones_in_chunk) {
        m_urgent.push_back({Kind::quantiles, number, period, nullptr, first,
                            std::min(first + zones_in_chunk, zones)});
    }
    m_changed.notify_all();
}

void PaneQueue::finish(PeriodWork& period) {
    PeriodRows rows = finish_period(m_run, period, spare_rows());
    {
        const std::scoped_lock lock(m_mutex);
        for (RasterWork& raster : period.rasters) {
            m_spare_sums.push_back(std::move(raster.sums));
            if (!raster.gathered.empty()) {
                m_spare_cells.push_back(std::move(raster.gathered));
            }
        }
    }
    const std::scoped_lock lock(m_emit_mutex);
    m_ready.emplace(rows.index, std::move(rows));
    emit_ready();
}

std::vector<raster::ZoneRow> PaneQueue::spare_rows() {
    const std::scoped_lock lock(m_mutex);
    if (m_spare_rows.empty()) {
        return {};
    }
    std::vector<raster::ZoneRow> rows = std::move(m_spare_rows.back());
    m_spare_rows.pop_back();
    return rows;
}

void PaneQueue::emit_ready() {
    for (auto next = m_ready.find(m_next_emitted); next != m_ready.end();
         next = m_ready.find(m_next_emitted)) {
        m_emit(next->second);
        std::vector<raster::ZoneRow> rows = std::move(next->second.rows);
        m_ready.erase(next);
        ++m_next_emitted;
        const std::scoped_lock lock(m_mutex);
        m_spare_rows.push_back(std::move(rows));
        --m_under_way;
        m_changed.notify_all();
    }
}

} // namespace halflight::lights
