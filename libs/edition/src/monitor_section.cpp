// SPDX-License-Identifier: Apache-2.0
#include "monitor_section.hpp"

#include "halflight/base/text.hpp"
#include "monitor_html.hpp"
#include "monitor_markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

std::string lead(const Monitor& monitor) {
    return fmt::format(
        "<p class=\"lead\">What the evidence known on {} shows{}. Since when an alert has been "
        "raised, and whether somebody has taken it on, is kept by the watch that runs day by day, "
        "not in an edition.</p>\n",
        to_string(monitor.day),
        monitor.latest ? ", the last day on which something became known" : "");
}

} // namespace

std::vector<std::string> monitor_statements(const Monitor& monitor) {
    std::set<std::string> all;
    for (const BoardView& view : monitor.board) {
        all.insert(view.cell.evidence.claims.begin(), view.cell.evidence.claims.end());
    }
    for (const MeterView& meter : monitor.meters) {
        for (const MeterSpan& span : meter.spans) {
            all.insert(span.claims.begin(), span.claims.end());
            all.insert(span.quoted_by.begin(), span.quoted_by.end());
        }
    }
    return {all.begin(), all.end()};
}

MonitorSection monitor_section(const Publication& publication, const NumberBook& book) {
    MonitorSection out;
    out.slot.block = true;
    if (!publication.monitor) {
        out.slot.html = "<p>Nothing is watched.</p>\n";
        out.slot.markdown = "Nothing is watched.\n";
        return out;
    }
    const Monitor& monitor = *publication.monitor;
    MonitorParts parts{book, {}};
    out.slot.html = "<div class=\"monitor\" id=\"monitor\">\n" + lead(monitor);
    for (const MeterView& meter : monitor.meters) {
        out.slot.html += meter_html(parts, meter);
    }
    out.slot.html += board_html(monitor) + causes_html(parts, monitor) + "</div>\n";
    out.slot.markdown = monitor_markdown(monitor, book);
    out.uses = std::move(parts.uses);
    return out;
}

} // namespace halflight::edition
