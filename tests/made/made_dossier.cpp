// SPDX-License-Identifier: Apache-2.0
#include "made_dossier.hpp"

#include "halflight/base/period.hpp"
#include "halflight/ledger/codes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>

namespace halflight::made {
namespace {

constexpr int first_year = 2000;

/// Counter-based draws (SplitMix64 finaliser): a draw is a function of seed and counter alone.
class Draws {
  public:
    explicit Draws(std::uint64_t seed) : m_seed(seed) {}
    std::uint64_t next() noexcept {
        std::uint64_t z = m_seed + ++m_count * 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }
    double uniform() noexcept { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
    std::size_t below(std::size_t limit) noexcept {
        return static_cast<std::size_t>(next() % limit);
    }

  private:
    std::uint64_t m_seed;
    std::uint64_t m_count = 0;
};

struct MadeCell {
    std::string counterpart;
    std::string dims;
    std::string period;
    long truth = 0;
    int statements = 0;
};

/// Sums of a month's flows over every period and level that holds it.
class World {
  public:
    World(const Size& size, Draws& draws) : m_size(size) {
        const std::size_t series = static_cast<std::size_t>(size.counterparts + 1) *
                                   static_cast<std::size_t>(size.purposes + 1);
        m_months.assign(series * static_cast<std::size_t>(size.years) * 12, 0);
        for (int counterpart = 1; counterpart <= size.counterparts; ++counterpart) {
            for (int purpose = 1; purpose <= size.purposes; ++purpose) {
                for (int month = 0; month < size.years * 12; ++month) {
                    const long flow = 1000 + static_cast<long>(draws.below(9000));
                    for (const int c : {0, counterpart}) {
                        for (const int p : {0, purpose}) {
                            at(c, p, month) += flow;
                        }
                    }
                }
            }
        }
    }

    [[nodiscard]] std::vector<MadeCell> cells() const {
        std::vector<MadeCell> result;
        for (int counterpart = 0; counterpart <= m_size.counterparts; ++counterpart) {
            for (int purpose = 0; purpose <= m_size.purposes; ++purpose) {
                for (int year = 0; year < m_size.years; ++year) {
                    add_year(counterpart, purpose, year, result);
                }
            }
        }
        return result;
    }

  private:
    void add_year(int counterpart, int purpose, int year, std::vector<MadeCell>& result) const {
        const std::string name =
            counterpart == 0
                ? "EVERYBODY"
                : std::string(ledger::countries()[static_cast<std::size_t>(counterpart)]);
        const std::string dims = purpose == 0 ? "" : "purpose=p" + std::to_string(purpose);
        const std::string label = std::to_string(first_year + year);
        std::array<char, 16> text{};
        const auto add = [&](const std::string& period, int from, int count) {
            long sum = 0;
            for (int month = from; month < from + count; ++month) {
                sum += at(counterpart, purpose, month);
            }
            result.push_back({name, dims, period, sum, 0});
        };
        add(label, year * 12, 12);
        for (int quarter = 0; quarter < 4; ++quarter) {
            add(label + "-Q" + std::to_string(quarter + 1), year * 12 + quarter * 3, 3);
        }
        for (int month = 0; month < 12; ++month) {
            std::snprintf(text.data(), text.size(), "-%02d", month + 1);
            add(label + text.data(), year * 12 + month, 1);
        }
    }

    [[nodiscard]] std::size_t index(int counterpart, int purpose, int month) const noexcept {
        return static_cast<std::size_t>(
            (counterpart * (m_size.purposes + 1) + purpose) * m_size.years * 12 + month);
    }
    long& at(int counterpart, int purpose, int month) {
        return m_months[index(counterpart, purpose, month)];
    }
    [[nodiscard]] long at(int counterpart, int purpose, int month) const {
        return m_months[index(counterpart, purpose, month)];
    }

