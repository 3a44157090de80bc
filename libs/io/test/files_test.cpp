// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/files.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <iterator>

namespace halflight::io {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "halflight-io-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { fs::remove_all(folder); }

    [[nodiscard]] std::ptrdiff_t entries() const {
        return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
    }

    fs::path folder;
};

/// Message of the Error(io) that the call throws.
std::string io_message(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
        return error.what();
    }
    return "nothing was thrown";
}

TEST_F(Files, ReadBackWhatWasWritten) {
    using namespace std::string_literals;
    for (const std::string& bytes : {""s, "a"s, "a\0\xFF\r\n"s, std::string(3'000'000, 'x')}) {
        write_file(folder / "file", bytes);
        EXPECT_EQ(read_file(folder / "file"), bytes);
    }
    EXPECT_EQ(entries(), 1);
}

TEST_F(Files, SizeMayBeUnknown) {
    EXPECT_NE(read_file("/proc/self/status").find("Name:"), std::string::npos);
}

TEST_F(Files, ReadNamesPathAndReason) {
    const std::string path = (folder / "none").string();
    EXPECT_EQ(io_message([&] { (void)read_file(path); }),
              "cannot read '" + path + "': No such file or directory");
    EXPECT_EQ(io_message([&] { (void)read_file(folder); }),
              "cannot read '" + folder.string() + "': it is a directory");
    EXPECT_EQ(io_message([&] { (void)read_file("/dev/null"); }),
              "cannot read '/dev/null': it is a device, not a regular file");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(io_message([&] { (void)read_file(path); }),
              "cannot read '" + path + "': it is a named pipe, not a regular file");
}

TEST_F(Files, WriteNamesPathAndReason) {
    const std::string lost = (folder / "none" / "file").string();
    EXPECT_EQ(io_message([&] { write_file(lost, "x"); }),
              "cannot write '" + lost + "': No such file or directory");
    EXPECT_EQ(io_message([&] { write_file(folder, "x"); }),
              "cannot write '" + folder.string() + "': it is a directory");
    EXPECT_EQ(io_message([&] { write_file("/dev/null", "x"); }),
              "cannot write '/dev/null': it is a device, not a regular file");
    EXPECT_NE(io_message([&] { write_file("", "x"); }).find("No such file"), std::string::npos);
    EXPECT_EQ(entries(), 0);
}

TEST_F(Files, WriteKeepsPermissionsAndLinks) {
    write_file(folder / "file", "old");
    ASSERT_EQ(::chmod((folder / "file").c_str(), 0640), 0);
    fs::create_symlink("file", folder / "link");
    write_file(folder / "link", "new");
    EXPECT_TRUE(fs::is_symlink(folder / "link"));
    EXPECT_EQ(read_file(folder / "file"), "new");
    const auto mode = static_cast<unsigned>(fs::status(folder / "file").permissions());
    EXPECT_EQ(mode & 0777U, 0640U);
    EXPECT_EQ(entries(), 2);
}

TEST_F(Files, NewFilesFollowTheUmask) {
    const mode_t before = ::umask(027);
    write_file(folder / "file", "x");
    {
        StagedDirectory(folder / "out").commit();
    }
    ::umask(before);
    EXPECT_EQ(static_cast<unsigned>(fs::status(folder / "file").permissions()) & 0777U, 0640U);
    EXPECT_EQ(static_cast<unsigned>(fs::status(folder / "out").permissions()) & 0777U, 0750U);
}

TEST_F(Files, NameMayBeAsLongAsTheSystemAllows) {
    const std::string name(255, 'n');
    write_file(folder / name, "x");
    EXPECT_EQ(read_file(folder / name), "x");
}

TEST_F(Files, WriteTakesPathsWithoutFolder) {
    const fs::path before = fs::current_path();
    fs::current_path(folder);
    write_file("file", "x");
    {
        StagedDirectory staged("out/");
        staged.commit();
    }
    fs::current_path(before);
    EXPECT_EQ(read_file(folder / "file"), "x");
    EXPECT_TRUE(fs::is_directory(folder / "out"));
    EXPECT_EQ(entries(), 2);
}

TEST_F(Files, StagedDirectoryReplacesTheOld) {
    fs::create_directory(folder / "out");
    write_file(folder / "out" / "old", "1");
    {
        StagedDirectory staged(folder / "out");
        EXPECT_EQ(staged.path().parent_path(), fs::canonical(folder));
        EXPECT_TRUE(staged.path().filename().string().starts_with(".out."));
        write_file(staged.path() / "new", "2");
        EXPECT_TRUE(fs::exists(folder / "out" / "old"));
        staged.commit();
        EXPECT_THROW(staged.commit(), Error);
    }
    EXPECT_FALSE(fs::exists(folder / "out" / "old"));
    EXPECT_EQ(read_file(folder / "out" / "new"), "2");
    EXPECT_EQ(entries(), 1);
}

TEST_F(Files, StagedDirectoryGoesAwayWithoutCommit) {
    {
        StagedDirectory staged(folder / "out");
        write_file(staged.path() / "new", "2");
    }
    EXPECT_EQ(entries(), 0);
}

