// SPDX-License-Identifier: Apache-2.0
// A build that is killed at any moment leaves the old edition or the new one, whole.
#include "edition.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <random>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace halflight::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

/// Starts the program and kills it after `delay`, if it still runs then.
void build_and_kill(const fs::path& dossier, const fs::path& out, microseconds delay) {
    std::string program = HALFLIGHT_PROGRAM;
    std::vector<std::string> words = {program, "build",      dossier.string(),
                                      "--out", out.string(), "--quiet"};
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t silence{};
    ::posix_spawn_file_actions_init(&silence);
    ::posix_spawn_file_actions_addopen(&silence, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&silence, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    ASSERT_EQ(::posix_spawn(&child, program.c_str(), &silence, nullptr, arguments.data(), environ),
              0);
    ::posix_spawn_file_actions_destroy(&silence);
    std::this_thread::sleep_for(delay);
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
}

microseconds time_of_build(const Shell& shell, const std::string& dossier) {
    const auto start = Clock::now();
    EXPECT_EQ(shell({"build", dossier, "--out", "edition", "--quiet"}).status, 1);
    return std::chrono::duration_cast<microseconds>(Clock::now() - start);
}

TEST(Kill, AtTwentyMomentsLeavesAWholeEdition) {
    const Shell shell;
    copy_flagship(shell.folder() / "a");
    copy_flagship(shell.folder() / "b");
    change_claim(shell.folder() / "b", "OIL-CHN-2018-11", "\"2,928\"", "\"2,938\"");
    ASSERT_EQ(shell({"build", "a", "--out", "whole-a", "--quiet"}).status, 1);
    ASSERT_EQ(shell({"build", "b", "--out", "whole-b", "--quiet"}).status, 1);
    const std::string a = shell.bytes_below("whole-a");
    const std::string b = shell.bytes_below("whole-b");
    ASSERT_NE(a, b);
    (void)time_of_build(shell, "a");
    const microseconds whole = time_of_build(shell, "b");

    constexpr int kills = 20;
    std::mt19937_64 random(20260101); // NOLINT(cert-msc51-cpp): the same moments every time
    std::size_t left = 0;
    for (int i = 0; i < kills; ++i) {
        const double share = (i + std::generate_canonical<double, 53>(random)) / kills;
        const auto delay =
            microseconds(static_cast<long>(share * 1.05 * static_cast<double>(whole.count())));
        const std::size_t before = entries(shell.folder());
        build_and_kill(shell.folder() / (i % 2 == 0 ? "a" : "b"), shell.folder() / "edition",
                       delay);
        left += entries(shell.folder()) > before ? 1U : 0U;
        expect_whole(shell.folder() / "edition");
        const std::string now = shell.bytes_below("edition");
        EXPECT_TRUE(now == a || now == b) << "mixed, after " << delay.count() << " us";
    }
    EXPECT_GT(left, 0U) << "no kill came while an edition was on its way";
    EXPECT_EQ(shell({"build", "a", "--out", "edition", "--quiet"}).status, 1);
    EXPECT_EQ(shell.bytes_below("edition"), a);
    EXPECT_EQ(entries(shell.folder()), 5U)
        << "leftovers are gone: a, b, edition and two to compare";
}

} // namespace
} // namespace halflight::test
