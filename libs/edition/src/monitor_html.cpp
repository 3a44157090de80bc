// SPDX-License-Identifier: Apache-2.0
#include "monitor_html.hpp"

#include "halflight/base/text.hpp"
#include "report_number.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

using watch::Level;
using watch::Reading;

std::string_view shape_of(Sign sign) {
    switch (sign) {
    case Sign::quarter:
        return "<path d=\"M6 6V1A5 5 0 0 1 11 6z\" class=\"fill\" fill=\"#1c1d1f\" "
               "stroke=\"none\"/>";
    case Sign::half:
        return "<path d=\"M6 1A5 5 0 0 1 6 11z\" class=\"fill\" fill=\"#1c1d1f\" stroke=\"none\"/>";
    case Sign::full:
        return "<circle cx=\"6\" cy=\"6\" r=\"5\" class=\"fill\" fill=\"#1c1d1f\" "
               "stroke=\"none\"/>";
    case Sign::clock:
        return "<path d=\"M6 2.5V6H8.5\"/>";
    default:
        return "";
    }
}

/// Where a span has two limits each has its own row.
std::string row_name(const MeterSpan& span, const LimitLines& lines, bool several) {
    std::string out = escape_html(span_words(span));
    if (several && lines.together != nullptr) {
        out += fmt::format(" <code>{}</code>", escape_html(lines.together->rule));
    }
    return out;
}

std::string cell(MonitorParts& parts, const MeterLine* line, const std::string& where) {
    return line == nullptr ? "<td>no line</td>"
                           : fmt::format("<td>{}</td>", number_link(parts, line->number, where));
}

std::string verdict(const std::optional<watch::Breach>& breach, bool doubtful) {
    return fmt::format("<span class=\"verdict-word\">{}{}</span>{}", sign_html(sign_of(breach)),
                       breach ? watch::to_string(*breach) : "no verdict",
                       doubtful ? " <span class=\"flag\">rule in doubt</span>" : "");
}

std::string table_html(MonitorParts& parts, const MeterView& meter, const std::string& where) {
    std::string out = fmt::format(
        "<div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\"><table>\n<thead>"
        "<tr><th scope=\"col\">Span</th><th scope=\"col\">Reported</th><th scope=\"col\">Estimated"
        "</th><th scope=\"col\">Together</th><th scope=\"col\">Cap</th><th scope=\"col\">Verdict"
        "</th></tr></thead>\n<tbody>\n",
        escape_html(meter.title));
    for (const MeterSpan& span : meter.spans) {
        const auto limits = limits_of(span);
        if (limits.empty()) {
            out += fmt::format("<tr><th scope=\"row\">{}</th><td colspan=\"5\">{}</td></tr>\n",
                               escape_html(span_words(span)), escape_html(span.words));
        }
        for (const LimitLines& lines : limits) {
            const bool own = lines.together == nullptr || lines.together->rule == span.rule;
            out += fmt::format(
                "<tr><th scope=\"row\">{}</th>{}{}{}<td>{}</td><td>{}</td></tr>\n",
                row_name(span, lines, limits.size() > 1), cell(parts, lines.reported, where),
                cell(parts, lines.estimated, where), cell(parts, lines.together, where),
                own ? number_link(parts, span.limit, where)
                    : escape_html(fmt::format("{} {}", format_number(lines.together->limit),
                                              lines.together->unit)),
                verdict(lines.together == nullptr ? span.breach : lines.together->breach,
                        !span.doubt.empty()));
        }
    }
    return out + "</tbody></table></div>\n";
}

std::string capacities_html(MonitorParts& parts, const MeterView& meter, const std::string& where) {
    std::string out;
    for (const MeterSpan& span : meter.spans) {
        for (const LimitLines& lines : limits_of(span)) {
            for (const MeterLine* const line : lines.capacities) {
                out +=
                    fmt::format("<li>{}, {}: {}</li>\n", to_string(span.span),
                                escape_html(line->basis), number_link(parts, line->number, where));
            }
        }
    }
    return out.empty() ? out
                       : "<p class=\"about\">What ships that were counted could have carried, "
                         "which bears on no verdict:</p>\n<ul class=\"capacities\">\n" +
                             out + "</ul>\n";
}

/// A line of the key; a drawing, because paper leaves backgrounds out.
std::string sample(std::string_view name) {
    return fmt::format("<svg width=\"26\" height=\"8\" aria-hidden=\"true\"><line class=\"{}\" {} "
                       "x1=\"0\" x2=\"26\" y1=\"4\" y2=\"4\"/></svg>",
                       name, stroke_of(name));
}

std::string rule_html(const MeterSpan& span) {
    const std::string quoted =
        span.quoted_by.empty() ? "" : ", quoted by " + statement_links(span.quoted_by);
    const std::string doubt =
        span.doubt.empty() ? ""
                           : "; <span class=\"flag\">in doubt</span>: " + escape_html(span.doubt);
    return fmt::format("<p class=\"about\">Rule: {} <code>{}</code>{}{}</p>\n",
                       escape_html(span.citation), escape_html(span.rule), quoted, doubt);
}

std::string span_html(const MeterSpan& span) {
    std::string out = fmt::format("<li><p>{}</p>\n", escape_html(span.words));
    if (!span.rate.empty()) {
        out += fmt::format("<p class=\"about\">{}</p>\n", escape_html(span.rate));
    }
    if (!span.claims.empty()) {
        out += fmt::format("<p class=\"about\">Statements: {}</p>\n", statement_links(span.claims));
    }
    return out + "</li>\n";
}

