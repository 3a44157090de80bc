// SPDX-License-Identifier: Apache-2.0
// What monitors for which a crisis is declared would have said on the days before, for their
// record.
#include "monitor_records.hpp"

#include "halflight/measures/view.hpp"
#include "halflight/watch/backtest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace halflight::edition {

namespace {

/// The monitors and meters that a crisis names, and nothing else.
watch::Plan plan_of_crises(const watch::Plan& plan) {
    std::set<std::string> named;
    for (const watch::Crisis& crisis : plan.crises) {
        named.insert(crisis.monitors.begin(), crisis.monitors.end());
    }
    watch::Plan out = plan;
    out.board.clear();
    for (auto* const list : {&out.monitors, &out.meters}) {
        std::erase_if(*list, [&](const auto& one) { return !named.contains(one.id); });
    }
    return out;
}

std::optional<Date> first_known(const dossier::Dossier& dossier) {
    std::optional<Date> first;
    const auto add = [&first](Date day) { first = first ? std::min(*first, day) : day; };
    for (const ledger::Claim& claim : dossier.ledger.claims()) {
        add(claim.known_since);
    }
    for (const watch::PriceTable& table : dossier.plan.prices) {
        for (const watch::PriceRow& row : table.rows) {
            add(known_since(table, row.month));
        }
    }
    return first;
}

/// The survey of a day. What was known changes on few days; the analysis of the last one is kept.
class Past {
  public:
    Past(Analysed& analysed, const watch::Plan& plan)
        : m_dossier(analysed.dossier), m_spec(analysed.spec), m_plan(plan) {}

    watch::Survey survey(Date day) {
        m_spec.as_of = day;
        auto visible = reason::visible_claims(m_dossier.ledger, m_spec);
        if (!m_report || visible != m_visible) {
            m_visible = std::move(visible);
            m_report =
                reason::analyse(m_dossier.ledger, m_dossier.relations, m_dossier.verdicts, m_spec);
        }
        const measures::View view(m_dossier.ledger, *m_report, m_spec,
                                  m_dossier.manifest.synthetic);
        return watch::survey(view, m_plan, day);
    }

  private:
    dossier::Dossier& m_dossier;
    reason::Spec m_spec;
    const watch::Plan& m_plan;
    std::vector<ledger::ClaimIndex> m_visible;
    std::optional<reason::Report> m_report;
};

} // namespace

void add_records(Publication& publication) {
    Analysed& analysed = publication.analysed;
    const watch::Plan plan = plan_of_crises(analysed.dossier.plan);
    const auto from = first_known(analysed.dossier);
    const bool nothing = plan.monitors.empty() && plan.meters.empty();
    if (!publication.monitor || nothing || !from || publication.monitor->day < *from) {
        return;
    }
    watch::BacktestSpec spec;
    spec.from = *from;
    spec.to = publication.monitor->day;
    Past past(analysed, plan);
    const auto days = watch::replay_days(analysed.dossier.ledger, plan, spec);
    const watch::BacktestReport report = watch::backtest(
        plan, spec, days, [&past](Date day) { return past.survey(day); }, watch::advance);
    for (const watch::BacktestRecord& record : report.records) {
        for (WatchedCause& cause : publication.monitor->causes) {
            if (cause.signal.monitor == record.monitor) {
                cause.record = fmt::format("{}; {} to {}", record.text, to_string(spec.from),
                                           to_string(spec.to));
            }
        }
    }
}

} // namespace halflight::edition
