// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/parallel.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace halflight {
namespace {

TEST(Parallel, EveryIndexIsDoneOnceWhateverTheThreads) {
    for (const int jobs : {-1, 0, 1, 2, 7}) {
        std::vector<std::atomic<int>> done(1000);
        for_each_index(done.size(), jobs, [&](std::size_t i) { ++done[i]; });
        for (const auto& count : done) {
            EXPECT_EQ(count.load(), 1);
        }
    }
    for_each_index(0, 2, [](std::size_t) { FAIL(); });
}

TEST(Parallel, TheLowestFailureIsThrown) {
    for (const int jobs : {1, 2, 5}) {
        try {
            for_each_index(100, jobs, [](std::size_t i) {
                if (i % 10 == 7) {
                    throw std::runtime_error(std::to_string(i));
                }
            });
            FAIL();
        } catch (const std::runtime_error& error) {
            EXPECT_STREQ(error.what(), "7");
        }
    }
}

} // namespace
} // namespace halflight
