// SPDX-License-Identifier: Apache-2.0
#include "halflight/raster/weights.hpp"

#include "made_zones.hpp"
#include "weights_seal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstring>

namespace halflight::raster {
namespace {

std::vector<Zone> small_layer() {
    return prepare_zones(
               made::Tiling({.size_deg = 0.2, .across = 4, .down = 3, .pieces = 10}).zones())
        .zones;
}

void change(Zone& zone) {
    zone.parts.front().outer[5].lon_deg += 1e-5;
}

TEST(Weights, HoldWhatTheyWereMadeFor) {
    const auto zones = small_layer();
    const ZoneWeights weights = cover(Lattice{}, zones);
    ASSERT_EQ(weights.zones(), 12U);
    EXPECT_EQ(weights.zone_ids[3], "z3");
    EXPECT_EQ(weights.zone_hashes[3], content_hash(zones[3]));
    EXPECT_EQ(weights.zone_begin.size(), 13U);
    EXPECT_EQ(weights.run_begin.size(), weights.rows.size() + 1);
    EXPECT_GT(weights.bytes(), weights.edge_columns.size() * 12);
}

// Full cells cost nothing: a layer of 5,000 zones over 5.76 million cells.
TEST(Weights, AreSmallerThanAPlainSparseMatrix) {
    const auto zones = made::Tiling({.pieces = 25}).zones();
    const ZoneWeights weights = cover(Lattice{}, zones);
    std::size_t cells = weights.edge_columns.size();
    for (const CellRun& run : weights.runs) {
        cells += static_cast<std::size_t>(run.length);
    }
    EXPECT_GE(cells, 2400U * 2400U);
    EXPECT_LT(weights.bytes() * 3, cells * (sizeof(std::int32_t) + sizeof(double)));
}

TEST(WeightsUpdate, PatchesWhatChanged) {
    auto zones = small_layer();
    const ZoneWeights old = cover(Lattice{}, zones);
    std::size_t computed = 99;
    EXPECT_EQ(update(old, zones, &computed), old);
    EXPECT_EQ(computed, 0U);

    change(zones[7]);
    const ZoneWeights patched = update(old, zones, &computed);
    EXPECT_EQ(computed, 1U);
    EXPECT_NE(patched, old);
    EXPECT_EQ(patched, cover(Lattice{}, zones));

    zones[2].id = "renamed";
    EXPECT_EQ(update(patched, zones, &computed), cover(Lattice{}, zones));
    EXPECT_EQ(computed, 1U);
    EXPECT_EQ(update(old, {}, nullptr), cover(Lattice{}, {}));
}

RC_GTEST_PROP(WeightsUpdate, EqualsCoverWhateverChanged, ()) {
    auto zones = small_layer();
    const ZoneWeights old = cover(Lattice{}, zones);
    std::size_t changed = 0;
    for (Zone& zone : zones) {
        if (*rc::gen::arbitrary<bool>()) {
            change(zone);
            ++changed;
        }
    }
    const auto shift = *rc::gen::inRange<std::ptrdiff_t>(0, 11);
    std::rotate(zones.begin(), zones.begin() + shift, zones.end());
    zones.push_back({"empty", {}});
    std::size_t computed = 0;
    RC_ASSERT(update(old, zones, &computed) == cover(Lattice{}, zones));
    RC_ASSERT(computed == changed + 1);
}

TEST(WeightsCode, ComesBack) {
    auto zones = small_layer();
    zones.push_back({"empty", {}});
    for (const Lattice& lattice :
         {Lattice{}, Lattice{240, 1.0 / 240, 1.0 / 240, 0.5, 0.5}, Lattice{0, 0.01, 0.02, 0, 0}}) {
        const ZoneWeights weights = cover(lattice, zones);
        const auto back = decode(encode(weights));
        ASSERT_TRUE(back.ok()) << back.fault().message;
        EXPECT_EQ(*back, weights);
    }
    EXPECT_EQ(*decode(encode(cover(Lattice{}, {}))), cover(Lattice{}, {}));
}

TEST(WeightsCode, CutOffBytesAreAFault) {
    const auto zones = small_layer();
    const std::string bytes = encode(cover(Lattice{}, std::span(zones).first(1)));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_FALSE(decode(std::string_view(bytes).substr(0, size)).ok()) << size;
        // Behind the checksum, too.
        std::string sealed = bytes.substr(0, size);
        seal_weights(sealed);
        EXPECT_FALSE(decode(sealed).ok()) << size;
    }
    EXPECT_FALSE(decode(bytes + "x").ok());
    EXPECT_NE(decode("").fault().message.find("cut off"), std::string::npos);
}

TEST(WeightsCode, EveryFlippedBitIsAFault) {
    const auto zones = small_layer();
    std::string bytes = encode(cover(Lattice{}, std::span(zones).first(1)));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
            EXPECT_FALSE(decode(bytes).ok()) << i << ' ' << bit;
            bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
        }
    }
    EXPECT_TRUE(decode(bytes).ok());
}

