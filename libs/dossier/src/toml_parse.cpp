// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/text.hpp"
#include "toml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace halflight::dossier {
namespace {

constexpr int max_syntax_faults = 20;

void give_up(TomlFile& file) {
    file.unreadable = true;
    file.lost_table = true;
}

std::string hint_for(std::string_view description) {
    const auto says = [description](std::string_view words) {
        return description.find(words) != std::string_view::npos;
    };
    if (says("redefine")) {
        return "give every table and every key of a table a name of its own";
    }
    if (says("control characters")) {
        return "close the text with a quotation mark on the same line";
    }
    if (says("end-of-file")) {
        return "close the text or the bracket that is still open";
    }
    if (description.starts_with("date") || description.starts_with("time")) {
        return "write a day that exists, as 2024-02-29";
    }
    if (says("array")) {
        return "separate the values by commas and close the bracket";
    }
    if (says("table header")) {
        return "write a table header as [name] alone on its line";
    }
    return "write key = value, with quotation marks around texts";
}

/// Tries again until the parser takes the text, each time without the statement that it refused.
class Recovery {
  public:
    Recovery(TomlFile& file, std::string text, Report& report)
        : m_file(file), m_text(std::move(text)), m_report(report) {}

    void run() {
        blank_invalid_utf8();
        while (m_faults <= max_syntax_faults && !attempt()) {
        }
        for (const Statement& statement : split_statements(m_text)) {
            if (!statement.header.empty()) {
                m_file.header_lines.push_back(statement.first);
            }
        }
        m_file.header_lines.insert(m_file.header_lines.end(), m_lost_headers.begin(),
                                   m_lost_headers.end());
        std::sort(m_file.header_lines.begin(), m_file.header_lines.end());
        std::sort(m_file.lost_lines.begin(), m_file.lost_lines.end());
    }

  private:
    /// True when there is nothing more to do.
    bool attempt() {
        if (const auto deep = find_too_deep(m_text)) {
            return !report_fault(FaultCode::toml_too_deep, *deep,
                                 fmt::format("more than {} dots in one key", max_nesting),
                                 "a dossier needs no such nesting: write shorter keys");
        }
        try {
            m_file.root = toml::parse(m_text);
            return true;
        } catch (const toml::parse_error& fault) {
            return !report_parse_error(fault);
        }
    }

    bool report_parse_error(const toml::parse_error& fault) {
        const auto& begin = fault.source().begin;
        std::string_view description = fault.description();
        constexpr std::string_view prefix = "Error while parsing ";
        if (description.starts_with(prefix)) {
            description.remove_prefix(prefix.size());
        }
        const TextPosition at{begin.line, begin.column};
        if (description.find("control characters") != std::string_view::npos && ends_line(at)) {
            return report_fault(FaultCode::toml_syntax, at, "string: not closed on its line",
                                hint_for(description));
        }
        if (description.find("maximum nested value depth") != std::string_view::npos) {
            return report_fault(FaultCode::toml_too_deep, at, "arrays nested too deeply",
                                "a dossier needs no such nesting: write a flat list");
        }
        return report_fault(FaultCode::toml_syntax, at, shorten(description, 200),
                            hint_for(description));
    }

    [[nodiscard]] bool ends_line(TextPosition at) const {
        std::size_t start = 0;
        for (std::uint32_t line = 1; line < at.line; ++line) {
            start = m_text.find('\n', start) + 1;
        }
        const std::size_t end = m_text.find_first_of("\r\n", start);
        return code_points(std::string_view(m_text).substr(start, end - start)) + 1 == at.column;
    }

    /// Reports, takes the statement out and says whether another attempt can go further.
    bool report_fault(FaultCode code, TextPosition at, std::string message, std::string hint) {
        if (++m_faults > max_syntax_faults) {
            m_report.error(FaultCode::more_faults, {m_file.name, at.line, at.column},
                           fmt::format("more than {} syntax faults; the file is not read further",
                                       max_syntax_faults),
                           "mend those shown and check again");
            give_up(m_file);
            return false;
        }
        const std::vector<Statement> statements = split_statements(m_text);
        const auto culprit = find_culprit(statements, at.line);
        std::vector<Note> notes;
        if (culprit && statements[*culprit].cut && statements[*culprit].first != at.line) {
            notes.push_back({"the statement that begins here is not closed",
                             {m_file.name, statements[*culprit].first, 1}});
        }
        if (culprit && !statements[*culprit].header.empty()) {
            note_same_header(statements, *culprit, notes);
        }
        m_report.error(code, {m_file.name, at.line, at.column}, std::move(message), std::move(hint),
                       std::move(notes));
        if (!culprit) {
            give_up(m_file);
            return false;
        }
        take_out(statements, *culprit);
        return true;
    }

