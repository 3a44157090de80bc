// SPDX-License-Identifier: Apache-2.0
#include "projector.hpp"

#include <algorithm>
#include <mutex>

namespace halflight::stats::detail {

namespace {

/// A basis vector shorter than this share of its slope is rounding.
constexpr double no_variation = 1e-20;

/// A level that keeps no more than this share beside the lead is explained by it.
constexpr double no_own_rows = 1e-10;

std::size_t most_parameters(std::span<const Dimension> dimensions) {
    std::size_t best = 0;
    for (std::size_t q = 1; q < dimensions.size(); ++q) {
        const auto size = [&](std::size_t d) {
            return dimensions[d].count * dimensions[d].terms();
        };
        best = size(q) > size(best) ? q : best;
    }
    return best;
}

} // namespace

struct Projector::Lazy {
    std::once_flag asked;
    std::optional<System> system;
};

int Projector::patience() const noexcept {
    // A pair costs about as much as reading one code of a row costs a sweep.
    const double sweeps = m_pairs / static_cast<double>(m_slots.size() + m_rows);
    return !m_plain || sweeps > 100 ? 0 : std::max(8, static_cast<int>(sweeps));
}

const System* Projector::system(int jobs) const {
    std::call_once(m_lazy->asked, [&] { m_lazy->system = System::of(*this, jobs); });
    return m_lazy->system ? &*m_lazy->system : nullptr;
}

Projector::Projector(std::span<const Dimension> dimensions, std::size_t rows,
                     std::span<const double> weights)
    : m_rows(rows) {
    const std::size_t first = most_parameters(dimensions);
    m_order = order_by(dimensions[first].levels, dimensions[first].count);
    for (std::size_t g = 0; g + 1 < m_order.starts.size(); ++g) {
        m_longest = std::max<std::size_t>(m_longest, m_order.starts[g + 1] - m_order.starts[g]);
    }
    m_lead.source = first;
    sort_dimension(m_lead, dimensions[first]);
    for (std::size_t q = 0; q < dimensions.size(); ++q) {
        if (q != first) {
            m_others.push_back({.source = q});
            sort_dimension(m_others.back(), dimensions[q]);
        }
    }
    m_plain = m_lead.plain &&
              std::ranges::all_of(m_others, [](const SortedDimension& d) { return d.plain; });
    m_slots.resize(rows * m_others.size());
    std::size_t offset = 0;
    for (std::size_t q = 0; q < m_others.size(); ++q) {
        const SortedDimension& other = m_others[q];
        for (std::size_t i = 0; i < rows; ++i) {
            m_slots[i * m_others.size() + q] =
                static_cast<std::uint32_t>(offset + other.level[i] * other.terms);
        }
        offset += other.count * other.terms;
    }
    m_inverse.resize(offset);
    cut_chunks();
    reweigh(weights);
}

void Projector::sort_dimension(SortedDimension& made, const Dimension& dimension) const {
    made.count = dimension.count;
    made.terms = dimension.terms();
    made.intercept = dimension.intercept;
    made.plain = dimension.slopes.cols == 0;
    made.level.resize(m_rows);
    made.slopes.resize(m_rows * dimension.slopes.cols);
    for (std::size_t i = 0; i < m_rows; ++i) {
        const std::size_t row = m_order.rows[i];
        made.level[i] = dimension.levels[row];
        for (std::size_t s = 0; s < dimension.slopes.cols; ++s) {
            made.slopes[i * dimension.slopes.cols + s] = dimension.slopes(row, s);
        }
    }
}

// A fixed number of chunks, whatever the threads: sums are put together chunk by chunk.
void Projector::cut_chunks() {
    const std::size_t wanted = m_rows < 32768 ? 1 : (m_inverse.size() > m_rows / 8 ? 2 : 8);
    const std::size_t levels = m_lead.count;
    std::size_t begin = 0;
    for (std::size_t c = 1; c <= wanted && begin < levels; ++c) {
        const auto border = static_cast<std::uint32_t>(m_rows * c / wanted);
        const auto place = std::ranges::lower_bound(m_order.starts, border);
        const std::size_t end =
            c == wanted ? levels : static_cast<std::size_t>(place - m_order.starts.begin());
        if (end > begin) {
            m_chunks.push_back({.first = begin, .last = std::min(end, levels)});
            begin = end;
        }
    }
}

void Projector::reweigh(std::span<const double> weights) {
    m_lazy = std::make_shared<Lazy>();
    m_weights.clear();
    if (!weights.empty()) {
        m_weights.resize(m_rows);
        for (std::size_t i = 0; i < m_rows; ++i) {
            m_weights[i] = weights[m_order.rows[i]];
        }
    }
    weigh_dimension(m_lead, true);
    auto at = m_inverse.begin();
    for (SortedDimension& other : m_others) {
        weigh_dimension(other, false);
        at = std::ranges::copy(other.inverse, at).out;
    }
    if (m_plain) {
        sharpen_inverse();
    }
}

// The diagonal of the system itself: totals of a level less what the lead's levels take of it.
// Where few rows change partners, totals alone precondition badly.
void Projector::sharpen_inverse() {
    const std::size_t width = m_others.size();
    std::vector<double> taken(m_inverse.size(), 0.0);
    std::vector<double> mass(m_inverse.size(), 0.0);
    std::vector<std::uint32_t> met;
    m_pairs = 0;
    for (std::size_t g = 0; g < m_lead.count; ++g) {
        met.clear();
        for (std::size_t i = m_order.starts[g]; i < m_order.starts[g + 1]; ++i) {
            for (std::size_t q = 0; q < width; ++q) {
                const std::uint32_t slot = m_slots[i * width + q];
                if (mass[slot] == 0) {
                    met.push_back(slot);
                }
                mass[slot] += m_weights.empty() ? 1.0 : m_weights[i];
            }
        }
        m_pairs += static_cast<double>(met.size() * (met.size() + 1) / 2);
        for (const std::uint32_t slot : met) {
            taken[slot] += mass[slot] * mass[slot] * m_lead.inverse[g];
            mass[slot] = 0;
        }
    }
    for (std::size_t s = 0; s < m_inverse.size(); ++s) {
        const double share = 1 - taken[s] * m_inverse[s];
        m_inverse[s] = share > no_own_rows ? m_inverse[s] / share : 0.0;
    }
}

void Projector::weigh_dimension(SortedDimension& d, bool leads) const {
    const auto weight = [&](std::size_t i) { return m_weights.empty() ? 1.0 : m_weights[i]; };
    d.inverse.assign(d.count * d.terms, 0.0);
    if (d.plain) {
        if (leads && m_weights.empty()) {
            for (std::size_t g = 0; g < d.count; ++g) {
                d.inverse[g] = m_order.starts[g + 1] - m_order.starts[g];
            }
        } else {
            for (std::size_t i = 0; i < m_rows; ++i) {
                d.inverse[d.level[i]] += weight(i);
            }
        }
        for (double& total : d.inverse) {
            total = 1 / total;
        }
        return;
    }
    const std::size_t slopes = d.terms - (d.intercept ? 1U : 0U);
    d.basis.assign(m_rows * d.terms, 1.0);
    d.mixing.assign(d.count * d.terms * d.terms, 0.0);
    std::vector<double> dot(d.count);
    std::vector<double> length(d.count);
    for (std::size_t j = 0; j < d.terms; ++j) {
        double* basis = d.basis.data() + j;
        const bool constant = d.intercept && j == 0;
        for (std::size_t i = 0; !constant && i < m_rows; ++i) {
            basis[i * d.terms] = d.slopes[i * slopes + j - (d.intercept ? 1U : 0U)];
        }
        std::ranges::fill(length, 0.0);
        for (std::size_t i = 0; i < m_rows; ++i) {
            length[d.level[i]] += weight(i) * basis[i * d.terms] * basis[i * d.terms];
        }
        // Twice: one pass of Gram and Schmidt leaves rounding where slopes are nearly constant.
        for (std::size_t k = 0; k < 2 * j; ++k) {
            const std::size_t before = k % j;
            std::ranges::fill(dot, 0.0);
            for (std::size_t i = 0; i < m_rows; ++i) {
                const double* row = d.basis.data() + i * d.terms;
                dot[d.level[i]] += weight(i) * row[before] * row[j];
            }
            for (std::size_t g = 0; g < d.count; ++g) {
                dot[g] *= d.inverse[g * d.terms + before];
                d.mixing[(g * d.terms + before) * d.terms + j] += dot[g];
            }
            for (std::size_t i = 0; i < m_rows; ++i) {
                double* row = d.basis.data() + i * d.terms;
                row[j] -= dot[d.level[i]] * row[before];
            }
        }
        std::ranges::fill(dot, 0.0);
        for (std::size_t i = 0; i < m_rows; ++i) {
            dot[d.level[i]] += weight(i) * basis[i * d.terms] * basis[i * d.terms];
        }
        for (std::size_t g = 0; g < d.count; ++g) {
            const bool varies = dot[g] > no_variation * length[g];
            d.inverse[g * d.terms + j] = varies ? 1 / dot[g] : 0.0;
            d.mixing[(g * d.terms + j) * d.terms + j] = varies ? 1.0 : 0.0;
        }
    }
}

} // namespace halflight::stats::detail
