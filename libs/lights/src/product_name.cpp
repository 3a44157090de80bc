// SPDX-License-Identifier: Apache-2.0
// product_name.cpp - what a file's name tells, and which files belong together.
#include "product_parts.hpp"

#include <charconv>
#include <filesystem>
#include <fmt/format.h>

namespace halflight::lights {

std::string base_name(std::string_view path) {
    if (path.starts_with("http://") || path.starts_with("https://")) {
        path = path.substr(0, path.find('?'));
    }
    path = path.substr(path.find_last_of('/') + 1);
    if (path.ends_with(".gz")) {
        path.remove_suffix(3);
    }
    return std::string(path);
}

int number_of(std::string_view digits) noexcept {
    int number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

namespace {
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// d a digit, _ a hyphen or underscore, the rest itself.
struct Form {
    std::string_view pattern;
    Frequency unit;
};
/// The most exact first.
constexpr std::array<Form, 7> forms{{{"dddddddd-dddddddd", Frequency::none},
                                     {"dddd_dd_dd", Frequency::day},
                                     {"dddddddd", Frequency::day},
                                     {"Addddddd", Frequency::day},
                                     {"dddd_dd", Frequency::month},
                                     {"dddddd", Frequency::month},
                                     {"dddd", Frequency::annual}}};

/// The digits of `text` where it begins with the form and no digit follows, else none.
std::string digits_of(std::string_view text, std::string_view pattern) {
    if (text.size() < pattern.size() ||
        (text.size() > pattern.size() && is_digit(text[pattern.size()]))) {
        return {};
    }
    std::string digits;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = text[i];
        const char want = pattern[i];
        if (want == 'd' ? !is_digit(c) : (want == '_' ? c != '-' && c != '_' : c != want)) {
            return {};
        }
        if (want == 'd') {
            digits += c;
        }
    }
    return digits.starts_with("19") || digits.starts_with("20") ? digits : std::string{};
}

std::optional<Date> day_of(std::string_view digits) {
    const CivilDate civil{number_of(digits.substr(0, 4)),
                          digits.size() > 4 ? number_of(digits.substr(4, 2)) : 1,
                          digits.size() > 6 ? number_of(digits.substr(6, 2)) : 1};
    return exists(civil) ? std::optional(to_date(civil)) : std::nullopt;
}

std::optional<Period> period_of(std::string_view digits, const Form& form) {
    if (digits.size() == 7) {
        const auto year = number_of(digits.substr(0, 4));
        const int day = number_of(digits.substr(4));
        const Date at{to_date({year, 1, 1}).days + day - 1};
        return day >= 1 && to_civil(at).year == year ? std::optional(period_at(at, Frequency::day))
                                                     : std::nullopt;
    }
    const auto first = day_of(digits.substr(0, 8));
    if (!first) {
        return std::nullopt;
    }
    if (form.unit != Frequency::none) {
        return period_at(*first, form.unit);
    }
    const auto last = day_of(digits.substr(8));
    return last && *first <= *last ? std::optional(from_to(*first, *last)) : std::nullopt;
}

bool starts_word(std::string_view name, std::size_t at) {
    return at == 0 || (!is_digit(name[at - 1]) && (name[at] != 'A' || !is_letter(name[at - 1])));
}
} // namespace

Result<NamedPeriod> period_in_name(std::string_view name) {
    constexpr std::string_view remedy = "name the file with one period, as in lights_2016-07.tif";
    for (const auto& form : forms) {
        std::optional<NamedPeriod> found;
        for (std::size_t at = 0; at < name.size(); ++at) {
            const auto digits =
                starts_word(name, at) ? digits_of(name.substr(at), form.pattern) : std::string{};
            const auto period = digits.empty() ? std::nullopt : period_of(digits, form);
            if (!period) {
                continue;
            }
            const std::string text(name.substr(at, form.pattern.size()));
            if (found && found->period != *period) {
                return Fault{
                    fmt::format("the name tells two periods, '{}' and '{}'", found->text, text),
                    std::string(remedy), 0};
            }
            found = NamedPeriod{*period, text};
        }
        if (found) {
            return *found;
        }
    }
    return Fault{"the name tells no period", std::string(remedy), 0};
}

namespace {
bool remote(std::string_view path) {
    return path.starts_with("http://") || path.starts_with("https://") || path.starts_with("/vsi");
}

void add_first_there(std::vector<std::string>& out, const std::vector<std::string>& choices) {
    for (const auto& choice : choices) {
        std::error_code error;
        if (remote(choice) || std::filesystem::exists(choice, error)) {
            out.push_back(choice);
            return;
        }
    }
}

/// The path with the layer's part of the name replaced: the same ending first, then packed or
/// not.
std::vector<std::string> with_part(const std::string& path, std::string_view from,
                                   std::string_view to) {
    const auto at = path.rfind(from);
    std::string other = path.substr(0, at) + std::string(to) + path.substr(at + from.size());
    if (remote(path)) {
        return {other};
    }
    return other.ends_with(".gz") ? std::vector{other, other.substr(0, other.size() - 3)}
                                  : std::vector{other, other + ".gz"};
}

std::string declared_counts(const std::string& path, std::string file) {
    const auto period = period_in_name(base_name(path));
    for (auto at = file.find("{}"); at != std::string::npos && period; at = file.find("{}")) {
        file.replace(at, 2, period->text);
    }
    return remote(file) || file.starts_with('/')
               ? file
               : path.substr(0, path.find_last_of('/') + 1) + file;
}
} // namespace

std::vector<std::string> companions_of(const std::string& path, const ProductSpec& spec) {
    std::vector<std::string> out;
    if (const auto colon = spec.declared.observations.rfind(':'); colon != std::string::npos) {
        add_first_there(out, {declared_counts(path, spec.declared.observations.substr(0, colon))});
        return out;
    }
    const auto name = base_name(path);
    constexpr std::array<std::string_view, 8> parts = {
        ".avg_rade9h.", ".avg_rade9.",     ".average.", ".average_masked.",
        ".median.",     ".median_masked.", ".minimum.", ".maximum."};
    for (const auto part : parts) {
        if ((name.starts_with("SVDNB_") || name.starts_with("VNL_")) &&
            name.find(part) != std::string::npos) {
            add_first_there(out, with_part(path, part, ".cf_cvg."));
        }
    }
    constexpr std::string_view cube = "_radiance.nc";
    if (name.ends_with(cube)) {
        add_first_there(out, {path.substr(0, path.size() - cube.size()) + "_clouds.nc"});
    }
    return out;
}

} // namespace halflight::lights
