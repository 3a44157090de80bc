// SPDX-License-Identifier: Apache-2.0
// Parsing and loading claim rows, against the floor of touching every byte once.
#include "made_dossier.hpp"

#include "halflight/io/csv.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>

namespace halflight {
namespace {

const dossier::Files& million_rows() {
    static const dossier::Files files = made::make_rows(1'000'000);
    return files;
}

void set_bytes(benchmark::State& state) {
    const auto bytes = static_cast<std::int64_t>(million_rows().at("claims/made.csv").size());
    state.SetBytesProcessed(state.iterations() * bytes);
}

/// The floor: every byte read once.
void count_lines(benchmark::State& state) {
    const std::string& text = million_rows().at("claims/made.csv");
    for (auto run : state) {
        benchmark::DoNotOptimize(std::count(text.begin(), text.end(), '\n'));
    }
    set_bytes(state);
}

void split_rows(benchmark::State& state) {
    const std::string& text = million_rows().at("claims/made.csv");
    for (auto run : state) {
        io::CsvReader reader(text);
        std::size_t fields = 0;
        while (reader.next()) {
            fields += reader.fields().size();
        }
        benchmark::DoNotOptimize(fields);
    }
    set_bytes(state);
}

void load_rows(benchmark::State& state) {
    std::size_t claims = 0;
    for (auto run : state) {
        claims = dossier::load(million_rows()).ledger.claims().size();
    }
    state.counters["claims"] = static_cast<double>(claims);
    set_bytes(state);
}

BENCHMARK(count_lines)->Unit(benchmark::kMillisecond);
BENCHMARK(split_rows)->Unit(benchmark::kMillisecond);
BENCHMARK(load_rows)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace halflight
