// SPDX-License-Identifier: Apache-2.0
#include "table_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace halflight::lights {

namespace {

constexpr std::uint64_t odd = 0x9fb21c651e98df25U;
constexpr int turn = 29;
constexpr int half = 32;

std::uint64_t mix(std::uint64_t lane, std::uint64_t word) noexcept {
    return std::rotl(lane ^ word, turn) * odd;
}

} // namespace

void TableHash::add_blocks(const char* data, std::size_t blocks) noexcept {
    std::array<std::uint64_t, 4> lanes = m_lanes;
    for (std::size_t i = 0; i < blocks; ++i, data += block) {
        std::array<std::uint64_t, 4> words{};
        std::memcpy(words.data(), data, block);
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
            lanes[lane] = mix(lanes[lane], words[lane]);
        }
    }
    m_lanes = lanes;
}

void TableHash::add(std::string_view bytes) noexcept {
    const std::size_t held = m_bytes % block;
    m_bytes += bytes.size();
    if (held > 0) {
        const std::size_t taken = std::min(block - held, bytes.size());
        std::copy_n(bytes.data(), taken, m_rest.data() + held);
        bytes.remove_prefix(taken);
        if (held + taken < block) {
            return;
        }
        add_blocks(m_rest.data(), 1);
    }
    add_blocks(bytes.data(), bytes.size() / block);
    const std::size_t left = bytes.size() % block;
    std::copy_n(bytes.data() + bytes.size() - left, left, m_rest.data());
}

std::string TableHash::digest() const {
    TableHash end = *this;
    const std::size_t held = m_bytes % block;
    std::fill(end.m_rest.begin() + static_cast<std::ptrdiff_t>(held), end.m_rest.end(), '\0');
    end.add_blocks(end.m_rest.data(), 1);
    std::uint64_t all = m_bytes;
    for (const std::uint64_t lane : end.m_lanes) {
        all = mix(all, lane ^ (lane >> half));
    }
    return fmt::format("{:016x}", all ^ (all >> half));
}

} // namespace halflight::lights
