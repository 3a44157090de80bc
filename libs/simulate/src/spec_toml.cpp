// SPDX-License-Identifier: Apache-2.0
// Specifications as TOML, read and written.
#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "spec_fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace halflight::simulate {

namespace {

using Names = std::vector<std::string_view>;

const Names& group_names() {
    static const Names names = [] {
        Names made;
        for (const Group group : groups) {
            made.push_back(to_string(group));
        }
        return made;
    }();
    return names;
}

class Reader {
  public:
    explicit Reader(const std::string& name) : m_name(name) {}

    CountrySpec read(std::string_view text) {
        const toml::table written = parse(text);
        Names known{"industry", "effects", "loadings", "effect_unit"};
        for (const SpecField& field : spec_fields()) {
            known.push_back(field.name);
        }
        for (const auto& [key, node] : written) {
            take(key.str(), node, known);
        }
        if (!m_faults.empty()) {
            throw Error(ErrorCode::parse, fmt::format("{}", fmt::join(m_faults, "\n")));
        }
        require_sound(m_spec);
        return std::move(m_spec);
    }

  private:
    [[nodiscard]] toml::table parse(std::string_view text) const {
        try {
            return toml::parse(text);
        } catch (const toml::parse_error& error) {
            throw Error(ErrorCode::parse,
                        fmt::format("{}:{}:{}: {}", m_name, error.source().begin.line,
                                    error.source().begin.column, error.description()));
        }
    }

    void fault(const toml::node& node, const std::string& message) {
        m_faults.push_back(fmt::format("{}:{}:{}: {}", m_name, node.source().begin.line,
                                       node.source().begin.column, message));
    }

    void unknown(std::string_view what, std::string_view word, const toml::node& node,
                 const Names& known) {
        const auto near = nearest(word, known);
        fault(node, fmt::format("unknown {} '{}'; {}", what, shorten(word),
                                near ? fmt::format("is '{}' meant?", *near)
                                     : fmt::format("known are {}", fmt::join(known, ", "))));
    }

    void take(std::string_view key, const toml::node& node, const Names& known) {
        if (key == "industry") {
            take_industries(node);
        } else if (key == "effects" || key == "loadings") {
            take_by_group(key, node, key == "effects" ? m_spec.effects : m_spec.loadings);
        } else if (key == "effect_unit") {
            take_unit(node);
        } else {
            for (const SpecField& field : spec_fields()) {
                if (field.name == key) {
                    take_field(field, node);
                    return;
                }
            }
            unknown("key", key, node, known);
        }
    }

    [[nodiscard]] static std::optional<double> number_of(const toml::node& node) {
        if (const auto whole = node.value_exact<std::int64_t>()) {
            return static_cast<double>(*whole);
        }
        const auto real = node.value_exact<double>();
        return real && std::isfinite(*real) ? real : std::nullopt;
    }

    void take_field(const SpecField& field, const toml::node& node) {
        std::visit(
            [&](auto member) {
                using Value = std::remove_reference_t<decltype(m_spec.*member)>;
                if constexpr (std::is_same_v<Value, Period>) {
                    take_month(field.name, node, m_spec.*member);
                } else if constexpr (std::is_same_v<Value, double>) {
                    take_number(field, node, number_of(node), "a finite number", m_spec.*member);
                } else {
                    const auto whole = node.value_exact<std::int64_t>();
                    take_number(field, node,
                                whole ? std::optional(static_cast<double>(*whole)) : std::nullopt,
                                "a whole number", m_spec.*member);
                }
            },
            field.member);
    }

    template <class Value>
    void take_number(const SpecField& field, const toml::node& node, std::optional<double> number,
                     std::string_view words, Value& out) {
        if (!number) {
            fault(node, fmt::format("'{}' must be {}", field.name, words));
        } else if (*number < field.least || *number > field.most) {
            fault(node, fmt::format("'{}' is {}; it must be {}", field.name, format_exact(*number),
                                    range_words(field)));
        } else {
            out = static_cast<Value>(*number);
        }
    }

    void take_month(std::string_view key, const toml::node& node, Period& out) {
        const auto text = node.value_exact<std::string>();
        const auto period = text ? parse_period(*text) : Result<Period>(Fault{});
        if (!period || frequency_of(*period) != Frequency::month) {
            fault(node, fmt::format("'{}' must be a month in quotes, as \"2023-07\"", key));
        } else {
            out = *period;
        }
    }

