// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/random.hpp"

#include <cmath>
#include <numbers>

#include <Random123/philox.h>

namespace halflight {

namespace {

struct Block {
    std::uint64_t first;
    std::uint64_t second;
};

Block block(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept {
    const auto low = [](std::uint64_t bits) { return static_cast<std::uint32_t>(bits); };
    const auto high = [](std::uint64_t bits) { return static_cast<std::uint32_t>(bits >> 32U); };
    const r123::Philox4x32::ctr_type counter = {
        {low(index), high(index), low(stream), high(stream)}};
    const r123::Philox4x32::key_type key = {{low(seed), high(seed)}};
    const auto made = r123::Philox4x32{}(counter, key);
    return {.first = made[0] | std::uint64_t{made[1]} << 32U,
            .second = made[2] | std::uint64_t{made[3]} << 32U};
}

double open_unit(std::uint64_t bits) noexcept {
    return (static_cast<double>(bits >> 11U) + 0.5) * 0x1p-53;
}

} // namespace

std::uint64_t Random::bits(std::uint64_t index) const noexcept {
    return block(m_seed, m_stream, index).first;
}

double Random::uniform(std::uint64_t index) const noexcept {
    return open_unit(bits(index));
}

double Random::normal(std::uint64_t index) const noexcept {
    const Block drawn = block(m_seed, m_stream, index);
    const double radius = std::sqrt(-2 * std::log(open_unit(drawn.first)));
    return radius * std::cos(2 * std::numbers::pi * open_unit(drawn.second));
}

std::uint64_t Random::below(std::uint64_t index, std::uint64_t bound) const noexcept {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((Wide{bits(index)} * bound) >> 64U);
}

double Random::sign(std::uint64_t index) const noexcept {
    return (bits(index) >> 63U) != 0 ? 1.0 : -1.0;
}

} // namespace halflight
