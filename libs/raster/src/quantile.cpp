// SPDX-License-Identifier: Apache-2.0
// Weighted quantiles by partitioning, several at once.
#include "halflight/raster/zonal.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace halflight::raster {
namespace {

/// Sums of the same weights in another order differ by less than this share of the whole.
constexpr double rounding = 1e-12;
constexpr std::size_t small = 24;

struct Target {
    double weight; ///< what the weights up to the quantile must reach
    std::size_t place;
};

class Selection {
  public:
    Selection(std::span<float> values, std::span<double> weights, std::vector<double>& results)
        : m_values(values), m_weights(weights), m_results(results) {}

    /// Finds the targets in [begin, end), all of whose values come after weight `below`.
    void select(std::size_t begin, std::size_t end, double below, std::span<const Target> targets,
                int depth) {
        while (!targets.empty()) {
            if (end - begin <= small || depth-- == 0) {
                select_sorted(begin, end, below, targets);
                return;
            }
            const float pivot = pick_pivot(begin, end);
            const auto [less_end, less_weight] =
                part(begin, end, [pivot](float value) { return value < pivot; });
            const double less = below + less_weight;
            const auto in_less = targets.first(less_end == begin ? 0 : count_up_to(targets, less));
            if (!in_less.empty())
                select(begin, less_end, below, in_less, depth);
            targets = targets.subspan(in_less.size());
            if (targets.empty())
                return;
            const auto [equal_end, equal_weight] =
                part(less_end, end, [pivot](float value) { return value <= pivot; });
            below = less + equal_weight;
            const std::size_t here =
                equal_end == end ? targets.size() : count_up_to(targets, below);
            for (const Target& target : targets.first(here))
                m_results[target.place] = static_cast<double>(pivot);
            targets = targets.subspan(here);
            begin = equal_end;
        }
    }

  private:
    static std::size_t count_up_to(std::span<const Target> targets, double weight) noexcept {
        return static_cast<std::size_t>(
            std::ranges::count_if(targets, [&](const Target& t) { return t.weight <= weight; }));
    }

    [[nodiscard]] float middle(std::size_t a, std::size_t b, std::size_t c) const noexcept {
        const float x = m_values[a];
        const float y = m_values[b];
        const float z = m_values[c];
        return std::max(std::min(x, y), std::min(std::max(x, y), z));
    }

    /// Median of nine fixed places.
    [[nodiscard]] float pick_pivot(std::size_t begin, std::size_t end) const noexcept {
        const std::size_t step = (end - begin) / 9;
        const auto at = [&](std::size_t i) { return begin + i * step + step / 2; };
        const float x = middle(at(0), at(1), at(2));
        const float y = middle(at(3), at(4), at(5));
        const float z = middle(at(6), at(7), at(8));
        return std::max(std::min(x, y), std::min(std::max(x, y), z));
    }

    struct Part {
        std::size_t end;
        double weight;
    };
    /// Brings the values that fit to the front, without a branch on them.
    template <class F>
    Part part(std::size_t begin, std::size_t end, F&& fits) noexcept {
        float* values = m_values.data();
        double* weights = m_weights.data();
        std::size_t front = begin;
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i) {
            const float value = values[i];
            const double weight = weights[i];
            const bool fit = fits(value);
            values[i] = values[front];
            weights[i] = weights[front];
            values[front] = value;
            weights[front] = weight;
            front += fit ? 1U : 0U;
            sum += fit ? weight : 0.0;
        }
        return {front, sum};
    }

    void select_sorted(std::size_t begin, std::size_t end, double below,
                       std::span<const Target> targets) {
        std::vector<std::pair<float, double>> cells;
        cells.reserve(end - begin);
        for (std::size_t i = begin; i < end; ++i)
            cells.emplace_back(m_values[i], m_weights[i]);
        std::ranges::sort(cells, {}, &std::pair<float, double>::first);
        for (const auto& [value, weight] : cells) {
            below += weight;
            const std::size_t here = count_up_to(targets, below);
            for (const Target& target : targets.first(here))
                m_results[target.place] = static_cast<double>(value);
            targets = targets.subspan(here);
        }
        for (const Target& target : targets)
            m_results[target.place] = static_cast<double>(cells.back().first);
    }

    std::span<float> m_values;
    std::span<double> m_weights;
    std::vector<double>& m_results;
};

/// Brings cells that count to the front; how many.
std::size_t drop_missing(std::span<float> values, std::span<double> weights) noexcept {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float value = values[i];
        const double weight = weights[i];
        values[kept] = value;
        weights[kept] = weight;
        kept += !std::isnan(value) && weight > 0 ? 1U : 0U;
    }
    return kept;
}

} // namespace

std::vector<double> weighted_quantiles(std::span<float> values, std::span<double> weights,
                                       std::span<const double> probabilities) {
    if (values.size() != weights.size())
        throw Error(ErrorCode::invalid_argument, "give one weight for each value");
    for (const double probability : probabilities) {
        if (!(probability >= 0 && probability <= 1))
            throw Error(ErrorCode::invalid_argument, "a quantile's probability lies in [0, 1]");
    }
    std::vector<double> results(probabilities.size(), std::numeric_limits<double>::quiet_NaN());
    const std::size_t kept = drop_missing(values, weights);
    if (kept == 0)
        return results;
    const auto left = weights.first(kept);
    const double whole = std::accumulate(left.begin(), left.end(), 0.0);
    std::vector<Target> targets(probabilities.size());
    for (std::size_t i = 0; i < targets.size(); ++i)
        targets[i] = {(probabilities[i] - rounding) * whole, i};
    std::ranges::stable_sort(targets, {}, &Target::weight);
    const int depth = 4 * static_cast<int>(std::bit_width(kept));
    Selection(values.first(kept), left, results).select(0, kept, 0, targets, depth);
    return results;
}

} // namespace halflight::raster
