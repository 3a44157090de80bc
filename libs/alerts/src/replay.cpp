// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/replay.hpp"

#include "halflight/measures/view.hpp"
#include "halflight/reason/analysis.hpp"
#include "open_dossier.hpp"
#include "place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace halflight::alerts {

namespace {

/// What was found on the last day of other knowledge; days come in order, so one is enough.
class Knowledge {
  public:
    explicit Knowledge(dossier::Dossier& dossier) : m_dossier(dossier) {}

    watch::Survey survey(Date day) {
        std::vector<ledger::ClaimIndex> visible = m_dossier.ledger.as_of(day);
        m_spec.as_of = day;
        if (!m_known || visible != m_visible) {
            m_visible = std::move(visible);
            m_report =
                reason::analyse(m_dossier.ledger, m_dossier.relations, m_dossier.verdicts, m_spec);
            m_known = true;
        }
        const measures::View view(m_dossier.ledger, m_report, m_spec, m_dossier.manifest.synthetic);
        return watch::survey(view, m_dossier.plan, day);
    }

  private:
    dossier::Dossier& m_dossier;
    reason::Spec m_spec;
    reason::Report m_report;
    std::vector<ledger::ClaimIndex> m_visible;
    bool m_known = false;
};

/// "2015-01-01 to 2025-12-31", with which a record ends.
std::string_view span_of(std::string_view record) {
    constexpr std::size_t length = 24;
    return record.size() < length ? "" : record.substr(record.size() - length);
}

int days_covered(std::string_view record) {
    constexpr std::size_t day = 10;
    const std::string_view span = span_of(record);
    const auto from = parse_date(span.substr(0, std::min(day, span.size())));
    const auto to = parse_date(span.substr(span.size() - std::min(day, span.size())));
    return from && to ? to->days - from->days + 1 : 0;
}

std::string remark_on(const std::string& monitor, std::string_view old, bool stays) {
    return stays ? fmt::format("{}: its record of {} covers more days and is kept", monitor,
                               span_of(old))
                 : fmt::format("{}: its record of {} covered more days, but an earlier text of the "
                               "dossier; it gave way to this one",
                               monitor, span_of(old));
}

} // namespace

Replayed replay(const std::filesystem::path& folder, const watch::BacktestSpec& spec) {
    edition::Opened opened = open_dossier(folder);
    dossier::Dossier& dossier = opened.dossier;
    Knowledge knowledge(dossier);
    const std::vector<Date> days = watch::replay_days(dossier.ledger, dossier.plan, spec);
    Replayed out;
    out.content_hash = dossier.content_hash;
    out.title = dossier.manifest.title;
    out.report = watch::backtest(
        dossier.plan, spec, days, [&](Date day) { return knowledge.survey(day); }, watch::advance);
    return out;
}

std::vector<std::string> keep_records(const WatchSpec& spec, const Replayed& replayed) {
    const std::filesystem::path place = state_place(spec);
    const auto lock = Lock::take(place.string() + ".lock", spec.give_up);
    if (!lock) {
        return {};
    }
    State state = open_state_for(spec, place, true);
    const std::map<std::string, Backtested> known = state.backtests();
    std::map<std::string, Backtested> records;
    std::vector<std::string> remarks;
    for (const watch::BacktestRecord& record : replayed.report.records) {
        const Backtested fresh{fmt::format("{}; {} to {}", record.text,
                                           to_string(replayed.report.spec.from),
                                           to_string(replayed.report.spec.to)),
                               replayed.content_hash};
        const auto old = known.find(record.monitor);
        const bool shorter =
            old != known.end() && days_covered(fresh.text) < days_covered(old->second.text);
        const bool stays = shorter && old->second.content_hash == fresh.content_hash;
        if (shorter) {
            remarks.push_back(remark_on(record.monitor, old->second.text, stays));
        }
        if (!stays) {
            records[record.monitor] = fresh;
        }
    }
    state.write_backtests(records);
    return remarks;
}

} // namespace halflight::alerts
