// SPDX-License-Identifier: Apache-2.0
// Makes countries whose truth is known, studies each, and prints how near the studies came.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <exception>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "ask.hpp"
#include "halflight/base/parallel.hpp"
#include "tables.hpp"

namespace {

using namespace halflight::bench; // NOLINT(google-build-using-namespace): the program's own

constexpr const char* usage =
    R"(usage: truth [--countries N] [--jobs J] [--effect E] [--seed S] [--draws D] [--designs NAME,...]
             [--methods NAME,...] [--factors K] [--placebo-periods P] [--every N]

Makes N countries (200) with seeds S, S + 1, ..., each with the effects planted times E (1) and without any,
studies them as halflight studies what is real, and prints tables in Markdown. D (100) draws for errors that
need some, K (5) factors at most, P (0) periods before the treatment taken for treated. Only some designs, only
some methods of enterprises, if asked for. --every N prints the tables of the first N, 2 N, ... countries as soon
as these are done. The same bytes for any J.
)";

struct Options {
    std::size_t countries = 200;
    int jobs = 1;
    double effect = 1;
    std::uint64_t seed = 1;
    Effort effort;
    std::string_view designs;
    std::string_view methods;
    std::size_t every = 0;
};

template <class Number>
bool read(std::string_view text, Number& out) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    return fault == std::errc() && end == text.data() + text.size();
}

std::optional<Options> options_of(int count, char** words) {
    Options options;
    for (int i = 1; i < count; i += 2) {
        const std::string_view key = words[i];
        const std::string_view value = i + 1 < count ? words[i + 1] : "";
        const bool good = key == "--countries"         ? read(value, options.countries)
                          : key == "--jobs"            ? read(value, options.jobs)
                          : key == "--effect"          ? read(value, options.effect)
                          : key == "--seed"            ? read(value, options.seed)
                          : key == "--draws"           ? read(value, options.effort.draws)
                          : key == "--factors"         ? read(value, options.effort.factors)
                          : key == "--placebo-periods" ? read(value, options.effort.placebo_periods)
                          : key == "--every"           ? read(value, options.every)
                          : key == "--designs"         ? !(options.designs = value).empty()
                          : key == "--methods"         ? !(options.methods = value).empty()
                                                       : false;
        if (!good) {
            fmt::print(stderr, "truth: cannot read '{} {}'\n", key, value);
            return std::nullopt;
        }
    }
    if (options.countries < 2 || options.jobs < 1) {
        fmt::print(stderr, "truth: a table needs at least 2 countries and 1 job\n");
        return std::nullopt;
    }
    return options;
}

bool listed(std::string_view list, std::string_view name) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (list.substr(0, comma) == name) {
            return true;
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

bool wanted(const Options& options, const Design& design) {
    return options.designs.empty() || listed(options.designs, design.name);
}

/// One world is kept: designs that are made alike stand together.
class Worlds {
  public:
    Worlds(Size size, std::uint64_t seed, double effect)
        : m_size(size), m_seed(seed), m_effect(effect) {}

    const World& of(const Design& design) {
        if (!m_world || design.change != m_made_by) {
            m_world = make_world(spec_of(design, m_size, m_seed, m_effect), m_size);
            m_made_by = design.change;
        }
        return *m_world;
    }

  private:
    Size m_size;
    std::uint64_t m_seed;
    double m_effect;
    std::unique_ptr<World> m_world;
    void (*m_made_by)(halflight::simulate::CountrySpec&) = nullptr;
};

void study(const Options& options, std::uint64_t seed, bool planted, Answers& answers) {
    auto& out = planted ? answers.planted : answers.none;
    const double effect = planted ? options.effect : 0;
    Worlds of_counties(Size::for_counties, seed, effect);
    Worlds of_enterprises(Size::for_enterprises, seed, effect);
    for (Design design : designs()) {
        if (!wanted(options, design)) {
            continue;
        }
        std::erase_if(design.methods, [&](const auto method) {
            return !options.methods.empty() &&
                   !listed(options.methods, halflight::studies::to_string(method));
        });
        double censored = halflight::stats::undefined;
        if (design.counties) {
            const World& world = of_counties.of(design);
            std::ranges::move(ask_counties(world, design), std::back_inserter(out));
            censored = world.censored;
        }
        if (!design.questions.empty() && !design.methods.empty()) {
            const World& world = of_enterprises.of(design);
            std::ranges::move(ask_enterprises(world, design, options.effort),
                              std::back_inserter(out));
            censored = std::isnan(censored) ? world.censored : censored;
        }
        if (planted) {
            answers.censored.push_back(censored);
        }
    }
    (planted ? answers.planted_dates : answers.none_dates) = ask_dates(seed, planted);
}

void print_designs(const Options& options, const std::vector<Answers>& all) {
    std::size_t at = 0;
    for (const Design& design : designs()) {
        if (!wanted(options, design)) {
            continue;
        }
        double below = 0;
        for (const Answers& country : all) {
            below += country.censored[at] / static_cast<double>(all.size());
        }
        fmt::print("- {}: {}; {:.1f} % of the cells below the floor\n", design.name, design.about,
                   100 * below);
        ++at;
    }
}

void print_tables(const Options& options, const std::vector<Answers>& all) {
    fmt::print("{} countries, seeds {} to {}, effect x {}, {} draws, at most {} factors\n\n",
               all.size(), options.seed, options.seed + all.size() - 1, options.effect,
               options.effort.draws, options.effort.factors);
    print_designs(options, all);
    fmt::print("\n{}\n{}\n{}\n{}", outcome_table(all), date_table(all), warning_table(all),
               refusals(all));
    std::fflush(stdout);
}

/// Countries in their order, told of as soon as all before them are done.
class Done {
  public:
    explicit Done(const Options& options) : m_options(options), m_done(options.countries) {}

    void add(std::size_t country, const std::vector<Answers>& all) {
        const std::scoped_lock lock(m_telling);
        m_done[country] = true;
        fmt::print(stderr, "{} of {}\n", ++m_count, all.size());
        for (; m_first < all.size() && m_done[m_first]; ++m_first) {
            const std::size_t so_far = m_first + 1;
            if (so_far == all.size() ||
                (m_options.every > 0 && so_far > 1 && so_far % m_options.every == 0)) {
                print_tables(m_options,
                             {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(so_far)});
            }
        }
    }

  private:
    const Options& m_options;
    std::vector<bool> m_done;
    std::size_t m_first = 0;
    std::size_t m_count = 0;
    std::mutex m_telling;
};

int run(const Options& options) {
    std::vector<Answers> all(options.countries);
    Done done(options);
    halflight::for_each_index(options.countries, options.jobs, [&](std::size_t i) {
        study(options, options.seed + i, true, all[i]);
        study(options, options.seed + i, false, all[i]);
        done.add(i, all);
    });
    return 0;
}

} // namespace

int main(int count, char** words) {
    const auto options = options_of(count, words);
    if (!options) {
        fmt::print(stderr, "{}", usage);
        return 2;
    }
    try {
        return run(*options);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
