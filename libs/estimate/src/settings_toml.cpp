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

/// All items of a list read by `item`, or nothing where one is of another type. A bare value is a
/// list of one.
template <class T, class Item>
std::optional<Setting> list_of(const toml::node& node, const Item& item) {
    std::vector<T> values;
    const toml::array* const list = node.as_array();
    if (list == nullptr) {
        const std::optional<T> only = item(node);
        return only ? std::optional<Setting>(std::vector<T>{*only}) : std::nullopt;
    }
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
        for (const Field& field : m_fields) {
            check_effect(field);
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

    void fault(const toml::source_position& place, const std::string& message) {
        m_faults.push_back(fmt::format("{}:{}:{}: {}", m_file, place.line, place.column, message));
    }

    void fault(const toml::node& node, const std::string& message) {
        fault(node.source().begin, message);
    }

    /// The word with hyphens where only that is a choice.
    static std::string as_choice(const Field& field, const std::string& word) {
        std::string hyphens = word;
        std::ranges::replace(hyphens, '_', '-');
        const bool known = std::ranges::find(field.choices, word) != field.choices.end();
        return !known && std::ranges::find(field.choices, hyphens) != field.choices.end() ? hyphens
                                                                                          : word;
    }

    void take(std::string_view key, const toml::node& node) {
        const auto field = std::ranges::find(m_fields, key, &Field::name);
        if (field == m_fields.end()) {
            unknown(key, node);
            return;
        }
        std::optional<Setting> value = value_of(node, field->type);
        if (value && field->type == FieldType::choice) {
            value = Setting(as_choice(*field, std::get<std::string>(*value)));
        }
        m_places.emplace(key, node.source().begin);
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
        if (!std::holds_alternative<double>(value) &&
            !std::holds_alternative<std::int64_t>(value)) {
            return {};
        }
        const double number = std::holds_alternative<double>(value)
                                  ? std::get<double>(value)
                                  : static_cast<double>(std::get<std::int64_t>(value));
        const bool high_enough = field.above ? number > field.least : number >= field.least;
        return high_enough && number <= field.most
                   ? std::string()
                   : fmt::format("'{}' is {}; it must be {}", field.name, format_exact(number),
                                 range_words(field));
    }

    void fall_back(const Field& field) {
        if (field.required) {
            m_faults.push_back(
                fmt::format("{}: the key '{}' is needed: {}", m_file, field.name, field.text));
        } else if (const std::optional<Setting> value = default_of(field)) {
            m_settings.set(std::string(field.name), *value);
        }
    }

    static std::optional<Setting> default_of(const Field& field) {
        if (field.type == FieldType::choice) {
            return Setting(std::string(field.choices.front()));
        }
        if (field.fallback.empty()) {
            return std::nullopt;
        }
        const toml::table made = toml::parse(fmt::format("value = {}", field.fallback));
        return value_of(*made.get("value"), field.type);
    }

    /// What `Under` compares: the word of a choice or a flag, or whether the key is given.
    [[nodiscard]] std::string state_of(const Field& field) const {
        if (field.type == FieldType::choice) {
            return m_settings.text(field.name);
        }
        if (field.type == FieldType::flag && m_settings.has(field.name)) {
            return m_settings.flag(field.name) ? "true" : "false";
        }
        return m_places.contains(field.name) ? "given" : "not given";
    }

    /// A key that is written where it has no effect, or is not where it must be. A default may
    /// stand anywhere: the settings that an answer gives are a specification again.
    void check_effect(const Field& field) {
        const auto place = m_places.find(field.name);
        for (const Under& under : field.under) {
            const auto other = std::ranges::find(m_fields, under.key, &Field::name);
            if (other == m_fields.end() || m_faulty.contains(under.key)) {
                return;
            }
            const std::string state = state_of(*other);
            if (std::ranges::find(under.words, state) == under.words.end()) {
                if (place != m_places.end() && !m_faulty.contains(field.name) &&
                    m_settings.all().at(std::string(field.name)) != default_of(field)) {
                    fault(place->second,
                          fmt::format("'{}' has no effect with {}; it acts only with {}: set that, "
                                      "or leave '{}' out",
                                      field.name,
                                      under_words({.key = under.key, .words = {state}}, *other),
                                      under_words(under, *other), field.name));
                }
                return;
            }
        }
        if (field.needed_under && place == m_places.end()) {
            const Under& last = field.under.back();
            const auto other = std::ranges::find(m_fields, last.key, &Field::name);
            m_faults.push_back(fmt::format("{}: the key '{}' is needed with {}: {}", m_file,
                                           field.name, under_words(last, *other), field.text));
        }
    }

    const std::string& m_file;
    std::span<const Field> m_fields;
    Settings m_settings;
    std::map<std::string, bool, std::less<>> m_faulty;
    std::map<std::string, toml::source_position, std::less<>> m_places; ///< of the keys written
    std::vector<std::string> m_faults;
};

} // namespace

Settings read_settings(std::string_view toml, const std::string& file,
                       std::span<const Field> fields) {
    return Reader(file, fields).read(toml);
}

} // namespace halflight::estimate
