// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/monitor.hpp"

#include "halflight/base/text.hpp"
#include "monitor_families.hpp"
#include "monitor_meters.hpp"
#include "monitor_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace halflight::watch {

namespace {

using measures::Declaration;
using measures::Parameter;
using measures::ParameterInfo;

constexpr std::array common_parameters = {
    ParameterInfo{"cause",
                  "what the alert is about: monitors of one cause share its name (the title, else "
                  "the id; prices: the country)",
                  false, false},
    ParameterInfo{"severity", "info, warning or critical (warning)", false, false},
    ParameterInfo{"direct",
                  "false: the series only goes with what is watched (as the statements are)", false,
                  false},
    ParameterInfo{"custom_days",
                  "days after the end of a period within which its source reports, where too few "
                  "reports show its custom",
                  false, false},
    ParameterInfo{"pending_days", "raised this long before the alert fires (that of [policy])",
                  false, false},
    ParameterInfo{"recovering_days", "quiet this long before it is over (that of [policy])", false,
                  false},
    ParameterInfo{"silent_days",
                  "late or without data this long before the alert says so (that of [policy])",
                  false, false},
};

void problem(Diagnostics& diagnostics, std::string code, std::string message, const Place& place,
             std::string hint) {
    diagnostics.add({halflight::Severity::error,
                     std::move(code),
                     "",
                     std::move(message),
                     place,
                     {},
                     std::move(hint)});
}

std::vector<std::string_view> names_of(const MonitorForm& form) {
    std::vector<std::string_view> names;
    for (const ParameterInfo& info : form.parameters) {
        names.push_back(info.name);
    }
    for (const ParameterInfo& info : common_parameters) {
        names.push_back(info.name);
    }
    return names;
}

/// Parameters that the form does not have, and required ones that are not there.
bool parameters_fit(const Declaration& declaration, const MonitorForm& form,
                    Diagnostics& diagnostics) {
    const std::size_t before = diagnostics.errors();
    const auto names = names_of(form);
    for (const auto& [name, parameter] : declaration.parameters) {
        if (std::ranges::find(names, name) != names.end()) {
            continue;
        }
        const auto near = nearest(name, names);
        problem(diagnostics, "W102",
                fmt::format("monitor '{}': the form {} has no parameter '{}'", declaration.id,
                            form.name, shorten(name)),
                parameter.place,
                near ? fmt::format("did you mean '{}'?", *near)
                     : "docs/monitors.md lists the parameters of every form");
    }
    for (const ParameterInfo& info : form.parameters) {
        const auto found = declaration.parameters.find(std::string(info.name));
        const bool absent = found == declaration.parameters.end() || found->second.items.empty();
        if (info.required && absent) {
            problem(
                diagnostics, "W103",
                fmt::format("monitor '{}' lacks '{}': {}", declaration.id, info.name, info.meaning),
                declaration.place, fmt::format("add {} = ...", info.name));
        }
    }
    return diagnostics.errors() == before;
}

const MonitorForm* form_of(const Declaration& declaration, Diagnostics& diagnostics) {
    const MonitorForm* const form = find_monitor_form(declaration.form);
    if (form == nullptr) {
        std::vector<std::string_view> names;
        for (const MonitorForm& one : monitor_forms()) {
            names.push_back(one.name);
        }
        const auto near = nearest(declaration.form, names);
        problem(diagnostics, "W104",
                fmt::format("monitor '{}': there is no form '{}'", declaration.id,
                            shorten(declaration.form)),
                declaration.place,
                near ? fmt::format("did you mean '{}'?", *near)
                     : "docs/monitors.md lists the forms");
    }
    return form;
}

struct Common {
    std::string cause;
    std::optional<Severity> severity;
    std::optional<bool> direct;
};

Common common_of(const MonitorInput& input, measures::Arguments& arguments) {
    Common common;
    common.cause = arguments.text("cause");
    if (const std::string word = arguments.text("severity"); !word.empty()) {
        common.severity = parse_severity(word);
        if (!common.severity) {
            detail::fault(input, "severity", fmt::format("'{}' is no severity", shorten(word)),
                          "write info, warning or critical");
        }
    }
    if (arguments.has("direct")) {
        common.direct = arguments.flag("direct", true);
    }
    return common;
}

void complete(const Declaration& declaration, const Common& common, Date day, Signal& signal) {
    signal.monitor = declaration.id;
    signal.day = day;
    if (!common.cause.empty()) {
        signal.cause = common.cause;
    } else if (signal.cause.empty()) {
        signal.cause = declaration.title.empty() ? declaration.id : declaration.title;
    }
    if (signal.reading == Reading::raised && common.severity) {
        signal.severity = *common.severity;
    }
    if (common.direct) {
        signal.reliability.direct = *common.direct && signal.reliability.origins > 0;
    }
}

std::vector<Signal> judge(const measures::View& view, const Plan& plan,
                          const Declaration& declaration, Date day, Survey& out) {
    Diagnostics& diagnostics = out.diagnostics;
    const MonitorForm* const form = form_of(declaration, diagnostics);
    if (form == nullptr || !parameters_fit(declaration, *form, diagnostics)) {
        return {};
    }
    Diagnostics own;
    const MonitorInput input{view, plan, declaration, day, own, out.turns};
    measures::Arguments arguments(view, declaration, own);
    const Common common = common_of(input, arguments);
    std::vector<Signal> signals;
    try {
        signals = form->judge(input, arguments);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        // One series that no detector can take must not silence the others.
        problem(own, "W108",
                fmt::format("monitor '{}' cannot judge what it is given: {}", declaration.id,
                            error.what()),
                declaration.place, "look at the values of its series or prices");
    }
    const bool faulty = own.errors() > 0;
    diagnostics.append(std::move(own));
    if (faulty) {
        return {};
    }
    for (Signal& signal : signals) {
        complete(declaration, common, day, signal);
    }
    std::ranges::stable_sort(signals, {}, &Signal::cause);
    return signals;
}

/// A name given twice; of [[board]] and [[crisis]] also monitors that nothing declares.
void check_names(const Plan& plan, Diagnostics& diagnostics) {
    std::set<std::string, std::less<>> ids;
    const auto add = [&](const Declaration& declaration) {
        if (!ids.insert(declaration.id).second) {
            problem(diagnostics, "W105", fmt::format("'{}' is declared twice", declaration.id),
                    declaration.place, "give each monitor and meter an id of its own");
        }
    };
    std::ranges::for_each(plan.monitors, add);
    std::ranges::for_each(plan.meters, add);
    const std::vector<std::string_view> known(ids.begin(), ids.end());
    const auto check = [&](std::string_view name, const Place& place) {
        if (ids.contains(name) || name == withheld_name) {
            return;
        }
        const auto near = nearest(name, known);
        problem(diagnostics, "W106", fmt::format("there is no monitor '{}'", shorten(name)), place,
                near ? fmt::format("did you mean '{}'?", *near)
                     : "name the id of a [[monitor]] or [[meter]]");
    };
    for (const Declaration& cell : plan.board) {
        const auto found = cell.parameters.find("monitors");
        if (found != cell.parameters.end()) {
            for (const measures::Item& item : found->second.items) {
                check(item.text, item.place);
            }
        }
    }
    for (const Crisis& crisis : plan.crises) {
        for (const std::string& monitor : crisis.monitors) {
            check(monitor, crisis.place);
        }
    }
}

} // namespace

