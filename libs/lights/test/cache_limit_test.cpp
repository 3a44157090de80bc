// SPDX-License-Identifier: Apache-2.0
// The cache of weights stays below its limit and touches nothing of others.
#include "panel_fixture.hpp"

#include <chrono>

namespace halflight::lights {
namespace {

namespace fs = std::filesystem;

class CacheLimit : public PanelFolder {
  protected:
    void SetUp() override { write_month("2020-01", 1); }

    /// Makes a panel with zones of a name of their own: one entry more.
    void make(const std::string& zones, std::uint64_t limit) const {
        write_zones({{zones, 120.1, 31.3, 127.77, 39.2}}, zones);
        PanelSpec spec = PanelFolder::spec({name_of("2020-01")});
        spec.zones.path = path(zones + ".geojson");
        spec.cache = folder() / "cache";
        spec.cache_bytes = limit;
        (void)rows_of(spec);
    }
    /// Gives the entries an age in hours, so that "longest ago" does not hang on the clock.
    void age(int hours) const {
        for (const auto& file : fs::directory_iterator(folder() / "cache")) {
            fs::last_write_time(file.path(),
                                fs::file_time_type::clock::now() - std::chrono::hours(hours));
        }
    }
    [[nodiscard]] std::vector<fs::path> entries() const {
        std::vector<fs::path> all;
        for (const auto& file : fs::directory_iterator(folder() / "cache")) {
            if (file.path().extension() == ".weights") {
                all.push_back(file.path());
            }
        }
        return all;
    }
};

TEST_F(CacheLimit, WhatWasUsedLongestAgoGoes) {
    make("a", 0);
    const fs::path a = entries().at(0);
    const std::uint64_t size = fs::file_size(a);
    age(3);
    make("b", 0);
    ASSERT_EQ(entries().size(), 2U);
    const std::vector<fs::path> two = entries();
    const fs::path b = two[0] == a ? two[1] : two[0];
    age(2);
    make("a", 5 * size / 2); // used, not written
    make("c", 5 * size / 2);
    EXPECT_EQ(entries().size(), 2U);
    EXPECT_TRUE(fs::exists(a)) << "used since";
    EXPECT_FALSE(fs::exists(b));
}

TEST_F(CacheLimit, FilesOfOthersStayAndSoDoesTheLastEntry) {
    make("a", 0);
    const fs::path own = entries().at(0);
    const std::string digits(32, 'a');
    const std::string text(100'000, 'x');
    io::write_file(folder() / "cache" / "notes.txt", text);
    io::write_file(folder() / "cache" / (digits + ".weights"), text);
    io::write_file(folder() / "cache" / "mine.weights", "halflight-weights 3 " + text);
    io::write_file(folder() / "target", "halflight-weights 3 ");
    fs::create_symlink(path("target"), folder() / "cache" / (std::string(32, 'b') + ".weights"));
    age(5);
    make("b", 1);
    EXPECT_FALSE(fs::exists(own));
    EXPECT_EQ(io::read_file(folder() / "cache" / "notes.txt"), text);
    EXPECT_TRUE(fs::exists(folder() / "cache" / (digits + ".weights"))) << "other bytes";
    EXPECT_TRUE(fs::exists(folder() / "cache" / "mine.weights")) << "another name";
    EXPECT_TRUE(fs::is_symlink(folder() / "cache" / (std::string(32, 'b') + ".weights")));
    EXPECT_EQ(entries().size(), 4U) << "the new one is there, larger than the limit or not";
}

} // namespace
} // namespace halflight::lights
