// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/message.hpp"

#include "alert_json.hpp"
#include "halflight/base/text.hpp"
#include "signal_words.hpp"

#include <fmt/format.h>

namespace halflight::alerts {

std::string headline(const Written& written) {
    const watch::Transition& transition = written.transition;
    return fmt::format("{}{}{}: {}: {}", transition.signal.synthetic ? "[made data] " : "",
                       watch::to_string(transition.to),
                       transition.to == watch::AlertState::firing
                           ? fmt::format(", {}", watch::to_string(transition.severity))
                           : "",
                       one_line(watch::speakers(transition.signal)), one_line(written.cause));
}

std::string plain_text(const Written& written) {
    const watch::Transition& transition = written.transition;
    std::string text = fmt::format("{}\n\n", headline(written));
    text += fmt::format("{}\n\n", one_line(transition.why));
    text += fmt::format("alert: {}\nday: {}\nfrom: {}\nto: {}\n", transition.alert,
                        to_string(transition.day), watch::to_string(transition.from),
                        watch::to_string(transition.to));
    text += signal_lines(transition.signal, "");
    text += fmt::format("record: {}\ndossier: {}\ntransition: {}\n", one_line(written.record),
                        one_line(written.title), written.sequence);
    return without_controls(text);
}

std::string json_line(const Written& written, std::string_view message) {
    const watch::Transition& transition = written.transition;
    return dump({{"type", "alert.transition"},
                 {"id", message},
                 {"sequence", written.sequence},
                 {"timestamp", iso_instant(written.at)},
                 {"dossier", written.title},
                 {"alert", transition.alert},
                 {"monitor", written.monitor},
                 {"cause", written.cause},
                 {"day", to_string(transition.day)},
                 {"from", watch::to_string(transition.from)},
                 {"to", watch::to_string(transition.to)},
                 {"severity", watch::to_string(transition.severity)},
                 {"why", transition.why},
                 {"signal", to_json(transition.signal)},
                 {"record", written.record}});
}

} // namespace halflight::alerts
