// SPDX-License-Identifier: Apache-2.0
#include "shares.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "common_fields.hpp"

namespace halflight::estimate {

namespace {

using Index = std::unordered_map<std::string, std::size_t>;

const Words<stats::ShareSums>& sum_words() {
    static const Words<stats::ShareSums> words = {{"controlled", stats::ShareSums::controlled},
                                                  {"as-given", stats::ShareSums::as_given},
                                                  {"complete", stats::ShareSums::complete}};
    return words;
}

std::vector<std::size_t> columns_of(const Table& table, const std::vector<std::string>& names) {
    std::vector<std::size_t> made;
    std::ranges::transform(names, std::back_inserter(made),
                           [&](const std::string& name) { return table.column(name); });
    return made;
}

/// The cells of some columns as one text.
std::string key_of(const Table& table, std::size_t row, const std::vector<std::size_t>& columns) {
    std::string key;
    for (const std::size_t column : columns) {
        key += fmt::format("{}{}", key.empty() ? "" : " ", table.cell(row, column));
    }
    return key;
}

/// Row of each key; a key that stands twice is refused.
Index index_of(const Table& table, const std::vector<std::string>& keys) {
    const std::vector<std::size_t> columns = columns_of(table, keys);
    Index made;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string key = key_of(table, row, columns);
        if (!made.emplace(key, row).second) {
            stats::refuse(
                fmt::format("{}:{}: '{}' stands twice", table.name(), table.line(row), key));
        }
    }
    return made;
}

std::size_t find(const Index& index, const std::string& key, const Table& asked, std::size_t row,
                 std::string_view what) {
    const auto found = index.find(key);
    if (found == index.end()) {
        stats::refuse(
            fmt::format("{}:{}: {} has no '{}'", asked.name(), asked.line(row), what, key));
    }
    return found->second;
}

/// One column a sector: rows in the order of the regions, or matched by keys.
void read_wide(const Run& run, const Table& shares, ShareData& out) {
    const std::vector<std::string> keys = run.settings.list("keys");
    const std::vector<std::size_t> key_columns = columns_of(shares, keys);
    std::vector<std::size_t> sectors;
    for (std::size_t col = 0; col < shares.cols(); ++col) {
        if (std::ranges::find(key_columns, col) == key_columns.end()) {
            sectors.push_back(col);
            out.sectors.push_back(shares.column_name(col));
        }
    }
    const std::size_t regions = run.table.rows();
    if (keys.empty() && shares.rows() != regions) {
        stats::refuse(
            fmt::format("{} has {} rows, {} has {}; name the columns that match them under keys",
                        shares.name(), shares.rows(), run.table.name(), regions));
    }
    const Index index = keys.empty() ? Index() : index_of(shares, keys);
    const std::vector<std::size_t> own = columns_of(run.table, keys);
    out.shares = stats::Matrix(regions, sectors.size());
    for (std::size_t row = 0; row < regions; ++row) {
        const std::size_t from =
            keys.empty() ? row
                         : find(index, key_of(run.table, row, own), run.table, row, shares.name());
        for (std::size_t k = 0; k < sectors.size(); ++k) {
            out.shares(row, k) = shares.number(from, sectors[k]);
        }
    }
}

/// One row a region and sector; what has no row is zero.
void read_long(const Run& run, const Table& shares, const std::vector<std::string>& sector,
               ShareData& out) {
    const std::vector<std::string> keys = run.settings.list("keys");
    if (keys.empty()) {
        stats::refuse(
            "shares by region and sector need keys: the columns that name a region in both tables");
    }
    const Index regions = index_of(run.table, keys);
    const std::vector<std::size_t> key_columns = columns_of(shares, keys);
    const std::vector<std::size_t> sector_columns = columns_of(shares, sector);
    const std::size_t value = shares.column(run.settings.text("share"));
    Index sectors;
    struct Cell {
        std::size_t region, sector;
        double share;
    };
    std::vector<Cell> cells;
    for (std::size_t row = 0; row < shares.rows(); ++row) {
        const std::string name = key_of(shares, row, sector_columns);
        const auto [entry, fresh] = sectors.try_emplace(name, sectors.size());
        if (fresh) {
            out.sectors.push_back(name);
        }
        cells.push_back(
            {find(regions, key_of(shares, row, key_columns), shares, row, run.table.name()),
             entry->second, shares.number(row, value)});
    }
    out.shares = stats::Matrix(run.table.rows(), sectors.size());
    std::vector<bool> seen(run.table.rows() * sectors.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Cell& cell = cells[i];
        const std::size_t place = cell.region + cell.sector * run.table.rows();
        if (seen[place]) {
            stats::refuse(fmt::format("{}:{}: this region and sector stand twice", shares.name(),
                                      shares.line(i)));
        }
        seen[place] = true;
        out.shares(cell.region, cell.sector) = cell.share;
    }
}

std::vector<int> codes_in_order(const std::vector<std::string>& labels,
                                std::vector<std::string>& names) {
    Index index;
    std::vector<int> codes;
    for (const std::string& label : labels) {
        const auto [entry, fresh] = index.try_emplace(label, index.size());
        if (fresh) {
            names.push_back(label);
        }
        codes.push_back(static_cast<int>(entry->second));
    }
    return codes;
}

void read_shocks(const Run& run, ShareData& out) {
    const Settings& settings = run.settings;
    if (!settings.has("shocks")) {
        return;
    }
    const Table table = run.open(settings.text("shocks"));
    std::vector<std::string> sector = settings.list("sector");
    if (sector.empty()) {
        sector = {"sector"};
    }
    const Index index = index_of(table, sector);
    const std::size_t shock = table.column(settings.text("shock"));
    std::vector<std::string> clusters;
    for (const std::string& name : out.sectors) {
        const auto found = index.find(name);
        if (found == index.end()) {
            stats::refuse(fmt::format("{} has no shock for sector '{}'", table.name(), name));
        }
        out.shocks.push_back(table.number(found->second, shock));
        if (settings.has("sector_cluster")) {
            clusters.emplace_back(
                table.cell(found->second, table.column(settings.text("sector_cluster"))));
        }
    }
    if (!clusters.empty()) {
        out.sector_clusters = codes_in_order(clusters, out.clusters);
        out.data.sector_clusters = out.sector_clusters;
    }
    out.data.shocks = out.shocks;
}

/// Columns of the regions' own table.
void read_regions(const Run& run, Answer& answer, ShareData& out) {
    const Settings& settings = run.settings;
    const std::vector<std::string> controls = settings.list("controls");
    Frame::Wanted wanted{.numbers = controls, .labels = {}, .nullable = {}};
    for (const std::string_view name : {"outcome", "treatment", "instrument", "weights"}) {
        if (settings.has(name)) {
            wanted.numbers.push_back(settings.text(name));
        }
    }
    for (const std::string_view name : {"region_cluster", "period"}) {
        if (settings.has(name)) {
            wanted.labels.push_back(settings.text(name));
        }
    }
    const Frame frame(run.table, wanted, MissingRule::refuse, answer.warnings);
    const auto take = [&](std::string_view name, std::vector<double>& values) {
        if (settings.has(name)) {
            const std::span<const double> column = frame.numbers(settings.text(name));
            values.assign(column.begin(), column.end());
        }
        return std::span<const double>(values);
    };
    const auto codes = [&](std::string_view name, std::vector<int>& values) {
        if (settings.has(name)) {
            const auto& labels = frame.labels(settings.text(name)).codes;
            values.assign(labels.begin(), labels.end());
        }
        return std::span<const int>(values);
    };
    out.data.outcome = take("outcome", out.outcome);
    out.data.treatment = take("treatment", out.treatment);
    out.data.instrument = take("instrument", out.instrument);
    out.data.weights = take("weights", out.weights);
    out.data.region_clusters = codes("region_cluster", out.region_clusters);
    out.data.periods = codes("period", out.periods);
    out.controls = stats::Matrix(frame.rows(), controls.size());
    for (std::size_t c = 0; c < controls.size(); ++c) {
        std::ranges::copy(frame.numbers(controls[c]), out.controls.column(c).begin());
    }
    out.data.controls = out.controls.view();
}

Field column(std::string_view name, std::string_view text) {
    return {.name = name, .type = FieldType::column, .text = text};
}

} // namespace

