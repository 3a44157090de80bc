// SPDX-License-Identifier: Apache-2.0
#include "program.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <map>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace halflight::test {

namespace fs = std::filesystem;

namespace {

class Pipe {
  public:
    Pipe() {
        if (::pipe2(m_ends.data(), O_CLOEXEC) != 0) {
            std::abort();
        }
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        close_read();
        close_write();
    }
    [[nodiscard]] int read_end() const { return m_ends[0]; }
    [[nodiscard]] int write_end() const { return m_ends[1]; }
    void close_read() { close_end(m_ends[0]); }
    void close_write() { close_end(m_ends[1]); }

  private:
    static void close_end(int& end) {
        if (end >= 0) {
            ::close(end);
            end = -1;
        }
    }
    std::array<int, 2> m_ends{-1, -1};
};

/// In the child: nothing here may throw or allocate much.
[[noreturn]] void become_program(std::vector<char*>& arguments, const fs::path& folder, Sink sink,
                                 const Pipe& out, const Pipe& err) {
    // What the program keeps for later runs stays with the test.
    const std::string cache = (folder / ".cache").string();
    if (::chdir(folder.c_str()) != 0 || ::setenv("XDG_CACHE_HOME", cache.c_str(), 1) != 0) {
        ::_exit(125);
    }
    switch (sink) {
    case Sink::full_disk:
        ::dup2(::open("/dev/full", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
        break;
    case Sink::closed:
        ::close(STDOUT_FILENO);
        break;
    default:
        ::dup2(out.write_end(), STDOUT_FILENO);
    }
    ::dup2(err.write_end(), STDERR_FILENO);
    ::execv(HALFLIGHT_PROGRAM, arguments.data());
    ::_exit(126);
}

/// Reads both ends until both are closed, so that neither can fill up.
void drain(Pipe& out, Pipe& err, Outcome& outcome) {
    std::array<pollfd, 2> ends{pollfd{out.read_end(), POLLIN, 0},
                               pollfd{err.read_end(), POLLIN, 0}};
    const std::array<std::string*, 2> texts{&outcome.out, &outcome.err};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        ::poll(ends.data(), ends.size(), -1);
        for (std::size_t i = 0; i < ends.size(); ++i) {
            if (ends[i].fd < 0 || ends[i].revents == 0) {
                continue;
            }
            std::array<char, 65536> buffer{};
            const ssize_t got = ::read(ends[i].fd, buffer.data(), buffer.size());
            if (got > 0) {
                texts[i]->append(buffer.data(), static_cast<std::size_t>(got));
            } else {
                ends[i].fd = -1;
            }
        }
    }
}

int status_of(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

Outcome run(const std::vector<std::string>& arguments, const fs::path& folder, Sink sink) {
    std::vector<std::string> words{"halflight"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);

    Pipe out;
    Pipe err;
    if (sink == Sink::closed_pipe) {
        out.close_read();
    }
    const pid_t child = ::fork();
    if (child == 0) {
        become_program(pointers, folder, sink, out, err);
    }
    out.close_write();
    err.close_write();
    Outcome outcome;
    drain(out, err, outcome);
    outcome.status = status_of(child);
    return outcome;
}

Shell::Shell() {
    std::string name = (fs::temp_directory_path() / "halflight-cli-XXXXXX").string();
    m_folder = mkdtemp(name.data());
}

Shell::~Shell() {
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
}

std::string Shell::read(const std::string& name) const {
    std::ifstream in(m_folder / name, std::ios::binary);
    EXPECT_TRUE(in) << name;
    return {std::istreambuf_iterator<char>(in), {}};
}

void Shell::write(const std::string& name, const std::string& text) const {
    fs::create_directories((m_folder / name).parent_path());
    std::ofstream(m_folder / name, std::ios::binary) << text;
}

std::string Shell::bytes_below(const std::string& name) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(m_folder / name)) {
        const std::string path = entry.path().lexically_relative(m_folder / name).generic_string();
        files[path] = entry.is_regular_file() ? read((fs::path(name) / path).string()) : "/";
    }
    std::string all;
    for (const auto& [path, bytes] : files) {
        all += path + '\n' + bytes + '\n';
    }
    return all;
}

void Shell::make_dossier(const std::string& name) const {
    const Outcome made = (*this)({"new", name});
    ASSERT_EQ(made.status, 0) << made.err;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace halflight::test