const Policy& policy_of(const Plan& plan, std::string_view monitor) noexcept {
    const auto found = plan.policies.find(monitor);
    return found == plan.policies.end() ? plan.policy : found->second;
}

Survey survey(const measures::View& view, const Plan& plan, Date day) {
    Survey out;
    check_names(plan, out.diagnostics);
    std::set<std::string, std::less<>> done;
    for (const Declaration& declaration : plan.monitors) {
        if (!done.insert(declaration.id).second) {
            continue;
        }
        auto signals = judge(view, plan, declaration, day, out);
        std::ranges::move(signals, std::back_inserter(out.signals));
    }
    detail::read_meters(view, plan, day, out);
    std::vector<std::string> about_sources;
    for (const Declaration& declaration : plan.monitors) {
        if (declaration.form == "lateness") {
            about_sources.push_back(declaration.id);
        }
    }
    out.board = board(plan.board, out.signals, day, about_sources);
    out.diagnostics.sort();
    return out;
}

std::span<const MonitorForm> monitor_forms() {
    static const std::vector<MonitorForm> forms = [] {
        std::vector<MonitorForm> all;
        for (const auto family :
             {detail::count_forms(), detail::change_forms(), detail::level_forms(),
              detail::lateness_forms(), detail::price_forms()}) {
            all.insert(all.end(), family.begin(), family.end());
        }
        std::ranges::sort(all, {}, &MonitorForm::name);
        return all;
    }();
    return forms;
}

const MonitorForm* find_monitor_form(std::string_view name) {
    const auto forms = monitor_forms();
    const auto at = std::ranges::find(forms, name, &MonitorForm::name);
    return at == forms.end() ? nullptr : &*at;
}

std::span<const ParameterInfo> common_monitor_parameters() {
    return common_parameters;
}

} // namespace halflight::watch
