// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/replay.hpp"

#include "halflight/measures/view.hpp"
#include "halflight/reason/analysis.hpp"
#include "open_dossier.hpp"
#include "place.hpp"

#include <fmt/format.h>

#include <map>
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

void keep_records(const WatchSpec& spec, const Replayed& replayed) {
    const std::filesystem::path place = state_place(spec);
    const auto lock = Lock::take(place.string() + ".lock", spec.give_up);
    if (!lock) {
        return;
    }
    std::map<std::string, Backtested> records;
    for (const watch::BacktestRecord& record : replayed.report.records) {
        records[record.monitor] = {fmt::format("{}; {} to {}", record.text,
                                               to_string(replayed.report.spec.from),
                                               to_string(replayed.report.spec.to)),
                                   replayed.content_hash};
    }
    open_state_for(spec, place, true).write_backtests(records);
}

} // namespace halflight::alerts