    void take_unit(const toml::node& node) {
        const auto text = node.value_exact<std::string>().value_or("");
        if (text != "relative" && text != "radiance") {
            fault(node, fmt::format("'effect_unit' must be \"relative\" or \"radiance\""));
            return;
        }
        m_spec.effect_unit = text == "relative" ? EffectUnit::relative : EffectUnit::radiance;
    }

    void take_by_group(std::string_view key, const toml::node& node, ByGroup& out) {
        if (!node.is_table()) {
            fault(node,
                  fmt::format("'{}' must be a table [{}] with a number for a group", key, key));
            return;
        }
        for (const auto& [name, value] : *node.as_table()) {
            const auto found = std::ranges::find(group_names(), name.str());
            const auto number = number_of(value);
            if (found == group_names().end()) {
                unknown("group", name.str(), value, group_names());
            } else if (!number) {
                fault(value, fmt::format("'{}.{}' must be a finite number", key, name.str()));
            } else {
                out[static_cast<std::size_t>(found - group_names().begin())] = *number;
            }
        }
    }

    void take_industries(const toml::node& node) {
        const toml::array* const list = node.as_array();
        if (list == nullptr || !list->is_array_of_tables()) {
            fault(node, "industries are tables of their own: [[industry]]");
            return;
        }
        m_spec.industries.clear();
        for (const toml::node& entry : *list) {
            m_spec.industries.push_back(industry(*entry.as_table()));
        }
    }

    Industry industry(const toml::table& table) {
        static const Names keys{"code", "name", "group", "share", "effect"};
        Industry made;
        for (const auto& [key, node] : table) {
            const auto number = number_of(node);
            const auto text = node.value_exact<std::string>();
            const std::string_view name = key.str();
            if (std::ranges::find(keys, name) == keys.end()) {
                unknown("key", name, node, keys);
            } else if ((name == "share" || name == "effect") ? !number : !text) {
                fault(node, fmt::format("'{}' must be {}", name,
                                        name == "share" || name == "effect" ? "a finite number"
                                                                            : "a text in quotes"));
            } else if (name == "code") {
                made.code = *text;
            } else if (name == "name") {
                made.name = *text;
            } else if (name == "share") {
                made.share = *number;
            } else if (name == "effect") {
                made.effect = *number;
            } else {
                take_group(*text, node, made.group);
            }
        }
        for (const std::string_view needed : {"code", "group", "share"}) {
            if (!table.contains(needed)) {
                fault(table, fmt::format("an industry needs the key '{}'", needed));
            }
        }
        made.name = made.name.empty() ? made.code : made.name;
        return made;
    }

    void take_group(const std::string& word, const toml::node& node, Group& out) {
        const auto found = std::ranges::find(group_names(), word);
        if (found == group_names().end()) {
            unknown("group", word, node, group_names());
        } else {
            out = groups[static_cast<std::size_t>(found - group_names().begin())];
        }
    }

    const std::string& m_name;
    CountrySpec m_spec;
    std::vector<std::string> m_faults;
};

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string value_words(const SpecField& field, const CountrySpec& spec) {
    return std::visit(
        [&](auto member) -> std::string {
            using Value = std::remove_cvref_t<decltype(spec.*member)>;
            if constexpr (std::is_same_v<Value, Period>) {
                return fmt::format("\"{}\"", to_string(spec.*member));
            } else if constexpr (std::is_same_v<Value, double>) {
                return format_exact(spec.*member);
            } else {
                return fmt::format("{}", spec.*member);
            }
        },
        field.member);
}

} // namespace

CountrySpec read_spec(std::string_view toml, const std::string& name) {
    return Reader(name).read(toml);
}

std::string to_toml(const CountrySpec& spec) {
    std::string out;
    for (const SpecField& field : spec_fields()) {
        out += fmt::format("{} = {}\n", field.name, value_words(field, spec));
    }
    out += fmt::format("effect_unit = \"{}\"\n", to_string(spec.effect_unit));
    for (const auto& [name, numbers] :
         {std::pair("effects", spec.effects), std::pair("loadings", spec.loadings)}) {
        out += fmt::format("\n[{}]\n", name);
        for (const Group group : groups) {
            out +=
                fmt::format("{} = {}\n", to_string(group), format_exact(numbers[index_of(group)]));
        }
    }
    for (const Industry& one : spec.industries) {
        out += fmt::format("\n[[industry]]\ncode = {}\nname = {}\ngroup = \"{}\"\nshare = {}\n",
                           quoted(one.code), quoted(one.name), to_string(one.group),
                           format_exact(one.share));
        out += one.effect ? fmt::format("effect = {}\n", format_exact(*one.effect)) : "";
    }
    return out;
}

} // namespace halflight::simulate
