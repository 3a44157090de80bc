// SPDX-License-Identifier: Apache-2.0
#include "monitor_markdown.hpp"

#include "report_markdown.hpp"
#include "report_number.hpp"

#include <fmt/format.h>

namespace halflight::edition {

namespace {

const char* made(bool synthetic) {
    return synthetic ? " (synthetic)" : "";
}

std::string value_of(const NumberBook& book, const std::string& id) {
    const auto number = book.find(id);
    return number ? escape_markdown(show_number(**number)) : "not known";
}

std::string meter_markdown(const MeterView& meter, const NumberBook& book) {
    std::string out = fmt::format("**{}**\n\n", escape_markdown(meter.title));
    for (const MeterSpan& span : meter.spans) {
        out += fmt::format("- {}{}\n", escape_markdown(span.words), made(span.synthetic));
        for (const MeterLine& line : span.lines) {
            out += fmt::format("    - {}: {}{}\n", line.basis, value_of(book, line.number),
                               line.breach ? fmt::format(", {}", watch::to_string(*line.breach))
                                           : std::string());
        }
    }
    return out + '\n';
}

} // namespace

std::string monitor_markdown(const Monitor& monitor, const NumberBook& book) {
    std::string out =
        fmt::format("What the evidence known on {} shows.\n\n", to_string(monitor.day));
    for (const MeterView& meter : monitor.meters) {
        out += meter_markdown(meter, book);
    }
    out += monitor.board.empty() ? "" : "**How people live**\n\n";
    for (const BoardView& view : monitor.board) {
        const watch::BoardCell& cell = view.cell;
        out +=
            fmt::format("- {}{}: {} ({}). {}\n", escape_markdown(cell.title), made(cell.synthetic),
                        watch::to_string(cell.level), cell.grade, escape_markdown(cell.text));
    }
    out += monitor.causes.empty() ? "\n" : "\n**Monitors**\n\n";
    for (const WatchedCause& cause : monitor.causes) {
        out += fmt::format("- {}{}: {}. {}. Value {}; {}\n", escape_markdown(cause.title),
                           made(cause.signal.synthetic), state_words(cause.signal),
                           escape_markdown(cause.signal.text), value_of(book, cause.number),
                           escape_markdown(cause.record));
    }
    return out + '\n';
}

} // namespace halflight::edition
