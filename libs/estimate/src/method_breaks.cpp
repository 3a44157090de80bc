// SPDX-License-Identifier: Apache-2.0
// Dates of change in a regression: breaks, break-tests, fluctuation.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "halflight/stats/breaks.hpp"
#include "halflight/stats/stability.hpp"

#include "common_fields.hpp"
#include "method_list.hpp"
#include "series.hpp"
#include "words.hpp"

namespace halflight::estimate {

namespace {

constexpr std::string_view group = "Breaks and change points";

/// A regression over rows in the order of the table, with the name of each row.
struct Regression {
    std::vector<double> outcome;
    stats::Matrix design;
    std::vector<std::string> names; ///< of columns of the design
    std::vector<std::string> rows;

    /// A row counted from 1; beyond the sample its number alone.
    [[nodiscard]] Value row_name(double number) const {
        const auto index = static_cast<std::size_t>(number);
        return number >= 1 && index <= rows.size() ? Value(rows[index - 1])
                                                   : Value(stats::undefined);
    }
};

Regression read_regression(const Run& run, Answer& answer) {
    const Settings& settings = run.settings;
    const std::vector<std::string> regressors = settings.list("regressors");
    Frame::Wanted wanted{.numbers = {settings.text("outcome")}, .labels = {}, .nullable = {}};
    std::ranges::copy(regressors, std::back_inserter(wanted.numbers));
    if (settings.has("period")) {
        wanted.labels.push_back(settings.text("period"));
    }
    const Frame frame(run.table, wanted, missing_rule(settings), answer.warnings);
    const bool constant = settings.flag("intercept");
    Regression made;
    const std::span<const double> outcome = frame.numbers(settings.text("outcome"));
    made.outcome.assign(outcome.begin(), outcome.end());
    made.design = stats::Matrix(frame.rows(), regressors.size() + (constant ? 1 : 0));
    if (constant) {
        std::ranges::fill(made.design.column(0), 1.0);
        made.names.emplace_back("(Intercept)");
    }
    for (const std::string& name : regressors) {
        std::ranges::copy(frame.numbers(name), made.design.column(made.names.size()).begin());
        made.names.push_back(name);
    }
    if (settings.has("period")) {
        need_order(frame, settings.text("period"));
        made.rows = labels_of(frame, settings.text("period"));
    } else {
        made.rows = numbers_of(frame.rows());
    }
    return made;
}

std::vector<Field> regression_fields(std::vector<Field> own) {
    std::vector<Field> made = {{.name = "outcome",
                                .type = FieldType::column,
                                .required = true,
                                .text = "A series; rows in the order of time."},
                               {.name = "period",
                                .type = FieldType::column,
                                .text = "Names the rows; not given: their numbers from 1."},
                               {.name = "regressors",
                                .type = FieldType::columns,
                                .text = "Whose coefficients may break too."},
                               {.name = "intercept",
                                .type = FieldType::flag,
                                .fallback = "true",
                                .text = "A constant that may break."}};
    std::ranges::move(own, std::back_inserter(made));
    made.push_back(level_field());
    made.push_back(missing_field());
    return made;
}

const Words<stats::BreakCriterion>& criteria() {
    static const Words<stats::BreakCriterion> words = {{"bic", stats::BreakCriterion::bic},
                                                       {"lwz", stats::BreakCriterion::lwz}};
    return words;
}

std::optional<std::size_t> count_of(const Settings& settings, std::string_view name) {
    return settings.has(name) ? std::optional(static_cast<std::size_t>(settings.integer(name)))
                              : std::nullopt;
}

Listing partitions(const stats::BreaksFit& fit, const Regression& data) {
    Listing made{
        .name = "by_number", .columns = {"breaks", "rss", "bic", "lwz", "dates"}, .rows = {}};
    for (std::size_t m = 0; m < fit.by_number.size(); ++m) {
        std::vector<std::string> dates;
        for (const std::size_t last : fit.by_number[m].last) {
            dates.push_back(data.rows[last - 1]);
        }
        made.rows.push_back({static_cast<std::int64_t>(m), fit.by_number[m].sum_of_squares,
                             fit.by_number[m].bic, fit.by_number[m].lwz,
                             fmt::format("{}", fmt::join(dates, " "))});
    }
    return made;
}

Answer run_breaks(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const Regression data = read_regression(run, answer);
    stats::BreaksSpec spec;
    spec.trimming = settings.number("trimming");
    spec.breaks = count_of(settings, "breaks");
    spec.most = count_of(settings, "most");
    spec.criterion = chosen(criteria(), settings.text("criterion"));
    spec.level = settings.number("level");
    spec.regressors_differ = settings.flag("regressors_differ");
    spec.errors_differ = settings.flag("errors_differ");
    const stats::BreaksFit fit = stats::breaks(data.outcome, data.design.view(), spec);
    Listing dates{.name = "dates",
                  .columns = {"last_row", "last", "low_row", "low", "high_row", "high"},
                  .rows = {}};
    for (const stats::BreakInterval& date : fit.dates) {
        dates.rows.push_back({static_cast<std::int64_t>(date.last), data.rows[date.last - 1],
                              date.low, data.row_name(date.low), date.high,
                              data.row_name(date.high)});
    }
    Listing segments{
        .name = "segments", .columns = {"segment", "name", "estimate", "std_error"}, .rows = {}};
    for (std::size_t s = 0; s < fit.coefficients.cols(); ++s) {
        for (std::size_t k = 0; k < data.names.size(); ++k) {
            segments.rows.push_back({static_cast<std::int64_t>(s + 1), data.names[k],
                                     fit.coefficients(k, s), fit.std_errors(k, s)});
        }
    }
    answer.listings = {std::move(dates), std::move(segments), partitions(fit, data)};
    answer.diagnostics = {{"breaks", static_cast<std::int64_t>(fit.breaks)},
                          {"least_rows", static_cast<std::int64_t>(fit.least_rows)},
                          {"rows", static_cast<std::int64_t>(fit.rows)}};
    answer.conventions = {{"date", "last row before the break"},
                          {"criterion", settings.text("criterion")}};
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
    return answer;
}

std::vector<Value> test_row(std::string name, const stats::StabilityTest& test) {
    return {std::move(name), test.statistic, test.p_value, test.threshold, test.rejected};
}

const std::vector<std::string> test_columns = {"test", "statistic", "p_value", "threshold",
                                               "rejected"};

Answer run_break_tests(const Run& run) {
    Answer answer;
    const Regression data = read_regression(run, answer);
    stats::FTestSpec spec;
    spec.from = run.settings.number("from");
    if (run.settings.has("to")) {
        spec.to = run.settings.number("to");
    }
    spec.level = run.settings.number("level");
    const stats::FTests tests = stats::f_tests(data.outcome, data.design.view(), spec);
    Listing listing{.name = "tests", .columns = test_columns, .rows = {}};
    listing.rows = {test_row("sup-F", tests.sup), test_row("ave-F", tests.ave),
                    test_row("exp-F", tests.exp)};
    Listing curve{.name = "f", .columns = {"last", "f"}, .rows = {}};
    for (std::size_t i = 0; i < tests.statistics.size(); ++i) {
        curve.rows.push_back({data.rows[tests.first + i - 1], tests.statistics[i]});
    }
    answer.listings = {std::move(listing), std::move(curve)};
    answer.diagnostics = {{"date", data.row_name(static_cast<double>(tests.date))}};
    answer.warnings.insert(answer.warnings.end(), tests.warnings.begin(), tests.warnings.end());
    return answer;
}

const Words<stats::Fluctuation>& fluctuations() {
    static const Words<stats::Fluctuation> words = {
        {"ols-cusum", stats::Fluctuation::ols_cusum},
        {"recursive-cusum", stats::Fluctuation::recursive_cusum},
        {"ols-mosum", stats::Fluctuation::ols_mosum},
        {"recursive-mosum", stats::Fluctuation::recursive_mosum}};
    return words;
}

Answer run_fluctuation(const Run& run) {
    Answer answer;
    const Regression data = read_regression(run, answer);
    stats::FluctuationSpec spec;
    spec.kind = chosen(fluctuations(), run.settings.text("kind"));
    spec.bandwidth = run.settings.number("bandwidth");
    spec.level = run.settings.number("level");
    const stats::FluctuationFit fit = stats::fluctuation(data.outcome, data.design.view(), spec);
    Listing listing{.name = "tests", .columns = test_columns, .rows = {}};
    listing.rows = {test_row(run.settings.text("kind"), fit.test)};
    Listing process{.name = "process", .columns = {"step", "value"}, .rows = {}};
    for (std::size_t i = 0; i < fit.process.size(); ++i) {
        process.rows.push_back({static_cast<std::int64_t>(i), fit.process[i]});
    }
    answer.listings = {std::move(listing), std::move(process)};
    answer.conventions = {{"kind", run.settings.text("kind")}};
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
    return answer;
}

} // namespace

Method breaks_method() {
    return {.name = "breaks",
            .group = group,
            .title = "dates of breaks in a regression, with intervals (Bai and Perron)",
            .page = "breaks",
            .fields = regression_fields(
                {{.name = "trimming",
                  .type = FieldType::number,
                  .fallback = "0.15",
                  .text = "Least rows of a segment: a share, or rows from 1 on.",
                  .least = 0},
                 {.name = "breaks",
                  .type = FieldType::integer,
                  .text = "As many; not given: chosen.",
                  .least = 0},
                 {.name = "most", .type = FieldType::integer, .text = "At most.", .least = 1},
                 {.name = "criterion",
                  .type = FieldType::choice,
                  .text = "Chooses their number.",
                  .choices = choices(criteria()),
                  .under = {{.key = "breaks", .words = {"not given"}}}},
                 {.name = "regressors_differ",
                  .type = FieldType::flag,
                  .fallback = "true",
                  .text = "Intervals: moments of the regressors differ by side."},
                 {.name = "errors_differ",
                  .type = FieldType::flag,
                  .fallback = "true",
                  .text = "Intervals: variances of the errors differ by side."}}),
            .example = "outcome = \"flow\"\nperiod = \"year\"\n",
            .run = run_breaks};
}

Method break_tests_method() {
    return {.name = "break-tests",
            .group = group,
            .title = "is there a break at all: sup-F, ave-F and exp-F",
            .page = "stability",
            .fields =
                regression_fields({{.name = "from",
                                    .type = FieldType::number,
                                    .fallback = "0.15",
                                    .text = "First date: a share of the rows, or a row from 1 on.",
                                    .least = 0},
                                   {.name = "to",
                                    .type = FieldType::number,
                                    .text = "Last date; not given: as far from the end.",
                                    .least = 0}}),
            .example = "outcome = \"flow\"\nperiod = \"year\"\n",
            .run = run_break_tests};
}

Method fluctuation_method() {
    return {.name = "fluctuation",
            .group = group,
            .title = "do residuals drift: CUSUM and MOSUM tests",
            .page = "stability",
            .fields = regression_fields({{.name = "kind",
                                          .type = FieldType::choice,
                                          .text = "Of sums.",
                                          .choices = choices(fluctuations())},
                                         {.name = "bandwidth",
                                          .type = FieldType::number,
                                          .fallback = "0.15",
                                          .text = "Of moving sums, a share of the residuals.",
                                          .least = 0.01,
                                          .most = 0.99}}),
            .example = "outcome = \"flow\"\nperiod = \"year\"\n",
            .run = run_fluctuation};
}

} // namespace halflight::estimate
