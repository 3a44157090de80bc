// SPDX-License-Identifier: Apache-2.0
#include "text_blocks.hpp"

#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

/// Offsets at which the lines of a text begin, and its end.
std::vector<std::size_t> line_starts(std::string_view text) {
    std::vector<std::size_t> starts{0};
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\n' && at + 1 < text.size()) {
            starts.push_back(at + 1);
        }
    }
    starts.push_back(text.size());
    return starts;
}

/// Follows a TOML text line by line: what is inside a string or a list is no header.
class TomlScanner {
  public:
    /// True where the line begins a table. `bare` is the line without blanks and comments.
    bool read(std::string_view line, std::string& bare) {
        const bool at_top = m_quote.empty() && m_depth == 0;
        const bool header = at_top && trim(line).starts_with('[');
        for (std::size_t at = 0; at < line.size();) {
            at += m_quote.empty() ? read_outside(line, at, bare) : read_inside(line, at, bare);
        }
        if (m_quote.size() == 1) {
            m_quote = {}; // a string of one line that is not closed: the parser has said so
        }
        m_depth = header ? 0 : std::max(0, m_depth);
        return header;
    }

  private:
    std::size_t read_outside(std::string_view line, std::size_t at, std::string& bare) {
        const char c = line[at];
        if (c == '#') {
            return line.size() - at;
        }
        if (c == '"' || c == '\'') {
            const std::string_view three = line.substr(at, 3);
            const bool many = three == "\"\"\"" || three == "'''";
            m_quote = std::string(many ? 3 : 1, c);
            bare += m_quote;
            return m_quote.size();
        }
        m_depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        if (static_cast<unsigned char>(c) > ' ') {
            bare += c;
        }
        return 1;
    }

    std::size_t read_inside(std::string_view line, std::size_t at, std::string& bare) {
        const bool escape = line[at] == '\\' && m_quote.front() == '"' && at + 1 < line.size();
        if (escape || !line.substr(at).starts_with(m_quote)) {
            bare += line.substr(at, escape ? 2 : 1);
            return escape ? 2 : 1;
        }
        const std::size_t length = m_quote.size();
        bare += m_quote;
        m_quote.clear();
        return length;
    }

    std::string m_quote;
    int m_depth = 0;
};

/// "source.kdi-2025" of "[source.kdi-2025]  # comment".
std::string header_key(std::string_view bare) {
    const std::size_t first = bare.find_first_not_of('[');
    const std::size_t last = bare.find_last_not_of(']');
    return first == std::string_view::npos || last < first
               ? std::string()
               : std::string(bare.substr(first, last - first + 1));
}

/// The value of `name = value` among the lines of a block without blanks and comments.
std::string value_of(const std::vector<std::string>& lines, std::string_view name) {
    for (const std::string& line : lines) {
        if (line.starts_with(name) && line.substr(name.size()).starts_with('=')) {
            std::string value = line.substr(name.size() + 1);
            std::erase(value, '"');
            return value;
        }
    }
    return {};
}

struct Block {
    TextPiece piece;
    std::vector<std::string> lines; ///< without blanks and comments
    bool list = false;
};

void finish(std::vector<TextPiece>& pieces, Block& block, std::string_view text, std::size_t end) {
    block.piece.end = end;
    block.piece.text = text.substr(block.piece.begin, end - block.piece.begin);
    if (block.list) {
        std::string id;
        for (const char* name : {"id", "on", "claims"}) {
            id = id.empty() ? value_of(block.lines, name) : id;
        }
        block.piece.id =
            fmt::format("{} {}", block.piece.key, id.empty() ? std::to_string(pieces.size()) : id);
    } else {
        block.piece.id = block.piece.key;
    }
    std::string bare;
    for (const std::string& line : block.lines) {
        bare += line + '\n';
    }
    block.piece.fields["bare"] = std::move(bare);
    pieces.push_back(std::move(block.piece));
}

