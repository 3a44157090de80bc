// SPDX-License-Identifier: Apache-2.0
// Monitors in a page: what to look at first, the rest folded.
#include "halflight/base/text.hpp"
#include "monitor_html.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace halflight::edition {

namespace {

using watch::Signal;

constexpr std::size_t budget = 10; ///< that of `halflight watch`
constexpr int digits = 6;

std::string amount(double value, const std::string& unit) {
    return format_number(value, digits) + (unit.empty() ? "" : " " + unit);
}

std::string margin_words(const Signal& signal) {
    const auto beyond = watch::margin(signal);
    if (!beyond) {
        return "no margin that is certain";
    }
    return fmt::format("{} {}", amount(*beyond < 0 ? -*beyond : *beyond, signal.unit),
                       *beyond < 0 ? "short of it" : "beyond it");
}

std::string facts(MonitorParts& parts, const WatchedCause& cause, const std::string& where) {
    const Signal& signal = cause.signal;
    std::string out = "<p class=\"facts\">Value " + number_link(parts, cause.number, where);
    if (signal.threshold) {
        out +=
            escape_html(fmt::format("; threshold {} {}; {}", signal.above ? "above" : "below",
                                    amount(*signal.threshold, signal.unit), margin_words(signal)));
    }
    const watch::Reliability& rely = signal.reliability;
    out += fmt::format("; {} origin{}, best source {}", rely.origins, rely.origins == 1 ? "" : "s",
                       rely.best_source);
    return out + "</p>\n";
}

std::string item(MonitorParts& parts, const WatchedCause& cause) {
    const Signal& signal = cause.signal;
    const std::string where = "watch-" + anchor(cause.id).substr(2);
    const bool own = signal.cause != cause.title;
    std::string out = fmt::format(
        "<li id=\"{}\"><p class=\"cause-head\">{}<b>{}</b> <span>{}{}</span>{}</p>\n<p>{}</p>\n",
        where, sign_html(sign_of(signal)), state_words(signal), escape_html(cause.title),
        own ? ": " + escape_html(signal.cause) : "", made_mark(signal.synthetic),
        escape_html(signal.text));
    out += facts(parts, cause, where);
    out += fmt::format("<p class=\"about\">{}{}{}</p>", escape_html(cause.record),
                       signal.needed.empty() ? "" : "; needed: " + escape_html(signal.needed),
                       cause.worth
                           ? fmt::format("; worth of a look {:.2f} ({})", *cause.worth, cause.why)
                           : std::string());
    return out + "</li>\n";
}

std::string list(MonitorParts& parts, std::span<const WatchedCause> causes, std::size_t first) {
    std::string out = fmt::format("<ol class=\"causes\" start=\"{}\">\n", first);
    for (const WatchedCause& cause : causes) {
        out += item(parts, cause);
    }
    return out + "</ol>\n";
}

} // namespace

std::string causes_html(MonitorParts& parts, const Monitor& monitor) {
    const bool synthetic = std::ranges::any_of(
        monitor.causes, [](const WatchedCause& cause) { return cause.signal.synthetic; });
    const auto calling = static_cast<std::size_t>(std::ranges::count_if(
        monitor.causes, [](const WatchedCause& cause) { return cause.worth.has_value(); }));
    std::string out =
        fmt::format("<h3 id=\"monitor-causes\">Monitors{}</h3>\n", made_mark(synthetic));
    out += fmt::format("<p class=\"about\">{} of {} call for a look: by severity, then by what a "
                       "look is worth. Nobody is taken to have looked yet.</p>\n",
                       calling, monitor.causes.size());
    const std::span<const WatchedCause> all(monitor.causes);
    const std::size_t shown = std::min(calling, budget);
    out += shown == 0 ? "" : list(parts, all.first(shown), 1);
    if (shown < all.size()) {
        out += fmt::format("<details class=\"more\"><summary>{}{}</summary>\n{}</details>\n",
                           shown == 0 ? "" : "The other ",
                           shown == 0 ? fmt::format("All {}", all.size())
                                      : fmt::format("{}", all.size() - shown),
                           list(parts, all.subspan(shown), shown + 1));
    }
    if (!monitor.silent.empty()) {
        out += fmt::format("<p class=\"about\">Without a signal: {}.</p>\n",
                           escape_html(fmt::format("{}", fmt::join(monitor.silent, "; "))));
    }
    return out;
}

} // namespace halflight::edition
