// SPDX-License-Identifier: Apache-2.0
// Colours: YlGnBu (9 classes, reversed) and RdBu (11 classes) of ColorBrewer 2.0 by Cynthia Brewer,
// Mark Harrower and The Pennsylvania State University, Apache License 2.0; linear in between.
#include "colour_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::lights {

namespace {

constexpr Colour amounts[] = {{8, 29, 88},     {37, 52, 148},   {34, 94, 168},
                              {29, 145, 192},  {65, 182, 196},  {127, 205, 187},
                              {199, 233, 180}, {237, 248, 177}, {255, 255, 217}};
constexpr Colour differences[] = {{103, 0, 31},    {178, 24, 43},   {214, 96, 77},
                                  {244, 165, 130}, {253, 219, 199}, {247, 247, 247},
                                  {209, 229, 240}, {146, 197, 222}, {67, 147, 195},
                                  {33, 102, 172},  {5, 48, 97}};
constexpr int colours = 255;

std::uint8_t between(std::uint8_t a, std::uint8_t b, double share) {
    return static_cast<std::uint8_t>(std::lround(a + share * (b - a)));
}

std::vector<Colour> spread(std::span<const Colour> points) {
    std::vector<Colour> all{{0, 0, 0}};
    for (int i = 0; i < colours; ++i) {
        const double place = i * static_cast<double>(points.size() - 1) / (colours - 1);
        const auto low = std::min(static_cast<std::size_t>(place), points.size() - 2);
        const double share = place - static_cast<double>(low);
        const Colour& a = points[low];
        const Colour& b = points[low + 1];
        all.push_back({between(a.red, b.red, share), between(a.green, b.green, share),
                       between(a.blue, b.blue, share)});
    }
    return all;
}

} // namespace

ColourScale::ColourScale(std::span<const float> values, bool difference)
    : m_difference(difference), m_palette(difference ? spread(differences) : spread(amounts)) {
    std::vector<float> sizes;
    for (const float value : values) {
        if (!std::isnan(value) && value != 0) {
            sizes.push_back(difference ? std::abs(value) : std::max(value, 0.0F));
        }
    }
    if (sizes.empty()) {
        return;
    }
    constexpr double share = 0.995;
    const auto at =
        sizes.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(sizes.size() - 1));
    std::nth_element(sizes.begin(), at, sizes.end());
    m_most = *at > 0 ? static_cast<double>(*at) : 1;
    constexpr double linear_part = 50;
    m_knee = m_most / linear_part;
}

double ColourScale::position_of(double value) const {
    const double place = std::asinh(value / m_knee) / std::asinh(m_most / m_knee);
    return m_difference ? std::clamp((place + 1) / 2, 0.0, 1.0) : std::clamp(place, 0.0, 1.0);
}

std::uint8_t ColourScale::index_of(float value) const {
    if (std::isnan(value)) {
        return 0;
    }
    const double place = position_of(static_cast<double>(value));
    return static_cast<std::uint8_t>(1 + std::lround(place * (colours - 1)));
}

std::string ColourScale::css_of(float value) const {
    const Colour& colour = m_palette[index_of(value)];
    return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

std::vector<double> ColourScale::ticks() const {
    // 1, 2 or 5 times a power of ten, three of them below the end of the scale.
    std::vector<double> positive;
    constexpr double steps[] = {1, 0.3, 0.1, 0.03};
    for (const double step : steps) {
        const double wanted = m_most * step;
        const double power = std::pow(10.0, std::floor(std::log10(wanted)));
        const double lead = wanted / power;
        const double round = (lead < 2 ? 1 : lead < 5 ? 2 : 5) * power;
        if (positive.empty() || round < positive.back()) {
            positive.push_back(round);
        }
    }
    std::vector<double> all{0};
    for (const double tick : positive) {
        all.push_back(tick);
        if (m_difference) {
            all.push_back(-tick);
        }
    }
    std::ranges::sort(all);
    return all;
}

} // namespace halflight::lights
