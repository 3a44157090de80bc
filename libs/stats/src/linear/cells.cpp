// SPDX-License-Identifier: Apache-2.0
#include "cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include <Eigen/Core>

#include "linear_parts.hpp"
#include "parameters.hpp"

namespace halflight::stats::detail {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A level with no more than this share of its mass left is explained by those before it.
constexpr double explained = 1e-10;

/// Data and cells in the order of the projector: levels of the lead are neighbours.
struct Work {
    const Partialled& data;
    const LinearSpec& spec;
    std::size_t levels = 0; ///< of the effect beside the lead
    std::size_t count = 0;  ///< cells
    std::size_t own = 0;    ///< covariates
    std::vector<std::ptrdiff_t> cell = {};

    [[nodiscard]] const Projector& projector() const { return *data.projector; }
    [[nodiscard]] std::size_t rows() const { return cell.size(); }
    [[nodiscard]] std::size_t columns() const { return own + count; }
    [[nodiscard]] std::size_t row(std::size_t i) const { return projector().places()[i]; }
    [[nodiscard]] std::size_t level(std::size_t i) const { return projector().slots()[i]; }
    [[nodiscard]] double weight(std::size_t i) const {
        return projector().weights().empty() ? 1.0 : projector().weights()[i];
    }
    [[nodiscard]] bool in_cell(std::size_t i) const { return cell[i] >= 0; }
    [[nodiscard]] std::size_t cell_of(std::size_t i) const {
        return static_cast<std::size_t>(cell[i]);
    }
};

bool fits(const LinearData& data, const LinearSpec& spec, std::size_t columns) {
    const auto plain = [](const FixedEffect& e) { return e.intercept && e.slopes.cols == 0; };
    const double work = static_cast<double>(data.outcome.size()) * static_cast<double>(columns) *
                        static_cast<double>(columns);
    return work > small_problem && data.effects.size() == 2 &&
           std::ranges::all_of(data.effects, plain) && data.endogenous.values.cols == 0 &&
           data.instruments.values.cols == 0 && spec.covariance.model == ErrorModel::clustered &&
           data.structure.clusters.size() == 1;
}

/// Cells in the projector's order, of the rows that stayed.
std::vector<std::ptrdiff_t> sorted_cells(const Cells& cells, const Partialled& data) {
    std::vector<std::ptrdiff_t> made(data.sample.size());
    for (std::size_t i = 0; i < made.size(); ++i) {
        const std::size_t row = data.projector->places()[i];
        made[i] = cells.of_row[data.sample.all() ? row : data.sample.rows()[row]];
    }
    return made;
}

/// Cross products of (levels, cells) without the lead's levels; the lower triangle.
Eigen::MatrixXd without_lead(const Work& work) {
    const std::size_t size = work.levels + work.count;
    const auto at = [](std::size_t i) { return static_cast<Eigen::Index>(i); };
    Eigen::MatrixXd made = Eigen::MatrixXd::Zero(at(size), at(size));
    std::vector<double> mass(size, 0.0);
    std::vector<std::size_t> met = {};
    const auto add = [&](std::size_t slot, double weight) {
        if (mass[slot] == 0) {
            met.push_back(slot);
        }
        mass[slot] += weight;
        made(at(slot), at(slot)) += weight;
    };
    const Projector& p = work.projector();
    for (std::size_t g = 0; g < p.lead().count; ++g) {
        met.clear();
        for (std::size_t i = p.starts()[g]; i < p.starts()[g + 1]; ++i) {
            add(work.level(i), work.weight(i));
            if (work.in_cell(i)) {
                const std::size_t slot = work.levels + work.cell_of(i);
                add(slot, work.weight(i));
                made(at(slot), at(work.level(i))) += work.weight(i);
            }
        }
        std::ranges::sort(met);
        for (auto a = met.begin(); a != met.end(); ++a) {
            const double share = mass[*a] * p.lead().inverse[g];
            for (auto b = a; b != met.end(); ++b) {
                made(at(*b), at(*a)) -= share * mass[*b];
            }
        }
        for (const std::size_t slot : met) {
            mass[slot] = 0;
        }
    }
    return made;
}

/// Without the other effect too.
struct Reduced {
    Eigen::MatrixXd cross = {}; ///< cells x cells
    RowMajor slopes = {};       ///< levels x cells: coefficients of levels for each cell's dummy
};

/// Cholesky elimination of the levels, those explained by others passed over.
Reduced eliminate_levels(Eigen::MatrixXd system, const Work& work) {
    const auto levels = static_cast<Eigen::Index>(work.levels);
    const auto count = static_cast<Eigen::Index>(work.count);
    std::vector<double> whole(work.levels, 0.0);
    for (std::size_t i = 0; i < work.rows(); ++i) {
        whole[work.level(i)] += work.weight(i);
    }
    for (Eigen::Index j = 0; j < levels; ++j) {
        const Eigen::Index rest = levels + count - j - 1;
        auto below = system.col(j).tail(rest);
        if (!(system(j, j) > explained * whole[static_cast<std::size_t>(j)])) {
            system(j, j) = 0;
            below.setZero();
            continue;
        }
        const double root = std::sqrt(system(j, j));
        system(j, j) = root;
        below /= root;
        system.bottomRightCorner(rest, rest)
            .selfadjointView<Eigen::Lower>()
            .rankUpdate(below, -1.0);
    }
    Reduced made{.cross = system.bottomRightCorner(count, count).selfadjointView<Eigen::Lower>(),
                 .slopes = system.bottomLeftCorner(count, levels).transpose()};
    for (Eigen::Index j = levels; j-- > 0;) {
        const Eigen::Index rest = levels - j - 1;
        if (system(j, j) == 0) {
            made.slopes.row(j).setZero();
            continue;
        }
        made.slopes.row(j) -=
            system.col(j).segment(j + 1, rest).transpose() * made.slopes.bottomRows(rest);
        made.slopes.row(j) /= system(j, j);
    }
    return made;
}

/// X'W v for v without the effects.
std::vector<double> against(const Work& work, std::span<const double> v) {
    std::vector<double> made(work.columns(), 0.0);
    for (std::size_t c = 0; c < work.own; ++c) {
        made[c] = dot(work.data.exogenous.column(c), v, work.data.weights);
    }
    for (std::size_t i = 0; i < work.rows(); ++i) {
        if (work.in_cell(i)) {
            made[work.own + work.cell_of(i)] += work.weight(i) * v[work.row(i)];
        }
    }
    return made;
}

/// Cross products of covariates and cells.
Matrix gram_of(const Work& work, const Eigen::MatrixXd& of_cells) {
    const std::size_t own = work.own;
    Matrix made(work.columns(), work.columns());
    const Matrix inner =
        cross(work.data.exogenous.view(), work.data.weights, work.spec.demean.jobs);
    for (std::size_t a = 0; a < own; ++a) {
        const std::vector<double> column = against(work, work.data.exogenous.column(a));
        for (std::size_t b = 0; b < work.columns(); ++b) {
            made(a, b) = b < own ? inner(a, b) : column[b];
            made(b, a) = made(a, b);
        }
    }
    for (std::size_t a = 0; a < work.count; ++a) {
        for (std::size_t b = 0; b < work.count; ++b) {
            made(own + a, own + b) =
                of_cells(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b));
        }
    }
    return made;
}

