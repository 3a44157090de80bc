// SPDX-License-Identifier: Apache-2.0
#include "truth_json.hpp"

#include "spec_fields.hpp"

#include <type_traits>

namespace halflight::simulate {

namespace {

using Json = nlohmann::ordered_json;

Json by_group(const ByGroup& numbers) {
    Json out;
    for (const Group group : groups) {
        out[std::string(to_string(group))] = numbers[index_of(group)];
    }
    return out;
}

Json spec_json(const CountrySpec& spec) {
    Json out;
    for (const SpecField& field : spec_fields()) {
        std::visit(
            [&](auto member) {
                if constexpr (std::is_same_v<decltype(member), Period CountrySpec::*>) {
                    out[std::string(field.name)] = to_string(spec.*member);
                } else {
                    out[std::string(field.name)] = spec.*member;
                }
            },
            field.member);
    }
    out["effect_unit"] = to_string(spec.effect_unit);
    out["effects"] = by_group(spec.effects);
    out["loadings"] = by_group(spec.loadings);
    for (const Industry& one : spec.industries) {
        Json industry{{"code", one.code},
                      {"name", one.name},
                      {"group", to_string(one.group)},
                      {"share", one.share}};
        // What was planted in full, whether it came from the industry or its group.
        industry["effect"] = spec.effect * one.effect.value_or(spec.effects[index_of(one.group)]);
        out["industries"].push_back(std::move(industry));
    }
    return out;
}

Json groups_json(const Truth& truth) {
    Json out;
    for (const GroupTruth& group : truth.of_groups) {
        out.push_back({{"group", to_string(group.group)},
                       {"enterprises", group.enterprises},
                       {"average", group.average},
                       {"by_month", group.by_month},
                       {"activity", group.activity},
                       {"slope", group.slope}});
    }
    return out;
}

Json calendar_json(const Country& country) {
    Json out;
    for (const Period& month : country.months) {
        out["months"].push_back(to_string(month));
    }
    out["season"] = country.season;
    out["rationing"] = country.rationing;
    out["closed"] = country.closed;
    out["ramp"] = country.ramp;
    out["factors"] = Json::array();
    for (std::size_t k = 0; k < country.factors.cols(); ++k) {
        const auto factor = country.factors.column(k);
        out["factors"].push_back(std::vector<double>(factor.begin(), factor.end()));
    }
    return out;
}

Json counties_json(const Country& country, const Truth& truth) {
    Json out;
    for (std::size_t c = 0; c < country.counties.size(); ++c) {
        const County& county = country.counties[c];
        out.push_back({{"id", county.id},
                       {"province", county.province + 1},
                       {"share", by_group(truth.counties[c].share)},
                       {"effect", truth.counties[c].effect},
                       {"trend", county.trend},
                       {"border_exposure", county.border_exposure}});
    }
    return out;
}

Json enterprises_json(const Country& country) {
    Json out;
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        const Enterprise& one = country.enterprises[e];
        std::vector<double> loadings;
        for (std::size_t k = 0; k < country.loadings.cols(); ++k) {
            loadings.push_back(country.loadings(e, k));
        }
        out.push_back({{"id", one.id},
                       {"industry", country.spec.industries[one.industry].code},
                       {"county", country.counties[one.county].id},
                       {"longitude", one.place.lon_deg},
                       {"latitude", one.place.lat_deg},
                       {"place_known", one.place_known},
                       {"light", one.light},
                       {"loadings", loadings}});
    }
    return out;
}

} // namespace

Json truth_json(const Country& country, const Truth& truth) {
    Json out;
    out["format"] = truth_format;
    out["synthetic"] = true;
    out["seed"] = country.spec.seed;
    out["treatment"] = to_string(country.spec.treatment);
    out["groups"] = groups_json(truth);
    out["exposed_slope"] = truth.exposed_slope;
    out["definitions"] = {
        {"average",
         "mean over the enterprises of the group and the months from the treatment on, of "
         "mean radiance within buffer_m with the treatment less that without, nW/cm2/sr"},
        {"activity", "the same of activity, which is 1 in an ordinary month"},
        {"slope",
         "least squares slope over counties of effect on the group's share; exposed_slope: "
         "heavy industry and munitions together"},
        {"effect", "mean radiance of the county with the treatment less that without, nW/cm2/sr, "
                   "mean over the last 12 months, or those since the treatment if fewer"},
        {"share", "of the reports that are expected on enterprises of the county whose place is "
                  "known"}};
    out["spec"] = spec_json(country.spec);
    out["calendar"] = calendar_json(country);
    out["counties"] = counties_json(country, truth);
    out["enterprises"] = enterprises_json(country);
    return out;
}

std::string to_json(const Country& country, const Truth& truth) {
    return truth_json(country, truth).dump(1) + '\n';
}

} // namespace halflight::simulate
