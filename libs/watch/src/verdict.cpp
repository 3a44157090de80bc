// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::watch {

namespace {

constexpr std::array<std::string_view, 3> breach_words = {"within", "breach possible",
                                                          "breach certain"};
static_assert(breach_words.size() == static_cast<std::size_t>(Breach::count_));

constexpr std::string_view both = "together";

} // namespace

std::string_view to_string(Breach breach) noexcept {
    return breach_words[static_cast<std::size_t>(breach)];
}

Breach assess(const Interval& volume, double limit) noexcept {
    if (volume.empty()) {
        return Breach::possible;
    }
    if (volume.hi <= limit) {
        return Breach::within;
    }
    const bool all_above = volume.lo > limit || (volume.lo == limit && volume.lo_open);
    return all_above ? Breach::certain : Breach::possible;
}

Breach lower_of(Breach a, Breach b) noexcept {
    return std::max(a, b);
}

const CapLine* CapYear::line(std::string_view basis) const noexcept {
    const auto at = std::ranges::find(lines, basis, &CapLine::basis);
    return at == lines.end() ? nullptr : &*at;
}

std::optional<Breach> CapYear::breach() const noexcept {
    std::optional<Breach> worst;
    for (const CapLine& line : lines) {
        if (line.basis == both && line.breach) {
            worst = worst ? lower_of(*worst, *line.breach) : *line.breach;
        }
    }
    return worst;
}

bool CapYear::known() const noexcept {
    return std::ranges::any_of(lines, [](const CapLine& line) {
        return line.basis == both && (line.volume.lo > 0 || std::isfinite(line.volume.hi));
    });
}

} // namespace halflight::watch
