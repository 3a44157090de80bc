// SPDX-License-Identifier: Apache-2.0
// The watch, killed at any moment: no transition and no delivery is lost or made twice.
#include "../cli/program.hpp"
#include "sinks.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <map>
#include <random>
#include <set>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace halflight::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using alerts::test::MailSink;
using alerts::test::WebhookSink;
using std::chrono::microseconds;

std::string day_of(int month) {
    const int number = month % 12 + 1;
    return std::to_string(2020 + month / 12) + (number < 10 ? "-0" : "-") + std::to_string(number) +
           "-28";
}

/// A country whose price is above its limit in every second month: each month a statement becomes
/// known that moves the alert.
void write_dossier(const fs::path& folder, const Shell& shell, int hook, int mail) {
    fs::create_directories(folder / "claims");
    const std::string name = folder.filename().string();
    shell.write(name + "/dossier.toml", "title = \"Made\"\narea = \"AAA\"\nsynthetic = true\n");
    shell.write(name + "/sources.toml",
                "[source.one]\npublisher = \"P\"\ntitle = \"T\"\ndate = 2020-01-01\nlanguage = "
                "\"en\"\nreliability = \"B\"\nsynthetic = true\n");
    shell.write(name + "/codes.toml",
                "[indicator.\"price\"]\nname = \"Price\"\ntype = \"level\"\nunit = \"USD\"\n"
                "frequency = \"M\"\n[area.AAA]\nname = \"A\"\n");
    std::string claims = "id,indicator,area,counterpart,dims,start,end,low,value,high,unit,kind,"
                         "source,locator,quote,known_since,credibility,withdrawn,note\n";
    for (int month = 0; month < 48; ++month) {
        const std::string day = day_of(month);
        claims += "C" + std::to_string(month) + ",price,AAA,,," + day.substr(0, 7) + ",,," +
                  (month % 2 == 0 ? "20.00" : "5.00") + ",,USD,measured,one,p. 1,," + day +
                  ",2,,\n";
    }
    shell.write(name + "/claims/price.csv", claims);
    shell.write(name + "/watch.toml",
                "[[monitor]]\nid = \"stock\"\nform = \"threshold\"\nseries = \"price:AAA\"\n"
                "above = 10\ncause = \"the price\"\n"
                "[[deliver]]\nid = \"hook\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:" +
                    std::to_string(hook) +
                    "/\"\nsecret_env = \"HALFLIGHT_TEST_SECRET\"\n"
                    "[[deliver]]\nid = \"desk\"\nkind = \"smtp\"\nhost = \"127.0.0.1\"\nport = " +
                    std::to_string(mail) +
                    "\ntls = \"none\"\nfrom = \"a@example.org\"\nto = [\"b@example.org\"]\n"
                    "secret_env = \"HALFLIGHT_TEST_SECRET\"\n"
                    "[[deliver]]\nid = \"log\"\nkind = \"jsonl\"\nfile = \"log.jsonl\"\n");
}

std::vector<std::string> words_for(const fs::path& dossier, int month) {
    return {"watch",   dossier.string(),
            "--as-of", day_of(month),
            "--state", (dossier.parent_path() / "state" / "s.sqlite").string()};
}

