// SPDX-License-Identifier: Apache-2.0
#include "meter_reading.hpp"

#include "halflight/base/text.hpp"
#include "halflight/measures/oil.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

namespace halflight::watch {

namespace {

using ledger::ClaimIndex;
using ledger::SeriesIndex;
using measures::View;

std::string area_of(const View& view, SeriesIndex series) {
    return std::string(view.ledger().text(view.ledger().series()[series].counterpart));
}

/// Codes of the suppliers that a series speaks of; none for all.
std::vector<std::string> areas_of(const View& view, SeriesIndex series) {
    std::vector<std::string> areas;
    if (const std::string own = area_of(view, series); !own.empty()) {
        areas.push_back(own);
        const auto group = view.ledger().codes.areas.find(own);
        if (group != view.ledger().codes.areas.end()) {
            areas.insert(areas.end(), group->second.parts.begin(), group->second.parts.end());
        }
    }
    return areas;
}

class SeriesFinder {
  public:
    SeriesFinder(const View& view, const MeterSpec& spec, Diagnostics& out)
        : m_view(view), m_spec(spec), m_out(out) {}

    MeterSeries find() {
        MeterSeries found;
        for (const auto& [label, key] : m_spec.reported) {
            if (const auto series = series_of(key, "reported")) {
                const std::string area = area_of(m_view, *series);
                found.reported.push_back({label.empty() ? area : label, *series});
            }
        }
        drop_parts(found.reported);
        for (const std::string& name : m_spec.estimated) {
            estimate(name, found.estimated);
        }
        found.capacity = capacity();
        return found;
    }

  private:
    void fault(std::string_view code, std::string message, std::string hint) {
        m_out.add({halflight::Severity::error,
                   std::string(code),
                   "meter",
                   fmt::format("meter '{}': {}", m_spec.id, message),
                   m_spec.place,
                   {},
                   std::move(hint)});
    }

    std::optional<SeriesIndex> series_of(const std::string& key, std::string_view parameter) {
        const auto series = m_view.series(key);
        if (!series) {
            fault("W022", fmt::format("{}: {}", parameter, series.fault().message),
                  series.fault().hint.empty() ? "write indicator:area:counterpart, as in codes.toml"
                                              : series.fault().hint);
            return std::nullopt;
        }
        return *series;
    }

    /// A group stands for its members: named beside it they would count twice.
    void drop_parts(std::vector<ReportedSeries>& reported) const {
        std::set<SeriesIndex> parts;
        for (const ReportedSeries& one : reported) {
            for (const SeriesIndex member : measures::group_members(m_view, one.series)) {
                parts.insert(member);
            }
        }
        std::erase_if(reported,
                      [&](const ReportedSeries& one) { return parts.contains(one.series); });
    }

    void estimate(const std::string& name, std::vector<EstimatedVolume>& out) {
        if (const auto claim = m_view.ledger().find_claim(name)) {
            add_claim(*claim, out);
            return;
        }
        const auto series = series_of(name, "estimated");
        if (!series) {
            return;
        }
        for (const Period& period : m_view.periods(*series)) {
            const reason::Cell* const cell = m_view.report().find(*series, period);
            if (cell == nullptr || cell->status != reason::CellStatus::reported) {
                continue;
            }
            EstimatedVolume volume{*series, period, cell->bounds, {}};
            for (const ClaimIndex claim : cell->claims) {
                volume.claims.emplace_back(
                    m_view.ledger().text(m_view.ledger().claims()[claim].id));
            }
            out.push_back(std::move(volume));
        }
    }

    void add_claim(ClaimIndex index, std::vector<EstimatedVolume>& out) const {
        const measures::Value value = m_view.claim(index);
        const ledger::Claim& claim = m_view.ledger().claims()[index];
        if (value.basis != measures::Basis::missing && !claim.period.open_start() &&
            !claim.period.open_end()) {
            out.push_back({claim.series, claim.period, value.bounds, value.claims});
        }
    }

    /// What all that is known of the ships implies together. None on a day before it was known.
    std::optional<Capacity> capacity() {
        std::optional<Capacity> all;
        for (const Laden& laden : m_spec.capacity) {
            const auto index = m_view.ledger().find_claim(laden.claim);
            if (!index) {
                fault("W023", fmt::format("capacity: there is no statement '{}'", laden.claim),
                      "name the id of a claim of this dossier");
                continue;
            }
            const measures::Value value = m_view.claim(*index);
            const ledger::Claim& claim = m_view.ledger().claims()[*index];
            if (value.basis == measures::Basis::missing) {
                continue;
            }
            const Interval load = Interval::point(laden.load);
            if (!all) {
                all = Capacity{Interval::at_least(0), std::nullopt, claim.series, claim.period, {}};
            } else if (!m_view.unit(claim.series).same_dimension(m_view.unit(all->series))) {
                fault("W025", "capacity: the statements are not in the same kind of unit",
                      "name statements on one count of ships");
                return std::nullopt;
            }
            const Interval implied = convert(measures::implied_capacity(value.bounds, load),
                                             m_view.unit(claim.series), m_view.unit(all->series));
            all->volume = intersect(all->volume, implied);
            all->claims.insert(all->claims.end(), value.claims.begin(), value.claims.end());
            if (value.point && all->volume.contains(*value.point / laden.load)) {
                all->point = *value.point / laden.load;
            }
        }
        if (all && all->volume.empty()) {
            fault("W024", "capacity: no capacity fits all statements at these loads",
                  "check the loads, or name the statements on one count of ships");
            return std::nullopt;
        }
        return all;
    }