std::vector<Field> share_fields() {
    return {
        {.name = "outcome",
         .type = FieldType::column,
         .required = true,
         .text = "Of regions (or region-periods), the rows of the table."},
        column("treatment", "What the shift-share variable is the instrument of; not given: the "
                            "regression is on it."),
        {.name = "controls", .type = FieldType::columns, .text = "Of regions."},
        column("weights", "Positive weights of regions."),
        column("region_cluster", "For the clustered error that is shown for comparison."),
        column("period", "Of the rows: sums of shares are controlled by period."),
        {.name = "shares",
         .type = FieldType::file,
         .required = true,
         .text =
             "CSV of shares: one column a sector, or, with sector, one row a region and sector."},
        {.name = "keys",
         .type = FieldType::columns,
         .text = "Columns that name a region in both tables; not given: rows in the same order."},
        {.name = "sector",
         .type = FieldType::columns,
         .text = "Columns that name a sector where shares stand one below the other, and in the "
                 "shocks."},
        {.name = "share",
         .type = FieldType::column,
         .fallback = R"("share")",
         .text = "Column of shares that stand one below the other."},
        {.name = "shocks",
         .type = FieldType::file,
         .text = "CSV of shocks, one row a sector, named as the shares are."},
        {.name = "shock",
         .type = FieldType::column,
         .fallback = R"("shock")",
         .text = "Its column of shocks."},
        column("sector_cluster", "Its column of clusters of sectors."),
        column("instrument",
               "The shift-share variable itself, where it is not shares times shocks."),
        {.name = "share_sums",
         .type = FieldType::choice,
         .text = "What is done where shares do not sum to one.",
         .choices = choices(sum_words())},
        {.name = "null_value",
         .type = FieldType::number,
         .fallback = "0",
         .text = "Hypothesis that p-values are of."},
        {.name = "intercept",
         .type = FieldType::flag,
         .fallback = "true",
         .text = "A constant among the controls."},
        level_field()};
}

stats::ShiftShareSpec share_spec(const Settings& settings) {
    return {.share_sums = chosen(sum_words(), settings.text("share_sums")),
            .intercept = settings.flag("intercept"),
            .null_value = settings.number("null_value"),
            .level = settings.number("level")};
}

void read_shares(const Run& run, Answer& answer, ShareData& out) {
    const Table shares = run.open(run.settings.text("shares"));
    // Shares that stand one below the other name their sector in columns of their own.
    const std::vector<std::string> sector = run.settings.list("sector");
    bool is_long = !sector.empty();
    for (std::size_t col = 0; is_long && col < sector.size(); ++col) {
        (void)shares.column(sector[col]);
    }
    if (is_long) {
        read_long(run, shares, sector, out);
    } else {
        read_wide(run, shares, out);
    }
    out.data.shares = out.shares.view();
    read_regions(run, answer, out);
    read_shocks(run, out);
    answer.conventions.emplace_back("share_sums", run.settings.text("share_sums"));
}

} // namespace halflight::estimate
