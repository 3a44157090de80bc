// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/error.hpp"
#include "halflight/io/process.hpp"

#include <gtest/gtest.h>

namespace halflight::io {
namespace {

TEST(Process, FeedsInputAndGathersBothStreams) {
    const std::string big(300000, 'x'); // more than a pipe holds
    const auto result = run_process({"/bin/sh", {"-c", "cat; echo oops >&2; exit 3"}, big, {}});
    EXPECT_EQ(result.status, 3);
    EXPECT_EQ(result.output, big);
    EXPECT_EQ(result.errors, "oops\n");
}

TEST(Process, PassesArgumentsWithoutAShellAndVariables) {
    const auto result = run_process({"/bin/sh",
                                     {"-c", "printf '%s|%s' \"$1\" \"$WORD\"", "sh", "a b; exit 1"},
                                     "",
                                     {{"WORD", "w"}}});
    EXPECT_EQ(result.output, "a b; exit 1|w");
    EXPECT_EQ(result.status, 0);
}

TEST(Process, OneThatReadsNothingIsNoFailure) {
    const auto result = run_process({"/bin/true", {}, std::string(300000, 'x'), {}});
    EXPECT_EQ(result.status, 0);
}

TEST(Process, IsKilledAtItsLimit) {
    const auto result = run_process({"/bin/sleep", {"60"}, "", {}, std::chrono::seconds(1)});
    EXPECT_TRUE(result.timed_out);
    EXPECT_EQ(result.status, 128 + 9);
}

TEST(Process, OneThatIsNotThereIsAnError) {
    EXPECT_THROW((void)run_process({"/nowhere/program", {}, "", {}}), Error);
    EXPECT_FALSE(find_program("surely-no-such-program"));
    EXPECT_TRUE(find_program("sh"));
}

} // namespace
} // namespace halflight::io