/// Lengths of the columns about their means, effects not removed.
std::vector<double> lengths_of(const Work& work) {
    std::vector<double> made = work.data.exogenous_lengths;
    std::vector<double> mass(work.count, 0.0);
    double total = 0;
    for (std::size_t i = 0; i < work.rows(); ++i) {
        total += work.weight(i);
        if (work.in_cell(i)) {
            mass[work.cell_of(i)] += work.weight(i);
        }
    }
    for (const double one : mass) {
        made.push_back(std::sqrt(one - one * one / total));
    }
    return made;
}

/// y - X b without the effects.
std::vector<double> residuals_of(const Work& work, std::span<const double> b, LinearFit& fit) {
    std::vector<double> left = work.data.outcome;
    for (std::size_t c = 0; c < work.own; ++c) {
        const std::span<const double> column = work.data.exogenous.column(c);
        for (std::size_t i = 0; i < left.size(); ++i) {
            left[i] -= column[i] * b[c];
        }
    }
    for (std::size_t i = 0; i < work.rows(); ++i) {
        left[work.row(i)] -= work.in_cell(i) ? b[work.own + work.cell_of(i)] : 0.0;
    }
    const std::array<double*, 1> columns{left.data()};
    const ProjectionEnd end = work.projector().remove(columns, work.spec.demean);
    note_end(fit, end);
    return left;
}

