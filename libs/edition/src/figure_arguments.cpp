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
using measures::Row;
using measures::Table;

constexpr int least_height = 60;
constexpr int most_height = 2000;

std::string suggestion(std::string_view word, const std::vector<std::string_view>& names,
                       std::string_view none) {
    if (const auto near = nearest(word, names)) {
        return fmt::format("did you mean '{}'?", *near);
    }
    return names.empty() ? std::string(none) : fmt::format("there is {}", fmt::join(names, ", "));
}

std::vector<std::string_view> column_names(const Table& table) {
    std::vector<std::string_view> names;
    for (const measures::Column& column : table.columns) {
        names.push_back(column.id);
    }
    return names;
}

/// Labels in order of first use, with their names.
std::vector<std::pair<std::string, std::string>> labels_of(const Table& table) {
    std::vector<std::pair<std::string, std::string>> labels;
    for (const Row& row : table.rows) {
        const auto same = [&](const auto& pair) { return pair.first == row.label; };
        if (std::ranges::none_of(labels, same)) {
            labels.emplace_back(row.label, row.name.empty() ? row.label : row.name);
        }
    }
    return labels;
}

} // namespace

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

bool FigureArguments::find_column(std::string_view column, const Place& place, Reference& out) {
    const std::vector<std::string_view> names = column_names(*out.table);
    const auto found = std::ranges::find(names, column);
    if (found == names.end()) {
        add("G006", place,
            fmt::format("measure '{}' has no column '{}'", out.table->id, shorten(column)),
            suggestion(column, names, "the measure is empty"));
        return false;
    }
    out.columns = {static_cast<std::size_t>(found - names.begin())};
    return true;
}

std::optional<FigureArguments::Reference> FigureArguments::reference_at(const Item& item) {
    Reference out;
    std::string_view rest = item.text;
    if (const std::size_t equals = rest.find(" = "); equals != std::string_view::npos) {
        out.name = trim(rest.substr(0, equals));
        rest = trim(rest.substr(equals + 3));
    }
    const std::vector<std::string_view> parts = split(rest, '/');
    out.table = table_at(parts.front(), item.place);
    if (out.table == nullptr) {
        return std::nullopt;
    }
    const bool all_columns = parts.size() == 1 || parts.back() == "*";
    for (std::size_t i = 0; all_columns && i < out.table->columns.size(); ++i) {
        out.columns.push_back(i);
    }
    if (!all_columns && !find_column(parts.back(), item.place, out)) {
        return std::nullopt;
    }
    if (parts.size() > 2) {
        // A label may hold slashes itself; what is left of the last one belongs to it.
        const std::size_t begin = parts.front().size() + 1;
        out.label = rest.substr(begin, rest.size() - begin - parts.back().size() - 1);
        out.any_label = false;
        std::vector<std::string_view> known;
        const auto labels = labels_of(*out.table);
        for (const auto& [label, name] : labels) {
            known.push_back(label);
        }
        if (std::ranges::find(known, out.label) == known.end()) {
            add("G006", item.place,
                fmt::format("measure '{}' has no row '{}'", out.table->id, shorten(out.label)),
                suggestion(out.label, known, "the measure has no row"));
            return std::nullopt;
        }
    }
    return out;
}

void FigureArguments::check_range() {
    if (m_range_known) {
        return;
    }
    m_range_known = true;
    for (const auto& [name, end] : {std::pair("from", false), std::pair("to", true)}) {
        const auto given = items(name);
        if (given.empty()) {
            continue;
        }
        const auto period = parse_period(given.front().text);
        if (!period) {
            add("G005", given.front().place,
                fmt::format("period '{}': {}", shorten(given.front().text), period.fault().message),
                "write 2024, 2024-Q3 or 2024-07");
        } else if (end) {
            m_to = period->end;
        } else {
            m_from = period->first;
        }
    }
    if (const auto given = items("frequency"); !given.empty()) {
        const auto frequency = parse_frequency(given.front().text);
        if (!frequency || *frequency == Frequency::none) {
            add("G005", given.front().place,
                fmt::format("frequency '{}' is none of A, S, Q, M, W, D",
                            shorten(given.front().text)),
                "write A for years, Q for quarters, M for months");
        } else {
            m_frequency = *frequency;
        }
    }
    if (m_from && m_to && *m_to <= *m_from) {
        fault("to", "the range ends before it begins", "swap 'from' and 'to'");
    }
}

bool FigureArguments::inside(const Row& row) const {
    return !row.period ||
           ((!m_from || row.period->first >= *m_from) && (!m_to || row.period->end <= *m_to) &&
            (m_frequency == Frequency::none || frequency_of(*row.period) == m_frequency));
}

std::vector<Line> FigureArguments::expand(const Reference& reference) const {
    std::vector<Line> out;
    const Table& table = *reference.table;
    auto labels = labels_of(table);
    if (!reference.any_label) {
        std::erase_if(labels, [&](const auto& pair) { return pair.first != reference.label; });
    }
    for (const auto& [label, label_name] : labels) {
        for (const std::size_t column : reference.columns) {
            Line line;
            const std::string& column_name = table.columns[column].name;
            line.name = !reference.name.empty() && labels.size() * reference.columns.size() == 1
                            ? reference.name
                        : label.empty()                ? column_name
                        : reference.columns.size() > 1 ? label_name + ", " + column_name
                                                       : label_name;
            line.unit = table.columns[column].unit;
            line.table = &table;
            for (const Row& row : table.rows) {
                if (row.label == label && inside(row)) {
                    line.data.push_back({row.period, &row.values.at(column),
                                         measures::number_id(table, row, table.columns[column]),
                                         row.name.empty() ? row.label : row.name});
                }
            }
            out.push_back(std::move(line));
        }
    }
    return out;
}

std::vector<Line> FigureArguments::lines_at(const Item& item) {
    check_range();
    const auto reference = reference_at(item);
    return reference ? expand(*reference) : std::vector<Line>{};
}

std::vector<Line> FigureArguments::lines(std::string_view name) {
    std::vector<Line> out;
    for (const Item& item : items(name)) {
        for (Line& line : lines_at(item)) {
            out.push_back(std::move(line));
        }
    }
    return out;
}

std::optional<Line> FigureArguments::line(std::string_view name) {
    if (!has(name)) {
        return std::nullopt;
    }
    std::vector<Line> found = lines(name);
    if (found.size() > 1) {
        fault(name, fmt::format("'{}' gives {} lines, and takes one", name, found.size()),
              "name the column and, where rows have labels, the label: MEASURE/LABEL/COLUMN");
    }
    return found.size() == 1 ? std::optional(std::move(found.front())) : std::nullopt;
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
