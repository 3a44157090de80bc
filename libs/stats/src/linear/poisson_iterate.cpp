// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>

#include "halflight/base/parallel.hpp"
#include "linear_parts.hpp"
#include "poisson_parts.hpp"
#include "solve.hpp"

namespace halflight::stats::detail {

namespace {

constexpr std::size_t chunk_rows = 16384;
/// rows x columns^2 up to which steps are solved in extended precision: they mend each other.
constexpr double small_step = 2e4;
/// Log of a rate, less that of all rows, under which a row without events may be separated: of
/// masses so small effects are removed to the tolerance without their moving any more.
constexpr double vanishing = -14;
constexpr double widest = 700; ///< of a predictor that exp can take

/// Calls work(begin, end) on chunks and adds what it gives in order.
template <class Work>
double chunked(std::size_t rows, int jobs, const Work& work) {
    const std::size_t chunks = (rows + chunk_rows - 1) / chunk_rows;
    std::vector<double> parts(chunks);
    for_each_index(chunks, jobs, [&](std::size_t c) {
        parts[c] = work(c * chunk_rows, std::min(rows, (c + 1) * chunk_rows));
    });
    double total = 0;
    for (const double part : parts) {
        total += part;
    }
    return total;
}

class Iteration {
  public:
    Iteration(const PoissonRows& rows, const PoissonSpec& spec)
        : m_rows(rows), m_spec(spec), m_size(rows.y.size()), m_target(m_size), m_left(m_size),
          m_mass(m_size), m_columns(rows.x) {
        m_end.mean.resize(m_size);
        m_end.predictor.resize(m_size);
        for (std::size_t c = 0; c < rows.x.cols(); ++c) {
            m_end.kept.push_back(c);
        }
    }

    PoissonEnd run() {
        start();
        double tolerance = 1e-3;
        for (m_end.iterations = 1; m_end.iterations <= m_spec.iterations; ++m_end.iterations) {
            const double before = m_end.deviance;
            regress(tolerance);
            const double moved = take_step(before);
            const double change = std::abs(before - m_end.deviance) / (0.1 + m_end.deviance);
            const bool exact = tolerance <= 10 * m_spec.demean.tolerance || !m_projector;
            if (change < m_spec.tolerance && exact) {
                m_end.converged = true;
                m_end.suspicious = moved > 0.1 || vanishes();
                break;
            }
            // Steps converge quadratically: the one after a small change may be the last.
            tolerance = std::max(m_spec.demean.tolerance,
                                 change < 1e-5 ? 0.0 : std::min(0.1 * change, 1e-3));
        }
        m_end.iterations = std::min(m_end.iterations, m_spec.iterations);
        finish();
        return std::move(m_end);
    }

  private:
    [[nodiscard]] double weight(std::size_t i) const {
        return m_rows.weights.empty() ? 1.0 : m_rows.weights[i];
    }

    void start() {
        double events = 0;
        double mass = 0;
        for (std::size_t i = 0; i < m_size; ++i) {
            events += weight(i) * m_rows.y[i];
            mass += weight(i);
        }
        const double mean = events / mass;
        m_constant = chunked(m_size, m_spec.demean.jobs, [&](std::size_t begin, std::size_t end) {
            double sum = 0;
            for (std::size_t i = begin; i < end; ++i) {
                const double y = m_rows.y[i];
                sum += weight(i) * (y > 0 ? y * std::log(y) - y : 0.0);
            }
            return sum;
        });
        for (std::size_t i = 0; i < m_size; ++i) {
            m_end.mean[i] = (m_rows.y[i] + mean) / 2;
            m_end.predictor[i] = std::log(m_end.mean[i]);
        }
        m_end.deviance = deviance();
        find_largest();
    }

    double deviance() {
        const double fit =
            chunked(m_size, m_spec.demean.jobs, [&](std::size_t begin, std::size_t end) {
                double sum = 0;
                for (std::size_t i = begin; i < end; ++i) {
                    sum += weight(i) * (m_rows.y[i] * m_end.predictor[i] - m_end.mean[i]);
                }
                return sum;
            });
        return 2 * (m_constant - fit);
    }

    /// Working outcome and weights, less effects, on what was left of them before.
    void regress(double tolerance) {
        const bool first = m_end.iterations == 1;
        chunked(m_size, m_spec.demean.jobs, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const double mean = m_end.mean[i];
                const double target =
                    m_end.predictor[i] - m_rows.offset[i] + (m_rows.y[i] - mean) / mean;
                m_left[i] = first ? target : m_left[i] + (target - m_target[i]);
                m_target[i] = target;
                m_mass[i] = weight(i) * mean;
            }
            return 0.0;
        });
        m_end.projected = project({m_left.data()}, tolerance);
        SolveSpec solving{.collinear = first ? m_spec.collinear : 0,
                          .jobs = m_spec.demean.jobs,
                          .extended = first ? small_problem : small_step};
        std::vector<double> before;
        if (first) {
            before = lengths(m_rows.x.view(), m_mass, !m_rows.dimensions.empty());
            solving.lengths = before;
        }
        Solved solved = solve(m_columns.view(), m_left, m_mass, solving);
        if (solved.kept.empty()) {
            refuse("no regressor varies beyond the fixed effects and those before it: there is "
                   "nothing to estimate");
        }
        if (solved.kept.size() < m_columns.cols()) {
            m_end.kept = solved.kept;
            m_columns = choose(m_columns.view(), solved.kept);
        }
        m_end.slopes = std::move(solved.slopes);
        m_end.bread = std::move(solved.bread);
        m_residuals = std::move(solved.residuals);
    }

