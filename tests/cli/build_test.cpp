// SPDX-License-Identifier: Apache-2.0
// Editions: complete, repeatable, never half-written.
#include "program.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sys/mount.h>
#include <unistd.h>

namespace halflight::test {

namespace {

namespace fs = std::filesystem;

/// A variable of the environment that children see, until the end of the scope.
class Environment {
  public:
    Environment(const char* name, const std::string& value) : m_name(name) {
        const char* const before = std::getenv(name);
        m_before = before == nullptr ? "" : before;
        ::setenv(name, value.c_str(), 1);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
    ~Environment() { ::setenv(m_name, m_before.c_str(), 1); }

  private:
    const char* m_name;
    std::string m_before;
};

std::size_t entries(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

TEST(Build, TwoBuildsAreTheSameBytes) {
    const Shell shell;
    shell.make_dossier();
    EXPECT_EQ(shell({"build", "north", "--out", "one", "--jobs", "1"}).status, 0);
    EXPECT_EQ(shell({"build", "north", "--out", "two", "--jobs", "8"}).status, 0);
    const std::string one = shell.bytes_below("one");
    EXPECT_TRUE(contains(one, "ledger.sqlite"));
    EXPECT_EQ(one, shell.bytes_below("two"));
}

TEST(Build, AgainDoesNothingAndSaysSo) {
    const Shell shell;
    shell.make_dossier();
    EXPECT_TRUE(contains(shell({"build", "north"}).out, "north-edition: ")) << "beside the dossier";
    EXPECT_TRUE(contains(shell({"build", "north"}).out, "is up to date"));
    EXPECT_TRUE(
        contains(shell({"build", "north", "--format", "json"}).out, "\"outcome\": \"up_to_date\""));
}

TEST(Build, ExplainAndQueryReadTheEdition) {
    const Shell shell;
    shell.make_dossier();
    ASSERT_EQ(shell({"build", "north", "--out", "edition"}).status, 0);
    fs::remove_all(shell.folder() / "north");
    const std::string before = shell.bytes_below("edition");
    const Outcome why =
        shell({"explain", "edition", "trade.exports:FERRY_ISLAND:MAINLAND@2024-09"});
    EXPECT_EQ(why.status, 0) << why.err;
    EXPECT_TRUE(contains(why.out, "113,500 to 116,500 USD")) << why.out;
    EXPECT_EQ(shell({"query", "edition", "trade.exports:FERRY_ISLAND:MAINLAND"}).status, 0);
    EXPECT_EQ(shell.bytes_below("edition"), before) << "an edition is read, not written";
}

TEST(Build, ErrorsOfTheTextLeaveNothingBehind) {
    const Shell shell;
    shell.make_dossier();
    shell.write("north/claims/bad.csv", "id,indicator\nX\n");
    const std::size_t before = entries(shell.folder());
    const Outcome outcome = shell({"build", "north", "--out", "edition"});
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, "was not written")) << outcome.out;
    EXPECT_TRUE(contains(outcome.err, "claims/bad.csv:1:")) << outcome.err;
    EXPECT_EQ(entries(shell.folder()), before);
}

TEST(Build, AConflictIsPublishedAndFailsTheCommand) {
    const Shell shell;
    shell.make_dossier();
    shell.write("north/claims/more.csv",
                "id,indicator,area,counterpart,start,value,unit,kind,source,known_since\n"
                "OTHER,trade.exports,FERRY_ISLAND,MAINLAND,2024-07,180,thousand "
                "USD,measured,customs-bulletin,2024-12-01\n");
    EXPECT_EQ(shell({"build", "north", "--out", "edition"}).status, 1);
    EXPECT_TRUE(contains(shell.read("edition/diagnostics.txt"), "conflict C001"));
    EXPECT_EQ(shell({"build", "north", "--out", "edition"}).status, 1)
        << "also when it is up to date";
}

TEST(Build, WhySaysWhatRanAndWhatWasKept) {
    const Shell shell;
    shell.make_dossier();
    const Outcome first = shell({"build", "north", "--why"});
    EXPECT_TRUE(contains(first.err, "run  text: no edition there\n")) << first.err;
    EXPECT_FALSE(contains(first.out, "run  "));
    const Outcome again = shell({"build", "north", "--why"});
    EXPECT_TRUE(contains(again.err, "keep page\n")) << again.err;
    EXPECT_TRUE(contains(again.err, " 0 run, "));
    const Outcome json = shell({"build", "north", "--why", "--format", "json"});
    EXPECT_TRUE(contains(json.out, "\"name\": \"page\"")) << json.out;
    EXPECT_FALSE(contains(json.err, "keep"));
}

TEST(Build, AMissingToolIsSaidBeforeAnyWork) {
    const Shell shell;
    shell.make_dossier();
    ASSERT_EQ(shell({"build", "north", "--out", "edition"}).status, 0);
    const std::string before = shell.bytes_below("edition");
    shell.write("north/claims/bad.csv", "not even read");
    const Environment no_path("PATH", shell.folder().string());
    for (const auto& [option, tool] :
         {std::pair{"--pdf", "weasyprint"}, std::pair{"--docx", "pandoc"}}) {
        const Outcome outcome = shell({"build", "north", "--out", "edition", option});
        EXPECT_EQ(outcome.status, 3) << outcome.err;
        EXPECT_TRUE(contains(outcome.err, tool)) << outcome.err;
        EXPECT_TRUE(contains(outcome.err, "apt install")) << outcome.err;
    }
    EXPECT_EQ(shell.bytes_below("edition"), before);
}

TEST(Build, RefusesToReplaceWhatIsNoEdition) {
    const Shell shell;
    shell.make_dossier();
    fs::create_directory(shell.folder() / "letters");
    shell.write("letters/dear.txt", "keep me");
    EXPECT_EQ(shell({"build", "north", "--out", "letters"}).status, 2);
    EXPECT_EQ(shell.read("letters/dear.txt"), "keep me");
}

TEST(Build, RefusesAPlaceInsideTheDossier) {
    const Shell shell;
    shell.make_dossier();
    const Outcome outcome = shell({"build", "north", "--out", "north/edition"});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_TRUE(contains(outcome.err, "inside the dossier")) << outcome.err;
    EXPECT_FALSE(fs::exists(shell.folder() / "north/edition"));
}

TEST(Build, AParentThatCannotBeWrittenIsStatusThree) {
    const Shell shell;
    shell.make_dossier();
    // Not a folder without permissions: they do not stop the superuser.
    const Outcome outcome = shell({"build", "north", "--out", "/proc/edition"});
    EXPECT_EQ(outcome.status, 3) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "/proc/edition")) << outcome.err;
}

