// SPDX-License-Identifier: Apache-2.0
#include "smooth_field.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::simulate {

SmoothField::SmoothField(const Random& random, std::int64_t width, std::int64_t height,
                         std::int64_t spacing)
    : m_spacing(spacing), m_across(static_cast<std::size_t>(width / spacing) + 2) {
    m_nodes.resize(m_across * (static_cast<std::size_t>(height / spacing) + 2));
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        m_nodes[i] = static_cast<float>(random.normal(i));
    }
    for (std::int64_t i = 0; i < spacing; ++i) {
        const double along = (static_cast<double>(i) + 0.5) / static_cast<double>(spacing);
        const double length = std::hypot(along, 1 - along);
        m_before.push_back(static_cast<float>((1 - along) / length));
        m_after.push_back(static_cast<float>(along / length));
    }
}

void SmoothField::row(std::int64_t row, std::int64_t first, std::int64_t end, float* out) const {
    const auto inside = static_cast<std::size_t>(row % m_spacing);
    const float* upper = m_nodes.data() + static_cast<std::size_t>(row / m_spacing) * m_across;
    const float* lower = upper + m_across;
    const auto node = [&](std::int64_t step) {
        return upper[step] * m_before[inside] + lower[step] * m_after[inside];
    };
    for (std::int64_t begin = first; begin < end;) {
        const std::int64_t step = begin / m_spacing;
        const std::int64_t stop = std::min(end, (step + 1) * m_spacing);
        const float left = node(step);
        const float right = node(step + 1);
        const float* before = m_before.data() + begin % m_spacing;
        const float* after = m_after.data() + begin % m_spacing;
        float* cells = out + (begin - first);
        for (std::int64_t i = 0; i < stop - begin; ++i) {
            cells[i] = left * before[i] + right * after[i];
        }
        begin = stop;
    }
}

} // namespace halflight::simulate
