// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "conjugate.hpp"
#include "projector.hpp"

namespace halflight::stats::detail {

namespace {

ProjectionEnd remove_block(const Projector& projector, std::span<double* const> columns,
                           const DemeanSpec& spec, int jobs) {
    switch (columns.size()) {
    case 1:
        return Conjugate<1>(projector, spec, jobs).run(columns, nullptr, nullptr);
    case 2:
        return Conjugate<2>(projector, spec, jobs).run(columns, nullptr, nullptr);
    default:
        return Conjugate<4>(projector, spec, jobs).run(columns, nullptr, nullptr);
    }
}

/// Coefficients on the orthogonal basis of one level become coefficients on intercept and slopes.
void unmix(const SortedDimension& d, std::size_t level, std::span<double> values) {
    for (std::size_t j = d.terms; j-- > 0;) {
        const double* mixing = d.mixing.data() + (level * d.terms) * d.terms;
        if (mixing[j * d.terms + j] == 0) {
            values[j] = 0;
        }
        for (std::size_t k = 0; k < j; ++k) {
            values[k] -= mixing[k * d.terms + j] * values[j];
        }
    }
}

Matrix raw_effects(const SortedDimension& d, std::span<const Eigen::Array<double, 1, 1>> found) {
    Matrix made(d.count, d.terms);
    std::vector<double> values(d.terms);
    for (std::size_t g = 0; g < d.count; ++g) {
        for (std::size_t j = 0; j < d.terms; ++j) {
            values[j] = found[g * d.terms + j][0];
        }
        if (!d.plain) {
            unmix(d, g, values);
        }
        for (std::size_t j = 0; j < d.terms; ++j) {
            made(g, j) = values[j];
        }
    }
    return made;
}

} // namespace

ProjectionEnd Projector::remove(std::span<double* const> columns, const DemeanSpec& spec) const {
    const std::size_t blocks = (columns.size() + 3) / 4;
    std::vector<ProjectionEnd> ends(blocks);
    const int inner = blocks > 1 ? 1 : spec.jobs;
    for_each_index(blocks, spec.jobs, [&](std::size_t b) {
        const std::size_t size = std::min<std::size_t>(4, columns.size() - 4 * b);
        ends[b] = remove_block(*this, columns.subspan(4 * b, size), spec, inner);
    });
    ProjectionEnd all;
    for (const ProjectionEnd& end : ends) {
        all.iterations = std::max(all.iterations, end.iterations);
        all.converged = all.converged && end.converged;
    }
    return all;
}

ProjectionEnd Projector::remove(double* column, const DemeanSpec& spec,
                                std::vector<Matrix>& effects) const {
    Conjugate<1>::Sheet coefficients;
    Conjugate<1>::Sheet means;
    const std::array<double*, 1> columns{column};
    const ProjectionEnd end =
        Conjugate<1>(*this, spec, spec.jobs).run(columns, &coefficients, &means);
    effects.resize(1 + m_others.size());
    effects[m_lead.source] = raw_effects(m_lead, means);
    std::size_t offset = 0;
    for (const SortedDimension& other : m_others) {
        const std::size_t size = other.count * other.terms;
        effects[other.source] = raw_effects(other, std::span(coefficients).subspan(offset, size));
        offset += size;
    }
    return end;
}

} // namespace halflight::stats::detail
