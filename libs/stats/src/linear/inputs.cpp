// SPDX-License-Identifier: Apache-2.0
#include "inputs.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "halflight/base/error.hpp"

namespace halflight::stats::detail {

void check_rows(std::string_view what, std::size_t found, std::size_t wanted) {
    if (found != wanted) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("{} has {} rows, the outcome {}", what, found, wanted));
    }
}

void check_finite(std::span<const double> values, std::string_view name) {
    double sum = 0; // NaN or infinity anywhere shows in the sum of v * 0
    for (const double value : values) {
        sum += value * 0.0;
    }
    if (sum == 0.0) {
        return;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            refuse(fmt::format("column '{}' holds {} in row {}: every cell must be a finite "
                               "number; leave the row out",
                               name, values[i], i + 1));
        }
    }
}

void check_finite(const Columns& columns, std::size_t rows, std::string_view what) {
    if (columns.names.size() != columns.values.cols) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("{} have {} columns and {} names", what, columns.values.cols,
                                columns.names.size()));
    }
    if (columns.values.cols > 0) {
        check_rows(what, columns.values.rows, rows);
    }
    for (std::size_t c = 0; c < columns.values.cols; ++c) {
        check_finite(columns.values.column(c), columns.names[c]);
    }
}

void check_weights(std::span<const double> weights, std::size_t rows) {
    if (weights.empty()) {
        return;
    }
    check_rows("the column of weights", weights.size(), rows);
    check_finite(weights, "weights");
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!(weights[i] > 0)) {
            refuse(fmt::format("the weight in row {} is {}: weights must be positive; leave out "
                               "rows that should not count",
                               i + 1, weights[i]));
        }
    }
}

void check_effects(std::span<const FixedEffect> effects, std::size_t rows) {
    for (const FixedEffect& effect : effects) {
        check_rows("fixed effect '" + effect.name + "'", effect.codes.size(), rows);
        if (effect.slopes.cols == 0 && !effect.intercept) {
            throw Error(
                ErrorCode::invalid_argument,
                fmt::format("fixed effect '{}' has neither intercept nor slopes", effect.name));
        }
        if (effect.slopes.cols > 0) {
            check_rows("slopes of '" + effect.name + "'", effect.slopes.rows, rows);
        }
        for (std::size_t c = 0; c < effect.slopes.cols; ++c) {
            check_finite(effect.slopes.column(c),
                         fmt::format("slope {} of {}", c + 1, effect.name));
        }
    }
}

void check_structure(const ErrorStructure& structure, std::size_t rows) {
    for (const Grouping& cluster : structure.clusters) {
        check_rows("cluster '" + cluster.name + "'", cluster.codes.size(), rows);
    }
    const auto check = [&](std::string_view what, std::size_t size) {
        if (size != 0) {
            check_rows(what, size, rows);
        }
    };
    check("the unit", structure.unit.size());
    check("the time", structure.time.size());
    check("the latitude", structure.latitude.size());
    check("the longitude", structure.longitude.size());
}

void check_level(double level) {
    if (!(level > 0 && level < 1)) {
        throw Error(
            ErrorCode::invalid_argument,
            fmt::format("an interval of level {} is none: it must lie between 0 and 1", level));
    }
}

namespace {

/// In bytes, which stay near where a count of each level would not: most data have no singletons.
bool has_singletons(const Levels& levels, const std::vector<bool>& keep) {
    std::vector<unsigned char> left(levels.count(), 0);
    for (std::size_t i = 0; i < keep.size(); ++i) {
        unsigned char& count = left[levels.of_row[i]];
        count = static_cast<unsigned char>(std::min(count + (keep[i] ? 1 : 0), 2));
    }
    return std::ranges::find(left, 1) != left.end();
}

} // namespace

std::size_t mark_singletons(std::span<const Levels> levels, const std::vector<bool>& counts,
                            std::vector<bool>& keep) {
    bool any = false;
    for (std::size_t q = 0; q < levels.size(); ++q) {
        any = any || (counts[q] && has_singletons(levels[q], keep));
    }
    if (!any) {
        return 0;
    }
    std::vector<std::vector<std::uint32_t>> left;
    for (const Levels& dimension : levels) {
        left.emplace_back(dimension.count(), 0U);
        for (std::size_t i = 0; i < keep.size(); ++i) {
            left.back()[dimension.of_row[i]] += keep[i] ? 1U : 0U;
        }
    }
    const auto alone = [&](std::size_t row) {
        for (std::size_t q = 0; q < levels.size(); ++q) {
            if (counts[q] && left[q][levels[q].of_row[row]] == 1) {
                return true;
            }
        }
        return false;
    };
    std::size_t marked = 0;
    for (std::size_t before = marked + 1; before != marked;) {
        before = marked;
        for (std::size_t row = 0; row < keep.size(); ++row) {
            if (keep[row] && alone(row)) {
                keep[row] = false;
                ++marked;
                for (std::size_t q = 0; q < levels.size(); ++q) {
                    --left[q][levels[q].of_row[row]];
                }
            }
        }
    }
    return marked;
}

Sample::Sample(std::span<const FixedEffect> effects, const ErrorStructure& structure,
               std::size_t rows)
    : m_source(effects), m_structure(&structure), m_size(rows) {
    encode_effects();
}

void Sample::encode_effects() {
    m_levels.clear();
    for (std::size_t q = 0; q < m_source.size(); ++q) {
        m_levels.push_back(m_all ? encode(m_source[q].codes) : encode(m_effect_codes[q]));
    }
}