    /// `columns` and the regressors; true if the effects were removed to the tolerance.
    bool project(std::vector<double*> columns, double tolerance) {
        if (m_rows.dimensions.empty()) {
            return true;
        }
        if (!m_projector) {
            m_projector.emplace(m_rows.dimensions, m_size, m_mass);
        } else {
            m_projector->reweigh(m_mass);
        }
        for (std::size_t c = 0; c < m_columns.cols(); ++c) {
            columns.push_back(m_columns.column(c).data());
        }
        DemeanSpec spec = m_spec.demean;
        spec.tolerance = tolerance;
        return m_projector->remove(columns, spec).converged;
    }

    /// The new predictor is the target less the residual; halved towards the old one while the
    /// deviance grows. Returns by how much the predictor of a row without events moved at most.
    double take_step(double before) {
        const std::vector<double> old = m_end.predictor;
        double share = 1;
        for (int halved = 0;; ++halved) {
            chunked(m_size, m_spec.demean.jobs, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i) {
                    const double aim = m_target[i] - m_residuals[i] + m_rows.offset[i];
                    const double next = share == 1 ? aim : old[i] + share * (aim - old[i]);
                    m_end.predictor[i] = std::clamp(next, -widest, widest);
                    m_end.mean[i] = std::exp(m_end.predictor[i]);
                }
                return 0.0;
            });
            meet_events();
            m_end.deviance = deviance();
            const bool worse = !(m_end.deviance <= before * (1 + 1e-6) + 1e-8);
            if (!worse || halved == 12 || m_end.iterations == 1) {
                break;
            }
            share /= 2;
        }
        double most = 0;
        for (std::size_t i = 0; i < m_size; ++i) {
            if (m_rows.y[i] == 0) {
                most = std::max(most, std::abs(m_end.predictor[i] - old[i]));
            }
        }
        return most;
    }

    /// Some row without events has next to no rate left.
    [[nodiscard]] bool vanishes() const {
        double events = 0;
        double exposure = 0;
        double least = widest;
        for (std::size_t i = 0; i < m_size; ++i) {
            events += weight(i) * m_rows.y[i];
            exposure += weight(i) * std::exp(m_rows.offset[i]);
            if (m_rows.y[i] == 0) {
                least = std::min(least, m_end.predictor[i] - m_rows.offset[i]);
            }
        }
        return least - std::log(events / exposure) < vanishing;
    }

    /// The effects with most levels, so that the means of each sum to its events: levels of few
    /// events are what Newton's steps are slowest at.
    void meet_events() {
        if (m_largest == nullptr) {
            return;
        }
        std::vector<double> factor(m_events.size(), 0.0);
        for (std::size_t i = 0; i < m_size; ++i) {
            factor[m_largest->levels[i]] += weight(i) * m_end.mean[i];
        }
        std::vector<double> shift(m_events.size(), 0.0);
        for (std::size_t g = 0; g < factor.size(); ++g) {
            const double wanted = m_events[g] / factor[g];
            const bool clear = wanted > 1e-3 && wanted < 1e3;
            factor[g] = clear ? wanted : 1.0;
            shift[g] = clear ? std::log(wanted) : 0.0;
        }
        chunked(m_size, m_spec.demean.jobs, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                m_end.mean[i] *= factor[m_largest->levels[i]];
                m_end.predictor[i] += shift[m_largest->levels[i]];
            }
            return 0.0;
        });
    }

    void find_largest() {
        for (const Dimension& dimension : m_rows.dimensions) {
            if (dimension.intercept &&
                (m_largest == nullptr || dimension.count > m_largest->count)) {
                m_largest = &dimension;
            }
        }
        if (m_largest != nullptr) {
            m_events.assign(m_largest->count, 0.0);
            for (std::size_t i = 0; i < m_size; ++i) {
                m_events[m_largest->levels[i]] += weight(i) * m_rows.y[i];
            }
        }
    }

    /// Design and bread with the final means: the scores of the fit stand on them.
    void finish() {
        for (std::size_t i = 0; i < m_size; ++i) {
            m_mass[i] = weight(i) * m_end.mean[i];
        }
        m_end.projected = project({}, m_spec.demean.tolerance);
        m_end.bread = solve(m_columns.view(), m_left, m_mass,
                            {.collinear = 0, .jobs = m_spec.demean.jobs, .extended = small_step})
                          .bread;
        m_end.design = std::move(m_columns);
    }

    const PoissonRows& m_rows;
    const PoissonSpec& m_spec;
    std::size_t m_size;
    double m_constant = 0;
    PoissonEnd m_end = {};
    std::vector<double> m_target; ///< working outcome
    std::vector<double> m_left;   ///< of it, less effects
    std::vector<double> m_mass;   ///< working weights
    std::vector<double> m_residuals = {};
    Matrix m_columns;                     ///< regressors, less effects
    const Dimension* m_largest = nullptr; ///< of those with intercepts
    std::vector<double> m_events = {};    ///< of each of its levels
    std::optional<Projector> m_projector = {};
};

} // namespace

PoissonEnd iterate_poisson(const PoissonRows& rows, const PoissonSpec& spec) {
    return Iteration(rows, spec).run();
}

} // namespace halflight::stats::detail
