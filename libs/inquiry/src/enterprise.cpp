// SPDX-License-Identifier: Apache-2.0
// What would the light of a group of enterprises have been without the treatment?
#include "enterprise_tables.hpp"
#include "halflight/base/sphere.hpp"
#include "halflight/base/text.hpp"
#include "halflight/studies/enterprise_study.hpp"
#include "industries.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

namespace halflight::inquiry {
namespace {

using studies::CounterfactualMethod;

constexpr std::array<measures::ParameterInfo, 36> parameters = {{
    {"panel",
     "a panel of dossier.toml, [lights.NAME]: its zones are the enterprises; or a CSV beside the "
     "study: unit, period, values",
     true, false},
    {"unit-column", "of such a table; unit", false, false},
    {"period-column", "of such a table; period", false, false},
    {"light-unit", "of its values; 1", false, false},
    {"statistic", "column of the panel; mean", false, false},
    {"enterprises", "CSV: id, industry, county, longitude, latitude", true, false},
    {"frequency", "of what is compared: means by M, Q, S or A; that of the panel", false, false},
    {"least-observed", "periods of the panel that must have been seen in one of these; 1", false,
     false},
    {"industries", "CSV: code, group, source", true, false},
    {"treated", "groups of industries that were treated", true, true},
    {"controls", "groups that were not", true, true},
    {"affected", "groups that controls must lie apart from; those treated", false, true},
    {"apart-km", "least distance of controls from enterprises of these; 5", false, false},
    {"treatment", "first period of it", true, false},
    {"window", "part of the panel that is used; all", false, false},
    {"methods",
     "gsynth, interactive-effects, matrix-completion, synthetic-did, difference-in-differences; "
     "the first is the headline",
     false, true},
    {"method", "one of these alone", false, false},
    {"most-factors", "up to which cross-validation chooses; 5", false, false},
    {"draws", "of the headline's errors; 1000", false, false},
    {"other-draws", "of the others; 200", false, false},
    {"placebo-periods", "last periods before the treatment that are treated as if; 6", false,
     false},
    {"placebo-groups", "groups of controls that play the treated; 50", false, false},
    {"deseason", "take means by calendar month before the treatment off first; true", false, false},
    {"errors", "jackknife of clusters, or bootstrap of them", false, false},
    {"jackknife-groups", "random groups that more clusters are put in; 0: each by itself", false,
     false},
    {"cluster", "column of enterprises that tells clusters; cells of cluster-km", false, false},
    {"cluster-km", "side of these cells; 25", false, false},
    {"buffer-km", "radius of an enterprise's light; 1", false, false},
    {"thin-km", "leave enterprises out until no two lie nearer; 0", false, false},
    {"balance", "share of enterprises that must have been seen in a period, for synthetic-did; 0",
     false, false},
    {"independent", "true: enterprises count as independent of their neighbours", false, false},
    {"level", "of intervals; 0.95", false, false},
    {"seed", "of what is drawn; that of the dossier", false, false},
    {"sources", "of the tables beside the panel", false, true},
    {"known-since", "day on which those were known", false, false},
    {"caution", "what a reader should beware of", false, false},
}};

constexpr CounterfactualMethod all_methods[] = {
    CounterfactualMethod::gsynth, CounterfactualMethod::interactive_effects,
    CounterfactualMethod::matrix_completion, CounterfactualMethod::synthetic_did,
    CounterfactualMethod::difference_in_differences};

/// In the order of the panel.
studies::EnterprisePlaces places_of(Asked& asked, Desk& desk, const Enterprises& enterprises,
                                    const studies::LightPanel& panel) {
    studies::EnterprisePlaces places;
    if (asked.flag("independent", false)) {
        return places;
    }
    std::map<std::string_view, std::size_t> rows;
    for (std::size_t e = 0; e < enterprises.list.size(); ++e) {
        rows.emplace(enterprises.list[e].id, e);
    }
    const TextTable* const table =
        asked.has("cluster") ? desk.table(asked, "enterprises") : nullptr;
    const auto column = table == nullptr ? std::nullopt : table->find(asked.text("cluster"));
    if (table != nullptr && !column) {
        asked.fault("cluster",
                    fmt::format("{}: there is no column '{}'", table->file, asked.text("cluster")),
                    fmt::format("it has {}", fmt::join(table->columns, ", ")));
    }
    std::map<std::string_view, std::uint32_t> clusters;
    std::string lost;
    std::size_t lost_count = 0;
    bool cluster_lacks = false;
    for (const std::string& unit : panel.units) {
        const auto found = rows.find(unit);
        if (found == rows.end()) {
            asked.fault("enterprises",
                        fmt::format("there is no enterprise '{}', of which the panel has light",
                                    shorten(unit)),
                        "add it to the table, or take it out of the panel");
            return {};
        }
        if (!std::isfinite(enterprises.longitude[found->second]) && lost_count++ == 0) {
            lost = unit;
        }
        places.longitude.push_back(enterprises.longitude[found->second]);
        places.latitude.push_back(enterprises.latitude[found->second]);
        if (column) {
            const auto next = static_cast<std::uint32_t>(clusters.size());
            const std::string& name = table->rows[found->second][*column];
            if (name.empty() && !std::exchange(cluster_lacks, true)) {
                asked.fault("cluster",
                            fmt::format("{}: there is no {}", table->place(found->second),
                                        asked.text("cluster")),
                            "write it for all of which the panel has light, or take the cells of "
                            "a map: leave `cluster` out");
            }
            places.cluster.push_back(clusters.emplace(name, next).first->second);
        }
    }
    if (lost_count > 0) {
        asked.fault("enterprises",
                    fmt::format("{} of {} enterprises of which the panel has light have no "
                                "longitude and latitude, '{}' first: what neighbours share cannot "
                                "be told",
                                lost_count, panel.units.size(), shorten(lost)),
                    "write them, or independent = true, by which none has neighbours");
    }
    return places;
}

struct Groups {
    std::vector<std::size_t> treated; ///< units of the panel
    std::vector<std::size_t> controls;
    std::size_t too_near = 0;
    std::size_t without_light = 0; ///< not in the panel
};

/// Who is compared with whom.
class Chooser {
  public:
    Chooser(Asked& asked, Desk& desk, const Enterprises& enterprises,
            const studies::LightPanel& panel)
        : m_enterprises(enterprises), m_apart_km(asked.number("apart-km", 5, 0, 20000)) {
        for (std::size_t i = 0; i < panel.units.size(); ++i) {
            m_units.emplace(panel.units[i], i);
        }
        m_treated = read_group(asked, desk, "treated").industries;
        m_controls = read_group(asked, desk, "controls").industries;
        m_affected =
            asked.has("affected") ? read_group(asked, desk, "affected").industries : m_treated;
    }

