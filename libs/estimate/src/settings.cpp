// SPDX-License-Identifier: Apache-2.0
#include "halflight/estimate/settings.hpp"

#include <fmt/format.h>

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

namespace halflight::estimate {

namespace {

template <class T>
const T& get(const std::map<std::string, Setting, std::less<>>& values, std::string_view name) {
    const auto found = values.find(name);
    const T* const value = found == values.end() ? nullptr : std::get_if<T>(&found->second);
    if (value == nullptr) {
        throw Error(ErrorCode::internal, fmt::format("no setting '{}' of this type", name));
    }
    return *value;
}

} // namespace

bool Settings::has(std::string_view name) const {
    return m_values.contains(name);
}

const std::string& Settings::text(std::string_view name) const {
    return get<std::string>(m_values, name);
}

double Settings::number(std::string_view name) const {
    return get<double>(m_values, name);
}

std::int64_t Settings::integer(std::string_view name) const {
    return get<std::int64_t>(m_values, name);
}

bool Settings::flag(std::string_view name) const {
    return get<bool>(m_values, name);
}

std::vector<std::string> Settings::list(std::string_view name) const {
    return has(name) ? get<std::vector<std::string>>(m_values, name) : std::vector<std::string>{};
}

std::vector<double> Settings::numbers(std::string_view name) const {
    return has(name) ? get<std::vector<double>>(m_values, name) : std::vector<double>{};
}

std::string range_words(const Field& field) {
    const bool low = field.least > -1e308;
    const bool high = field.most < 1e308;
    if (low && high && !field.above) {
        return fmt::format("from {} to {}", format_exact(field.least), format_exact(field.most));
    }
    std::string words =
        low ? fmt::format("{} {}", field.above ? "above" : "at least", format_exact(field.least))
            : std::string();
    if (high) {
        words += fmt::format("{}at most {}", low ? " and " : "", format_exact(field.most));
    }
    return words;
}

std::string under_words(const Under& under, const Field& other) {
    const bool named = other.type == FieldType::choice || other.type == FieldType::flag;
    return fmt::format("{}{}{}", under.key, named ? " = " : " ", fmt::join(under.words, " or "));
}

} // namespace halflight::estimate
