// SPDX-License-Identifier: Apache-2.0
#include "halflight/estimate/settings.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

namespace halflight::estimate {

namespace {

std::string type_words(FieldType type) {
    switch (type) {
    case FieldType::text:
    case FieldType::choice:
        return "a text in quotes";
    case FieldType::number:
        return "a finite number";
    case FieldType::integer:
        return "a whole number";
    case FieldType::flag:
        return "true or false";
    case FieldType::column:
        return "the name of a column in quotes";
    case FieldType::columns:
        return "a list of names of columns";
    case FieldType::numbers:
        return "a list of finite numbers";
    case FieldType::file:
        return "the name of a file in quotes";
    }
    return "";
}

std::optional<double> number_of(const toml::node& node) {
    if (const auto whole = node.value_exact<std::int64_t>()) {
        return static_cast<double>(*whole);
    }
    const auto real = node.value_exact<double>();
    return real && std::isfinite(*real) ? real : std::nullopt;
}

/// All items of a list read by `item`, or nothing where one is of another type.
template <class T, class Item>
std::optional<Setting> list_of(const toml::node& node, const Item& item) {
    const toml::array* const list = node.as_array();
    if (list == nullptr) {
        return std::nullopt;
    }
    std::vector<T> values;
    for (const toml::node& entry : *list) {
        const std::optional<T> value = item(entry);
        if (!value) {
            return std::nullopt;
        }
        values.push_back(*value);
    }
    return Setting(std::move(values));
}

template <class T>
std::optional<Setting> wrapped(const std::optional<T>& value) {
    return value ? std::optional<Setting>(*value) : std::nullopt;
}

std::optional<Setting> value_of(const toml::node& node, FieldType type) {
    switch (type) {
    case FieldType::number:
        return wrapped(number_of(node));
    case FieldType::integer:
        return wrapped(node.value_exact<std::int64_t>());
    case FieldType::flag:
        return wrapped(node.value_exact<bool>());
    case FieldType::columns:
        return list_of<std::string>(
            node, [](const toml::node& item) { return item.value_exact<std::string>(); });
    case FieldType::numbers:
        return list_of<double>(node, number_of);
    default:
        return wrapped(node.value_exact<std::string>());
    }
}

class Reader {
  public:
    Reader(const std::string& file, std::span<const Field> fields)
        : m_file(file), m_fields(fields) {}

    Settings read(std::string_view text) {
        const toml::table written = parse(text);
        for (const auto& [key, node] : written) {
            take(key.str(), node);
        }
        for (const Field& field : m_fields) {
            if (!m_settings.has(field.name) && !m_faulty.contains(field.name)) {
                fall_back(field);
            }
        }
        if (!m_faults.empty()) {
            throw Error(ErrorCode::parse, fmt::format("{}", fmt::join(m_faults, "\n")));
        }
        return std::move(m_settings);
    }

  private:
    toml::table parse(std::string_view text) {
        try {
            return toml::parse(text);
        } catch (const toml::parse_error& error) {
            throw Error(ErrorCode::parse,
                        fmt::format("{}:{}:{}: {}", m_file, error.source().begin.line,
                                    error.source().begin.column, error.description()));
        }
    }

    void fault(const toml::node& node, const std::string& message) {
        m_faults.push_back(fmt::format("{}:{}:{}: {}", m_file, node.source().begin.line,
                                       node.source().begin.column, message));
    }

    void take(std::string_view key, const toml::node& node) {
        const auto field = std::ranges::find(m_fields, key, &Field::name);
        if (field == m_fields.end()) {
            unknown(key, node);
            return;
        }
        const std::optional<Setting> value = value_of(node, field->type);
        if (!value) {
            m_faulty[std::string(key)] = true;
            fault(node, fmt::format("'{}' must be {}", key, type_words(field->type)));
        } else if (const std::string wrong = out_of_range(*field, *value); !wrong.empty()) {
            m_faulty[std::string(key)] = true;
            fault(node, wrong);
        } else {
            m_settings.set(std::string(key), *value);
        }
    }

    void unknown(std::string_view key, const toml::node& node) {
        std::vector<std::string_view> names;
        std::ranges::transform(m_fields, std::back_inserter(names), &Field::name);
        const auto near = nearest(key, names);
        fault(node, fmt::format("unknown key '{}'; {}", shorten(key),
                                near ? fmt::format("is '{}' meant?", *near)
                                     : fmt::format("known are {}", fmt::join(names, ", "))));
    }

    static std::string out_of_range(const Field& field, const Setting& value) {
        if (field.type == FieldType::choice) {
            const auto& word = std::get<std::string>(value);
            return std::ranges::find(field.choices, word) != field.choices.end()
                       ? std::string()
                       : fmt::format("'{}' cannot be '{}'; choose of {}", field.name, shorten(word),
                                     fmt::join(field.choices, ", "));
        }
        const double number = std::holds_alternative<double>(value) ? std::get<double>(value)
                              : std::holds_alternative<std::int64_t>(value)
                                  ? static_cast<double>(std::get<std::int64_t>(value))
                                  : field.least;
        return number >= field.least && number <= field.most
                   ? std::string()
                   : fmt::format("'{}' is {}; it must be {}", field.name, format_exact(number),
                                 range_words(field));
    }

    static std::string range_words(const Field& field) {
        if (field.most >= 1e308) {
            return fmt::format("at least {}", format_exact(field.least));
        }
        return field.least <= -1e308 ? fmt::format("at most {}", format_exact(field.most))
                                     : fmt::format("from {} to {}", format_exact(field.least),
                                                   format_exact(field.most));
    }

    void fall_back(const Field& field) {
        if (field.required) {
            m_faults.push_back(
                fmt::format("{}: the key '{}' is needed: {}", m_file, field.name, field.text));
        } else if (field.type == FieldType::choice) {
            m_settings.set(std::string(field.name), std::string(field.choices.front()));
        } else if (!field.fallback.empty()) {
            const toml::table made = parse(fmt::format("value = {}", field.fallback));
            m_settings.set(std::string(field.name),
                           value_of(*made.get("value"), field.type).value());
        }
    }

    const std::string& m_file;
    std::span<const Field> m_fields;
    Settings m_settings;
    std::map<std::string, bool, std::less<>> m_faulty;
    std::vector<std::string> m_faults;
};

} // namespace

Settings read_settings(std::string_view toml, const std::string& file,
                       std::span<const Field> fields) {
    return Reader(file, fields).read(toml);
}

} // namespace halflight::estimate
