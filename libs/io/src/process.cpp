// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/process.hpp"

#include "posix.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace halflight::io {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Pipe {
    Descriptor read_end;
    Descriptor write_end;
};

Pipe make_pipe(const fs::path& program) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw io_error("run", program, errno);
    }
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// Where the child's three streams go.
class FileActions {
  public:
    FileActions() { ::posix_spawn_file_actions_init(&m_actions); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    ~FileActions() { ::posix_spawn_file_actions_destroy(&m_actions); }
    void connect(const Descriptor& from, int to) {
        ::posix_spawn_file_actions_adddup2(&m_actions, from.number(), to);
    }
    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &m_actions; }

  private:
    posix_spawn_file_actions_t m_actions{};
};

std::vector<std::string> environment_of(const ProcessSpec& spec) {
    std::vector<std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const std::string_view name = text.substr(0, text.find('='));
        bool replaced = false;
        for (const auto& [key, value] : spec.environment) {
            replaced = replaced || key == name;
        }
        if (!replaced) {
            variables.emplace_back(text);
        }
    }
    for (const auto& [key, value] : spec.environment) {
        variables.push_back(key + "=" + value);
    }
    return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts) {
        out.push_back(text.data());
    }
    out.push_back(nullptr);
    return out;
}

/// A running child and its pipes.
class Child {
  public:
    explicit Child(const ProcessSpec& spec)
        : m_spec(spec), m_in(make_pipe(spec.program)), m_out(make_pipe(spec.program)),
          m_err(make_pipe(spec.program)) {
        FileActions actions;
        actions.connect(m_in.read_end, STDIN_FILENO);
        actions.connect(m_out.write_end, STDOUT_FILENO);
        actions.connect(m_err.write_end, STDERR_FILENO);
        std::vector<std::string> arguments = {spec.program.string()};
        arguments.insert(arguments.end(), spec.arguments.begin(), spec.arguments.end());
        std::vector<std::string> variables = environment_of(spec);
        const int fault = ::posix_spawn(&m_id, spec.program.c_str(), actions.get(), nullptr,
                                        pointers(arguments).data(), pointers(variables).data());
        if (fault != 0) {
            throw io_error("run", spec.program, fault);
        }
        m_in.read_end.close();
        m_out.write_end.close();
        m_err.write_end.close();
        ::fcntl(m_in.write_end.number(), F_SETFL, O_NONBLOCK);
        if (spec.input.empty()) {
            m_in.write_end.close();
        }
    }

    ProcessResult finish() {
        ProcessResult result;
        const auto deadline = Clock::now() + m_spec.limit;
        while (m_out.read_end.is_open() || m_err.read_end.is_open()) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
            if (left.count() <= 0) {
                result.timed_out = true;
                ::kill(m_id, SIGKILL);
                break;
            }
            exchange(result, static_cast<int>(left.count()));
        }
        int status = 0;
        while (::waitpid(m_id, &status, 0) < 0 && errno == EINTR) {
        }
        result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return result;
    }

  private:
    void exchange(ProcessResult& result, int wait_ms) {
        std::array<pollfd, 3> waits = {pollfd{m_in.write_end.number(), POLLOUT, 0},
                                       pollfd{m_out.read_end.number(), POLLIN, 0},
                                       pollfd{m_err.read_end.number(), POLLIN, 0}};
        if (::poll(waits.data(), waits.size(), wait_ms) <= 0) {
            return;
        }
        if (waits[0].revents != 0) {
            feed();
        }
        if (waits[1].revents != 0) {
            drain(m_out.read_end, result.output);
        }
        if (waits[2].revents != 0) {
            drain(m_err.read_end, result.errors);
        }
    }

    void feed() {
        const ssize_t count = ::write(m_in.write_end.number(), m_spec.input.data() + m_fed,
                                      m_spec.input.size() - m_fed);
        if (count > 0) {
            m_fed += static_cast<std::size_t>(count);
        }
        const bool refused = count < 0 && errno != EAGAIN && errno != EINTR;
        if (refused || m_fed == m_spec.input.size()) {
            m_in.write_end.close(); // a child that reads no more is no failure of ours
        }
    }

    static void drain(Descriptor& from, std::string& into) {
        std::array<char, 65536> buffer{};
        const ssize_t count = ::read(from.number(), buffer.data(), buffer.size());
        if (count > 0) {
            into.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            from.close();
        }
    }

    const ProcessSpec& m_spec;
    Pipe m_in;
    Pipe m_out;
    Pipe m_err;
    pid_t m_id = 0;
    std::size_t m_fed = 0;
};

/// Writing to a child that ended early must be an error code, not the end of this program.
void ignore_broken_pipes() {
    static const auto previous = std::signal(SIGPIPE, SIG_IGN);
    (void)previous;
}

} // namespace

ProcessResult run_process(const ProcessSpec& spec) {
    ignore_broken_pipes();
    return Child(spec).finish();
}

std::optional<fs::path> find_program(std::string_view name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
    const char* const path = std::getenv("PATH");
    std::string_view folders = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
    while (!folders.empty()) {
        const std::size_t colon = folders.find(':');
        const std::string_view folder = folders.substr(0, colon);
        folders = colon == std::string_view::npos ? std::string_view{} : folders.substr(colon + 1);
        const fs::path candidate = fs::path(folder) / name;
        std::error_code absent;
        if (!folder.empty() && fs::is_regular_file(candidate, absent) &&
            ::access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
    }
    return std::nullopt;
}

} // namespace halflight::io