pid_t start_silently(const std::vector<std::string>& arguments) {
    std::string program = HALFLIGHT_PROGRAM;
    std::vector<std::string> words = {program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t silence{};
    ::posix_spawn_file_actions_init(&silence);
    ::posix_spawn_file_actions_addopen(&silence, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&silence, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    EXPECT_EQ(::posix_spawn(&child, program.c_str(), &silence, nullptr, pointers.data(), environ),
              0);
    ::posix_spawn_file_actions_destroy(&silence);
    return child;
}

/// Starts the program and kills it after `delay`; false where it had ended by then.
bool run_and_kill(const std::vector<std::string>& arguments, microseconds delay) {
    const pid_t child = start_silently(arguments);
    std::this_thread::sleep_for(delay);
    ::kill(child, SIGKILL);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFSIGNALED(status);
}

/// Starts the program and tells it to end; how it ended.
int run_and_tell(const std::vector<std::string>& arguments) {
    const pid_t child = start_silently(arguments);
    ::kill(child, SIGTERM);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return status;
}

microseconds time_of(const Shell& shell, const std::vector<std::string>& words) {
    const auto start = Clock::now();
    const Outcome outcome = shell(words);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return std::chrono::duration_cast<microseconds>(Clock::now() - start);
}

/// Sequence numbers that came, each with how often.
std::map<int, int> counted(const std::vector<std::string>& bodies) {
    std::map<int, int> counts;
    for (const std::string& body : bodies) {
        ++counts[nlohmann::json::parse(body).at("sequence").get<int>()];
    }
    return counts;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = text.find('\n', from);
        lines.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return lines;
}

TEST(WatchKill, AtTwentyFourMomentsNothingIsLostOrMadeTwice) {
    (void)::setenv("HALFLIGHT_TEST_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1);
    const Shell shell;
    const WebhookSink hook;
    const MailSink desk;
    const fs::path dossier = shell.folder() / "made";
    write_dossier(dossier, shell, hook.port(), desk.port());
    fs::create_directories(shell.folder() / "state");
    // The first run fills the cache and fires; the second shows how long a run takes.
    (void)time_of(shell, words_for(dossier, 0));
    const microseconds whole = time_of(shell, words_for(dossier, 1));

    constexpr int kills = 24;
    std::mt19937_64 random(20260102); // NOLINT(cert-msc51-cpp): the same moments every time
    int month = 1;
    int cut = 0;
    for (int i = 0; i < kills; ++i) {
        const double share = (i + std::generate_canonical<double, 53>(random)) / kills;
        ++month;
        cut += run_and_kill(words_for(dossier, month),
                            microseconds(static_cast<long>(share * 1.2 *
                                                           static_cast<double>(whole.count()))))
                   ? 1
                   : 0;
        // Another run on the same evidence finishes what the kill left.
        if (i % 3 == 0) {
            (void)time_of(shell, words_for(dossier, month));
        }
    }
    (void)time_of(shell, words_for(dossier, month));
    (void)time_of(shell, words_for(dossier, month)); // waits for a sender that was under way

    const auto list =
        nlohmann::json::parse(shell({"watch", dossier.string(), "--list", "--format", "json",
                                     "--state", (shell.folder() / "state" / "s.sqlite").string()})
                                  .out);
    const int last = list.at("transitions").back().at("sequence").get<int>();
    EXPECT_GE(cut, kills / 4) << "kills that came while it ran";
    EXPECT_GE(last, kills / 3);
    EXPECT_EQ(list.at("deliveries").at("waiting"), 0);
    EXPECT_TRUE(list.at("deliveries").at("given_up").empty());

    std::vector<std::string> bodies;
    for (const auto& request : hook.requests()) {
        bodies.push_back(request.body);
        EXPECT_EQ(request.headers.at("halflight-attempt"), "1");
    }
    std::vector<std::string> numbers;
    for (const auto& letter : desk.letters()) {
        numbers.push_back("{\"sequence\":" + alerts::test::header(letter, "Halflight-Transition") +
                          "}");
    }
    std::map<int, int> once;
    for (int sequence = 1; sequence <= last; ++sequence) {
        once[sequence] = 1;
    }
    EXPECT_EQ(counted(bodies), once) << "web hook";
    EXPECT_EQ(counted(numbers), once) << "mail";
    EXPECT_EQ(counted(lines_of(shell.read("state/log.jsonl"))), once) << "file";
}

/// Told to end as soon as it can be: it ends before it has begun anything, or cleanly.
TEST(WatchService, ToldToEndAtOnceItLeavesNothingHalfDone) {
    const Shell shell;
    const fs::path dossier = shell.folder() / "made";
    write_dossier(dossier, shell, 1, 1);
    constexpr int starts = 10;
    for (int i = 0; i < starts; ++i) {
        const int status =
            run_and_tell({"watch", dossier.string(), "--every", "1h", "--no-delivery"});
        const bool at_once = WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;
        EXPECT_TRUE(at_once || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) << status;
        EXPECT_FALSE(at_once && fs::exists(dossier / ".halflight-watch"));
        fs::remove_all(dossier / ".halflight-watch");
    }
}

} // namespace
} // namespace halflight::test