    Groups choose() {
        collect_affected();
        Groups groups;
        for (std::size_t e = 0; e < m_enterprises.list.size(); ++e) {
            const bool treated = is_in(e, m_treated);
            const bool control = !treated && is_in(e, m_controls);
            if (!treated && !control) {
                continue;
            }
            const auto unit = m_units.find(m_enterprises.list[e].id);
            if (unit == m_units.end()) {
                ++groups.without_light;
            } else if (treated) {
                groups.treated.push_back(unit->second);
            } else if (is_near(e)) {
                ++groups.too_near;
            } else {
                groups.controls.push_back(unit->second);
            }
        }
        return groups;
    }

  private:
    [[nodiscard]] bool is_in(std::size_t e, const std::vector<std::string>& industries) const {
        return std::ranges::find(industries, m_enterprises.list[e].industry) != industries.end();
    }

    /// By cells of whole degrees of latitude, so that few are looked at.
    void collect_affected() {
        for (std::size_t e = 0; e < m_enterprises.list.size(); ++e) {
            if (is_in(e, m_affected) && std::isfinite(m_enterprises.latitude[e])) {
                m_rows.emplace(m_enterprises.latitude[e], e);
            }
        }
    }

    [[nodiscard]] bool is_near(std::size_t e) const {
        const double lat = m_enterprises.latitude[e];
        if (m_apart_km <= 0 || !std::isfinite(lat)) {
            return false;
        }
        constexpr double km_per_degree = 110;
        const double reach = m_apart_km / km_per_degree;
        for (auto at = m_rows.lower_bound(lat - reach);
             at != m_rows.end() && at->first <= lat + reach; ++at) {
            const std::size_t other = at->second;
            if (other != e &&
                great_circle_km(m_enterprises.longitude[e], lat, m_enterprises.longitude[other],
                                m_enterprises.latitude[other]) < m_apart_km) {
                return true;
            }
        }
        return false;
    }

