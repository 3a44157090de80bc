// SPDX-License-Identifier: Apache-2.0
// A change note, for readers and for machines.
#include "halflight/base/text.hpp"
#include "halflight/edition/diff.hpp"
#include "json.hpp"
#include "numbers.hpp"
#include "report_number.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace halflight::edition {

namespace {

Unit unit_of(const std::string& text) {
    if (const auto unit = parse_unit(text)) {
        return *unit;
    }
    Unit label;
    label.text = text;
    return label;
}

std::string words_of(const std::string& reason) {
    std::string words = reason;
    std::ranges::replace(words, '_', ' ');
    return words;
}

Number as_printed(const PublishedNumber& number) {
    Number out;
    out.unit = number.unit;
    out.value.bounds = number.bounds;
    out.value.point = number.point;
    out.value.basis = measures::Basis::derived;
    return out;
}

/// "19,188 t", "47 to 48 percent", as the edition prints it; "not published (at least 0 bbl)".
/// `both`: the point and the interval, where there is a point.
std::string value_words(const PublishedNumber& number, bool both) {
    const bool missing = number.missing != "none" && number.basis == "missing";
    NumberStyle style;
    style.part = both && number.point ? NumberStyle::Part::both : NumberStyle::Part::automatic;
    std::string text = missing ? fmt::format("{} ({})", words_of(number.missing),
                                             show(number.bounds, unit_of(number.unit)))
                               : show_number(as_printed(number), style).value();
    return number.disputed ? text + ", disputed" : text;
}

/// Before and after. What is too small for the digits of the edition is said so: more digits would
/// be those of the solver.
std::string movement(const NumberChange& change) {
    if (!change.before) {
        return value_words(*change.after, false);
    }
    if (!change.after) {
        return "was " + value_words(*change.before, false);
    }
    for (const bool both : {false, true}) {
        const std::string from = value_words(*change.before, both);
        const std::string to = value_words(*change.after, both);
        if (from != to) {
            return fmt::format("{} -> {}", from, to);
        }
    }
    const std::string same = value_words(*change.after, false);
    return change.before->basis == change.after->basis
               ? fmt::format("{}, moved by less than its digits show", same)
               : fmt::format("{}, {} -> {}", same, change.before->basis, change.after->basis);
}

std::string in_words(const Factor& factor) {
    if (factor.what == Factor::What::as_of || factor.what == Factor::What::program) {
        return fmt::format("the {}: {}", to_string(factor.what), fmt::join(factor.details, ", "));
    }
    constexpr const char* claim_words[] = {"new claim", "revised claim", "withdrawn claim"};
    const bool claim = factor.what == Factor::What::claim;
    std::string text =
        claim ? fmt::format("{} {}", claim_words[static_cast<std::size_t>(factor.how)], factor.id)
        : factor.what == Factor::What::report
            ? std::string("the report, which names other numbers")
            : fmt::format("{} {}{}", to_string(factor.what),
                          factor.id.empty() ? "" : factor.id + " ", to_string(factor.how));
    if (!factor.details.empty()) {
        text += fmt::format(": {}", fmt::join(factor.details, "; "));
    }
    return factor.file.empty() ? text : fmt::format("{} ({})", text, factor.file);
}

std::string plural(std::size_t number, std::string_view word) {
    return fmt::format("{} {}{}", number, word, number == 1 ? "" : "s");
}

struct Marks {
    const char* title;
    const char* head;
    const char* item;
    const char* sub;
    const char* code; ///< around ids
};
constexpr Marks text_marks = {"", "", "  ", "    ", ""};
constexpr Marks markdown_marks = {"# ", "## ", "- ", "  - ", "`"};

class Note {
  public:
    Note(const DiffReport& report, const Marks& marks) : m_report(report), m_marks(marks) {}

    std::string write() {
        m_text += fmt::format("{}Change note: {}\n\n", m_marks.title, m_report.after.title);
        name("from", m_report.before);
        name("to", m_report.after);
        m_text += '\n' + summary();
        words();
        numbers("Numbers that moved", [](const NumberChange& c) { return c.before && c.after; });
        numbers("Numbers that appeared", [](const NumberChange& c) { return !c.before; });
        numbers("Numbers that disappeared", [](const NumberChange& c) { return !c.after; });
        conflicts("Conflicts opened", m_report.opened);
        conflicts("Conflicts closed", m_report.closed);
        idle_factors();
        return m_text;
    }

  private:
    [[nodiscard]] std::string code(const std::string& id) const {
        return m_marks.code + id + m_marks.code;
    }

    void name(const char* word, const EditionName& edition) {
        m_text += fmt::format(
            "{}{}: {} ({}, halflight {}{})\n", m_marks.item, word, edition.path,
            edition.as_of ? "as of " + to_string(*edition.as_of) : std::string("latest"),
            edition.version,
            edition.withheld.empty() ? ""
                                     : ", without " + plural(edition.withheld.size(), "source"));
    }

    [[nodiscard]] std::string summary() const {
        const auto count = [this](auto&& which) {
            return static_cast<std::size_t>(std::ranges::count_if(m_report.numbers, which));
        };
        const std::size_t came = count([](const NumberChange& c) { return !c.before; });
        const std::size_t went = count([](const NumberChange& c) { return !c.after; });
        std::string text = fmt::format(
            "{} moved, {} appeared, {} disappeared, {} the same; {} opened, {} closed; {} in what "
            "the editions were made from.\n",
            plural(m_report.numbers.size() - came - went, "published number"), came, went,
            m_report.same, plural(m_report.opened.size(), "conflict"), m_report.closed.size(),
            plural(m_report.factors.size(), "change"));
        if (m_report.untried > 0) {
            text += fmt::format("{} could not be tried by itself; numbers without a proven cause "
                                "are listed with what they rest on.\n",
                                plural(m_report.untried, "change"));
        }
        return text;
    }