/// Each rule once, then the spans.
std::string grounds_html(const MeterView& meter) {
    std::string rules;
    std::string spans;
    std::set<std::string> told;
    for (const MeterSpan& span : meter.spans) {
        rules += !span.rule.empty() && told.insert(span.rule).second ? rule_html(span) : "";
        spans += span_html(span);
    }
    return spans.empty()
               ? spans
               : fmt::format("<details class=\"grounds\"><summary>What each verdict rests "
                             "on</summary>\n{}<ul>\n{}</ul>\n</details>\n",
                             rules, spans);
}

} // namespace

std::string number_link(MonitorParts& parts, const std::string& id, const std::string& where) {
    const auto found = parts.book.find(id);
    if (!found) {
        return "not known";
    }
    const Number& number = **found;
    parts.uses.push_back({id, where, "Monitor"});
    std::string shown = show_number(number);
    if (shown.starts_with('-')) {
        shown = "\u2212" + shown.substr(1);
    }
    const bool missing = number.value.basis == measures::Basis::missing;
    return fmt::format("<a class=\"number{}\" href=\"#{}\">{}</a>", missing ? " missing" : "",
                       anchor(id), escape_html(shown));
}

std::string statement_links(const std::vector<std::string>& claims) {
    std::string out;
    for (const std::string& claim : claims) {
        out += fmt::format("{}<a href=\"#st-{}\">{}</a>", out.empty() ? "" : ", ",
                           anchor(claim).substr(2), escape_html(claim));
    }
    return out;
}

std::string_view made_mark(bool synthetic) noexcept {
    return synthetic ? " <span class=\"synthetic\">synthetic</span>" : "";
}

std::string sign_html(Sign sign) {
    return fmt::format("<svg class=\"sign\" width=\"12\" height=\"12\" viewBox=\"0 0 12 12\" "
                       "aria-hidden=\"true\" fill=\"none\" stroke=\"#1c1d1f\" "
                       "stroke-width=\"1.3\"><circle cx=\"6\" cy=\"6\" r=\"5\"{}/>{}</svg>",
                       sign == Sign::broken ? " stroke-dasharray=\"2 2\"" : "", shape_of(sign));
}

Sign sign_of(const std::optional<watch::Breach>& breach) noexcept {
    return !breach                             ? Sign::broken
           : *breach == watch::Breach::within  ? Sign::empty
           : *breach == watch::Breach::certain ? Sign::full
                                               : Sign::half;
}

Sign sign_of(Level level) noexcept {
    switch (level) {
    case Level::normal:
        return Sign::empty;
    case Level::watch:
        return Sign::quarter;
    case Level::worse:
        return Sign::half;
    case Level::much_worse:
        return Sign::full;
    case Level::late:
        return Sign::clock;
    default:
        return Sign::broken;
    }
}

Sign sign_of(const watch::Signal& signal) noexcept {
    switch (signal.reading) {
    case Reading::quiet:
        return Sign::empty;
    case Reading::late:
        return Sign::clock;
    case Reading::no_data:
        return Sign::broken;
    default:
        return signal.severity == watch::Severity::critical ? Sign::full
               : signal.severity == watch::Severity::info   ? Sign::quarter
                                                            : Sign::half;
    }
}

std::string_view stroke_of(std::string_view name) noexcept {
    return name == "reported"    ? R"(stroke="#1d4f7c" stroke-width="3")"
           : name == "estimated" ? R"(stroke="#8a3324" stroke-width="3" stroke-dasharray="5 3")"
           : name == "together"  ? R"(stroke="#1c1d1f" stroke-width="7")"
                                 : R"(stroke="#585b60" stroke-width="1" stroke-dasharray="2 2")";
}

std::vector<LimitLines> limits_of(const MeterSpan& span) {
    std::vector<LimitLines> out;
    std::vector<std::string> rules;
    for (const MeterLine& line : span.lines) {
        auto rule = std::ranges::find(rules, line.rule);
        if (rule == rules.end()) {
            rules.push_back(line.rule);
            out.emplace_back();
            rule = std::prev(rules.end());
        }
        LimitLines& lines = out[static_cast<std::size_t>(rule - rules.begin())];
        if (line.basis == "reported") {
            lines.reported = &line;
        } else if (line.basis == "estimated") {
            lines.estimated = &line;
        } else if (line.basis == "together") {
            lines.together = &line;
        } else {
            lines.capacities.push_back(&line);
        }
    }
    return out;
}

std::string span_words(const MeterSpan& span) {
    const bool running = !span.rule.empty() && span.judged != span.span;
    return running ? fmt::format("{} up to {}", to_string(span.span),
                                 to_string(Date{span.judged.end.days - 1}))
                   : to_string(span.span);
}

std::string meter_html(MonitorParts& parts, const MeterView& meter) {
    const std::string where = "meter-" + anchor(meter.id).substr(2);
    const bool synthetic = std::ranges::any_of(meter.spans, &MeterSpan::synthetic);
    std::string out = fmt::format(
        "<div class=\"meter\" id=\"{}\">\n<h3>{}{}</h3>\n<p class=\"key\">In percent of the cap of "
        "each span: {}reported, {}estimated, {}together. A range is all that the statements allow; "
        "an arrow goes on beyond the drawing.</p>\n",
        where, escape_html(meter.title), made_mark(synthetic), sample("reported"),
        sample("estimated"), sample("together"));
    out += meter.spans.empty() ? "<p>No span of the cap has begun.</p>\n" : ranges_html(meter);
    out += meter.spans.empty() ? "" : table_html(parts, meter, where);
    out += capacities_html(parts, meter, where);
    return out + grounds_html(meter) + "</div>\n";
}

} // namespace halflight::edition
