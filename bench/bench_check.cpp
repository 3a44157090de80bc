// SPDX-License-Identifier: Apache-2.0
// Checking whole dossiers: the flagship, and a made one with planted contradictions.
#include "made_dossier.hpp"

#include "halflight/reason/analysis.hpp"

#include <benchmark/benchmark.h>

#include <sys/resource.h>

namespace halflight {
namespace {

double peak_mib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::size_t count_conflicts(const reason::Report& report) {
    std::size_t count = 0;
    for (const reason::Finding& finding : report.findings) {
        count += finding.outcome == reason::Outcome::conflict ? 1U : 0U;
    }
    return count;
}

/// The floor of every check: reading the bytes and hashing nothing.
void read_flagship(benchmark::State& state) {
    for (auto run : state) {
        benchmark::DoNotOptimize(
            dossier::read_files(std::string(HALFLIGHT_DOSSIERS) + "/dprk-russia"));
    }
}

/// What `halflight check` does but for writing the diagnostics.
void check_flagship(benchmark::State& state) {
    reason::Report report;
    std::size_t claims = 0;
    for (auto run : state) {
        auto loaded =
            dossier::load(dossier::read_files(std::string(HALFLIGHT_DOSSIERS) + "/dprk-russia"));
        claims = loaded.ledger.claims().size();
        const auto faults = reason::validate(loaded.ledger, loaded.relations, loaded.verdicts);
        benchmark::DoNotOptimize(faults.errors());
        report = reason::analyse(loaded.ledger, loaded.relations, loaded.verdicts, {});
    }
    state.counters["claims"] = static_cast<double>(claims);
    state.counters["cells"] = static_cast<double>(report.cells.size());
    state.counters["conflicts"] = static_cast<double>(count_conflicts(report));
    state.counters["linear_programs"] = static_cast<double>(report.linear_programs);
}

/// 100,000 claims in 20,000 connected cells, 1,000 of them wrong.
void check_made(benchmark::State& state) {
    const made::MadeDossier made = made::make_dossier({});
    reason::Report report;
    for (auto run : state) {
        auto loaded = dossier::load(made.files);
        report = reason::analyse(loaded.ledger, loaded.relations, loaded.verdicts, {});
    }
    state.counters["claims"] = static_cast<double>(made.claims);
    state.counters["cells"] = static_cast<double>(made.cells);
    state.counters["components"] = static_cast<double>(report.components);
    state.counters["planted"] = static_cast<double>(made.planted.size());
    state.counters["conflicts"] = static_cast<double>(count_conflicts(report));
    state.counters["peak_MiB"] = peak_mib();
}

BENCHMARK(check_made)->Unit(benchmark::kMillisecond);
BENCHMARK(read_flagship)->Unit(benchmark::kMillisecond);
BENCHMARK(check_flagship)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace halflight