    void head(const char* words) { m_text += fmt::format("\n{}{}\n\n", m_marks.head, words); }

    template <class Which>
    void numbers(const char* words, Which which) {
        bool first = true;
        for (const NumberChange& change : m_report.numbers) {
            if (!which(change)) {
                continue;
            }
            if (first) {
                head(words);
                first = false;
            }
            m_text += fmt::format("{}{} ({}): {}\n", m_marks.item, change.number().name,
                                  code(change.number().id), movement(change));
            causes(change.causes, change.proven ? "caused by" : "rests on");
        }
    }

    void words() {
        if (m_report.words.empty()) {
            return;
        }
        head("Verdicts, cells of the board and monitors that changed");
        for (const WordChange& change : m_report.words) {
            m_text += fmt::format("{}{} ({}): {} -> {}\n", m_marks.item, change.name,
                                  code(change.id), change.before.empty() ? "none" : change.before,
                                  change.after.empty() ? "none" : change.after);
            causes(change.causes, change.proven ? "caused by" : "rests on");
        }
    }

    void causes(const std::vector<std::size_t>& factors, const char* words) {
        for (const std::size_t factor : factors) {
            m_text +=
                fmt::format("{}{} {}\n", m_marks.sub, words, in_words(m_report.factors[factor]));
        }
        if (factors.empty()) {
            m_text += fmt::format(
                "{}no single change moves it, and none of its statements changed\n", m_marks.sub);
        }
    }

    void conflicts(const char* words, const std::vector<ConflictChange>& conflicts) {
        if (conflicts.empty()) {
            return;
        }
        head(words);
        for (const ConflictChange& conflict : conflicts) {
            m_text += fmt::format("{}[{}] {} (claims {})\n", m_marks.item, conflict.kind,
                                  conflict.message, fmt::join(conflict.claims, ", "));
            for (const std::size_t factor : conflict.causes) {
                m_text +=
                    fmt::format("{}rests on {}\n", m_marks.sub, in_words(m_report.factors[factor]));
            }
        }
    }

    void idle_factors() {
        std::vector<bool> used(m_report.factors.size());
        for (const NumberChange& change : m_report.numbers) {
            for (const std::size_t factor : change.causes) {
                used[factor] = true;
            }
        }
        for (const WordChange& change : m_report.words) {
            for (const std::size_t factor : change.causes) {
                used[factor] = true;
            }
        }
        if (std::ranges::all_of(used, [](bool one) { return one; })) {
            return;
        }
        head("Changes that moved no published number");
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (!used[i]) {
                m_text += fmt::format("{}{}\n", m_marks.item, in_words(m_report.factors[i]));
            }
        }
    }

    const DiffReport& m_report;
    const Marks& m_marks;
    std::string m_text;
};

Json edition_json(const EditionName& edition) {
    return {{"path", edition.path},
            {"title", edition.title},
            {"as_of", to_json_date(edition.as_of)},
            {"version", edition.version},
            {"withheld", edition.withheld}};
}

Json number_json(const std::optional<PublishedNumber>& number) {
    if (!number) {
        return nullptr;
    }
    return {{"bounds", to_json_interval(number->bounds)},
            {"point", number->point ? to_json_number(*number->point) : Json()},
            {"unit", number->unit},
            {"basis", number->basis},
            {"missing", number->missing},
            {"disputed", number->disputed}};
}

Json conflicts_json(const std::vector<ConflictChange>& conflicts) {
    Json out = Json::array();
    for (const ConflictChange& conflict : conflicts) {
        out.push_back({{"code", conflict.code},
                       {"kind", conflict.kind},
                       {"message", conflict.message},
                       {"claims", conflict.claims},
                       {"rests_on", conflict.causes}});
    }
    return out;
}

} // namespace

std::string to_text(const DiffReport& report) {
    return Note(report, text_marks).write();
}

std::string to_markdown(const DiffReport& report) {
    return Note(report, markdown_marks).write();
}

std::string to_json(const DiffReport& report) {
    Json factors = Json::array();
    for (const Factor& factor : report.factors) {
        factors.push_back({{"what", to_string(factor.what)},
                           {"how", to_string(factor.how)},
                           {"id", factor.id},
                           {"file", factor.file},
                           {"details", factor.details},
                           {"claims", factor.claims}});
    }
    Json numbers = Json::array();
    for (const NumberChange& change : report.numbers) {
        numbers.push_back({{"id", change.number().id},
                           {"name", change.number().name},
                           {"before", number_json(change.before)},
                           {"after", number_json(change.after)},
                           {change.proven ? "caused_by" : "rests_on", change.causes}});
    }
    Json words = Json::array();
    for (const WordChange& change : report.words) {
        words.push_back({{"id", change.id},
                         {"name", change.name},
                         {"before", change.before},
                         {"after", change.after},
                         {change.proven ? "caused_by" : "rests_on", change.causes}});
    }
    return dump({{"format", 1},
                 {"before", edition_json(report.before)},
                 {"after", edition_json(report.after)},
                 {"changes", std::move(factors)},
                 {"numbers", std::move(numbers)},
                 {"words", std::move(words)},
                 {"conflicts_opened", conflicts_json(report.opened)},
                 {"conflicts_closed", conflicts_json(report.closed)},
                 {"same", report.same},
                 {"evaluations", report.runs},
                 {"untried", report.untried}});
}

} // namespace halflight::edition
