// SPDX-License-Identifier: Apache-2.0
// halflight/edition/monitor.hpp - what a dossier has watched, as the evidence of one day shows it.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/edition/number.hpp"
#include "halflight/watch/alert.hpp"
#include "halflight/watch/board.hpp"
#include "halflight/watch/verdict.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

/// Ids of the monitor begin so; no measure's does.
constexpr std::string_view monitor_prefix = "watch:";

/// Of an edition with a monitor.
constexpr const char* monitor_file = "monitor.json";

/// One reading of a span: reported, estimated, together, or what ships could have carried.
struct MeterLine {
    std::string basis;
    std::string number; ///< id
    std::string rule;   ///< id; of two limits that bind together each has lines of its own
    double limit = 0;
    std::string unit;
    Interval volume = Interval::at_least(0);
    std::optional<watch::Breach> breach; ///< none where the line carries no verdict
    std::string missing;                 ///< months that nobody reports, in words
};

/// One span of a cap.
struct MeterSpan {
    std::string id; ///< "watch:oil-cap@2024"
    Period span;
    Period judged;    ///< the months of it that were due
    std::string rule; ///< id; empty before the first
    std::string citation;
    std::string limit;                   ///< id of its number
    std::optional<watch::Breach> breach; ///< of the whole span
    std::string words;                   ///< one sentence
    std::string rate;                    ///< how a projection was made
    std::string doubt;                   ///< empty for a rule that a statement quotes
    std::vector<std::string> quoted_by;  ///< those statements
    std::vector<std::string> claims;     ///< that the verdict rests on
    std::vector<MeterLine> lines;
    bool synthetic = false;
};

struct MeterView {
    std::string id;
    std::string title;
    std::vector<MeterSpan> spans;
};

struct BoardView {
    std::string id; ///< "watch:board:food"
    watch::BoardCell cell;
};

/// What one monitor, or one span of a meter, says of one cause.
struct WatchedCause {
    std::string id; ///< "watch:MONITOR", with "/CAUSE" where the monitor has several
    std::string title;
    std::string form;   ///< "meter" for one
    std::string number; ///< id of its value
    watch::Signal signal;
    std::string record = "no backtest: no crisis is declared for it"; ///< its backtest in words, or
                                                                      ///< why there is none
    std::optional<double> worth; ///< of a look; none where nothing calls for one
    std::string why;             ///< the parts of that
};

/// The survey of one day. The life of alerts (acknowledged, closed, for how long) is no part of it.
struct Monitor {
    Date day;
    bool latest = false; ///< no day was asked for: it is the last on which something became known
    std::vector<MeterView> meters;
    std::vector<BoardView> board;
    std::vector<WatchedCause> causes; ///< what to look at first comes first
    std::vector<std::string> silent;  ///< titles of monitors that gave no signal
    std::vector<Number> numbers;      ///< without what holds their cells
    Diagnostics diagnostics;          ///< faults of declarations (codes W...)
};

/// A verdict, a level or a reading: what is no number and may change from one edition to the next.
struct MonitorWord {
    std::string id;
    std::string name; ///< "Refined petroleum against the cap, 2024"
    std::string word; ///< "breach possible", "worse, R1", "raised, warning"
    std::vector<std::string> statements;
    bool operator==(const MonitorWord&) const = default;
};
/// In order of id.
[[nodiscard]] std::vector<MonitorWord> words_of(const Monitor& monitor);

/// "raised, warning", "quiet", "no data".
[[nodiscard]] std::string state_words(const watch::Signal& signal);

/// All of it for machines:
/// {"format":1,"day","latest","meters":[{id,title,spans}],"board":[...],"monitors":[...],"words"}.
[[nodiscard]] std::string monitor_json(const Monitor& monitor);

} // namespace halflight::edition
