// SPDX-License-Identifier: Apache-2.0
// A directory takes its place: where another came first, where names cannot be exchanged, where a
// process was killed half way.
#include "take_place.hpp"

#include "halflight/io/files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace halflight::io {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

int cannot_exchange(const fs::path&, const fs::path&) noexcept {
    return EINVAL;
}

int exchange_is_refused(const fs::path&, const fs::path&) noexcept {
    return EACCES;
}

/// Moves everything but a directory that is ready to its place.
int move_only_aside(const fs::path& from, const fs::path& to) noexcept {
    const bool aside = from.extension() == ".old" || to.extension() == ".old";
    return aside ? Renaming::move(from, to) : EIO;
}

class TakePlace : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "halflight-io-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = fs::canonical(name);
        out = folder / "out";
    }
    void TearDown() override { fs::remove_all(folder); }

    void make_old() const {
        fs::create_directory(out);
        write_file(out / "old", "1");
    }
    static void stage(const StagingName& name) {
        fs::create_directory(name.staging());
        write_file(name.staging() / "new", "2");
    }
    [[nodiscard]] static Names names_in(const fs::path& where) {
        Names names;
        for (const auto& entry : fs::directory_iterator(where)) {
            names.push_back(entry.path().filename().string());
        }
        std::ranges::sort(names);
        return names;
    }

    fs::path folder;
    fs::path out;
};

TEST_F(TakePlace, OneThatFindsThePlaceTakenSinceItLookedReplacesTheOther) {
    for (const auto exchanger : {&Renaming::exchange, &cannot_exchange}) {
        const StagingName name(out);
        stage(name);
        make_old();
        EXPECT_TRUE(take_place(name, out, false, {Renaming::move, exchanger}));
        EXPECT_EQ(names_in(out), Names{"new"});
        EXPECT_EQ(names_in(name.staging()), Names{"old"}) << "left to its owner to remove";
        fs::remove_all(name.staging());
        fs::remove_all(out);
    }
}

TEST_F(TakePlace, TwoAtOnceIntoANewPlaceBothSucceedAndOneIsThere) {
    constexpr int rounds = 100;
    for (int round = 0; round < rounds; ++round) {
        {
            std::vector<std::jthread> both;
            for (const char* const own : {"one", "two"}) {
                both.emplace_back([this, own] {
                    StagedDirectory staged(out);
                    write_new_file(staged.path() / own, own);
                    EXPECT_NO_THROW(staged.commit()) << own;
                });
            }
        }
        ASSERT_EQ(names_in(folder), Names{"out"}) << round;
        ASSERT_EQ(names_in(out).size(), 1U) << round;
        fs::remove_all(out);
    }
}

TEST_F(TakePlace, WithoutExchangeTheOldIsReplacedByTwoRenames) {
    make_old();
    const StagingName name(out);
    stage(name);
    EXPECT_TRUE(take_place(name, out, true, {Renaming::move, cannot_exchange}));
    EXPECT_EQ(names_in(out), Names{"new"});
    EXPECT_EQ(names_in(name.staging()), Names{"old"});
    EXPECT_FALSE(fs::exists(name.aside()));
    fs::remove_all(name.staging());
}

TEST_F(TakePlace, WhereTheSecondRenameFailsTheOldIsBack) {
    make_old();
    const StagingName name(out);
    stage(name);
    EXPECT_THROW((void)take_place(name, out, true, {move_only_aside, cannot_exchange}), Error);
    EXPECT_EQ(names_in(out), Names{"old"});
    EXPECT_EQ(names_in(name.staging()), Names{"new"});
    EXPECT_FALSE(fs::exists(name.aside()));
    fs::remove_all(name.staging());
}

TEST_F(TakePlace, ARefusalIsNoReasonForTwoRenames) {
    make_old();
    const StagingName name(out);
    stage(name);
    try {
        (void)take_place(name, out, true, {Renaming::move, exchange_is_refused});
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
        EXPECT_NE(std::string(error.what()).find("Permission denied"), std::string::npos);
    }
    EXPECT_EQ(names_in(out), Names{"old"});
    fs::remove_all(name.staging());
}

TEST_F(TakePlace, OneKilledBetweenTheTwoRenamesLeavesTheOldToTheNext) {
    make_old();
    const pid_t child = ::fork();
    if (child == 0) {
        const StagingName name(out);
        stage(name);
        const auto die = [](const fs::path& from, const fs::path& to) noexcept {
            if (to.extension() != ".old") {
                ::kill(::getpid(), SIGKILL);
            }
            return Renaming::move(from, to);
        };
        take_place(name, out, true, {die, cannot_exchange});
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_FALSE(fs::exists(out)) << "killed where there is nothing at the place";
    remove_leftovers(out);
    EXPECT_EQ(names_in(out), Names{"old"});
    EXPECT_EQ(names_in(folder), Names{"out"});
}

} // namespace
} // namespace halflight::io
