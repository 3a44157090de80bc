// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/conley.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <fmt/format.h>

#include "halflight/base/parallel.hpp"
#include "inputs.hpp"
#include "meat.hpp"
#include "near.hpp"

namespace halflight::stats {

namespace {

void check_places(std::span<const double> latitude, std::span<const double> longitude,
                  std::size_t rows, const ConleySpec& spec) {
    detail::check_rows("the latitude", latitude.size(), rows);
    detail::check_rows("the longitude", longitude.size(), rows);
    if (!(spec.cutoff_km > 0) || !std::isfinite(spec.cutoff_km)) {
        refuse(fmt::format("a cutoff of {} km: it must be positive", spec.cutoff_km));
    }
    for (std::size_t i = 0; i < rows; ++i) {
        if (!(latitude[i] >= -90 && latitude[i] <= 90)) {
            refuse(fmt::format("the latitude in row {} is {}: it must lie from -90 to 90", i + 1,
                               latitude[i]));
        }
        if (!(longitude[i] >= -180 && longitude[i] <= 360)) {
            refuse(fmt::format("the longitude in row {} is {}: it must lie from -180 to 360", i + 1,
                               longitude[i]));
        }
    }
}

/// Rows of equal coordinates are one place; a place's scores are their sum.
struct Places {
    std::vector<detail::Place> at; ///< ascending by latitude, then longitude
    std::vector<double> scores;    ///< by place, K each
};

Places gather(MatrixView scores, std::span<const double> latitude,
              std::span<const double> longitude, std::span<const std::size_t> rows) {
    std::vector<std::size_t> order(rows.begin(), rows.end());
    std::ranges::stable_sort(order, {},
                             [&](std::size_t i) { return std::pair(latitude[i], longitude[i]); });
    Places made;
    const std::size_t width = scores.cols;
    for (std::size_t o = 0; o < order.size(); ++o) {
        const std::size_t i = order[o];
        const bool same = o > 0 && latitude[order[o - 1]] == latitude[i] &&
                          longitude[order[o - 1]] == longitude[i];
        if (!same) {
            made.at.push_back(detail::place(latitude[i], longitude[i]));
            made.scores.resize(made.scores.size() + width);
        }
        double* sums = made.scores.data() + made.scores.size() - width;
        for (std::size_t k = 0; k < width; ++k) {
            sums[k] += scores(i, k);
        }
    }
    return made;
}

/// sum over ordered pairs of places, own pair included.
Matrix sum_pairs(const Places& places, std::size_t width, const ConleySpec& spec, int jobs) {
    constexpr std::size_t chunk = 512;
    const detail::Nearness near(places.at, spec);
    const std::size_t chunks = (places.at.size() + chunk - 1) / chunk;
    std::vector<Matrix> parts(chunks);
    for_each_index(chunks, jobs, [&](std::size_t c) {
        Matrix part(width, width);
        std::vector<double> sum(width);
        const std::size_t end = std::min(places.at.size(), (c + 1) * chunk);
        for (std::size_t i = c * chunk; i < end; ++i) {
            const double* own = places.scores.data() + i * width;
            std::transform(own, own + width, sum.begin(), [](double s) { return s / 2; });
            near.for_each_later(i, [&](std::size_t j, double weight) {
                const double* other = places.scores.data() + j * width;
                for (std::size_t k = 0; k < width; ++k) {
                    sum[k] += weight * other[k];
                }
            });
            detail::add_symmetric(part, own, sum.data(), 1, 1.0);
        }
        parts[c] = std::move(part);
    });
    Matrix meat(width, width);
    for (const Matrix& part : parts) {
        for (std::size_t i = 0; i < width * width; ++i) {
            meat.data()[i] += part.data()[i];
        }
    }
    return meat;
}

void add(Matrix& into, const Matrix& more) {
    for (std::size_t i = 0; i < into.rows() * into.cols(); ++i) {
        into.data()[i] += more.data()[i];
    }
}

} // namespace

Matrix conley_meat(MatrixView scores, std::span<const double> latitude,
                   std::span<const double> longitude, const ConleySpec& spec) {
    check_places(latitude, longitude, scores.rows, spec);
    std::vector<std::size_t> rows(scores.rows);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return sum_pairs(gather(scores, latitude, longitude, rows), scores.cols, spec, spec.jobs);
}

Matrix conley_panel_meat(MatrixView scores, std::span<const double> latitude,
                         std::span<const double> longitude, Codes unit, Codes time,
                         const ConleySpec& spec) {
    check_places(latitude, longitude, scores.rows, spec);
    detail::check_rows("the unit", unit.size(), scores.rows);
    detail::check_rows("the time", time.size(), scores.rows);
    const detail::Levels periods = detail::encode(time);
    const detail::Order by_time = detail::order_by(periods.of_row, periods.count());
    std::vector<Matrix> parts(periods.count());
    for_each_index(periods.count(), spec.jobs, [&](std::size_t t) {
        const std::vector<std::size_t> rows(by_time.rows.begin() + by_time.starts[t],
                                            by_time.rows.begin() + by_time.starts[t + 1]);
        parts[t] = sum_pairs(gather(scores, latitude, longitude, rows), scores.cols, spec, 1);
    });
    Matrix meat(scores.cols, scores.cols);
    for (const Matrix& part : parts) {
        add(meat, part);
    }
    if (spec.lags < 0) {
        refuse(fmt::format("{} serial lags: their number must not be negative", spec.lags));
    }
    // Serial pairs of different periods: Newey-West less the rows' own products.
    const Matrix serial = detail::newey_west_meat(scores, unit, periods, spec.lags);
    const Matrix own = detail::newey_west_meat(scores, unit, periods, 0);
    add(meat, serial);
    for (std::size_t i = 0; i < meat.rows() * meat.cols(); ++i) {
        meat.data()[i] -= own.data()[i];
    }
    return meat;
}

} // namespace halflight::stats
