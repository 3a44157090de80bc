// SPDX-License-Identifier: Apache-2.0
#include "turning_point_tables.hpp"

#include "halflight/dossier/lights.hpp"
#include "tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::inquiry {
namespace {

using measures::Value;
using studies::TurningPoint;

/// A day as the ledger counts it, first and last of a stretch.
Value day_between(Date first, Date last, std::optional<Date> likeliest) {
    return between(first.days, likeliest ? static_cast<double>(likeliest->days) : stats::undefined,
                   last.days);
}

Value stretch_of(const TurningPoint& answer) {
    const Period& first = answer.likely.front();
    const Period& last = answer.likely.back();
    return day_between(first.first, Date{last.end.days - 1}, answer.mode.first);
}

class Maker {
  public:
    Maker(Asked& asked, const TurningPoint& answer, const studies::TurningPointSpec& spec)
        : m_asked(asked), m_answer(answer), m_spec(spec) {}

    std::vector<measures::Table> run() { return {dates(), posterior(), counts(), sources()}; }

  private:
    TableMaker table(std::string_view part, std::string_view words) {
        const measures::Declaration& declaration = m_asked.declaration();
        TableMaker out(declaration.id + std::string(part), "turning-point",
                       declaration.title + std::string(words));
        out.formula("P(date) goes with the likelihood of the counts before and after it, given "
                    "what the source covers, times for each marker trust x normal + (1 - trust) x "
                    "uniform")
            .citation("Raftery and Akman (1986)")
            .assume("the rate of events changed at most once")
            .assume("every date is as likely as another beforehand");
        if (m_asked.has("reports-note")) {
            out.assume(m_asked.text("reports-note"));
        }
        if (const std::string caution = m_asked.text("caution"); !caution.empty()) {
            out.note(caution);
        }
        note_warnings(out, m_answer.warnings);
        return out;
    }

    measures::Table dates() {
        TableMaker out = table("", "");
        out.column("begin",
                   fmt::format("It began (fewest {} that hold {:g} percent: first to last)",
                               m_spec.frequency == Frequency::month ? "months" : "periods",
                               m_spec.level * 100),
                   "date")
            .column("likely-periods", "Periods in that set", "1")
            .column("probability", "Probability of the likeliest", "1")
            .column("no-change", "Probability of no change, from the counts", "1")
            .column("log-bayes-factor", "Log Bayes factor for a change", "1")
            .column("p", "p-value of no change", "1")
            .column("rate-before", "Events in a period that is wholly covered, before", "1")
            .column("rate-after", "The same after", "1");
        double top = 0;
        for (const double p : m_answer.probability) {
            top = std::max(top, p);
        }
        out.row(std::nullopt, "", "",
                {stretch_of(m_answer), plain(static_cast<double>(m_answer.likely.size())),
                 plain(top), plain(m_answer.no_change), plain(m_answer.log_bayes_factor),
                 plain(m_answer.p_value), plain(m_answer.rate_before), plain(m_answer.rate_after)});
        return out.take();
    }

    measures::Table posterior() {
        TableMaker out = table(".posterior", ", by date");
        out.column("probability", "Probability that it began in this period", "1")
            .column("likely", "1: in the set of likely dates", "1");
        for (std::size_t i = 0; i < m_answer.dates.size(); ++i) {
            const bool likely =
                std::ranges::find(m_answer.likely, m_answer.dates[i]) != m_answer.likely.end();
            out.row(m_answer.dates[i], "all", "all sources",
                    {plain(m_answer.probability[i]), plain(likely ? 1 : 0)});
            for (const studies::Contribution& source : m_answer.contributions) {
                out.row(m_answer.dates[i], dossier::zone_code(source.name), source.name + " alone",
                        {plain(source.probability.at(i)), plain(stats::undefined)});
            }
        }
        return out.take();
    }

    measures::Table counts() {
        TableMaker out = table(".counts", ", counts");
        out.column("events", "Events of type " + m_spec.type, "1")
            .column("covered", "Share of the period that the source covers", "1");
        const auto periods = units_inside(m_spec.window, m_spec.frequency);
        for (std::size_t i = 0; i < periods.size() && i < m_answer.counts.size(); ++i) {
            const bool covered = m_answer.exposure[i] > 0;
            out.row(periods[i], "", "",
                    {covered ? plain(m_answer.counts[i])
                             : measures::missing_value(Missing::not_collected),
                     plain(m_answer.exposure[i])});
        }
        return out.take();
    }

    measures::Table sources() {
        TableMaker out = table(".sources", ", what each source adds");
        out.column("adds", "Bits that it takes from what the others leave open", "1")
            .column("alone", "Bits that it takes by itself", "1")
            .column("without", "Likeliest date without it", "date");
        for (const studies::Contribution& source : m_answer.contributions) {
            out.row(std::nullopt, dossier::zone_code(source.name), source.name,
                    {plain(source.information), plain(source.alone),
                     source.mode_without ? day_between(source.mode_without->first,
                                                       Date{source.mode_without->end.days - 1},
                                                       source.mode_without->first)
                                         : measures::missing_value(Missing::not_applicable)});
        }
        return out.take();
    }

    Asked& m_asked;
    const TurningPoint& m_answer;
    const studies::TurningPointSpec& m_spec;
};

} // namespace

std::vector<measures::Table> turning_point_tables(Asked& asked, const TurningPoint& answer,
                                                  const studies::TurningPointSpec& spec) {
    return Maker(asked, answer, spec).run();
}

} // namespace halflight::inquiry