/// A file system with room for a few files; none where this user may not mount one.
class TinyDisk {
  public:
    explicit TinyDisk(fs::path place) : m_place(std::move(place)) {
        fs::create_directory(m_place);
        m_mounted = ::mount("halflight-test", m_place.c_str(), "tmpfs", 0, "size=4m") == 0;
    }
    TinyDisk(const TinyDisk&) = delete;
    TinyDisk& operator=(const TinyDisk&) = delete;
    ~TinyDisk() {
        if (m_mounted) {
            ::umount2(m_place.c_str(), MNT_DETACH);
        }
    }
    [[nodiscard]] bool is_mounted() const noexcept { return m_mounted; }

  private:
    fs::path m_place;
    bool m_mounted = false;
};

TEST(Build, AFullDiskIsStatusThreeAndLosesNothing) {
    const Shell shell;
    shell.make_dossier();
    const TinyDisk disk(shell.folder() / "disk");
    if (!disk.is_mounted()) {
        GTEST_SKIP() << "only the superuser can mount a small disk";
    }
    ASSERT_EQ(shell({"build", "north", "--out", "disk/edition"}).status, 0);
    const std::string before = shell.bytes_below("disk/edition");
    const std::string block(1U << 16U, 'x');
    for (int i = 0; i < 64; ++i) { // more than fits
        shell.write("disk/filler-" + std::to_string(i), block);
    }
    const std::size_t others = entries(shell.folder() / "disk");
    for (const char* place : {"disk/edition", "disk/another"}) {
        const Outcome outcome = shell({"build", "north", "--out", place, "--as-of", "2024-10-01"});
        EXPECT_EQ(outcome.status, 3) << outcome.err;
        EXPECT_TRUE(contains(outcome.err, "No space left") || contains(outcome.err, "full"))
            << outcome.err;
    }
    EXPECT_EQ(shell.bytes_below("disk/edition"), before);
    EXPECT_EQ(entries(shell.folder() / "disk"), others);
}

TEST(Build, AFolderThatCannotBeMadeIsStatusThree) {
    const Shell shell;
    shell.make_dossier();
    shell.write("file", "");
    const Outcome outcome = shell({"build", "north", "--out", "file/edition"});
    EXPECT_EQ(outcome.status, 3) << outcome.err;
    EXPECT_EQ(shell({"new", "file/dossier"}).status, 3);
}

} // namespace

} // namespace halflight::test
