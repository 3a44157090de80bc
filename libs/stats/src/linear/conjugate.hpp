// SPDX-License-Identifier: Apache-2.0
// conjugate.hpp - conjugate gradients for several columns side by side.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <Eigen/Core>

#include "projector.hpp"
#include "sweeps.hpp"

namespace halflight::stats::detail {

/// `Width` columns at once.
template <int Width>
class Conjugate {
  public:
    using Lanes = typename Sweeps<Width>::Lanes;
    using Sheet = typename Sweeps<Width>::Sheet;

    Conjugate(const Projector& projector, const DemeanSpec& spec, int jobs)
        : m_p(projector), m_spec(spec), m_jobs(jobs), m_sweeps(projector, jobs) {}

    /// `columns` in and out; `means` (levels x terms of the lead) if asked for.
    ProjectionEnd run(std::span<double* const> columns, Sheet* coefficients, Sheet* means) {
        m_sweeps.load(columns);
        ProjectionEnd end;
        Sheet solution(m_p.parameters(), Lanes::Zero());
        if (m_p.parameters() > 0) {
            end = solve(solution);
        }
        m_sweeps.finish(solution, means);
        if (m_p.parameters() == 0) {
            m_sweeps.finish(solution, nullptr, means); // what rounding left of large means
        }
        m_sweeps.store(columns);
        if (coefficients != nullptr) {
            *coefficients = std::move(solution);
        }
        return end;
    }

  private:
    ProjectionEnd solve(Sheet& x) {
        ProjectionEnd end;
        m_sweeps.by_kind([&]<bool Weighted, bool Plain>() { end = descend<Weighted, Plain>(x); });
        return end;
    }

    struct Progress {
        double left = 0;  ///< squared length of the column so far
        double floor = 0; ///< gains under this are rounding
        std::array<double, 5> gains{};
        bool done = false;
    };

    /// Gains are what each step took off the squared length; what further steps would take is
    /// extrapolated from the pace of the last four.
    static bool settled(Progress& lane, double gain, int step, double tolerance) {
        std::ranges::rotate(lane.gains, lane.gains.begin() + 1);
        lane.gains.back() = gain;
        lane.left -= gain;
        const double bound = std::max(tolerance * tolerance * std::max(lane.left, 0.0), lane.floor);
        if (!(gain > bound)) {
            const int back = std::min(step, 4);
            const double before = lane.gains[static_cast<std::size_t>(4 - back)];
            const double pace = back == 0 || !(before > 0)
                                    ? 0.0
                                    : std::min(std::pow(gain / before, 1.0 / back), 1 - 1e-3);
            return gain <= lane.floor || gain * pace / (1 - pace) <= bound;
        }
        return false;
    }

    /// Where conjugate gradients stand.
    struct State {
        Sheet residual = {};
        Sheet direction = {};
        Lanes energy = Lanes::Zero();
        std::array<Progress, static_cast<std::size_t>(Width)> lanes{};
        int step = 0;

        [[nodiscard]] bool done() const {
            return std::ranges::all_of(lanes, [](const Progress& lane) { return lane.done; });
        }
    };

    /// Steepest descent from x, from residuals of the rows themselves.
    template <bool Weighted, bool Plain, class Precondition>
    void restart(State& state, const Sheet& x, const Lanes& raw, const Precondition& precondition) {
        const Lanes square = m_sweeps.template press<Weighted, Plain>(
            [&](std::size_t i) {
                return Lanes(m_sweeps.rows()[i] - m_sweeps.template gather<Plain>(i, x));
            },
            state.residual);
        precondition(state.residual, state.direction);
        state.energy = product(state.residual, state.direction);
        for (int c = 0; c < Width; ++c) {
            Progress& lane = state.lanes[static_cast<std::size_t>(c)];
            lane = {.left = square[c], .floor = std::max(1e-30 * square[c], 1e-31 * raw[c])};
            lane.done = !(state.energy[c] > lane.floor);
        }
    }

    static Lanes product(const Sheet& a, const Sheet& b) {
        Lanes sum = Lanes::Zero();
        for (std::size_t at = 0; at < a.size(); ++at) {
            sum += a[at] * b[at];
        }
        return sum;
    }

    /// Directions that move no row are rounding along what levels share: a share of the energy that
    /// only these have, by preconditioner (the factor blows them up).
    static constexpr double no_row = 1e-14;
    static constexpr double no_row_of_factor = 1e-3;