    const View& m_view;
    const MeterSpec& m_spec;
    Diagnostics& m_out;
};

/// The estimate in months of the span; none where it does not lie in it. One that begins or ends
/// inside a month says the least of its months only.
std::optional<Estimate> placed(const View& view, const EstimatedVolume& estimate,
                               const Deliveries& deliveries, const Cap& cap) {
    const Unit& unit = view.unit(estimate.series);
    if (!deliveries.span.contains(estimate.period) || !unit.same_dimension(cap.unit)) {
        return std::nullopt;
    }
    const std::vector<Period>& months = deliveries.months();
    Estimate out;
    out.areas = areas_of(view, estimate.series);
    out.volume = convert(estimate.bounds, unit, cap.unit);
    out.claims = estimate.claims;
    const Date last_day{estimate.period.end.days - 1};
    for (std::size_t m = 0; m < months.size(); ++m) {
        out.first = months[m].contains(estimate.period.first) ? m : out.first;
        out.last = months[m].contains(last_day) ? m : out.last;
    }
    const Period whole{months[out.first].first, months[out.last].end};
    if (whole != estimate.period) {
        out.volume = Interval::at_least(out.volume.lo);
    }
    return out;
}

Supply supply_of(const View& view, const ReportedSeries& reported, const Period& span,
                 const Cap& cap) {
    const auto year = [&](SeriesIndex series) {
        return Supplier{area_of(view, series),
                        measures::supplier_year(view, series, span, cap.unit, cap.limit)};
    };
    Supply supply{reported.label, year(reported.series), {}};
    for (const SeriesIndex member : measures::group_members(view, reported.series)) {
        supply.members.push_back(year(member));
    }
    return supply;
}

} // namespace

MeterSeries find_series(const View& view, const MeterSpec& spec, Diagnostics& diagnostics) {
    return SeriesFinder(view, spec, diagnostics).find();
}

std::optional<Deliveries> deliveries_in(const View& view, const MeterSeries& series,
                                        const Period& span, const Cap& cap) {
    Deliveries out;
    out.span = span;
    for (const ReportedSeries& reported : series.reported) {
        if (view.unit(reported.series).same_dimension(cap.unit)) {
            out.supplies.push_back(supply_of(view, reported, span, cap));
        }
    }
    if (out.supplies.empty()) {
        return std::nullopt;
    }
    for (const EstimatedVolume& volume : series.estimated) {
        if (auto estimate = placed(view, volume, out, cap)) {
            out.estimates.push_back(std::move(*estimate));
        }
    }
    return out;
}

std::vector<std::string> statements(const View& view, const MeterSeries& series,
                                    const Period& span) {
    std::set<SeriesIndex> all;
    for (const ReportedSeries& reported : series.reported) {
        std::vector<SeriesIndex> own = measures::group_members(view, reported.series);
        own.push_back(reported.series);
        for (const SeriesIndex one : own) {
            const std::vector<SeriesIndex> units = measures::in_all_units(view, one);
            all.insert(units.begin(), units.end());
        }
    }
    std::vector<std::string> ids;
    const std::vector<ledger::Claim>& claims = view.ledger().claims();
    for (ClaimIndex i = 0; i < claims.size(); ++i) {
        if (all.contains(claims[i].series) && claims[i].period.overlaps(span)) {
            const std::vector<std::string> known = view.claim(i).claims;
            ids.insert(ids.end(), known.begin(), known.end());
        }
    }
    std::ranges::sort(ids);
    return ids;
}

Reliability reliability_of(const View& view, const std::vector<std::string>& claims, Date day) {
    const ledger::Ledger& ledger = view.ledger();
    Reliability out;
    std::set<ledger::SourceIndex> origins;
    for (const std::string& id : claims) {
        const auto index = ledger.find_claim(id);
        if (!index || !ledger.claims()[*index].has_value()) {
            continue;
        }
        const ledger::Claim& claim = ledger.claims()[*index];
        origins.insert(ledger.origin_of(claim.source));
        out.best_source = std::min(out.best_source, ledger.sources()[claim.source].reliability);
        out.direct = out.direct || claim.kind == ledger::Kind::measured;
        if (claim.period.end <= day) {
            const int age = day.days - claim.period.end.days;
            out.age_days = std::min(out.age_days.value_or(age), age);
        }
    }
    out.origins = origins.size();
    return out;
}

} // namespace halflight::watch