    void note_same_header(const std::vector<Statement>& statements, std::size_t culprit,
                          std::vector<Note>& notes) const {
        for (std::size_t i = 0; i < culprit; ++i) {
            if (statements[i].header == statements[culprit].header) {
                notes.push_back({"the first stands here", {m_file.name, statements[i].first, 1}});
                return;
            }
        }
    }

    static std::optional<std::size_t> find_culprit(const std::vector<Statement>& statements,
                                                   std::uint32_t line) {
        const auto behind =
            std::find_if(statements.begin(), statements.end(),
                         [line](const Statement& statement) { return statement.first > line; });
        if (behind == statements.begin()) {
            return std::nullopt;
        }
        const auto index = static_cast<std::size_t>(behind - statements.begin()) - 1;
        const bool from_above = index > 0 && statements[index - 1].cut;
        return from_above ? index - 1 : index;
    }

    /// A key-value pair goes alone; a table header takes its table and the tables inside it along.
    void take_out(const std::vector<Statement>& statements, std::size_t culprit) {
        const Statement& lost = statements[culprit];
        m_file.lost_lines.push_back(lost.first);
        std::uint32_t last = lost.last;
        if (!lost.header.empty()) {
            m_file.lost_table = true;
            m_lost_headers.push_back(lost.first);
            const std::string inner = lost.header + ".";
            for (std::size_t i = culprit + 1; i < statements.size(); ++i) {
                const std::string& header = statements[i].header;
                if (!header.empty() && !header.starts_with(inner)) {
                    break;
                }
                last = statements[i].last;
            }
        }
        blank_lines(m_text, lost.first, last);
    }

    void blank_invalid_utf8() {
        while (const auto offset = first_invalid_utf8(m_text)) {
            const TextPosition at = position_at(m_text, *offset);
            if (++m_faults > max_syntax_faults) {
                m_text.clear();
                give_up(m_file);
                m_report.error(FaultCode::more_faults, {m_file.name, at.line, at.column},
                               "more lines that are not UTF-8; the file is not read",
                               "save the file as UTF-8");
                return;
            }
            m_report.error(FaultCode::invalid_utf8, {m_file.name, at.line, at.column},
                           fmt::format("byte 0x{:02X} is not UTF-8",
                                       static_cast<unsigned char>(m_text[*offset])),
                           "save the file as UTF-8");
            m_file.lost_lines.push_back(at.line);
            m_file.lost_table = true;
            blank_lines(m_text, at.line, at.line);
        }
    }

    TomlFile& m_file;
    std::string m_text;
    Report& m_report;
    std::vector<std::uint32_t> m_lost_headers;
    int m_faults = 0;
};

} // namespace

bool TomlFile::damaged(std::uint32_t table_line) const {
    if (unreadable) {
        return true;
    }
    const auto lost = std::lower_bound(lost_lines.begin(), lost_lines.end(), table_line);
    const auto next = std::upper_bound(header_lines.begin(), header_lines.end(), table_line);
    return lost != lost_lines.end() && (next == header_lines.end() || *lost < *next);
}

Place TomlFile::place(const toml::source_region& where) const {
    return {name, where.begin.line, where.begin.column};
}

TomlFile parse_toml(std::string name, std::string_view text, Report& report) {
    TomlFile file;
    file.name = std::move(name);
    file.present = true;
    if (text.size() > max_toml_bytes) {
        report.error(FaultCode::toml_too_large, {file.name, 1, 1},
                     fmt::format("the file has {} bytes; a TOML file may have at most {}",
                                 format_number(static_cast<double>(text.size())),
                                 format_number(static_cast<double>(max_toml_bytes))),
                     "put data into claims/*.csv: TOML is for what is declared");
        give_up(file);
        return file;
    }
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    Recovery(file, std::string(text), report).run();
    return file;
}

} // namespace halflight::dossier
