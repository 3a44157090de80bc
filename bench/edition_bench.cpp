// SPDX-License-Identifier: Apache-2.0
// Building the flagship's edition: from nothing, with nothing changed, with one claim changed.
#include "halflight/dossier/dossier.hpp"
#include "halflight/edition/build.hpp"
#include "halflight/io/files.hpp"

#include <benchmark/benchmark.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace halflight {
namespace {

namespace fs = std::filesystem;

/// A copy of the flagship in a folder of its own, with a place for its edition beside it.
class Desk {
  public:
    Desk() {
        std::string name = (fs::temp_directory_path() / "halflight-bench-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
        m_folder = name;
        fs::copy(fs::path(HALFLIGHT_DOSSIERS) / "dprk-russia", dossier(),
                 fs::copy_options::recursive);
    }
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;
    ~Desk() { fs::remove_all(m_folder); }

    [[nodiscard]] fs::path dossier() const { return m_folder / "dossier"; }
    [[nodiscard]] fs::path edition() const { return m_folder / "edition"; }

    edition::BuildReport build() const {
        return edition::build(dossier(), edition(), edition::BuildSpec{});
    }

    /// Puts the claim's other value into the text: 2,938 for 2,928 or the reverse.
    void change_claim() {
        const fs::path file = dossier() / "claims" / "petroleum.csv";
        const std::string row = "OIL-CHN-2018-11,";
        std::string text = io::read_file(file);
        const std::size_t from = text.find(row);
        const std::size_t at = text.find(m_changed ? "2,938" : "2,928", from);
        if (from == std::string::npos || at == std::string::npos || at > text.find('\n', from)) {
            throw std::runtime_error("the claim OIL-CHN-2018-11 is not as it was");
        }
        m_changed = !m_changed;
        io::write_file(file, text.replace(at, 5, m_changed ? "2,938" : "2,928"));
    }

  private:
    fs::path m_folder;
    bool m_changed = false;
};

void describe(benchmark::State& state, const edition::BuildReport& report) {
    std::size_t ran = 0;
    for (const edition::StepReport& step : report.steps) {
        ran += step.ran ? 1U : 0U;
    }
    state.counters["numbers"] = static_cast<double>(report.numbers);
    state.counters["steps"] = static_cast<double>(report.steps.size());
    state.counters["steps_run"] = static_cast<double>(ran);
}

void build_from_nothing(benchmark::State& state) {
    const Desk desk;
    edition::BuildReport report;
    for (auto run : state) {
        report = desk.build();
        state.PauseTiming();
        fs::remove_all(desk.edition());
        state.ResumeTiming();
    }
    describe(state, report);
}

void build_unchanged(benchmark::State& state) {
    const Desk desk;
    edition::BuildReport report = desk.build();
    for (auto run : state) {
        report = desk.build();
    }
    if (report.outcome != edition::BuildOutcome::up_to_date) {
        state.SkipWithError("an unchanged dossier was built again");
    }
    describe(state, report);
}

void build_one_claim_changed(benchmark::State& state) {
    Desk desk;
    edition::BuildReport report = desk.build();
    for (auto run : state) {
        state.PauseTiming();
        desk.change_claim();
        state.ResumeTiming();
        report = desk.build();
    }
    describe(state, report);
}

// Figures are drawn by other programs, whose time only the clock on the wall sees.
BENCHMARK(build_from_nothing)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(build_unchanged)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(build_one_claim_changed)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
} // namespace halflight