TEST(WeightsCode, SaysWhatIsWrong) {
    const auto zones = small_layer();
    const std::string bytes = encode(cover(Lattice{}, zones));
    const auto message_with = [&](std::size_t at, char value) {
        std::string changed = bytes;
        changed[at] = value;
        return decode(changed).fault().message;
    };
    EXPECT_NE(message_with(8, 1).find("byte order"), std::string::npos);
    EXPECT_NE(message_with(12, 9).find("version 9"), std::string::npos);
    EXPECT_NE(message_with(bytes.size() - 1, 0).find("checksum"), std::string::npos);
    EXPECT_FALSE(decode(bytes.substr(0, 8) + "junk").fault().hint.empty());
}

// Arrays that are well formed but not what `cover` makes.
TEST(WeightsCode, ImpossibleArraysAreAFault) {
    const ZoneWeights good = cover(Lattice{}, small_layer());
    const auto flaw_after = [&](auto&& spoil) {
        ZoneWeights bad = good;
        spoil(bad);
        const auto read = decode(encode(bad));
        return read.ok() ? std::string("accepted") : read.fault().message;
    };
    const auto expect = [](const std::string& message, std::string_view part) {
        EXPECT_NE(message.find(part), std::string::npos) << message;
    };
    expect(flaw_after([](ZoneWeights& w) { w.lattice.cell_width_deg = 0; }), "cell sizes");
    expect(flaw_after([](ZoneWeights& w) { w.lattice.cells_per_degree = 7; }), "cells per degree");
    expect(flaw_after([](ZoneWeights& w) { w.lattice.phase_x = 1; }), "phases");
    expect(flaw_after([](ZoneWeights& w) { w.zone_begin.back() += 1; }), "lengths");
    expect(flaw_after([](ZoneWeights& w) { std::swap(w.run_begin[1], w.run_begin[9]); }),
           "lengths");
    expect(flaw_after([](ZoneWeights& w) { w.edge_columns.pop_back(); }), "lengths");
    expect(flaw_after([](ZoneWeights& w) { w.zone_hashes.pop_back(); }), "lengths");
    expect(flaw_after([](ZoneWeights& w) { w.edge_fractions[4] = 1.5; }), "covered shares");
    expect(flaw_after([](ZoneWeights& w) { w.edge_fractions[4] = std::nan(""); }),
           "covered shares");
    expect(flaw_after([](ZoneWeights& w) { std::swap(w.rows[0], w.rows[1]); }), "order of rows");
    expect(flaw_after([](ZoneWeights& w) { w.rows.back() = 2'000'000'000; }), "impossible rows");
    expect(flaw_after([](ZoneWeights& w) { w.edge_columns[0] = 86400; }), "order of columns");
    expect(flaw_after([](ZoneWeights& w) { w.runs[2].length = 0; }), "order of columns");
}

} // namespace
} // namespace halflight::raster