TEST_F(Files, StagedDirectoryReplacesBehindALink) {
    fs::create_directory(folder / "edition-1");
    fs::create_directory_symlink("edition-1", folder / "latest");
    {
        StagedDirectory staged(folder / "latest");
        write_file(staged.path() / "new", "2");
        staged.commit();
    }
    EXPECT_TRUE(fs::is_symlink(folder / "latest"));
    EXPECT_EQ(read_file(folder / "edition-1" / "new"), "2");
    EXPECT_EQ(entries(), 2);
}

TEST_F(Files, FailedCommitRestoresTheOld) {
    fs::create_directory(folder / "out");
    write_file(folder / "out" / "old", "1");
    {
        StagedDirectory staged(folder / "out");
        fs::remove(staged.path());
        const std::string message = io_message([&] { staged.commit(); });
        EXPECT_TRUE(message.starts_with("cannot move the new directory to '")) << message;
        EXPECT_TRUE(message.ends_with("/out': No such file or directory")) << message;
    }
    EXPECT_EQ(read_file(folder / "out" / "old"), "1");
    EXPECT_EQ(entries(), 1);
}

/// A child that stages a directory and is killed before or after it puts a file there.
void stage_and_die(const fs::path& target) {
    const pid_t child = ::fork();
    if (child == 0) {
        StagedDirectory staged(target);
        write_new_file(staged.path() / "half", "1");
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
}

TEST_F(Files, WhatAKilledProcessLeftIsRemovedByTheNext) {
    stage_and_die(folder / "out");
    EXPECT_EQ(entries(), 2) << "the directory and its lock file";
    remove_leftovers(folder / "other");
    remove_leftovers(folder / "ou");
    EXPECT_EQ(entries(), 2) << "of another place";
    {
        StagedDirectory(folder / "out").commit();
    }
    EXPECT_EQ(entries(), 1);
}

TEST_F(Files, WhatIsInUseOrNotOursIsNotRemoved) {
    StagedDirectory running(folder / "out");
    fs::create_directory(folder / ".out.ABCDEF");
    write_file(folder / ".out.ABCDEF.lock", "somebody's own");
    fs::create_directory(folder / ".out.UVWXYZ");
    fs::create_directory(folder / "letters");
    write_file(folder / "letters" / "dear", "1");
    fs::create_symlink("letters/dear", folder / ".out.GHIJKL.lock");
    fs::create_directory_symlink("letters", folder / ".out.GHIJKL");
    {
        StagedDirectory(folder / "out").commit();
    }
    EXPECT_TRUE(fs::exists(running.path()));
    EXPECT_TRUE(fs::exists(folder / ".out.ABCDEF"));
    EXPECT_TRUE(fs::exists(folder / ".out.UVWXYZ"));
    EXPECT_TRUE(fs::exists(folder / ".out.GHIJKL"));
    EXPECT_TRUE(fs::exists(folder / "letters" / "dear"));
}

TEST_F(Files, OfTwoAtOncePlacedTheLastWinsWhole) {
    StagedDirectory one(folder / "out");
    StagedDirectory two(folder / "out");
    write_new_file(one.path() / "one", "1");
    write_new_file(two.path() / "two", "2");
    two.commit();
    one.commit();
    EXPECT_TRUE(fs::exists(folder / "out" / "one"));
    EXPECT_FALSE(fs::exists(folder / "out" / "two"));
}

TEST_F(Files, APinnedDirectoryStaysTheSame) {
    fs::create_directory(folder / "old");
    write_file(folder / "old" / "file", "old");
    const PinnedDirectory pinned(folder / "old");
    fs::rename(folder / "old", folder / "moved");
    fs::create_directory(folder / "old");
    write_file(folder / "old" / "file", "new");
    EXPECT_EQ(read_file(pinned.path() / "file"), "old");
    EXPECT_TRUE(io_message([&] { PinnedDirectory none(folder / "none"); }).starts_with("cannot"));
}

TEST_F(Files, ALinkOrCopyHasTheSameBytes) {
    write_new_file(folder / "file", "bytes");
    link_or_copy_file(folder / "file", folder / "same");
    EXPECT_EQ(read_file(folder / "same"), "bytes");
    EXPECT_TRUE(io_message([&] { write_new_file(folder / "same", "x"); }).ends_with("File exists"));
    EXPECT_TRUE(io_message([&] {
                    link_or_copy_file(folder / "none", folder / "x");
                }).starts_with("cannot read"));
}

TEST_F(Files, StagedDirectoryLeavesOtherThingsAlone) {
    write_file(folder / "out", "a file");
    const auto stage = [](const fs::path& target) {
        return io_message([&] { StagedDirectory staged(target); });
    };
    EXPECT_TRUE(stage(folder / "out").ends_with("/out': something else has that name"));
    EXPECT_TRUE(stage(folder / "none" / "out").ends_with("/out': No such file or directory"));
    EXPECT_EQ(stage("/"), "cannot write the directory '/': it is the root of the file system");
    EXPECT_EQ(stage(""), "cannot write the directory '': its name is empty");
    EXPECT_EQ(entries(), 1);
    {
        StagedDirectory staged(folder / "later");
        write_file(folder / "later", "came in between");
        EXPECT_TRUE(io_message([&] { staged.commit(); }).ends_with("something else has that name"));
    }
    EXPECT_EQ(read_file(folder / "later"), "came in between");
    EXPECT_EQ(entries(), 2);
}

} // namespace
} // namespace halflight::io
