// SPDX-License-Identifier: Apache-2.0
#include "halflight/reason/relation.hpp"

#include <algorithm>
#include <array>

namespace halflight::reason {
namespace {

template <class E>
constexpr std::size_t count_of() {
    return static_cast<std::size_t>(E::count_);
}

constexpr std::array<std::string_view, 15> finding_kinds = {
    "sum",         "share",   "growth",   "part-whole", "bound",
    "superlative", "vintage", "target",   "conversion", "identity",
    "drift",       "origin",  "citation", "definition", "coverage"};
constexpr std::array<std::string_view, 11> relation_forms = {
    "assert",   "first",    "every",    "record", "break",   "score",
    "citation", "coverage", "omission", "gap",    "measures"};
constexpr std::array<std::string_view, 6> verdicts = {"none",  "definition", "vintage",
                                                      "scope", "rounding",   "error"};
static_assert(finding_kinds.size() == count_of<FindingKind>());
static_assert(relation_forms.size() == count_of<RelationForm>());
static_assert(verdicts.size() == count_of<Verdict>());

template <class E, std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& table, E value) noexcept {
    const auto index = static_cast<std::size_t>(value);
    return index < N ? table[index] : std::string_view{};
}

template <class E, std::size_t N>
std::optional<E> find_in(const std::array<std::string_view, N>& table,
                         std::string_view word) noexcept {
    const auto* const found = std::find(table.begin(), table.end(), word);
    if (found == table.end()) {
        return std::nullopt;
    }
    return static_cast<E>(found - table.begin());
}

} // namespace

std::string_view to_string(FindingKind kind) noexcept {
    return name_in(finding_kinds, kind);
}

std::optional<FindingKind> parse_finding_kind(std::string_view word) noexcept {
    return find_in<FindingKind>(finding_kinds, word);
}

std::string_view to_string(RelationForm form) noexcept {
    return name_in(relation_forms, form);
}

std::optional<RelationForm> parse_relation_form(std::string_view word) noexcept {
    return find_in<RelationForm>(relation_forms, word);
}

std::string_view to_string(Verdict verdict) noexcept {
    return name_in(verdicts, verdict);
}

std::optional<Verdict> parse_verdict(std::string_view word) noexcept {
    return find_in<Verdict>(verdicts, word);
}

} // namespace halflight::reason
