// SPDX-License-Identifier: Apache-2.0
#include "screen_score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace halflight::watch {

namespace {

constexpr int days_in_year = 366;

/// Days between two spans; 0 where they meet.
int gap(const BirthSpan& one, const BirthSpan& other) {
    return std::max({0, one.first.days - other.last.days, other.first.days - one.last.days});
}

struct BirthPoints {
    double points = 0;
    std::string_view text;
};

/// Lists err in dates of birth: a near miss counts little against, a generation counts much.
BirthPoints birth_points(const BirthSpan& asked, const BirthSpan& listed) {
    constexpr int about = 2 * days_in_year;
    constexpr int near = days_in_year;
    constexpr int far = 5 * days_in_year;
    if (asked.one_day() && listed.one_day() && asked.first == listed.first) {
        return {20, "the same day"};
    }
    const int apart = gap(asked, listed);
    const int slack = asked.approximate || listed.approximate ? about : 0;
    if (apart == 0) {
        return slack > 0 ? BirthPoints{4, "within an approximate date"}
                         : BirthPoints{8, "one lies within the other"};
    }
    if (apart <= slack) {
        return {4, "within two years of an approximate date"};
    }
    if (apart - slack <= near) {
        return {-8, "contradicts, by less than a year"};
    }
    return apart - slack <= far ? BirthPoints{-15, "contradicts, by less than five years"}
                                : BirthPoints{-25, "contradicts, by more than five years"};
}

double against(IdentifierScheme scheme) noexcept {
    switch (scheme) {
    case IdentifierScheme::imo_ship:
    case IdentifierScheme::imo_company:
        return -40; // one for life
    case IdentifierScheme::passport:
        return -5; // people hold several
    default:
        return -10;
    }
}

} // namespace

Compared compare_identifiers(const Subject& subject, const ListedEntry& entry, double points) {
    Compared made;
    for (const auto& asked : subject.identifiers) {
        for (const auto& listed : entry.identifiers) {
            const Agreement agreement = compare(asked, listed);
            if (agreement == Agreement::agrees) {
                return {
                    ScorePart{"identifier", points,
                              fmt::format("{} {} agrees", to_string(asked.scheme), listed.text)},
                    true, false};
            }
            const double lost = against(asked.scheme);
            if (agreement == Agreement::differs && (!made.part || lost < made.part->points)) {
                made.part =
                    ScorePart{"identifier", lost,
                              fmt::format("{} {} is not that of the entry, {}",
                                          to_string(asked.scheme), asked.text, listed.text)};
                made.contradicts = true;
            }
        }
    }
    return made;
}

Compared compare_births(const Subject& subject, const ListedEntry& entry) {
    if (!subject.birth || entry.births.empty()) {
        return {};
    }
    BirthPoints best{-std::numeric_limits<double>::infinity(), ""};
    const BirthSpan* with = nullptr;
    for (const auto& listed : entry.births) {
        const BirthPoints points = birth_points(*subject.birth, listed);
        if (points.points > best.points) {
            best = points;
            with = &listed;
        }
    }
    const bool same_day =
        subject.birth->one_day() && with->one_day() && subject.birth->first == with->first;
    return {ScorePart{"birth date", best.points,
                      fmt::format("{} against {}: {}", subject.birth->text, with->text, best.text)},
            same_day, best.points < 0};
}

Compared compare_nationality(const Subject& subject, const ListedEntry& entry) {
    constexpr double points = 5;
    if (subject.nationality.empty() || entry.nationalities.empty()) {
        return {};
    }
    bool known = false;
    for (const auto& listed : entry.nationalities) {
        const CountryAgreement agreement = same_country(subject.nationality, listed);
        if (agreement == CountryAgreement::agrees) {
            return {ScorePart{"nationality", points, fmt::format("{} agrees", listed)}, true,
                    false};
        }
        known = known || agreement == CountryAgreement::differs;
    }
    if (!known) {
        return {};
    }
    return {
        ScorePart{"nationality", -points,
                  fmt::format("{} against {}", subject.nationality, entry.nationalities.front())},
        false, true};
}

Compared compare_kind(const Subject& subject, const ListedEntry& entry) {
    constexpr double lost = -25;
    if (!subject.kind || *subject.kind == entry.kind) {
        return {};
    }
    return {
        ScorePart{"kind", lost,
                  fmt::format("{} against {}", to_string(*subject.kind), to_string(entry.kind))},
        false, true};
}

} // namespace halflight::watch
