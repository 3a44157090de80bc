// SPDX-License-Identifier: Apache-2.0
// Where the leader is reported to have been. Reports come days after the visit, half of them do not
// say when it was, and the archive of reports has gaps: what happened in them stands nowhere.
#include "halflight/io/csv.hpp"
#include "part_list.hpp"
#include "statements.hpp"
#include "streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::simulate {

namespace {

using Json = nlohmann::ordered_json;

struct Class {
    std::string_view code;
    double rate; ///< relative to the mean over classes
};
constexpr std::array classes{Class{"economy", 1.5}, Class{"military", 1.2}, Class{"munitions", 0.9},
                             Class{"politics", 0.8}, Class{"culture", 0.6}};
constexpr std::string_view rising = "munitions";

struct Visit {
    std::string_view type;
    Date happened;
    Date reported;
    bool dated; ///< the report says when it was
};

std::vector<bool> archive_months(const Country& country) {
    const Random random = draws(country.spec.seed, Stream::visit_gaps);
    std::vector<bool> held(country.months.size());
    for (std::size_t t = 0; t < held.size(); ++t) {
        held[t] = random.uniform(t) >= country.spec.visit_gaps;
    }
    return held;
}

/// Index of the first month of the new rate; as many as there are months: it does not change.
std::size_t turning_month(const Country& country) {
    const auto lead = static_cast<std::size_t>(country.spec.visit_lead);
    const bool inside = country.spec.visit_rise != 1 && country.treatment > lead;
    return inside ? country.treatment - lead : country.months.size();
}

/// Visits of one class in one month.
void add_visits(const Country& country, std::size_t which, std::size_t month, double rate,
                std::vector<Visit>& visits) {
    const CountrySpec& spec = country.spec;
    const std::size_t cell = month * classes.size() + which;
    const Random days = draws(spec.seed, Stream::visit_days, static_cast<std::uint32_t>(cell));
    const auto count =
        static_cast<std::uint64_t>(draw_count(draws(spec.seed, Stream::visits), cell, rate));
    const Period& span = country.months[month];
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto day = days.below(3 * i, static_cast<std::uint64_t>(span.days()));
        const auto delay = days.below(3 * i + 1, static_cast<std::uint64_t>(spec.visit_delay));
        const Date happened{span.first.days + static_cast<std::int32_t>(day)};
        visits.push_back({classes.at(which).code,
                          happened,
                          {happened.days + 1 + static_cast<std::int32_t>(delay)},
                          days.uniform(3 * i + 2) >= spec.visit_undated});
    }
}

std::vector<Visit> make_visits(const Country& country, const std::vector<bool>& held,
                               std::size_t turning) {
    std::vector<Visit> visits;
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        for (std::size_t c = 0; held[t] && c < classes.size(); ++c) {
            const bool risen = t >= turning && classes.at(c).code == rising;
            add_visits(country, c, t,
                       country.spec.visit_rate * classes.at(c).rate *
                           (risen ? country.spec.visit_rise : 1),
                       visits);
        }
    }
    std::ranges::stable_sort(visits, {}, &Visit::reported);
    return visits;
}

std::string visit_id(std::size_t index) {
    return fmt::format("visit-{:04}", index + 1);
}

std::string visits_csv(std::span<const Visit> visits) {
    std::string rows = io::csv_line({"id", "class", "happened", "reported"});
    for (std::size_t i = 0; i < visits.size(); ++i) {
        rows += io::csv_line({visit_id(i), visits[i].type,
                              visits[i].dated ? to_string(visits[i].happened) : "",
                              to_string(visits[i].reported)});
    }
    return rows;
}

/// The same for figures: where the report does not say when, the days on which it may have been.
std::string events_csv(std::span<const Visit> visits, int delay) {
    std::string rows = io::csv_line({"id", "start", "end", "label", "kind", "source", "note"});
    for (std::size_t i = 0; i < visits.size(); ++i) {
        const Visit& one = visits[i];
        const Date first = one.dated ? one.happened : Date{one.reported.days - delay};
        const Date last = one.dated ? one.happened : Date{one.reported.days - 1};
        rows += io::csv_line({visit_id(i), to_string(first), first == last ? "" : to_string(last),
                              "visit of the leader", one.type, "made-leader",
                              fmt::format("reported {}", to_string(one.reported))});
    }
    return rows;
}

/// Stretches of days whose visits the archive holds.
std::string coverage_csv(const Country& country, const std::vector<bool>& held) {
    std::string rows = io::csv_line({"start", "end", "share"});
    for (std::size_t t = 0; t < held.size();) {
        if (!held[t]) {
            ++t;
            continue;
        }
        const std::size_t first = t;
        while (t < held.size() && held[t]) {
            ++t;
        }
        rows += io::csv_line({to_string(country.months[first].first),
                              to_string(Date{country.months[t - 1].end.days - 1}), "1"});
    }
    return rows;
}

} // namespace

Part visits_part(const Country& country) {
    const std::vector<bool> held = archive_months(country);
    const std::size_t turning = turning_month(country);
    const std::vector<Visit> visits = make_visits(country, held, turning);
    Json rates;
    for (const Class& one : classes) {
        rates[std::string(one.code)] = country.spec.visit_rate * one.rate;
    }
    Json gaps = Json::array();
    for (std::size_t t = 0; t < held.size(); ++t) {
        if (!held[t]) {
            gaps.push_back(to_string(country.months[t]));
        }
    }
    Part part;
    part.files.push_back({"studies/visits.csv", visits_csv(visits)});
    part.files.push_back({"studies/visits-coverage.csv", coverage_csv(country, held)});
    part.files.push_back({"events.csv", events_csv(visits, country.spec.visit_delay)});
    part.sources =
        source_table({"made-leader", "Reports of where the leader has been", 'C', "", {}});
    part.truth_key = "visits";
    const bool turns = turning < country.months.size();
    part.truth = {{"class", rising},
                  {"first_month", turns ? Json(to_string(country.months[turning])) : Json()},
                  {"rises_by", turns ? country.spec.visit_rise : 1},
                  {"rates_a_month", rates},
                  {"archive_gaps", gaps}};
    return part;
}

} // namespace halflight::simulate
