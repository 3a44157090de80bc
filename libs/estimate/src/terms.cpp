// SPDX-License-Identifier: Apache-2.0
#include "terms.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

namespace halflight::estimate {

namespace {

std::vector<std::string> names_in(std::string_view text, char separator, const std::string& term) {
    std::vector<std::string> names;
    for (const std::string_view part : split(text, separator)) {
        names.emplace_back(trim(part));
        if (names.back().empty()) {
            throw Error(ErrorCode::parse, fmt::format("'{}' lacks the name of a column beside '{}'",
                                                      shorten(term), separator));
        }
    }
    return names;
}

} // namespace

EffectTerm parse_effect(const std::string& term) {
    const std::size_t open = term.find('[');
    EffectTerm made{.labels = names_in(std::string_view(term).substr(0, open), '^', term),
                    .slopes = {},
                    .intercept = true};
    if (open == std::string::npos) {
        return made;
    }
    std::string_view inside = std::string_view(term).substr(open);
    made.intercept = !inside.starts_with("[[");
    const std::string_view close = made.intercept ? "]" : "]]";
    if (!inside.ends_with(close)) {
        throw Error(ErrorCode::parse,
                    fmt::format("the effect '{}' does not end in '{}'", shorten(term), close));
    }
    inside = inside.substr(close.size(), inside.size() - 2 * close.size());
    made.slopes = names_in(inside, ',', term);
    return made;
}

std::vector<std::string> factors_of(const std::string& term) {
    return names_in(term, ':', term);
}

void want_regressors(const std::vector<std::string>& terms, Frame::Wanted& wanted) {
    for (const std::string& term : terms) {
        std::ranges::copy(factors_of(term), std::back_inserter(wanted.numbers));
    }
}

void want_effects(const std::vector<std::string>& terms, Frame::Wanted& wanted) {
    for (const std::string& term : terms) {
        const EffectTerm effect = parse_effect(term);
        std::ranges::copy(effect.labels, std::back_inserter(wanted.labels));
        std::ranges::copy(effect.slopes, std::back_inserter(wanted.numbers));
    }
}

stats::Columns ModelColumns::regressors(const std::vector<std::string>& terms) {
    stats::Matrix& made = m_matrices.emplace_back(m_frame.rows(), terms.size());
    for (std::size_t col = 0; col < terms.size(); ++col) {
        const std::span<double> column = made.column(col);
        std::ranges::fill(column, 1.0);
        for (const std::string& factor : factors_of(terms[col])) {
            std::ranges::transform(column, m_frame.numbers(factor), column.begin(),
                                   std::multiplies<>());
        }
    }
    return {.values = made.view(), .names = terms};
}

std::vector<stats::FixedEffect> ModelColumns::effects(const std::vector<std::string>& terms) {
    std::vector<stats::FixedEffect> made;
    for (const std::string& term : terms) {
        const EffectTerm effect = parse_effect(term);
        stats::MatrixView slopes;
        if (!effect.slopes.empty()) {
            slopes = regressors(effect.slopes).values;
        }
        made.push_back({.name = term,
                        .codes = combined(effect.labels),
                        .slopes = slopes,
                        .intercept = effect.intercept});
    }
    return made;
}

stats::Codes ModelColumns::combined(const std::vector<std::string>& labels) {
    if (labels.size() == 1) {
        return m_frame.labels(labels.front()).codes;
    }
    std::vector<stats::Codes> parts;
    for (const std::string& label : labels) {
        parts.emplace_back(m_frame.labels(label).codes);
    }
    return m_codes.emplace_back(stats::interact(parts));
}

} // namespace halflight::estimate
