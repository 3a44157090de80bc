// SPDX-License-Identifier: Apache-2.0
// What would the light of a group of enterprises have been without the treatment?
#include "enterprise_tables.hpp"
#include "enterprise_units.hpp"
#include "halflight/base/text.hpp"
#include "halflight/studies/enterprise_study.hpp"
#include "industries.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

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
    out.groups = choose_groups(asked, desk, enterprises, out.panel);
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
