// SPDX-License-Identifier: Apache-2.0
// halflight/watch/monitor.hpp - everything that a dossier has watched, judged on one day.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/measures/declaration.hpp"
#include "halflight/measures/form.hpp"
#include "halflight/measures/view.hpp"
#include "halflight/watch/alert.hpp"
#include "halflight/watch/board.hpp"
#include "halflight/watch/price.hpp"
#include "halflight/watch/rule.hpp"
#include "halflight/watch/signal.hpp"
#include "halflight/watch/verdict.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// A time that is known to have been bad, against which monitors are held in a backtest.
struct Crisis {
    std::string id;
    std::string title;
    std::vector<std::string> monitors; ///< ids of those that should have seen it
    Period span;                       ///< from its onset to its end
    std::optional<Date> peak;
    std::string source; ///< who says so: the dates are not the monitor's own
    Place place;
    bool operator==(const Crisis&) const = default;
};

/// What watch.toml, rules/*.toml and prices/*.csv of a dossier declare.
struct Plan {
    std::vector<measures::Declaration> monitors;         ///< [[monitor]]
    std::vector<measures::Declaration> meters;           ///< [[meter]], see meter.hpp
    std::vector<measures::Declaration> board;            ///< [[board]]
    std::vector<measures::Declaration> deliver;          ///< [[deliver]]; form: its kind
    std::vector<Crisis> crises;                          ///< [[crisis]]
    Policy policy;                                       ///< [policy], of monitors without one
    std::map<std::string, Policy, std::less<>> policies; ///< by id of monitor or meter
    int backtest_early_days = 365; ///< an alarm this long before a crisis counts as its warning
    RuleBook rules;
    std::vector<PriceTable> prices;
};
[[nodiscard]] const Policy& policy_of(const Plan& plan, std::string_view monitor) noexcept;

struct Survey {
    std::vector<Signal> signals; ///< by monitor as declared, then by cause; meters last
    std::vector<CapYear> caps;   ///< point into the plan's rules
    Board board;
    Diagnostics diagnostics; ///< faults of declarations (W1xx), the same on every day
    std::set<Date> turns;    ///< days to come on which time alone changes a reading: what is due
                             ///< is late from then on
};

/// Judges everything on `day`. The view must have been made with as_of = day; prices carry their
/// own known days. Nothing known later is read. A monitor that cannot judge says so in its signal;
/// a declaration with a fault gives a diagnostic and no signal. Equal arguments, equal bytes.
[[nodiscard]] Survey survey(const measures::View& view, const Plan& plan, Date day);

/// What a form of monitor is told besides its parameters.
struct MonitorInput {
    const measures::View& view;
    const Plan& plan;
    const measures::Declaration& declaration;
    Date day;
    Diagnostics& diagnostics; ///< a form that adds to it gives no signals
    std::set<Date>& turns;    ///< `Survey::turns`
};

/// A way of watching. `judge` gives one signal for each cause, in order of cause; the caller fills
/// monitor, day, and cause and severity where they are declared.
struct MonitorForm {
    std::string_view name;                               ///< "price-anomaly"
    std::string_view summary;                            ///< one line
    std::string_view statistic;                          ///< what is held against what
    std::string_view citation;                           ///< paper, document, or "plain arithmetic"
    std::span<const measures::ParameterInfo> parameters; ///< besides those of every monitor
    std::vector<Signal> (*judge)(const MonitorInput& input, measures::Arguments& arguments);
};

/// All forms, by name.
[[nodiscard]] std::span<const MonitorForm> monitor_forms();
[[nodiscard]] const MonitorForm* find_monitor_form(std::string_view name);
/// Parameters that every monitor takes: cause, severity, fresh_days and so on.
[[nodiscard]] std::span<const measures::ParameterInfo> common_monitor_parameters();
/// docs/monitors.md, from the forms themselves.
[[nodiscard]] std::string monitors_page();

} // namespace halflight::watch
