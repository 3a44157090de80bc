// SPDX-License-Identifier: Apache-2.0
#include "system.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>

#include <Eigen/SparseCholesky>

#include "halflight/base/parallel.hpp"
#include "projector.hpp"

namespace halflight::stats::detail {

namespace {

constexpr std::size_t blocks = 16;
/// Multiplications of a factor for each row and effect beside the lead, at most: some ten sweeps.
constexpr double factor_work = 16;
/// What is added to the diagonal, as a share of a level's mass: levels are determined up to a
/// constant for each component only, and a pivot that should be zero is the rounding of long
/// chains.
constexpr double regular = 1e-9;

/// Mass of each slot in each lead level where it occurs: by lead level, slots ascending, and where
/// a slot's entries stand in that.
struct Incidence {
    std::vector<std::size_t> starts = {}; ///< of lead levels
    std::vector<std::uint32_t> slot = {};
    std::vector<double> mass = {};
    std::vector<std::size_t> slot_starts = {};
    std::vector<std::uint32_t> group = {}; ///< lead levels of each slot, ascending
    std::vector<std::size_t> place = {};   ///< of the slot among the entries of that level
};

double weight_of(const Projector& p, std::size_t row) {
    return p.weights().empty() ? 1.0 : p.weights()[row];
}

Incidence incidence_of(const Projector& p) {
    const std::size_t width = p.others().size();
    Incidence made;
    std::vector<double> mass(p.parameters(), 0.0);
    made.starts.push_back(0);
    made.slot_starts.assign(p.parameters() + 1, 0);
    for (std::size_t g = 0; g < p.lead().count; ++g) {
        for (std::size_t i = p.starts()[g]; i < p.starts()[g + 1]; ++i) {
            for (std::size_t q = 0; q < width; ++q) {
                const std::uint32_t slot = p.slots()[i * width + q];
                if (mass[slot] == 0) {
                    made.slot.push_back(slot);
                }
                mass[slot] += weight_of(p, i);
            }
        }
        const auto own = std::span(made.slot).subspan(made.starts.back());
        std::ranges::sort(own);
        for (const std::uint32_t slot : own) {
            made.mass.push_back(mass[slot]);
            mass[slot] = 0;
            ++made.slot_starts[slot + 1];
        }
        made.starts.push_back(made.slot.size());
    }
    std::partial_sum(made.slot_starts.begin(), made.slot_starts.end(), made.slot_starts.begin());
    std::vector<std::size_t> next(made.slot_starts.begin(), made.slot_starts.end() - 1);
    made.group.resize(made.slot.size());
    made.place.resize(made.slot.size());
    for (std::size_t g = 0; g < p.lead().count; ++g) {
        for (std::size_t at = made.starts[g]; at < made.starts[g + 1]; ++at) {
            const std::size_t to = next[made.slot[at]]++;
            made.group[to] = static_cast<std::uint32_t>(g);
            made.place[to] = at;
        }
    }
    return made;
}

/// Rows of each level of the others but the last, by slot: what two of them share.
struct Shared {
    std::vector<Order> rows = {};
    std::vector<std::size_t> offsets = {};
};

Shared shared_of(const Projector& p) {
    Shared made;
    std::size_t offset = 0;
    for (std::size_t q = 0; q < p.others().size(); ++q) {
        made.offsets.push_back(offset);
        offset += p.others()[q].count;
        if (q + 1 < p.others().size()) {
            made.rows.push_back(order_by(p.others()[q].level, p.others()[q].count));
        }
    }
    return made;
}

/// Rows of the matrix from the diagonal on.
class Rows {
  public:
    Rows(const Projector& p, const Incidence& met, const Shared& shared)
        : m_p(p), m_met(met), m_shared(shared), m_sum(p.parameters()),
          m_seen(p.parameters(), false) {}

    std::vector<double> diagonal = {};
    std::vector<std::size_t> sizes = {};
    std::vector<std::uint32_t> slots = {};
    std::vector<double> values = {};

    void add(std::uint32_t slot, double total) {
        m_touched.clear();
        put(slot, total);
        add_shared(slot);
        for (std::size_t at = m_met.slot_starts[slot]; at < m_met.slot_starts[slot + 1]; ++at) {
            const std::size_t g = m_met.group[at];
            const std::size_t own = m_met.place[at];
            const double share = m_met.mass[own] * m_p.lead().inverse[g];
            for (std::size_t other = own; other < m_met.starts[g + 1]; ++other) {
                put(m_met.slot[other], -share * m_met.mass[other]);
            }
        }
        std::ranges::sort(m_touched);
        diagonal.push_back(m_sum[slot]);
        sizes.push_back(m_touched.size() - 1);
        for (const std::uint32_t one : m_touched) {
            if (one != slot) {
                slots.push_back(one);
                values.push_back(m_sum[one]);
            }
            m_seen[one] = false;
        }
    }

  private:
    void put(std::uint32_t slot, double value) {
        if (!m_seen[slot]) {
            m_seen[slot] = true;
            m_touched.push_back(slot);
            m_sum[slot] = 0;
        }
        m_sum[slot] += value;
    }

    void add_shared(std::uint32_t slot) {
        const std::size_t width = m_shared.offsets.size();
        std::size_t q = width - 1;
        while (m_shared.offsets[q] > slot) {
            --q;
        }
        if (q + 1 == width) {
            return;
        }
        const Order& order = m_shared.rows[q];
        const std::size_t level = slot - m_shared.offsets[q];
        for (std::size_t at = order.starts[level]; at < order.starts[level + 1]; ++at) {
            const std::size_t row = order.rows[at];
            for (std::size_t other = q + 1; other < width; ++other) {
                put(m_p.slots()[row * width + other], weight_of(m_p, row));
            }
        }
    }

