// SPDX-License-Identifier: Apache-2.0
// The survey of one day as an edition publishes it: numbers, words, an order in which to look.
#include "halflight/edition/monitor.hpp"

#include "halflight/edition/publication.hpp"
#include "halflight/watch/monitor.hpp"
#include "monitor_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

using measures::Declaration;
using measures::View;
using watch::Reading;
using watch::Signal;

/// The last day on which something became known, or was taken back: what is seen then is all that
/// the dossier holds.
std::optional<Date> last_known(const dossier::Dossier& dossier, const reason::Spec& spec) {
    std::optional<Date> last;
    const auto add = [&last](Date day) { last = last ? std::max(*last, day) : day; };
    for (const ledger::ClaimIndex index : reason::visible_claims(dossier.ledger, spec)) {
        add(dossier.ledger.claims()[index].known_since);
    }
    for (const ledger::Claim& claim : dossier.ledger.claims()) {
        if (last && claim.withdrawn != Period::no_end()) {
            add(claim.withdrawn);
        }
    }
    for (const watch::PriceTable& table : dossier.plan.prices) {
        for (const watch::PriceRow& row : table.rows) {
            add(known_since(table, row.month));
        }
    }
    return last;
}

const Declaration* find(const std::vector<Declaration>& list, std::string_view id) {
    const auto found = std::ranges::find(list, id, &Declaration::id);
    return found == list.end() ? nullptr : &*found;
}

/// Why the values of a signal that speaks of none are missing.
Missing reason_of(const Signal& signal) {
    return signal.reading == Reading::late ? Missing::late : Missing::not_published;
}

class Survey {
  public:
    Survey(const View& view, const dossier::Dossier& dossier, Date day)
        : m_view(view), m_plan(dossier.plan), m_survey(watch::survey(view, dossier.plan, day)) {
        m_out.day = day;
    }

    Monitor take() {
        for (const Declaration& meter : m_plan.meters) {
            m_out.meters.push_back(meter_view(m_view, meter, m_survey.caps, m_out.numbers));
        }
        for (watch::BoardCell& cell : m_survey.board.cells) {
            m_out.board.push_back({fmt::format("{}board:{}", monitor_prefix, cell.id), cell});
        }
        add_causes();
        for (const Declaration& monitor : m_plan.monitors) {
            if (std::ranges::find(m_survey.signals, monitor.id, &Signal::monitor) ==
                m_survey.signals.end()) {
                m_out.silent.push_back(monitor.title.empty() ? monitor.id : monitor.title);
            }
        }
        m_out.diagnostics = std::move(m_survey.diagnostics);
        return std::move(m_out);
    }

  private:
    /// As if each alert began on this day: what a look is worth without its life.
    void add_causes() {
        const std::vector<Signal> signals = watch::one_per_cause(m_survey.signals);
        std::vector<watch::Alert> alerts;
        for (const Signal& signal : signals) {
            alerts.push_back(watch::advance({}, signal, {}).alert);
        }
        std::set<std::size_t> ranked;
        for (const watch::Ranked& rank : watch::rank(alerts, 0)) {
            WatchedCause cause = cause_of(signals, signals[rank.index]);
            cause.worth = rank.worth;
            cause.why = rank.why;
            m_out.causes.push_back(std::move(cause));
            ranked.insert(rank.index);
        }
        for (std::size_t i = 0; i < signals.size(); ++i) {
            if (!ranked.contains(i)) {
                m_out.causes.push_back(cause_of(signals, signals[i]));
            }
        }
    }

    WatchedCause cause_of(const std::vector<Signal>& all, const Signal& signal) {
        const bool several = std::ranges::count(all, signal.monitor, &Signal::monitor) > 1;
        const Declaration* const monitor = find(m_plan.monitors, signal.monitor);
        const Declaration* const meter = find(m_plan.meters, signal.monitor);
        const Declaration* const own = monitor != nullptr ? monitor : meter;
        WatchedCause out;
        out.signal = signal;
        out.id = fmt::format("{}{}{}", monitor_prefix, signal.monitor,
                             several ? "/" + signal.cause : std::string());
        out.title = own == nullptr || own->title.empty() ? signal.monitor : own->title;
        out.form = monitor != nullptr ? monitor->form : "meter";
        out.number = monitor == nullptr ? number_of_span(signal) : add_number(out, *monitor);
        return out;
    }

    /// That of the line on which the verdict stands.
    [[nodiscard]] std::string number_of_span(const Signal& signal) const {
        for (const MeterView& meter : m_out.meters) {
            for (const MeterSpan& span : meter.spans) {
                const auto line = std::ranges::find(span.lines, "together", &MeterLine::basis);
                if (meter.id == signal.monitor && line != span.lines.end() &&
                    signal.cause == fmt::format("{} {}", span.rule, to_string(span.span))) {
                    return line->number;
                }
            }
        }
        return {};
    }

