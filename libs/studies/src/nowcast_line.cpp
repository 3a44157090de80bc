// SPDX-License-Identifier: Apache-2.0
#include "nowcast_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

namespace halflight::studies {

namespace {

constexpr double no_slope = std::numeric_limits<double>::infinity();
/// Largest first: of equal errors the more cautious.
constexpr std::array<double, 9> penalties{no_slope, 8, 4, 2, 1, 0.5, 0.25, 0.1, 0};

struct Moments {
    double mean_x = 0;
    double mean_y = 0;
    double xx = 0;
    double xy = 0;
};

Moments moments_of(std::span<const double> x, std::span<const double> y) {
    Moments out;
    const auto n = static_cast<double>(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        out.mean_x += x[i] / n;
        out.mean_y += y[i] / n;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        out.xx += (x[i] - out.mean_x) * (x[i] - out.mean_x);
        out.xy += (x[i] - out.mean_x) * (y[i] - out.mean_y);
    }
    return out;
}

double slope_at(double xx, double xy, double penalty) {
    return std::isinf(penalty) || !(xx > 0) ? 0 : xy / (xx * (1 + penalty));
}

/// The level moves with what is left out: its share of the leverage is 1 / n.
double left_out_mse(std::span<const double> x, std::span<const double> y, const Moments& of,
                    double penalty) {
    const auto n = static_cast<double>(x.size());
    const double slope = slope_at(of.xx, of.xy, penalty);
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double away = x[i] - of.mean_x;
        const double leverage =
            1 / n +
            (std::isinf(penalty) || !(of.xx > 0) ? 0 : away * away / (of.xx * (1 + penalty)));
        const double error = (y[i] - of.mean_y - slope * away) / std::max(1e-12, 1 - leverage);
        sum += error * error;
    }
    return sum / n;
}

/// Sums of one sector without one year.
struct Sums {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    void add(const PooledPoint& point, double sign) {
        n += sign;
        x += sign * point.x;
        y += sign * point.y;
        xx += sign * point.x * point.x;
        xy += sign * point.x * point.y;
    }
    [[nodiscard]] double within_xx() const { return n > 0 ? xx - x * x / n : 0; }
    [[nodiscard]] double within_xy() const { return n > 0 ? xy - x * y / n : 0; }
};

double pooled_slope(std::span<const Sums> sums, double penalty_amount, double penalty) {
    double xx = 0;
    double xy = 0;
    for (const Sums& one : sums) {
        xx += one.within_xx();
        xy += one.within_xy();
    }
    return std::isinf(penalty) || !(xx + penalty_amount > 0) ? 0 : xy / (xx + penalty_amount);
}

/// Points from the means of their sectors, so that sums do not cancel.
std::vector<PooledPoint> centred(std::span<const PooledPoint> points, std::span<const Sums> sums) {
    std::vector<PooledPoint> out(points.begin(), points.end());
    for (PooledPoint& point : out) {
        point.x -= sums[point.sector].x / sums[point.sector].n;
        point.y -= sums[point.sector].y / sums[point.sector].n;
    }
    return out;
}

std::vector<Sums> sums_of(std::span<const PooledPoint> points, std::size_t sectors) {
    std::vector<Sums> sums(sectors);
    for (const PooledPoint& point : points) {
        sums[point.sector].add(point, 1);
    }
    return sums;
}

double pooled_mse(std::span<const PooledPoint> points, std::span<const Sums> all, double amount,
                  double penalty) {
    std::set<int> years;
    for (const PooledPoint& point : points) {
        years.insert(point.year);
    }
    double sum = 0;
    double count = 0;
    for (const int year : years) {
        std::vector<Sums> rest(all.begin(), all.end());
        for (const PooledPoint& point : points) {
            if (point.year == year) {
                rest[point.sector].add(point, -1);
            }
        }
        const double slope = pooled_slope(rest, amount, penalty);
        for (const PooledPoint& point : points) {
            const Sums& own = rest[point.sector];
            if (point.year == year && own.n > 0.5) {
                const double error = point.y - own.y / own.n - slope * (point.x - own.x / own.n);
                sum += error * error;
                count += 1;
            }
        }
    }
    return count > 0 ? sum / count : stats::undefined;
}

} // namespace

Line ridge_line(std::span<const double> x, std::span<const double> y) {
    const Moments of = moments_of(x, y);
    Line line{of.mean_x, of.mean_y, 0, no_slope, stats::undefined, x.size()};
    for (const double penalty : penalties) {
        // A fixed amount, not a share of what is left: the closed form holds for it.
        const double mse = left_out_mse(x, y, of, penalty);
        if (!(mse >= line.left_out_mse)) {
            line.left_out_mse = mse;
            line.penalty = penalty;
            line.slope = slope_at(of.xx, of.xy, penalty);
        }
    }
    return line;
}

std::vector<Line> pooled_lines(std::span<const PooledPoint> points, std::size_t sectors) {
    const std::vector<Sums> raw = sums_of(points, sectors);
    const std::vector<PooledPoint> centre = centred(points, raw);
    const std::vector<Sums> sums = sums_of(centre, sectors);
    double xx = 0;
    for (const Sums& one : sums) {
        xx += one.within_xx();
    }
    Line best{0, 0, 0, no_slope, stats::undefined, 0};
    for (const double penalty : penalties) {
        const double amount = std::isinf(penalty) ? 0 : penalty * xx;
        const double mse = pooled_mse(centre, sums, amount, penalty);
        if (!(mse >= best.left_out_mse)) {
            best.left_out_mse = mse;
            best.penalty = penalty;
            best.slope = pooled_slope(sums, amount, penalty);
        }
    }
    std::vector<Line> lines(sectors, best);
    for (std::size_t s = 0; s < sectors; ++s) {
        lines[s].mean_x = raw[s].n > 0 ? raw[s].x / raw[s].n : stats::undefined;
        lines[s].mean_y = raw[s].n > 0 ? raw[s].y / raw[s].n : stats::undefined;
        lines[s].years = static_cast<std::size_t>(raw[s].n);
    }
    return lines;
}

} // namespace halflight::studies
