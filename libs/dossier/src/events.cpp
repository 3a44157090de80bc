// SPDX-License-Identifier: Apache-2.0
// events.csv (id, start, end, label, kind, source, note) and the bytes of report.md.
#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "loading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::dossier {
namespace {

constexpr std::array<std::string_view, 7> columns = {"id",   "start",  "end", "label",
                                                     "kind", "source", "note"};
enum : std::size_t {
    id_column,
    start_column,
    end_column,
    label_column,
    kind_column,
    source_column,
    note_column
};
constexpr const char* file_name = "events.csv";

class EventsLoader {
  public:
    explicit EventsLoader(Loading& loading) : m_loading(loading) {}

    void load(std::string_view text) {
        io::CsvReader reader(text);
        bool header = true;
        while (reader.next()) {
            if (header) {
                read_header(reader);
                header = false;
            } else if (m_columns.size() == reader.fields().size()) {
                read_row(reader);
            } else {
                report().error(FaultCode::ragged_row, {file_name, reader.line(), 1},
                               fmt::format("the row has {} fields, the header {}",
                                           reader.fields().size(), m_columns.size()),
                               "write one field for each column");
            }
        }
        for (const io::CsvFault& fault : reader.faults()) {
            report().error(
                FaultCode::csv_syntax, {file_name, fault.line, fault.column}, fault.message,
                fault.hint.empty() ? "quote fields that hold commas or quotes" : fault.hint);
        }
        std::ranges::stable_sort(m_loading.out.events, {}, &Event::period);
    }

  private:
    Report& report() { return m_loading.report; }

    void read_header(const io::CsvReader& reader) {
        for (const io::CsvField& field : reader.fields()) {
            const auto known = std::ranges::find(columns, field.text);
            m_columns.push_back(static_cast<std::size_t>(known - columns.begin()));
            if (known == columns.end()) {
                report().error(FaultCode::unknown_column, {file_name, field.line, field.column},
                               fmt::format("events have no column '{}'", shorten(field.text)),
                               suggest(field.text, columns,
                                       "write id, start, end, label, kind, source, note"));
            }
        }
        for (const std::size_t needed : {id_column, start_column, label_column, source_column}) {
            if (std::ranges::find(m_columns, needed) == m_columns.end()) {
                report().error(FaultCode::missing_column, {file_name, reader.line(), 1},
                               fmt::format("the column '{}' is missing", columns.at(needed)),
                               "add it to the header");
                m_columns.clear();
                return;
            }
        }
    }

    void read_row(const io::CsvReader& reader) {
        std::array<io::CsvField, columns.size() + 1> fields{};
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            fields.at(m_columns[i]) = reader.fields()[i];
        }
        Event event;
        event.id = fields[id_column].text;
        event.label = fields[label_column].text;
        event.kind = fields[kind_column].text;
        event.source = fields[source_column].text;
        event.note = fields[note_column].text;
        event.place = {file_name, reader.line(), 1};
        const bool sound = require(fields[label_column], "label", reader) &&
                           require(fields[id_column], "id", reader) && read_period(fields, event) &&
                           check_id(fields[id_column]);
        check_source(fields[source_column]);
        if (sound) {
            m_loading.out.events.push_back(std::move(event));
        }
    }

    bool require(const io::CsvField& field, std::string_view what, const io::CsvReader& reader) {
        if (!field.text.empty()) {
            return true;
        }
        report().error(FaultCode::missing_field, {file_name, reader.line(), field.column},
                       fmt::format("the {} is missing", what), "every event needs one");
        return false;
    }

    bool check_id(const io::CsvField& field) {
        const auto [known, fresh] =
            m_ids.emplace(std::string(field.text), Place{file_name, field.line, field.column});
        if (!fresh) {
            report().error(FaultCode::duplicate_id, {file_name, field.line, field.column},
                           fmt::format("event '{}' is there twice", shorten(field.text)),
                           "give one of them another id", {{"the first is here", known->second}});
        }
        return fresh;
    }

    void check_source(const io::CsvField& field) {
        if (!m_loading.ledger().find_source(field.text) && !m_loading.sources_lost) {
            m_loading.unknown_source(field.text, {file_name, field.line, field.column});
        }
    }

    bool read_period(const std::array<io::CsvField, columns.size() + 1>& fields, Event& event) {
        const io::CsvField& start = fields[start_column];
        const io::CsvField& end = fields[end_column];
        const std::string text =
            end.text.empty() ? std::string(start.text) : fmt::format("{}/{}", start.text, end.text);
        const auto period = parse_period(text);
        const bool closed = period && !period->open_start() && !period->open_end();
        if (!closed) {
            report().error(FaultCode::bad_period, {file_name, start.line, start.column},
                           period ? "an event needs a start and an end" : period.fault().message,
                           "write a day: 2024-06-19");
            return false;
        }
        event.period = *period;
        return true;
    }

    Loading& m_loading;
    std::vector<std::size_t> m_columns;
    TextMap<Place> m_ids;
};

} // namespace

void load_events(const Files& files, Loading& loading) {
    if (const auto found = files.find(file_name); found != files.end()) {
        EventsLoader(loading).load(found->second);
    }
}

void load_report(const std::string& text, Loading& loading) {
    if (const auto bad = first_invalid_utf8(text)) {
        const auto line = static_cast<std::uint32_t>(
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n'));
        loading.report.error(FaultCode::invalid_utf8, {"report.md", line, 1},
                             "the report holds bytes that are not UTF-8", "save it as UTF-8");
        return;
    }
    loading.out.report = text;
}

} // namespace halflight::dossier