/// Clusters x columns: w x e summed, x without the effects.
Matrix summed_scores(const Work& work, const RowMajor& slopes, std::span<const double> e,
                     const Levels& cluster) {
    const auto own = static_cast<Eigen::Index>(work.own);
    const auto count = static_cast<Eigen::Index>(work.count);
    const Projector& p = work.projector();
    RowMajor sums = RowMajor::Zero(static_cast<Eigen::Index>(cluster.count()), own + count);
    Eigen::RowVectorXd mean(count);
    for (std::size_t g = 0; g < p.lead().count; ++g) {
        mean.setZero();
        for (std::size_t i = p.starts()[g]; i < p.starts()[g + 1]; ++i) {
            mean -= work.weight(i) * slopes.row(static_cast<Eigen::Index>(work.level(i)));
            if (work.in_cell(i)) {
                mean[work.cell[i]] += work.weight(i);
            }
        }
        mean *= p.lead().inverse[g];
        for (std::size_t i = p.starts()[g]; i < p.starts()[g + 1]; ++i) {
            const std::size_t row = work.row(i);
            const double mass = work.weight(i) * e[row];
            auto sum = sums.row(cluster.of_row[row]);
            for (Eigen::Index c = 0; c < own; ++c) {
                sum[c] += mass * work.data.exogenous(row, static_cast<std::size_t>(c));
            }
            auto of_cells = sum.tail(count);
            of_cells -= mass * (slopes.row(static_cast<Eigen::Index>(work.level(i))) + mean);
            if (work.in_cell(i)) {
                of_cells[work.cell[i]] += mass;
            }
        }
    }
    Matrix made(cluster.count(), work.columns());
    Eigen::Map<Eigen::MatrixXd>(made.data(), sums.rows(), sums.cols()) = sums;
    return made;
}

void fill(LinearFit& fit, const Work& work, const Cells& cells, const LinearData& raw,
          const ScaledFactor& factor, const RowMajor& slopes) {
    std::vector<double> b = factor.solve(against(work, work.data.outcome));
    fit.residuals = residuals_of(work, b, fit);
    const std::vector<double> more = factor.solve(against(work, fit.residuals));
    std::ranges::transform(b, more, b.begin(), std::plus());
    fit.residuals = residuals_of(work, b, fit);
    std::vector<std::string> names = raw.regressors.names;
    names.insert(names.end(), cells.names.begin(), cells.names.end());
    fit.kept.resize(names.size());
    std::iota(fit.kept.begin(), fit.kept.end(), std::size_t{0});
    check_room(work.data, names.size());
    const Levels cluster = encode(work.data.structure.clusters[0].codes);
    const Matrix summed = summed_scores(work, slopes, fit.residuals, cluster);
    const Matrix bread = factor.inverse();
    const Sandwich sandwich{.bread = bread.view(),
                            .scores = {.data = nullptr, .rows = work.rows(), .cols = names.size()},
                            .effects = {}};
    fit.covariance = covariance(sandwich, work.data.dimensions, work.data.structure,
                                work.spec.covariance, &summed);
    summarise(fit, work.data, names.size());
    tell(fit, names, b, work.spec);
    fit.residuals = work.data.sample.ascending(std::move(fit.residuals));
}

} // namespace

std::optional<LinearFit> least_squares_on_cells(const LinearData& data, const Cells& cells,
                                                const LinearSpec& spec) {
    const std::size_t columns = data.regressors.values.cols + cells.names.size();
    if (cells.names.empty() || !fits(data, spec, columns)) {
        return std::nullopt;
    }
    LinearFit fit;
    const Partialled ready = partial_out(data, spec, fit);
    Work work{.data = ready,
              .spec = spec,
              .levels = ready.projector->parameters(),
              .count = cells.names.size(),
              .own = data.regressors.values.cols,
              .cell = sorted_cells(cells, ready)};
    const double rows = static_cast<double>(work.rows());
    const auto levels = static_cast<double>(work.levels);
    const auto wide = static_cast<double>(columns);
    if (levels * (levels + wide) * (levels + wide) > rows * wide * wide) {
        return std::nullopt;
    }
    const Reduced reduced = eliminate_levels(without_lead(work), work);
    const std::vector<double> lengths = lengths_of(work);
    const std::optional<ScaledFactor> factor = ScaledFactor::of(
        gram_of(work, reduced.cross), {.collinear = spec.collinear, .lengths = lengths});
    if (!factor) {
        return std::nullopt;
    }
    fill(fit, work, cells, data, *factor, reduced.slopes);
    return fit;
}

} // namespace halflight::stats::detail
