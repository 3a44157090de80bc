// SPDX-License-Identifier: Apache-2.0
// watch.toml, as far as it goes: text, monitors judged on a day, channels. The series and prices
// that it may name are a few fixed ones.
#include "fuzz.hpp"
#include "halflight/alerts/channel.hpp"
#include "halflight/base/text.hpp"
#include "halflight/dossier/dossier.hpp"
#include "halflight/measures/view.hpp"
#include "halflight/reason/analysis.hpp"

#include <algorithm>
#include <cmath>
#include <string>

using halflight::fuzz::require;

namespace {

constexpr halflight::Date day{19'000};

std::string month(int number) {
    return "20" + std::to_string(10 + number / 12) + (number % 12 < 9 ? "-0" : "-") +
           std::to_string(number % 12 + 1);
}

halflight::dossier::Files world() {
    std::string claims = "id,indicator,area,start,value,unit,kind,source,known_since\n";
    std::string prices = "date,market,category,commodity,unit,pricetype,currency,price\n";
    for (int i = 0; i < 110; ++i) {
        const std::string value = std::to_string(i % 7 + 3);
        claims += "C" + std::to_string(i) + ",count,PRK," + month(i) + "," + value +
                  ",persons,measured,s,2010-01-01\n";
        for (const char* food : {"Rice", "Maize"}) {
            prices += month(i) + "-15,M,cereals," + food + ",KG,Retail,ABC," + value + "\n";
        }
    }
    return {{"dossier.toml", "title = \"W\"\narea = \"PRK\"\n"},
            {"sources.toml", "[source.s]\npublisher = \"P\"\ntitle = \"T\"\n"},
            {"codes.toml", "[indicator.count]\ntype = \"flow\"\nunit = \"persons\"\n"
                           "frequency = \"M\"\ninteger = true\n"},
            {"events.csv", "id,start,label,kind\ne,2015-01-01,E,storm\n"},
            {"claims/c.csv", claims},
            {"prices/p.csv", prices}};
}

void check(const halflight::Diagnostics& diagnostics) {
    for (const auto& one : diagnostics.items()) {
        require(!one.message.empty() && !one.hint.empty(),
                "a diagnostic says what is wrong and what to do");
        require(one.place.line >= 1 && one.place.column >= 1, "a diagnostic has a place");
        require(!halflight::first_invalid_utf8(to_text(one)), "a diagnostic is UTF-8");
    }
}

void check(const halflight::watch::Plan& plan) {
    const auto sound = [](const halflight::watch::Policy& policy) {
        return policy.pending_days >= 0 && policy.recovering_days >= 0 && policy.silent_days >= 0;
    };
    require(sound(plan.policy), "days are not negative");
    for (const auto& [id, policy] : plan.policies) {
        require(sound(policy), "days are not negative");
    }
    for (const auto& crisis : plan.crises) {
        require(crisis.span.first < crisis.span.end, "a crisis lasts a day");
    }
}

void check(const halflight::watch::Survey& survey) {
    for (const auto& signal : survey.signals) {
        require(!signal.monitor.empty() && !signal.cause.empty(), "a signal has its cause");
        require(!signal.threshold || !std::isnan(*signal.threshold), "a threshold is a number");
        require(signal.day == day, "a signal is of its day");
    }
}

void check(const std::vector<halflight::alerts::Channel>& channels) {
    for (const auto& channel : channels) {
        require(!channel.id.empty() && channel.place.line >= 1, "a channel has id and place");
        require(channel.attempts > 0 && channel.retry_seconds > 0 && channel.timeout_seconds > 0,
                "a channel tries, waits and ends");
        require(channel.file.find("..") == std::string::npos && !channel.file.starts_with('/'),
                "a file lies beside the state");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const halflight::dossier::Files fixed = world();
    halflight::dossier::Files files = fixed;
    files["watch.toml"] = halflight::fuzz::as_text(data, size);
    halflight::dossier::Dossier dossier = halflight::dossier::load(files);
    check(dossier.diagnostics);
    check(dossier.plan);
    const halflight::reason::Spec spec{.as_of = day, .without = {}, .tighten = true};
    const auto report = halflight::reason::analyse(dossier.ledger, {}, {}, spec);
    const halflight::measures::View view(dossier.ledger, report, spec);
    const auto survey = halflight::watch::survey(view, dossier.plan, day);
    check(survey.diagnostics);
    check(survey);
    halflight::Diagnostics faults;
    check(halflight::alerts::read_channels(dossier.plan.deliver, faults));
    check(faults);
    return 0;
}
