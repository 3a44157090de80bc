// SPDX-License-Identifier: Apache-2.0
#include "toml.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace halflight::dossier {
namespace {

std::string_view type_name(const toml::node& node) {
    switch (node.type()) {
    case toml::node_type::table:
        return "a table";
    case toml::node_type::array:
        return "a list";
    case toml::node_type::string:
        return "a text";
    case toml::node_type::integer:
        return "a whole number";
    case toml::node_type::floating_point:
        return "a number";
    case toml::node_type::boolean:
        return "true or false";
    case toml::node_type::date:
        return "a date";
    case toml::node_type::time:
        return "a time of day";
    case toml::node_type::date_time:
        return "a date with time";
    case toml::node_type::none:
        break;
    }
    return "nothing";
}

} // namespace

TableReader::TableReader(const TomlFile& file, const toml::table& table, std::string what,
                         Report& report)
    : TableReader(file, table, std::move(what), file.place(table.source()), report) {}

TableReader::TableReader(const TomlFile& file, const toml::table& table, std::string what,
                         Place place, Report& report)
    : m_file(file), m_table(table), m_what(std::move(what)), m_place(std::move(place)),
      m_report(report) {}

const toml::node* TableReader::find(std::string_view key) {
    if (std::find(m_known.begin(), m_known.end(), key) == m_known.end()) {
        m_known.push_back(key);
    }
    return m_table.get(key);
}

bool TableReader::has(std::string_view key) const {
    return m_table.contains(key);
}

void TableReader::wrong_type(std::string_view key, const toml::node& node, std::string_view wanted,
                             std::string_view example) {
    m_report.error(FaultCode::wrong_type, m_file.place(node.source()),
                   fmt::format("{} of {} must be {}, not {}", key, m_what, wanted, type_name(node)),
                   fmt::format("write {} = {}", key, example));
}

LocatedText TableReader::located_text(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) {
        return {};
    }
    if (const auto* const text = node->as_string()) {
        return {text->get(), m_file.place(node->source())};
    }
    wrong_type(key, *node, "a text", R"("...")");
    return {};
}

std::string TableReader::text(std::string_view key) {
    return located_text(key).text;
}

std::string TableReader::required_text(std::string_view key) {
    std::string found = text(key);
    if (m_table.get(key) == nullptr) {
        missing(key);
    } else if (found.empty() && m_table.get(key)->is_string()) {
        m_report.error(FaultCode::missing_key, place_of(key),
                       fmt::format("{} of {} is empty", key, m_what),
                       fmt::format("write {} = \"...\"", key));
    }
    return found;
}

void TableReader::missing(std::string_view key) {
    if (std::find(m_known.begin(), m_known.end(), key) == m_known.end()) {
        m_known.push_back(key);
    }
    if (!m_file.damaged(m_place.line)) {
        m_report.error(FaultCode::missing_key, m_place, fmt::format("{} lacks {}", m_what, key),
                       fmt::format("add {} = ...", key));
    }
}

std::vector<LocatedText> TableReader::located_texts(std::string_view key) {
    std::vector<LocatedText> found;
    const toml::node* const node = find(key);
    if (node == nullptr) {
        return found;
    }
    const auto* const list = node->as_array();
    if (list == nullptr) {
        wrong_type(key, *node, "a list of texts", R"(["...", "..."])");
        return found;
    }
    for (const toml::node& item : *list) {
        if (const auto* const text = item.as_string()) {
            found.push_back({text->get(), m_file.place(item.source())});
        } else {
            wrong_type(key, item, "a list of texts", R"(["...", "..."])");
        }
    }
    return found;
}

std::vector<std::string> TableReader::texts(std::string_view key) {
    std::vector<std::string> found;
    for (LocatedText& item : located_texts(key)) {
        found.push_back(std::move(item.text));
    }
    return found;
}

bool TableReader::flag(std::string_view key, bool fallback) {
    const toml::node* const node = find(key);
    if (node == nullptr) {
        return fallback;
    }
    if (const auto* const value = node->as_boolean()) {
        return value->get();
    }
    wrong_type(key, *node, "true or false", "true");
    return fallback;
}

std::optional<double> TableReader::number(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    const auto value = node->is_number() ? node->value<double>() : std::nullopt;
    if (!value) {
        wrong_type(key, *node, "a number", "1.5");
        return std::nullopt;
    }
    if (!std::isfinite(*value)) {
        m_report.error(FaultCode::bad_value, m_file.place(node->source()),
                       fmt::format("{} of {} is not a finite number", key, m_what),
                       "write a number with digits");
        return std::nullopt;
    }
    return value;
}

std::uint64_t TableReader::natural(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) {
        return 0;
    }
    const auto* const value = node->as_integer();
    if (value == nullptr) {
        wrong_type(key, *node, "a whole number", "1");
        return 0;
    }
    if (value->get() < 0) {
        m_report.error(FaultCode::out_of_range, m_file.place(node->source()),
                       fmt::format("{} of {} is below zero", key, m_what),
                       "write a whole number from 0");
        return 0;
    }
    return static_cast<std::uint64_t>(value->get());
}