    std::string add_number(const WatchedCause& cause, const Declaration& monitor) {
        const Signal& signal = cause.signal;
        Number out;
        out.id = cause.id + "/value";
        out.origin = NumberOrigin::monitor;
        out.name =
            fmt::format("{}{}{}", cause.title, signal.cause == cause.title ? "" : ": ",
                        signal.cause == cause.title ? std::string() : std::string(signal.cause));
        out.name += signal.period ? ", " + to_string(*signal.period) : "";
        out.unit = signal.unit;
        out.value = watched_value(m_view, signal.value, signal.evidence.claims,
                                  signal.evidence.cells, reason_of(signal));
        out.value.synthetic = out.value.synthetic || signal.synthetic;
        if (const watch::MonitorForm* const form = watch::find_monitor_form(monitor.form)) {
            out.formula = form->statistic;
            out.citation = form->citation;
        }
        out.notes = {signal.text};
        add_prices(monitor, out);
        m_out.numbers.push_back(std::move(out));
        return m_out.numbers.back().id;
    }

    /// Prices are no statements: the file stands for them.
    void add_prices(const Declaration& monitor, Number& number) const {
        const auto named = monitor.parameters.find("prices");
        if (named == monitor.parameters.end() || named->second.items.empty()) {
            return;
        }
        const auto table = std::ranges::find(m_plan.prices, named->second.items.front().text,
                                             &watch::PriceTable::id);
        if (table != m_plan.prices.end()) {
            number.assumptions.push_back(fmt::format(
                "prices are those of {}{}, each known {} days after its month", table->file,
                table->source.empty() ? "" : fmt::format(" (source {})", table->source),
                table->lag_days));
        }
    }

    const View& m_view;
    const watch::Plan& m_plan;
    watch::Survey m_survey;
    Monitor m_out;
};

std::string level_words(const watch::BoardCell& cell) {
    return fmt::format("{}, {}", watch::to_string(cell.level), cell.grade);
}

/// In a made dossier all is made, also what rests on no statement.
void mark_made(Monitor& monitor) {
    for (Number& number : monitor.numbers) {
        number.value.synthetic = true;
    }
    for (MeterView& meter : monitor.meters) {
        for (MeterSpan& span : meter.spans) {
            span.synthetic = true;
        }
    }
    for (BoardView& view : monitor.board) {
        view.cell.synthetic = true;
    }
    for (WatchedCause& cause : monitor.causes) {
        cause.signal.synthetic = true;
    }
}

} // namespace

void add_monitor(Publication& publication) {
    Analysed& analysed = publication.analysed;
    const watch::Plan& plan = analysed.dossier.plan;
    publication.monitor.reset();
    const auto day =
        analysed.spec.as_of ? analysed.spec.as_of : last_known(analysed.dossier, analysed.spec);
    if (!day || (plan.monitors.empty() && plan.meters.empty() && plan.board.empty())) {
        return;
    }
    reason::Spec spec = analysed.spec;
    spec.as_of = day;
    const View view(analysed.dossier.ledger, analysed.report, spec,
                    analysed.dossier.manifest.synthetic);
    publication.monitor = Survey(view, analysed.dossier, *day).take();
    publication.monitor->latest = !analysed.spec.as_of;
    if (analysed.dossier.manifest.synthetic) {
        mark_made(*publication.monitor);
    }
}

std::string state_words(const Signal& signal) {
    return signal.reading == Reading::raised
               ? fmt::format("raised, {}", watch::to_string(signal.severity))
               : std::string(watch::to_string(signal.reading));
}

std::vector<MonitorWord> words_of(const Monitor& monitor) {
    std::vector<MonitorWord> out;
    for (const MeterView& meter : monitor.meters) {
        for (const MeterSpan& span : meter.spans) {
            if (span.breach) {
                out.push_back({span.id, fmt::format("{}, {}", meter.title, to_string(span.span)),
                               std::string(watch::to_string(*span.breach)), span.claims});
            }
        }
    }
    for (const BoardView& cell : monitor.board) {
        out.push_back(
            {cell.id, cell.cell.title, level_words(cell.cell), cell.cell.evidence.claims});
    }
    for (const WatchedCause& cause : monitor.causes) {
        // The verdict of a span says the same.
        if (cause.form != "meter") {
            out.push_back(
                {cause.id, cause.title, state_words(cause.signal), cause.signal.evidence.claims});
        }
    }
    std::ranges::sort(out, {}, &MonitorWord::id);
    return out;
}

} // namespace halflight::edition
