// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/board.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace halflight::watch {

namespace {

constexpr std::array<std::string_view, 6> level_words = {"normal",     "watch",   "worse",
                                                         "much worse", "no data", "late"};
static_assert(level_words.size() == static_cast<std::size_t>(Level::count_));

constexpr int default_fresh_days = 180;

using measures::Declaration;

bool possible(const Signal& signal) {
    return signal.reading == Reading::quiet && signal.text.starts_with("possible");
}

Level level_of_thing(const Signal& signal) {
    switch (signal.reading) {
    case Reading::raised:
        return signal.severity == Severity::critical ? Level::much_worse
               : signal.severity == Severity::info   ? Level::watch
                                                     : Level::worse;
    case Reading::quiet:
        return possible(signal) || holds(signal) ? Level::watch : Level::normal;
    case Reading::late:
        return Level::late;
    default:
        return Level::no_data;
    }
}

/// The level that a signal speaks for. Of monitors of sources: that they are silent, or nothing.
class Levels {
  public:
    explicit Levels(std::span<const std::string> about_sources) : m_sources(about_sources) {}

    [[nodiscard]] Level of(const Signal& signal) const {
        if (std::ranges::find(m_sources, signal.monitor) == m_sources.end()) {
            return level_of_thing(signal);
        }
        const bool silent = signal.reading == Reading::raised || signal.reading == Reading::late;
        return silent ? Level::late : Level::no_data;
    }

  private:
    std::span<const std::string> m_sources;
};

/// What sets a cell: the worst comes first, silence last.
int weight(Level level) {
    constexpr std::array<int, 6> weights = {2, 3, 4, 5, 0, 1};
    return weights.at(static_cast<std::size_t>(level));
}

/// Two signals that share no statement and no cell.
bool apart(const Signal& a, const Signal& b) {
    const auto disjoint = [](const auto& x, const auto& y) {
        return std::ranges::none_of(
            x, [&](const auto& one) { return std::ranges::binary_search(y, one); });
    };
    return disjoint(a.evidence.claims, b.evidence.claims) &&
           disjoint(a.evidence.cells, b.evidence.cells);
}

bool raised_apart(const std::vector<const Signal*>& signals, const Levels& levels) {
    std::vector<const Signal*> raised;
    std::ranges::copy_if(signals, std::back_inserter(raised), [&](const Signal* signal) {
        const Level level = levels.of(*signal);
        return level == Level::worse || level == Level::much_worse;
    });
    for (std::size_t i = 0; i < raised.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (raised[i]->cause != raised[k]->cause && apart(*raised[i], *raised[k])) {
                return true;
            }
        }
    }
    return false;
}

std::vector<std::string> list_of(const Declaration& declaration, const std::string& name) {
    std::vector<std::string> out;
    const auto found = declaration.parameters.find(name);
    if (found != declaration.parameters.end()) {
        for (const measures::Item& item : found->second.items) {
            out.push_back(item.text);
        }
    }
    return out;
}

int fresh_days_of(const Declaration& declaration) {
    const auto words = list_of(declaration, "fresh_days");
    int days = default_fresh_days;
    if (!words.empty()) {
        std::from_chars(words[0].data(), words[0].data() + words[0].size(), days);
    }
    return days;
}

template <typename T>
void merge_into(std::vector<T>& into, const std::vector<T>& from) {
    std::set<T> all(into.begin(), into.end());
    all.insert(from.begin(), from.end());
    into.assign(all.begin(), all.end());
}

/// Takes the signals of the cell's own level as what sets it.
void set_from(const std::vector<const Signal*>& signals, const Levels& levels, Level level,
              BoardCell& cell) {
    bool first = true;
    for (const Signal* signal : signals) {
        if (levels.of(*signal) != level) {
            continue;
        }
        merge_into(cell.evidence.claims, signal->evidence.claims);
        merge_into(cell.evidence.cells, signal->evidence.cells);
        merge_into(cell.evidence.rules, signal->evidence.rules);
        cell.synthetic = cell.synthetic || signal->synthetic;
        cell.text += fmt::format("{}{}: {}", first ? "" : "; ", signal->cause, signal->text);
        const Reliability& own = signal->reliability;
        Reliability& all = cell.reliability;
        all.origins = first ? own.origins : std::max(all.origins, own.origins);
        all.best_source = first ? own.best_source : std::min(all.best_source, own.best_source);
        all.direct = first ? own.direct : all.direct || own.direct;
        if (own.age_days) {
            all.age_days = all.age_days ? std::min(*all.age_days, *own.age_days) : *own.age_days;
        }
        first = false;
    }
}

/// "1 of 2 monitors of this cell is withheld"; empty where none is.
std::string withheld_of(const std::vector<std::string>& monitors) {
    const auto number = std::ranges::count(monitors, withheld_name);
    return number == 0 ? std::string()
                       : fmt::format("{} of {} monitors of this cell {} withheld", number,
                                     monitors.size(), number == 1 ? "is" : "are");
}

/// Why a cell has no signal.
std::string silence_of(const std::vector<std::string>& monitors, const std::string& withheld) {
    if (monitors.empty()) {
        return "nothing is watched here: the dossier has no series for it";
    }
    const bool all =
        std::ranges::count(monitors, withheld_name) == static_cast<std::ptrdiff_t>(monitors.size());
    return all ? "withheld: its monitors rest on sources that this edition does not show"
               : "none of its monitors gave a signal" +
                     (withheld.empty() ? std::string() : "; " + withheld);
}

BoardCell cell_of(const Declaration& declaration, std::span<const Signal> signals,
                  const Levels& levels) {
    BoardCell cell;
    cell.id = declaration.form.empty() ? declaration.id : declaration.form;
    cell.title = declaration.title.empty() ? cell.id : declaration.title;
    cell.monitors = list_of(declaration, "monitors");
    std::vector<const Signal*> own;
    for (const Signal& signal : signals) {
        if (std::ranges::find(cell.monitors, signal.monitor) != cell.monitors.end()) {
            own.push_back(&signal);
        }
    }
    const std::string withheld = withheld_of(cell.monitors);
    if (own.empty()) {
        cell.text = silence_of(cell.monitors, withheld);
        cell.grade = grade(cell.reliability, 0);
        return cell;
    }
    Level worst = Level::no_data;
    for (const Signal* signal : own) {
        const Level level = levels.of(*signal);
        worst = weight(level) > weight(worst) ? level : worst;
    }
    set_from(own, levels, worst, cell);
    const auto silent = std::ranges::count_if(own, [&](const Signal* signal) {
        return levels.of(*signal) == Level::late || signal->reading == Reading::no_data;
    });
    if (silent > 0 && weight(worst) > weight(Level::late)) {
        cell.text += fmt::format("; {} of {} signals of this cell are late or without data", silent,
                                 own.size());
    }
    cell.text += withheld.empty() ? "" : "; " + withheld;
    cell.level = worst == Level::worse && raised_apart(own, levels) ? Level::much_worse : worst;
    cell.grade = grade(cell.reliability, fresh_days_of(declaration));
    return cell;
}

} // namespace

std::string_view to_string(Level level) noexcept {
    return level_words[static_cast<std::size_t>(level)];
}

Board board(std::span<const Declaration> declarations, std::span<const Signal> signals, Date day,
            std::span<const std::string> about_sources) {
    const Levels levels(about_sources);
    Board out;
    out.day = day;
    for (const Declaration& declaration : declarations) {
        out.cells.push_back(cell_of(declaration, signals, levels));
    }
    return out;
}

} // namespace halflight::watch
