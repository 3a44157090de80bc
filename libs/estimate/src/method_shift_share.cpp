// SPDX-License-Identifier: Apache-2.0
// Shift-share designs: shift-share, rotemberg, shift-share-shocks, shift-share-permutation.
#include <algorithm>

#include "halflight/stats/rotemberg.hpp"
#include "halflight/stats/shock_level.hpp"

#include "common_fields.hpp"
#include "method_list.hpp"
#include "shares.hpp"

namespace halflight::estimate {

namespace {

constexpr std::string_view group = "Shift-share designs";

void add_warnings(const stats::Warnings& warnings, Answer& answer) {
    answer.warnings.insert(answer.warnings.end(), warnings.begin(), warnings.end());
}

std::string shape_word(stats::SetShape shape) {
    switch (shape) {
    case stats::SetShape::interval:
        return "interval";
    case stats::SetShape::rays:
        return "rays";
    case stats::SetShape::line:
        return "line";
    }
    return "";
}

stats::Coefficient named(stats::Coefficient coefficient, const char* name) {
    coefficient.name = name;
    return coefficient;
}

Answer run_shift_share(const Run& run) {
    Answer answer;
    ShareData data;
    read_shares(run, answer, data);
    const stats::ShiftShareFit fit = stats::fit_shift_share(data.data, share_spec(run.settings));
    answer.estimates = {named(fit.akm, "akm"), named(fit.akm0, "akm0"),
                        named(fit.homoskedastic, "homoskedastic"), named(fit.robust, "robust"),
                        named(fit.clustered, "clustered")};
    if (!data.treatment.empty()) {
        answer.estimates.push_back(named(fit.first_stage, "first_stage"));
        answer.diagnostics.emplace_back("first_stage_f", fit.first_stage_f);
    }
    answer.diagnostics.emplace_back("akm0_shape", shape_word(fit.akm0_shape));
    answer.diagnostics.emplace_back("effective_shocks", fit.effective_shocks);
    answer.diagnostics.emplace_back("effective_clusters", fit.effective_clusters);
    answer.diagnostics.emplace_back("sectors", static_cast<std::int64_t>(data.sectors.size()));
    for (const std::size_t column : fit.dropped_shares) {
        answer.diagnostics.emplace_back("collinear:" + data.sectors[column], true);
    }
    add_warnings(fit.warnings, answer);
    return answer;
}

Answer run_rotemberg(const Run& run) {
    Answer answer;
    ShareData data;
    read_shares(run, answer, data);
    const stats::RotembergFit fit =
        stats::rotemberg_weights(data.data, share_spec(run.settings), data.sector_clusters);
    answer.estimates = {{.name = "estimate", .estimate = fit.estimate}};
    Listing shares{.name = "shares",
                   .columns = {"sector", "shock", "alpha", "beta", "f", "variance", "without"},
                   .rows = {}};
    for (const std::size_t column : fit.by_weight) {
        const stats::RotembergShare& share = fit.shares[column];
        shares.rows.push_back({data.sectors[share.column], share.shock, share.alpha, share.beta,
                               share.f, share.variance, share.without});
    }
    answer.listings.push_back(std::move(shares));
    if (!fit.groups.empty()) {
        Listing groups{.name = "groups", .columns = {"group", "alpha", "beta"}, .rows = {}};
        for (const stats::RotembergGroup& one : fit.groups) {
            groups.rows.push_back(
                {data.clusters[static_cast<std::size_t>(one.code)], one.alpha, one.beta});
        }
        answer.listings.push_back(std::move(groups));
    }
    answer.diagnostics = {{"sum_negative", fit.sum_negative},
                          {"sum_positive", fit.sum_positive},
                          {"mean_negative", fit.mean_negative},
                          {"mean_positive", fit.mean_positive},
                          {"beta_of_negative", fit.beta_of_negative},
                          {"beta_of_positive", fit.beta_of_positive},
                          {"top_five", fit.top_five},
                          {"alpha_shock_correlation", fit.alpha_shock_correlation},
                          {"alpha_beta_correlation", fit.alpha_beta_correlation},
                          {"alpha_f_correlation", fit.alpha_f_correlation},
                          {"alpha_variance_correlation", fit.alpha_variance_correlation}};
    add_warnings(fit.warnings, answer);
    return answer;
}

Answer run_shocks(const Run& run) {
    Answer answer;
    ShareData data;
    read_shares(run, answer, data);
    const stats::ShockLevelSpec spec{.region = share_spec(run.settings), .shock_controls = {}};
    const stats::ShockLevelFit fit = stats::fit_shock_level(data.data, spec);
    answer.estimates = {named(fit.effect, "effect"), named(fit.first_stage, "first_stage")};
    Listing listing{.name = "shocks",
                    .columns = {"sector", "shock", "exposure", "outcome", "treatment"},
                    .rows = {}};
    for (std::size_t k = 0; k < data.sectors.size(); ++k) {
        listing.rows.push_back(
            {data.sectors[k], data.shocks[k], fit.exposure[k], fit.outcome[k], fit.treatment[k]});
    }
    answer.listings.push_back(std::move(listing));
    const std::vector<std::string> balance = run.settings.list("balance");
    if (!balance.empty()) {
        stats::Matrix characteristics(run.table.rows(), balance.size());
        const Frame frame(run.table, {.numbers = balance, .labels = {}, .nullable = {}},
                          MissingRule::refuse, answer.warnings);
        for (std::size_t c = 0; c < balance.size(); ++c) {
            std::ranges::copy(frame.numbers(balance[c]), characteristics.column(c).begin());
        }
        for (stats::Coefficient& one :
             stats::balance_of_regions(data.data, spec, characteristics.view(), balance)) {
            one.name = "balance:" + one.name;
            answer.estimates.push_back(std::move(one));
        }
    }
    answer.diagnostics = {{"first_stage_f", fit.first_stage_f},
                          {"effective_shocks", fit.effective_shocks},
                          {"effective_clusters", fit.effective_clusters},
                          {"largest_exposure", fit.largest_exposure},
                          {"unused_shocks", static_cast<std::int64_t>(fit.unused.size())}};
    add_warnings(fit.warnings, answer);
    return answer;
}

Answer run_permutation(const Run& run) {
    Answer answer;
    ShareData data;
    read_shares(run, answer, data);
    const stats::Draws draws{.count = static_cast<std::size_t>(run.settings.integer("draws")),
                             .seed = static_cast<std::uint64_t>(run.settings.integer("seed")),
                             .jobs = run.jobs,
                             .progress = run.progress};
    const stats::RandomizationFit fit =
        stats::randomize_shocks(data.data, share_spec(run.settings), data.sector_clusters, draws);
    answer.seed = draws.seed;
    answer.estimates = {{.name = "effect",
                         .estimate = fit.estimate,
                         .p_value = fit.p_value,
                         .low = fit.low,
                         .high = fit.high}};
    answer.diagnostics = {{"bounded", fit.bounded}};
    answer.conventions.emplace_back(
        "exchangeable", data.sector_clusters.empty() ? "all shocks" : "within sector_cluster");
    add_warnings(fit.warnings, answer);
    return answer;
}

std::vector<Field> with(Field own) {
    std::vector<Field> made = share_fields();
    made.push_back(std::move(own));
    return made;
}

constexpr std::string_view example =
    "outcome = \"d_employment\"\ntreatment = \"d_imports\"\nshares = \"shares.csv\"\n"
    "shocks = \"shocks.csv\"\n";

} // namespace

Method shift_share_method() {
    return {.name = "shift-share",
            .group = group,
            .title = "shift-share regression or instrument with AKM and AKM0 errors",
            .page = "shift_share",
            .fields = share_fields(),
            .example = example,
            .run = run_shift_share};
}

Method rotemberg_method() {
    return {.name = "rotemberg",
            .group = group,
            .title = "which shares a shift-share estimate comes from",
            .page = "shift_share",
            .fields = share_fields(),
            .example = example,
            .run = run_rotemberg};
}

Method shift_share_shocks_method() {
    return {.name = "shift-share-shocks",
            .group = group,
            .title = "the regression over shocks, exposure-robust errors, balance tests",
            .page = "shift_share",
            .fields = with({.name = "balance",
                            .type = FieldType::columns,
                            .text = "Characteristics of regions that shocks should not move."}),
            .example = example,
            .run = run_shocks};
}

Method shift_share_permutation_method() {
    std::vector<Field> fields = with(
        {.name = "draws",
         .type = FieldType::integer,
         .fallback = "1999",
         .text = "Permutations of shocks over sectors, within sector_cluster where it is given.",
         .least = 19});
    fields.push_back(seed_field());
    return {.name = "shift-share-permutation",
            .group = group,
            .title = "randomization inference over shocks",
            .page = "shift_share",
            .fields = std::move(fields),
            .example = example,
            .run = run_permutation};
}

} // namespace halflight::estimate
