// SPDX-License-Identifier: Apache-2.0
#include "figure_parts.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace halflight::edition {

namespace {

using measures::Item;
using measures::Table;

constexpr int least_height = 60;
constexpr int most_height = 2000;

} // namespace

std::string suggestion(std::string_view word, const std::vector<std::string_view>& names,
                       std::string_view none) {
    if (const auto near = nearest(word, names)) {
        return fmt::format("did you mean '{}'?", *near);
    }
    return names.empty() ? std::string(none) : fmt::format("there is {}", fmt::join(names, ", "));
}

bool FigureArguments::has(std::string_view name) const {
    return !items(name).empty();
}

std::vector<Item> FigureArguments::items(std::string_view name) const {
    const auto found = m_declaration.parameters.find(std::string(name));
    return found == m_declaration.parameters.end() ? std::vector<Item>{} : found->second.items;
}

void FigureArguments::add(std::string code, const Place& place, std::string message,
                          std::string hint) {
    m_failed = true;
    m_diagnostics.add({Severity::error,
                       std::move(code),
                       "",
                       fmt::format("figure '{}': {}", m_declaration.id, message),
                       place,
                       {},
                       std::move(hint)});
}

void FigureArguments::fault(std::string_view name, std::string message, std::string hint) {
    const auto given = items(name);
    add("G007", given.empty() ? m_declaration.place : given.front().place, std::move(message),
        std::move(hint));
}

void FigureArguments::empty(std::string_view name, std::string_view what) {
    const auto given = items(name);
    add("G009", given.empty() ? m_declaration.place : given.front().place,
        fmt::format("there is nothing to draw: {}", what),
        "check the series of the measure and the range, or leave the figure out");
}

std::string FigureArguments::text(std::string_view name, std::string_view fallback) const {
    const auto given = items(name);
    return given.empty() ? std::string(fallback) : given.front().text;
}

std::vector<std::string> FigureArguments::texts(std::string_view name) const {
    std::vector<std::string> out;
    for (const Item& item : items(name)) {
        out.push_back(item.text);
    }
    return out;
}

double FigureArguments::number(std::string_view name, double fallback) {
    const auto given = items(name);
    if (given.empty()) {
        return fallback;
    }
    const std::string& text = given.front().text;
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size() ||
        !(value > -1e300 && value < 1e300)) {
        add("G005", given.front().place,
            fmt::format("'{}' takes a number, not '{}'", name, shorten(text)),
            "write it without quotation marks and without thousands separators");
        return fallback;
    }
    return value;
}

int FigureArguments::height(int fallback) {
    const double pixels = number("height", fallback);
    if (!(pixels >= least_height && pixels <= most_height)) {
        add("G005", items("height").front().place,
            fmt::format("'height' is {}, and a plot has {} to {} pixels", format_number(pixels),
                        least_height, most_height),
            fmt::format("leave it out for {} pixels", fallback));
        return fallback;
    }
    return static_cast<int>(pixels);
}

bool FigureArguments::flag(std::string_view name, bool fallback) {
    const auto given = items(name);
    if (given.empty()) {
        return fallback;
    }
    if (given.front().text != "true" && given.front().text != "false") {
        add("G005", given.front().place,
            fmt::format("'{}' is neither true nor false", shorten(given.front().text)),
            "write true or false, without quotation marks");
    }
    return given.front().text == "true";
}

std::string FigureArguments::choice(std::string_view name,
                                    std::initializer_list<std::string_view> words) {
    const auto given = items(name);
    if (given.empty()) {
        return std::string(*words.begin());
    }
    if (std::ranges::find(words, given.front().text) == words.end()) {
        add("G005", given.front().place,
            fmt::format("'{}' does not know '{}'", name, shorten(given.front().text)),
            suggestion(given.front().text, std::vector(words), ""));
    }
    return given.front().text;
}