    /// Steps until every column is done, or step `last`. `apply(direction, image)` multiplies by
    /// the system.
    template <class Apply, class Precondition>
    void iterate(State& state, Sheet& x, int last, const Apply& apply,
                 const Precondition& precondition, double least = no_row) {
        const std::size_t size = x.size();
        Sheet image(size);
        Sheet turned(size);
        for (; state.step < last && !state.done(); ++state.step) {
            apply(state.direction, image);
            const Lanes curvature = product(state.direction, image);
            Lanes length = Lanes::Zero();
            for (int c = 0; c < Width; ++c) {
                Progress& lane = state.lanes[static_cast<std::size_t>(c)];
                lane.done = lane.done || !(curvature[c] > least * state.energy[c]);
                length[c] = lane.done ? 0.0 : state.energy[c] / curvature[c];
            }
            for (std::size_t at = 0; at < size; ++at) {
                x[at] += length * state.direction[at];
                state.residual[at] -= length * image[at];
            }
            precondition(state.residual, turned);
            const Lanes next = product(state.residual, turned);
            Lanes ratio = Lanes::Zero();
            for (int c = 0; c < Width; ++c) {
                Progress& lane = state.lanes[static_cast<std::size_t>(c)];
                if (!lane.done) {
                    lane.done =
                        settled(lane, length[c] * state.energy[c], state.step, m_spec.tolerance);
                    ratio[c] =
                        lane.done || !(state.energy[c] > 0) ? 0.0 : next[c] / state.energy[c];
                }
            }
            for (std::size_t at = 0; at < size; ++at) {
                state.direction[at] = turned[at] + ratio * state.direction[at];
            }
            state.energy = next;
        }
    }

    template <bool Weighted, bool Plain>
    ProjectionEnd descend(Sheet& x) {
        const auto diagonal = [&](const Sheet& from, Sheet& to) {
            for (std::size_t at = 0; at < from.size(); ++at) {
                to[at] = from[at] * m_p.inverse()[at];
            }
        };
        const auto sweep = [&](const Sheet& direction, Sheet& image) {
            m_sweeps.template press<Weighted, Plain>(
                [&](std::size_t i) { return m_sweeps.template gather<Plain>(i, direction); },
                image);
        };
        State state{.residual = Sheet(x.size()), .direction = Sheet(x.size())};
        const Lanes raw = m_sweeps.template raw_squares<Weighted>();
        restart<Weighted, Plain>(state, x, raw, diagonal);
        const int patience = m_p.patience();
        const int last = m_spec.iterations;
        iterate(state, x, patience > 0 ? std::min(patience, last) : last, sweep, diagonal);
        if (!state.done() && state.step < last) {
            const System* system = m_p.system(m_jobs);
            if (system == nullptr) {
                iterate(state, x, last, sweep, diagonal);
            } else {
                written_out<Weighted, Plain>(state, x, raw, *system, diagonal);
            }
        }
        return {.iterations = state.step, .converged = state.done()};
    }

    /// On from `state` with the system written out. Its rounding is not that of the rows: residuals
    /// are then taken anew from these.
    template <bool Weighted, bool Plain, class Diagonal>
    void written_out(State& state, Sheet& x, const Lanes& raw, const System& system,
                     const Diagonal& diagonal) {
        const auto apply = [&](const Sheet& direction, Sheet& image) {
            system.multiply(direction, image);
        };
        Eigen::MatrixXd sides(static_cast<Eigen::Index>(x.size()), Width);
        const auto exact = [&](const Sheet& from, Sheet& to) {
            for (std::size_t at = 0; at < from.size(); ++at) {
                sides.row(static_cast<Eigen::Index>(at)) = from[at].matrix().transpose();
            }
            system.solve(sides);
            for (std::size_t at = 0; at < from.size(); ++at) {
                to[at] = sides.row(static_cast<Eigen::Index>(at)).transpose().array();
            }
        };
        const int last = m_spec.iterations;
        for (int round = 0; round < 2 && state.step < last; ++round) {
            if (system.factored()) {
                restart<Weighted, Plain>(state, x, raw, exact);
                iterate(state, x, last, apply, exact, no_row_of_factor);
                continue;
            }
            if (round > 0) {
                restart<Weighted, Plain>(state, x, raw, diagonal);
            }
            iterate(state, x, last, apply, diagonal);
        }
    }

    const Projector& m_p;
    const DemeanSpec& m_spec;
    int m_jobs;
    Sweeps<Width> m_sweeps;
};

} // namespace halflight::stats::detail
