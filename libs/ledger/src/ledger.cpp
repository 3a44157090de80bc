// SPDX-License-Identifier: Apache-2.0
#include "halflight/ledger/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace halflight::ledger {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Kind::count_)> kind_words{
    "measured", "estimate", "forecast", "target", "cap"};

} // namespace

std::string_view to_string(Kind kind) noexcept {
    const auto number = static_cast<std::size_t>(kind);
    return number < kind_words.size() ? kind_words[number] : std::string_view{};
}

std::optional<Kind> parse_kind(std::string_view word) noexcept {
    const auto* found = std::ranges::find(kind_words, word);
    if (found == kind_words.end()) {
        return std::nullopt;
    }
    return static_cast<Kind>(found - kind_words.begin());
}

std::size_t Ledger::KeyHash::operator()(const SeriesKey& key) const noexcept {
    std::uint64_t hash = 0;
    for (const Symbol part : {key.indicator, key.area, key.counterpart, key.dims, key.unit}) {
        // The finalizer of SplitMix64: small neighbouring numbers must spread over all buckets.
        hash += 0x9e3779b97f4a7c15U + part.id;
        hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
        hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
        hash ^= hash >> 31U;
    }
    return static_cast<std::size_t>(hash);
}

Ledger::Ledger() = default;

SeriesIndex Ledger::add_series(const SeriesKey& key) {
    const auto next = static_cast<SeriesIndex>(m_series.size());
    const auto [entry, added] = m_series_by_key.try_emplace(key, next);
    if (added) {
        m_series.push_back(key);
    }
    return entry->second;
}

SourceIndex Ledger::add_source(Source source) {
    const auto next = static_cast<SourceIndex>(m_sources.size());
    const auto [entry, added] = m_source_by_id.try_emplace(source.id, next);
    if (added) {
        m_sources.push_back(std::move(source));
    }
    return entry->second;
}

bool Ledger::add_claim(const Claim& claim) {
    const auto next = static_cast<ClaimIndex>(m_claims.size());
    if (!m_claim_by_id.try_emplace(claim.id.id, next).second) {
        return false;
    }
    m_claims.push_back(claim);
    return true;
}

void Ledger::reserve(std::size_t claims) {
    m_claims.reserve(claims);
    m_claim_by_id.reserve(claims);
}

std::optional<ClaimIndex> Ledger::find_claim(std::string_view id) const noexcept {
    const Symbol symbol = pool.find(id);
    const auto found = symbol ? m_claim_by_id.find(symbol.id) : m_claim_by_id.end();
    return found == m_claim_by_id.end() ? std::nullopt : std::optional(found->second);
}

std::optional<SeriesIndex> Ledger::find_series(const SeriesKey& key) const noexcept {
    const auto found = m_series_by_key.find(key);
    return found == m_series_by_key.end() ? std::nullopt : std::optional(found->second);
}

std::optional<SourceIndex> Ledger::find_source(std::string_view id) const noexcept {
    const auto found = m_source_by_id.find(id);
    return found == m_source_by_id.end() ? std::nullopt : std::optional(found->second);
}

const Indicator& Ledger::indicator_of(const SeriesKey& key) const {
    const auto found = codes.indicators.find(text(key.indicator));
    if (found == codes.indicators.end()) {
        throw Error(ErrorCode::not_found, fmt::format("no indicator '{}'", text(key.indicator)));
    }
    return found->second;
}

const Unit& Ledger::unit_of(const SeriesKey& key) const {
    const Indicator& indicator = indicator_of(key);
    const auto found = key.unit ? std::ranges::find(indicator.units, text(key.unit), &Unit::text)
                                : indicator.units.begin();
    if (found == indicator.units.end()) {
        throw Error(ErrorCode::not_found,
                    fmt::format("indicator '{}' has no unit '{}'", indicator.id, text(key.unit)));
    }
    return *found;
}

Place Ledger::place_of(const Claim& claim) const {
    if (claim.file >= files.size()) {
        return {};
    }
    return {files[claim.file], claim.line, claim.line == 0 ? 0U : 1U};
}

std::vector<ClaimIndex> Ledger::as_of(std::optional<Date> day) const {
    std::vector<ClaimIndex> known;
    known.reserve(m_claims.size());
    for (std::size_t i = 0; i < m_claims.size(); ++i) {
        const Claim& claim = m_claims[i];
        const bool holds = day ? claim.known_since <= *day && *day < claim.withdrawn
                               : claim.withdrawn == Period::no_end();
        if (holds) {
            known.push_back(static_cast<ClaimIndex>(i));
        }
    }
    return known;
}

} // namespace halflight::ledger