const Table* FigureArguments::table_at(std::string_view id, const Place& place) {
    std::vector<std::string_view> known;
    for (const Table& table : m_publication.measures) {
        if (table.id == id) {
            return &table;
        }
        known.push_back(table.id);
    }
    const bool declared = std::ranges::find(m_publication.analysed.dossier.measures, id,
                                            &measures::Declaration::id) !=
                          m_publication.analysed.dossier.measures.end();
    if (declared) {
        add("G006", place, fmt::format("measure '{}' could not be evaluated", shorten(id)),
            "mend the faults of measures.toml first");
        return nullptr;
    }
    add("G006", place, fmt::format("there is no measure '{}'", shorten(id)),
        suggestion(id, known, "declare it in measures.toml"));
    return nullptr;
}

const Table* FigureArguments::table(std::string_view name) {
    const auto found = tables(name);
    return found.empty() ? nullptr : found.front();
}

std::vector<const Table*> FigureArguments::tables(std::string_view name) {
    std::vector<const Table*> out;
    for (const Item& item : items(name)) {
        if (const Table* const found = table_at(item.text, item.place)) {
            out.push_back(found);
        }
    }
    return out;
}

void FigureArguments::check(std::string_view name, const std::vector<Line>& lines) {
    if (m_failed) {
        return;
    }
    for (const Line& line : lines) {
        if (line.unit != lines.front().unit) {
            fault(name,
                  fmt::format("'{}' is in {}, '{}' in {}", lines.front().name, lines.front().unit,
                              line.name, line.unit),
                  "draw what has another unit in a figure of its own");
            return;
        }
    }
    const auto has_value = [](const Line& line) {
        return std::ranges::any_of(line.data, [](const Datum& d) { return !d.missing(); });
    };
    if (std::ranges::any_of(lines, has_value)) {
        return;
    }
    empty(name, lines.empty()
                    ? "no measure is named"
                    : fmt::format("the measure '{}' has no row with a value{}",
                                  lines.front().table->id, m_from || m_to ? " in the range" : ""));
}

void FigureArguments::check_apart(std::string_view name, const std::vector<Line>& lines) {
    std::vector<Period> periods;
    for (const Line& line : lines) {
        for (const Datum& datum : line.data) {
            if (datum.period) {
                periods.push_back(*datum.period);
            }
        }
    }
    std::ranges::sort(periods);
    for (std::size_t i = 1; !m_failed && i < periods.size(); ++i) {
        if (periods[i] != periods[i - 1] && periods[i].overlaps(periods[i - 1])) {
            fault(
                name,
                fmt::format("{} and {} overlap", to_string(periods[i - 1]), to_string(periods[i])),
                "choose one kind of period: frequency = \"A\"");
        }
    }
}

std::vector<const dossier::Event*> FigureArguments::events() {
    const auto& all = m_publication.analysed.dossier.events;
    std::vector<std::string_view> ids;
    std::vector<std::string_view> kinds;
    for (const dossier::Event& event : all) {
        ids.push_back(event.id);
        kinds.push_back(event.kind);
    }
    for (const auto& [name, known] :
         {std::pair("events", &ids), std::pair("event_kinds", &kinds)}) {
        for (const Item& item : items(name)) {
            if (std::ranges::find(*known, item.text) == known->end()) {
                add("G006", item.place,
                    fmt::format("events.csv has no event of {} '{}'",
                                known == &ids ? "the id" : "the kind", shorten(item.text)),
                    suggestion(item.text, *known, "add a row to events.csv"));
            }
        }
    }
    const std::vector<std::string> wanted = texts("events");
    const std::vector<std::string> of_kind = texts("event_kinds");
    std::vector<const dossier::Event*> out;
    for (const dossier::Event& event : all) {
        if (std::ranges::find(wanted, event.id) != wanted.end() ||
            std::ranges::find(of_kind, event.kind) != of_kind.end()) {
            out.push_back(&event);
        }
    }
    return out;
}

void account(Sketch& sketch, const Line& line) {
    if (std::ranges::find(sketch.measures, line.table->id) == sketch.measures.end()) {
        sketch.measures.push_back(line.table->id);
    }
    for (const Datum& datum : line.data) {
        if (std::ranges::find(sketch.numbers, datum.number) == sketch.numbers.end()) {
            sketch.numbers.push_back(datum.number);
        }
        sketch.synthetic = sketch.synthetic || datum.value->synthetic;
    }
}

} // namespace halflight::edition