    Size m_size;
    std::vector<long> m_months;
};

constexpr const char* header = "id,indicator,area,counterpart,dims,start,end,low,value,high,unit,"
                               "kind,source,locator,quote,known_since,"
                               "credibility,withdrawn,note\n";

std::string row(const std::string& id, const MadeCell& cell, const std::string& value,
                std::size_t source) {
    return id + ",made.flow,AFG," + cell.counterpart + "," + cell.dims + "," + cell.period + ",,," +
           value + ",,persons,measured,s" + std::to_string(source) + ",p. 1,,2024-01-01,2,,\n";
}

/// The truth as somebody prints it: to the unit, rounded to a hundredth, or as a range around it.
std::string right_value(long truth, Draws& draws) {
    switch (draws.below(4)) {
    case 0: {
        const double place =
            std::pow(10.0, std::max(0.0, std::floor(std::log10(static_cast<double>(truth))) - 2));
        return "~" +
               std::to_string(std::lround(std::round(static_cast<double>(truth) / place) * place));
    }
    case 1:
        return "=" + std::to_string(truth);
    default:
        return std::to_string(truth);
    }
}

std::string wrong_value(long truth) {
    return std::to_string(std::lround(static_cast<double>(truth) * 1.4));
}

/// Of everybody, every purpose, every year.
long total_of(const std::vector<MadeCell>& cells) {
    long total = 0;
    for (const MadeCell& cell : cells) {
        total += cell.counterpart == "EVERYBODY" && cell.dims.empty() && cell.period.size() == 4
                     ? cell.truth
                     : 0;
    }
    return total;
}

std::string codes_text(const Size& size) {
    std::string parts;
    std::string codes;
    for (int purpose = 1; purpose <= size.purposes; ++purpose) {
        const std::string id = "p" + std::to_string(purpose);
        parts += (parts.empty() ? "\"" : ", \"") + id + "\"";
        codes += "[dimension.purpose.codes." + id + "]\nname = \"Purpose " +
                 std::to_string(purpose) + "\"\n";
    }
    std::string members;
    for (int counterpart = 1; counterpart <= size.counterparts; ++counterpart) {
        members += (members.empty() ? "\"" : ", \"") +
                   std::string(ledger::countries()[static_cast<std::size_t>(counterpart)]) + "\"";
    }
    return "[indicator.\"made.flow\"]\nname = \"Made flow\"\ntype = \"flow\"\nunit = "
           "\"persons\"\ninteger = true\n\n"
           "[dimension.purpose]\nname = \"Purpose\"\ndefault = "
           "\"total\"\n[dimension.purpose.codes.total]\nname = \"All\"\nparts = [" +
           parts + "]\ncomplete = true\n" + codes +
           "\n[area.EVERYBODY]\nname = \"All counterparts\"\nparts = [" + members +
           "]\ncomplete = true\n";
}

std::string sources_text(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += "[source.s" + std::to_string(i) +
                "]\npublisher = \"Made publisher\"\ntitle = \"Made table\"\ndate = 2024-01-01\n"
                "language = \"en\"\nlicence = \"CC0-1.0\"\nredistribute = true\nreliability = "
                "\"B\"\nsynthetic = true\n\n";
    }
    return text;
}

/// Chooses the cells of the wrong statements. One that stands alone shares no sum with another
/// wrong one: there one could hide the other, and nobody could say how many are wrong.
std::vector<bool> plant(std::vector<MadeCell>& cells, const Size& size, Draws& draws) {
    std::vector<bool> planted(cells.size(), false);
    std::set<std::string> sums_of_alone;
    std::set<std::string> sums_of_all;
    for (std::size_t count = 0, tries = 0; count < size.planted && tries < 1000 * size.planted;
         ++tries) {
        const std::size_t index = draws.below(cells.size());
        MadeCell& cell = cells[index];
        if (planted[index] || cell.statements == 0) {
            continue;
        }
        const bool alone = count % 2 == 1;
        const std::array<std::string, 3> own{
            cell.counterpart + "|" + cell.dims + "|" + cell.period.substr(0, 4),
            cell.period + "|c|" + cell.counterpart, cell.period + "|p|" + cell.dims};
        const std::set<std::string>& taken = alone ? sums_of_all : sums_of_alone;
        if (std::any_of(own.begin(), own.end(),
                        [&taken](const std::string& sum) { return taken.contains(sum); })) {
            continue;
        }
        sums_of_all.insert(own.begin(), own.end());
        if (alone) {
            sums_of_alone.insert(own.begin(), own.end());
        }
        planted[index] = true;
        ++count;
        cell.statements = alone ? 1 : std::max(2, cell.statements);
    }
    return planted;
}

dossier::Files frame(const Size& size) {
    return {{"dossier.toml", "title = \"Made dossier\"\narea = \"AFG\"\npartners = []\nlanguages = "
                             "[\"en\"]\nseed = 1\nsynthetic = true\n"},
            {"sources.toml", sources_text(8)},
            {"codes.toml", codes_text(size)}};
}

} // namespace

MadeDossier make_dossier(const Size& size) {
    Draws draws(size.seed);
    std::vector<MadeCell> cells = World(size, draws).cells();
    MadeDossier made{frame(size), cells.size(), 0, {}};
    const long total = total_of(cells);
    for (MadeCell& cell : cells) {
        const double wanted = draws.uniform() * 2 * size.claims_per_cell;
        cell.statements = draws.uniform() < size.unstated_share
                              ? 0
                              : std::max(1, static_cast<int>(std::lround(wanted)));
    }
    const std::vector<bool> planted = plant(cells, size, draws);
    std::string text = header;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (int statement = 0; statement < cells[i].statements; ++statement) {
            const std::string id = "m" + std::to_string(made.claims++);
            const bool wrong = planted[i] && statement == 0;
            text += row(id, cells[i],
                        wrong ? wrong_value(cells[i].truth) : right_value(cells[i].truth, draws),
                        draws.below(8));
            if (wrong) {
                made.planted.push_back(id);
            }
        }
    }
    // One statement over all years ties their systems into one.
    const MadeCell all{
        "EVERYBODY", "",
        std::to_string(first_year) + "/" + std::to_string(first_year + size.years - 1), total, 1};
    text += row("m" + std::to_string(made.claims++), all, std::to_string(total), 0);
    ++made.cells;
    made.files["claims/made.csv"] = std::move(text);
    return made;
}

dossier::Files make_rows(std::size_t rows) {
    Size size;
    size.planted = 0;
    Draws draws(size.seed);
    const std::vector<MadeCell> cells = World(size, draws).cells();
    dossier::Files files = frame(size);
    std::string text = header;
    text.reserve(rows * 140);
    for (std::size_t i = 0; i < rows; ++i) {
        const MadeCell& cell = cells[i % cells.size()];
        text += row("m" + std::to_string(i), cell, std::to_string(cell.truth), i % 8);
    }
    files["claims/made.csv"] = std::move(text);
    return files;
}

} // namespace halflight::made