    const Projector& m_p;
    const Incidence& m_met;
    const Shared& m_shared;
    std::vector<double> m_sum;
    std::vector<char> m_seen;
    std::vector<std::uint32_t> m_touched = {};
};

/// Mass of each slot.
std::vector<double> totals_of(const Projector& p) {
    const std::size_t width = p.others().size();
    std::vector<double> made(p.parameters(), 0.0);
    for (std::size_t i = 0; i < p.rows(); ++i) {
        for (std::size_t q = 0; q < width; ++q) {
            made[p.slots()[i * width + q]] += weight_of(p, i);
        }
    }
    return made;
}

/// Slots cut into blocks of like work.
std::vector<std::size_t> cut(const Incidence& met) {
    std::vector<std::size_t> work(met.slot_starts.size(), 0);
    for (std::size_t s = 0; s + 1 < work.size(); ++s) {
        work[s + 1] = work[s] + 1;
        for (std::size_t at = met.slot_starts[s]; at < met.slot_starts[s + 1]; ++at) {
            work[s + 1] += met.starts[met.group[at] + 1] - met.place[at];
        }
    }
    std::vector<std::size_t> borders{0};
    for (std::size_t b = 1; b < blocks; ++b) {
        const auto place = std::ranges::lower_bound(work, work.back() * b / blocks);
        borders.push_back(std::max(borders.back(), static_cast<std::size_t>(place - work.begin())));
    }
    borders.push_back(work.size() - 1);
    return borders;
}

} // namespace

struct System::Factor
    : Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>, Eigen::Lower, Eigen::AMDOrdering<int>> {
    /// Of the numeric step; after analyzePattern.
    [[nodiscard]] double work() const {
        double sum = 0;
        for (Eigen::Index j = 0; j < m_matrix.outerSize(); ++j) {
            const double length = m_matrix.outerIndexPtr()[j + 1] - m_matrix.outerIndexPtr()[j];
            sum += length * length;
        }
        return sum;
    }
};

System::System() = default;
System::System(System&&) noexcept = default;
System& System::operator=(System&&) noexcept = default;
System::~System() = default;

std::optional<System> System::of(const Projector& projector, int jobs) {
    const std::size_t size = projector.parameters();
    const std::size_t room = projector.rows() * projector.others().size();
    const Incidence met = incidence_of(projector);
    const Shared shared = shared_of(projector);
    const std::vector<double> totals = totals_of(projector);
    const std::vector<std::size_t> borders = cut(met);
    std::vector<std::optional<Rows>> parts(blocks);
    std::atomic<std::size_t> cells = 0;
    for_each_index(blocks, jobs, [&](std::size_t b) {
        Rows& rows = parts[b].emplace(projector, met, shared);
        for (std::size_t s = borders[b]; s < borders[b + 1] && cells <= room / 4; ++s) {
            rows.add(static_cast<std::uint32_t>(s), totals[s]);
            cells += rows.sizes.back();
        }
    });
    if (cells > room / 4) {
        return std::nullopt;
    }
    System made;
    made.m_starts.reserve(size + 1);
    made.m_starts.push_back(0);
    for (const std::optional<Rows>& rows : parts) {
        made.m_diagonal.insert(made.m_diagonal.end(), rows->diagonal.begin(), rows->diagonal.end());
        made.m_slots.insert(made.m_slots.end(), rows->slots.begin(), rows->slots.end());
        made.m_values.insert(made.m_values.end(), rows->values.begin(), rows->values.end());
        for (const std::size_t one : rows->sizes) {
            made.m_starts.push_back(made.m_starts.back() + one);
        }
    }
    made.factor(totals, projector.inverse(), factor_work * static_cast<double>(room));
    return made;
}

void System::factor(std::span<const double> totals, std::span<const double> inverse, double most) {
    const auto size = static_cast<int>(m_diagonal.size());
    std::vector<int> sizes(m_diagonal.size());
    for (std::size_t s = 0; s < sizes.size(); ++s) {
        sizes[s] = static_cast<int>(m_starts[s + 1] - m_starts[s]) + 1;
    }
    Eigen::SparseMatrix<double> lower(size, size);
    lower.reserve(sizes);
    for (std::size_t s = 0; s < m_diagonal.size(); ++s) {
        const auto col = static_cast<int>(s);
        // A level that the lead explains stands alone.
        const double more = inverse[s] > 0 ? regular * totals[s] : totals[s];
        lower.insert(col, col) = m_diagonal[s] + more;
        for (std::size_t at = m_starts[s]; at < m_starts[s + 1]; ++at) {
            lower.insert(static_cast<int>(m_slots[at]), col) = m_values[at];
        }
    }
    lower.makeCompressed();
    auto factor = std::make_unique<Factor>();
    factor->analyzePattern(lower);
    if (factor->work() > most) {
        return;
    }
    factor->factorize(lower);
    if (factor->info() == Eigen::Success && factor->vectorD().minCoeff() > 0) {
        m_factor = std::move(factor);
    }
}

void System::solve(Eigen::Ref<Eigen::MatrixXd> sides) const {
    sides = m_factor->solve(sides).eval();
}

} // namespace halflight::stats::detail