    const Enterprises& m_enterprises;
    double m_apart_km;
    std::map<std::string, std::size_t> m_units;
    std::vector<std::string> m_treated, m_controls, m_affected;
    std::multimap<double, std::size_t> m_rows; ///< affected, by latitude
};

CounterfactualMethod method_of(Asked& asked, std::string_view key, const std::string& name) {
    std::vector<std::string_view> names;
    for (const CounterfactualMethod method : all_methods) {
        names.push_back(to_string(method));
    }
    const auto found = std::ranges::find(names, name);
    if (found != names.end()) {
        return all_methods[static_cast<std::size_t>(found - names.begin())];
    }
    asked.fault(key, fmt::format("there is no method '{}'", shorten(name)),
                fmt::format("write some of {}", fmt::join(names, ", ")));
    return CounterfactualMethod::gsynth;
}

/// An error that is made of a handful of draws is none.
void check_draws(Asked& asked, const studies::EnterpriseSpec& spec) {
    constexpr std::size_t least = 20;
    const bool drawn =
        spec.errors == studies::EnterpriseErrors::bootstrap || asked.flag("independent", false);
    const auto check = [&](const char* key, std::size_t draws) {
        if (drawn && draws < least) {
            asked.fault(key, fmt::format("{} draws make no error", draws),
                        fmt::format("take {} at least, better the usual number", least));
        }
    };
    check("draws", spec.draws);
    if (spec.methods.size() > 1) {
        check("other-draws", spec.other_draws);
    }
}

studies::EnterpriseSpec spec_of(Asked& asked, const Desk& desk, const studies::LightPanel& panel,
                                int jobs) {
    studies::EnterpriseSpec spec;
    spec.treatment = asked.required_period("treatment");
    spec.window = asked.period("window").value_or(
        Period{panel.periods.front().first, panel.periods.back().end});
    if (asked.has("methods")) {
        spec.methods.clear();
        for (const std::string& name : asked.texts("methods")) {
            const CounterfactualMethod method = method_of(asked, "methods", name);
            if (std::ranges::find(spec.methods, method) != spec.methods.end()) {
                asked.fault("methods", fmt::format("'{}' is named twice", shorten(name)),
                            "name each method once");
            }
            spec.methods.push_back(method);
        }
        if (spec.methods.empty()) {
            asked.fault("methods", "there is no method", "name one at least, or leave it out");
        }
    }
    if (asked.has("method")) {
        spec.methods = {method_of(asked, "method", asked.text("method"))};
    }
    spec.most_factors = asked.natural("most-factors", 5, 50);
    spec.draws = asked.natural("draws", 1000, 100'000);
    spec.other_draws = asked.natural("other-draws", 200, 100'000);
    spec.placebo_periods = asked.natural("placebo-periods", 6, 1000);
    spec.placebo_groups = asked.natural("placebo-groups", 50, 10'000);
    spec.deseason = asked.flag("deseason", true);
    constexpr std::string_view errors[] = {"jackknife", "bootstrap"};
    spec.errors = asked.word("errors", errors) == 0 ? studies::EnterpriseErrors::jackknife
                                                    : studies::EnterpriseErrors::bootstrap;
    spec.jackknife_groups = asked.natural("jackknife-groups", 0, 10'000);
    spec.cluster_km = asked.number("cluster-km", 25, 0.001, 20000);
    spec.buffer_km = asked.number("buffer-km", 1, 0, 20000);
    spec.thin_km = asked.number("thin-km", 0, 0, 20000);
    spec.balance = asked.number("balance", 0, 0, 1);
    spec.level = asked.number("level", 0.95, 0.5, 0.999);
    spec.seed = seed_of(asked, desk);
    spec.jobs = jobs;
    check_draws(asked, spec);
    if (spec.thin_km > 0 && asked.flag("independent", false)) {
        asked.fault("thin-km", "independent = true leaves aside where enterprises are",
                    "leave one of the two out");
    }
    return spec;
}

struct Asking {
    const PanelText* source = nullptr;
    studies::LightPanel panel;
    studies::EnterprisePlaces places;
    Groups groups;
    studies::EnterpriseSpec spec;
    std::string group;
    stats::Warnings warnings;
};

Asking read(Asked& asked, Desk& desk, int jobs) {
    Asking out;
    out.source = desk.panel(asked, asked.text("statistic", "mean"));
    if (out.source == nullptr) {
        asked.require_sound();
    }
    const Frequency own = frequency_of(out.source->panel.periods.front());
    const Frequency frequency = asked.frequency("frequency", own);
    const std::size_t least = asked.natural("least-observed", 1, 1000);
    out.panel = frequency == own ? out.source->panel
                                 : studies::to_frequency(out.source->panel, frequency, least);
    const Enterprises enterprises = read_enterprises(asked, desk, {});
    out.warnings = warn_of_alike(enterprises);
    out.groups = Chooser(asked, desk, enterprises, out.panel).choose();
    out.places = places_of(asked, desk, enterprises, out.panel);
    out.spec = spec_of(asked, desk, out.panel, jobs);
    // The unit of the panel in which the treatment begins.
    out.spec.treatment = period_at(out.spec.treatment.first, frequency);
    out.group = fmt::format("{}", fmt::join(asked.texts("treated"), " and "));
    if (out.groups.controls.size() < 2 && out.groups.too_near > 0) {
        asked.fault("apart-km",
                    fmt::format("{} of {} enterprises that could be controls lie nearer than {} "
                                "km to those that may be affected; 2 controls at least are needed",
                                out.groups.too_near,
                                out.groups.too_near + out.groups.controls.size(),
                                asked.text("apart-km", "5")),
                    "take a smaller distance, or other `controls`");
    }
    asked.require_sound();
    return out;
}

/// A study of which no method gives an answer is none.
void require_an_answer(const studies::EnterpriseStudy& study) {
    const auto refused = [](const studies::MethodResult& one) { return !one.refused.empty(); };
    if (std::ranges::all_of(study.methods, refused)) {
        const studies::MethodResult& first = study.methods.front();
        stats::refuse(fmt::format("no method gives an answer; {}: {}", to_string(first.method),
                                  first.refused));
    }
}

Findings run(Asked& asked, Desk& desk, int jobs) {
    const Asking asking = read(asked, desk, jobs);
    studies::EnterpriseStudy study =
        studies::enterprise_study(asking.panel, asking.group, asking.groups.treated,
                                  asking.groups.controls, asking.spec, asking.places);
    require_an_answer(study);
    if (asking.groups.too_near > 0) {
        study.warnings.push_back(
            {"controls_too_near",
             fmt::format("{} enterprises are no controls: they lie nearer "
                         "than {} km to those that may be affected",
                         asking.groups.too_near, asked.text("apart-km", "5"))});
    }
    if (asking.groups.without_light > 0) {
        study.warnings.push_back(
            {"enterprises_without_light",
             fmt::format("{} enterprises of these groups have no light in the panel, as where "
                         "their place is not known, and are left out",
                         asking.groups.without_light)});
    }
    std::ranges::copy(asking.warnings, std::back_inserter(study.warnings));
    Findings out;
    out.note(*asking.source);
    out.tables = enterprise_tables(asked, study, asking.spec, asking.source->unit);
    out.warnings = study.warnings;
    for (const studies::MethodResult& method : study.methods) {
        if (!method.refused.empty()) {
            out.warnings.push_back(
                {"method_refused",
                 fmt::format("{}: {}", to_string(method.method), method.refused)});
        }
        for (const stats::Warning& warning : method.warnings) {
            out.warnings.push_back(
                {warning.code, fmt::format("{}: {}", to_string(method.method), warning.text)});
        }
    }
    return out;
}

stats::Coefficient headline(Asked& asked, Desk& desk) {
    Asking asking = read(asked, desk, 1);
    asking.spec.methods.resize(1);
    asking.spec.placebo_groups = 0;
    asking.spec.placebo_periods = 0;
    const studies::EnterpriseStudy study =
        studies::enterprise_study(asking.panel, asking.group, asking.groups.treated,
                                  asking.groups.controls, asking.spec, asking.places);
    const studies::MethodResult& result = study.methods.front();
    if (!result.refused.empty()) {
        stats::refuse(result.refused);
    }
    return result.average;
}

} // namespace

const Design& enterprise_design() {
    static const Design design = {
        {"enterprise", "Light of a group of enterprises against what it would have been",
         parameters},
        run,
        headline};
    return design;
}

} // namespace halflight::inquiry