std::map<std::string, const TextPiece*> by_id(const std::vector<TextPiece>& pieces) {
    std::map<std::string, const TextPiece*> out;
    for (const TextPiece& piece : pieces) {
        out.emplace(piece.id, &piece);
    }
    return out;
}

} // namespace

std::vector<TextPiece> csv_rows(std::string_view text) {
    const std::vector<std::size_t> starts = line_starts(text);
    std::vector<TextPiece> rows;
    std::vector<std::string> header;
    io::CsvReader reader(text);
    while (reader.next()) {
        const auto fields = reader.fields();
        const std::size_t begin =
            starts.at(std::min<std::size_t>(reader.line(), starts.size()) - 1);
        if (!rows.empty() && rows.back().end == 0) {
            rows.back().end = begin;
        }
        if (header.empty()) {
            for (const io::CsvField& field : fields) {
                header.emplace_back(trim(field.text));
            }
            continue;
        }
        TextPiece row;
        row.begin = begin;
        for (std::size_t i = 0; i < std::min(fields.size(), header.size()); ++i) {
            if (const std::string_view value = trim(fields[i].text); !value.empty()) {
                row.fields.emplace(header[i], value);
            }
        }
        const auto id = row.fields.find("id");
        row.id = id == row.fields.end() ? fmt::format("row {}", rows.size() + 1) : id->second;
        rows.push_back(std::move(row));
    }
    for (TextPiece& row : rows) {
        row.end = row.end == 0 ? text.size() : row.end;
        row.text = text.substr(row.begin, row.end - row.begin);
    }
    return rows;
}

std::vector<TextPiece> toml_blocks(std::string_view text) {
    const std::vector<std::size_t> starts = line_starts(text);
    std::vector<TextPiece> pieces;
    TomlScanner scanner;
    Block block;
    std::size_t comment = std::string_view::npos; // where the comment above the next header begins
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
        const std::string_view line = text.substr(starts[i], starts[i + 1] - starts[i]);
        std::string bare;
        const bool header = scanner.read(line, bare);
        const std::string key = header ? header_key(bare) : std::string();
        if (header && (block.piece.key.empty() || !key.starts_with(block.piece.key + "."))) {
            const std::size_t begin = std::min(comment, starts[i]);
            finish(pieces, block, text, begin);
            block = {};
            block.piece.begin = begin;
            block.piece.key = key;
            block.list = bare.starts_with("[[");
        }
        const bool is_comment = trim(line).starts_with('#') && bare.empty();
        comment = !is_comment ? std::string_view::npos : std::min(comment, starts[i]);
        if (!bare.empty()) {
            block.lines.push_back(std::move(bare));
        }
    }
    finish(pieces, block, text, text.size());
    return pieces;
}

std::vector<TextPiece> pieces_of(const std::string& file, std::string_view text) {
    if (file.ends_with(".csv")) {
        return csv_rows(text);
    }
    if (file.ends_with(".toml")) {
        return toml_blocks(text);
    }
    TextPiece whole;
    whole.text = text;
    whole.end = text.size();
    whole.fields["bare"] = whole.text;
    return {std::move(whole)};
}

PieceChanges compare_pieces(const std::string& file, std::string_view before,
                            std::string_view after) {
    const std::vector<TextPiece> old_pieces = pieces_of(file, before);
    const std::vector<TextPiece> new_pieces = pieces_of(file, after);
    const auto old_by_id = by_id(old_pieces);
    const auto new_by_id = by_id(new_pieces);
    PieceChanges changes;
    for (const auto& [id, piece] : new_by_id) {
        const auto found = old_by_id.find(id);
        if (found == old_by_id.end()) {
            changes.added.push_back(id);
        } else if (found->second->fields != piece->fields) {
            changes.changed.push_back(id);
        }
    }
    for (const auto& [id, piece] : old_by_id) {
        if (!new_by_id.contains(id)) {
            changes.removed.push_back(id);
        }
    }
    return changes;
}

} // namespace halflight::edition