void Sample::keep_only(const std::vector<bool>& keep) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < m_size; ++i) {
        if (keep[i]) {
            rows.push_back(m_all ? i : m_rows[i]);
        }
    }
    if (rows.size() < m_size) {
        set_rows(std::move(rows));
    }
}

void Sample::arrange() {
    const auto largest = std::ranges::max_element(m_levels, {}, &Levels::count);
    if (largest == m_levels.end() || std::ranges::is_sorted(largest->of_row)) {
        return;
    }
    const Order order = order_by(largest->of_row, largest->count());
    std::vector<std::size_t> rows(m_size);
    m_ranks.resize(m_size);
    for (std::size_t i = 0; i < m_size; ++i) {
        m_ranks[i] = order.rows[i];
        rows[i] = m_all ? order.rows[i] : m_rows[order.rows[i]];
    }
    std::vector<std::vector<std::int32_t>> codes;
    for (Levels& levels : m_levels) { // the same levels in another order
        if (&levels == &*largest) {
            for (std::uint32_t g = 0; g < levels.count(); ++g) {
                std::fill(levels.of_row.begin() + order.starts[g],
                          levels.of_row.begin() + order.starts[g + 1], g);
            }
        } else {
            levels.of_row = pick<std::uint32_t>(levels.of_row, m_ranks);
        }
        std::vector<std::int32_t>& made = codes.emplace_back(m_size);
        for (std::size_t i = 0; i < m_size; ++i) {
            made[i] = levels.codes[levels.of_row[i]];
        }
    }
    choose_rows(std::move(rows), std::move(codes));
}

std::vector<double> Sample::ascending(std::vector<double> values) const {
    if (m_ranks.empty()) {
        return values;
    }
    std::vector<double> made(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        made[m_ranks[i]] = values[i];
    }
    return made;
}

std::vector<std::size_t> Sample::ascending_rows() const {
    if (m_ranks.empty()) {
        return m_rows;
    }
    std::vector<std::size_t> made(m_rows.size());
    bool all = true;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        made[m_ranks[i]] = m_rows[i];
        all = all && m_ranks[i] == m_rows[i];
    }
    return all ? std::vector<std::size_t>() : made;
}

void Sample::set_rows(std::vector<std::size_t> rows) {
    std::vector<std::vector<std::int32_t>> codes;
    for (const FixedEffect& effect : m_source) {
        codes.push_back(pick<std::int32_t>(effect.codes, rows));
    }
    choose_rows(std::move(rows), std::move(codes));
    encode_effects();
}

void Sample::choose_rows(std::vector<std::size_t> rows,
                         std::vector<std::vector<std::int32_t>> effect_codes) {
    m_rows = std::move(rows);
    m_size = m_rows.size();
    m_all = false;
    m_effect_codes = std::move(effect_codes);
    m_slopes.clear();
    for (const FixedEffect& effect : m_source) {
        m_slopes.push_back(pick(effect.slopes, m_rows));
    }
    m_cluster_codes.clear();
    for (const Grouping& cluster : m_structure->clusters) {
        const auto same = std::ranges::find_if(m_source, [&](const FixedEffect& effect) {
            return effect.codes.data() == cluster.codes.data();
        });
        m_cluster_codes.push_back(
            same == m_source.end()
                ? pick<std::int32_t>(cluster.codes, m_rows)
                : m_effect_codes[static_cast<std::size_t>(same - m_source.begin())]);
    }
    const auto some = [&]<class T>(std::span<const T> values) {
        return values.empty() ? std::vector<T>() : pick<T>(values, m_rows);
    };
    m_unit = some(m_structure->unit);
    m_time = some(m_structure->time);
    m_latitude = some(m_structure->latitude);
    m_longitude = some(m_structure->longitude);
}

std::size_t Sample::drop_singletons() {
    std::vector<bool> counts;
    for (const FixedEffect& effect : m_source) {
        counts.push_back(effect.intercept);
    }
    std::vector<bool> keep(m_size, true);
    const std::size_t marked = mark_singletons(m_levels, counts, keep);
    if (marked > 0) {
        keep_only(keep);
    }
    return marked;
}

std::vector<Dimension> Sample::dimensions() const {
    std::vector<Dimension> made;
    for (std::size_t q = 0; q < m_levels.size(); ++q) {
        made.push_back({.levels = m_levels[q].of_row,
                        .count = m_levels[q].count(),
                        .slopes = m_all ? m_source[q].slopes : m_slopes[q].view(),
                        .intercept = m_source[q].intercept});
    }
    return made;
}

std::vector<double> Sample::take(std::span<const double> values) const {
    return m_all ? std::vector<double>(values.begin(), values.end()) : pick<double>(values, m_rows);
}

Matrix Sample::take(MatrixView values) const {
    if (!m_all) {
        return pick(values, m_rows);
    }
    Matrix copy(values.rows, values.cols);
    std::copy(values.data, values.data + values.rows * values.cols, copy.data());
    return copy;
}

ErrorStructure Sample::structure() const {
    if (m_all) {
        return *m_structure;
    }
    ErrorStructure made{
        .unit = m_unit, .time = m_time, .latitude = m_latitude, .longitude = m_longitude};
    for (std::size_t g = 0; g < m_cluster_codes.size(); ++g) {
        made.clusters.push_back(
            {.name = m_structure->clusters[g].name, .codes = m_cluster_codes[g]});
    }
    return made;
}

std::vector<FixedEffect> Sample::effects() const {
    std::vector<FixedEffect> made(m_source.begin(), m_source.end());
    for (std::size_t q = 0; !m_all && q < made.size(); ++q) {
        made[q].codes = m_effect_codes[q];
        made[q].slopes = m_slopes[q].view();
    }
    return made;
}

} // namespace halflight::stats::detail