std::vector<std::uint64_t> TableReader::naturals(std::string_view key) {
    std::vector<std::uint64_t> found;
    const toml::node* const node = find(key);
    const auto* const list = node == nullptr ? nullptr : node->as_array();
    if (node != nullptr && list == nullptr) {
        wrong_type(key, *node, "a list of whole numbers", "[0, 1]");
    }
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const auto* const value = list->get(i)->as_integer();
        if (value == nullptr || value->get() < 0) {
            wrong_type(key, *list->get(i), "a list of whole numbers from 0", "[0, 1]");
        } else {
            found.push_back(static_cast<std::uint64_t>(value->get()));
        }
    }
    return found;
}

std::optional<Date> TableReader::date(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    std::string written;
    if (const auto* const value = node->as_date()) {
        const toml::date& date = value->get();
        written = fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    } else if (const auto* const text = node->as_string()) {
        written = text->get();
    } else {
        wrong_type(key, *node, "a date", "2024-02-29");
        return std::nullopt;
    }
    const auto parsed = parse_date(written);
    if (!parsed) {
        m_report.error(FaultCode::bad_date, m_file.place(node->source()),
                       fmt::format("{} of {}: {}", key, m_what, parsed.fault().message),
                       "write a day that exists, as 2024-02-29");
        return std::nullopt;
    }
    return *parsed;
}

const toml::table* TableReader::table(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) {
        return nullptr;
    }
    if (!node->is_table()) {
        wrong_type(key, *node, "a table", "{ ... }");
    }
    return node->as_table();
}

std::vector<const toml::table*> TableReader::tables(std::string_view key) {
    std::vector<const toml::table*> found;
    const toml::node* const node = find(key);
    if (node == nullptr) {
        return found;
    }
    const auto* const list = node->as_array();
    if (list == nullptr) {
        m_report.error(
            FaultCode::wrong_type, m_file.place(node->source()),
            fmt::format("{} of {} must be a list of tables, not {}", key, m_what, type_name(*node)),
            fmt::format("write [[{}]] with two brackets for each of them", key));
        return found;
    }
    for (const toml::node& item : *list) {
        if (const auto* const table = item.as_table()) {
            found.push_back(table);
        } else {
            wrong_type(key, item, "a list of tables", "[{ ... }]");
        }
    }
    return found;
}

std::vector<NamedTable> TableReader::named_tables(std::string_view key) {
    std::vector<NamedTable> found;
    const toml::table* const all = table(key);
    if (all == nullptr) {
        return found;
    }
    for (const auto& [name, node] : *all) {
        if (const auto* const inner = node.as_table()) {
            // A table header begins at its bracket, an inline table at its brace: the name is
            // nearer to the reader.
            found.push_back({std::string(name.str()), inner, m_file.place(name.source())});
        } else {
            m_report.error(FaultCode::wrong_type, m_file.place(node.source()),
                           fmt::format("{} {} must be a table, not {}", key, in_quotes(name.str()),
                                       type_name(node)),
                           fmt::format("write [{}.name] and its keys below", key));
        }
    }
    std::sort(found.begin(), found.end(), [](const NamedTable& a, const NamedTable& b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    return found;
}

std::optional<std::size_t>
TableReader::word(std::string_view key, std::span<const std::string_view> words, FaultCode fault) {
    const toml::node* const node = find(key);
    const std::string found = text(key);
    if (node == nullptr || !node->is_string()) {
        return std::nullopt;
    }
    const auto at = std::find(words.begin(), words.end(), found);
    if (at != words.end()) {
        return static_cast<std::size_t>(at - words.begin());
    }
    m_report.error(fault, m_file.place(node->source()),
                   fmt::format("{} of {} cannot be {}", key, m_what, in_quotes(found)),
                   suggest(found, words, "write " + one_of(words)));
    return std::nullopt;
}

Place TableReader::place_of(std::string_view key) const {
    const toml::node* const node = m_table.get(key);
    return node == nullptr ? m_place : m_file.place(node->source());
}

void TableReader::finish() {
    for (const auto& [key, node] : m_table) {
        if (std::find(m_known.begin(), m_known.end(), key.str()) == m_known.end()) {
            m_report.error(FaultCode::unknown_key, m_file.place(key.source()),
                           fmt::format("{} has no key {}", m_what, in_quotes(key.str())),
                           suggest(key.str(), m_known, "its keys are " + one_of(m_known)));
        }
    }
}

std::string suggest(std::string_view word, std::span<const std::string_view> candidates,
                    std::string_view otherwise) {
    constexpr std::size_t too_many = 20'000; // edit distances to all of them would hold up the load
    const auto best = candidates.size() > too_many ? std::nullopt : nearest(word, candidates);
    return best ? fmt::format("did you mean {}?", in_quotes(*best)) : std::string(otherwise);
}

std::string one_of(std::span<const std::string_view> words) {
    std::string list;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) {
            list += i + 1 == words.size() ? " or " : ", ";
        }
        list += words[i];
    }
    return list;
}

bool is_name(std::string_view text, bool digit_first) noexcept {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (text.empty() || !(is_letter(text.front()) || (digit_first && is_digit(text.front())))) {
        return false;
    }
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
    });
}

std::string in_quotes(std::string_view text) {
    return fmt::format("'{}'", shorten(text));
}

} // namespace halflight::dossier
