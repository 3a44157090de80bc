// SPDX-License-Identifier: Apache-2.0
// What the press prints of workers abroad: a dispatch with a number to the last digit, articles
// that repeat it, some of which hide that they do, now and then somebody who counted as well, and
// numbers that were printed wrongly and taken back.
#include "part_list.hpp"
#include "statements.hpp"
#include "streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::simulate {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array hosts{partner_north, partner_east};

/// A month of one host country.
struct Cell {
    std::string_view host;
    std::size_t month = 0;
};

struct Article {
    std::string source;
    std::string repeats; ///< the source in truth; empty: counted by itself
    bool cites = true;   ///< of one that repeats
    Date day{};
    double first{}; ///< what it printed first
    double value{}; ///< what stands
    std::optional<Date> mended;
    bool rounded = false;
};

struct Story {
    Cell cell;
    double workers; ///< as they were
    std::vector<Article> articles;
};

std::vector<Cell> draw_cells(const Country& country) {
    std::vector<Cell> cells;
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        for (const std::string_view host : hosts) {
            cells.push_back({host, t});
        }
    }
    const Random random = draws(country.spec.seed, Stream::press_cells);
    const auto count = std::min(cells.size(), static_cast<std::size_t>(country.spec.press_stories));
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(cells[i], cells[i + random.below(i, cells.size() - i)]);
    }
    cells.resize(count);
    std::ranges::sort(cells, {}, [](const Cell& cell) { return std::pair(cell.month, cell.host); });
    return cells;
}

/// Five digits of which the last is not 0, so that to print the same is no accident.
double workers_in(const Country& country, std::size_t story) {
    const Random random = draws(country.spec.seed, Stream::press_levels);
    constexpr double least = 12'000;
    constexpr double room = 6'000; // tens
    const double tens = std::floor(room * random.uniform(2 * story));
    return least + 10 * tens + 1 + static_cast<double>(random.below(2 * story + 1, 9));
}

/// A digit too many, or two neighbours exchanged.
double slipped(const Random& random, std::uint64_t index, double value) {
    if (random.uniform(index) < 0.5) {
        return value * 10;
    }
    const double last = std::fmod(value, 10);
    const double tens = std::fmod(std::floor(value / 10), 10);
    return last == tens ? value * 10 : value - 10 * tens - last + 10 * last + tens;
}

Article dispatch(const Country& country, const Random& random, const std::string& name,
                 const Story& story, bool may_err) {
    constexpr std::uint64_t days = 40;
    constexpr double error = 0.25;
    Article wire;
    wire.source = fmt::format("{}-wire", name);
    wire.day = {country.months[story.cell.month].end.days +
                static_cast<std::int32_t>(random.below(0, days))};
    const bool errs = may_err && random.uniform(1) < country.spec.press_wrong;
    wire.value = errs ? 10 * std::floor(story.workers * (1 + error * random.sign(2)) / 10) + 7
                      : story.workers;
    wire.first = wire.value;
    return wire;
}

/// Articles that repeat the dispatch, or one that repeats it.
void add_copies(const Country& country, const std::string& name, std::uint32_t which, bool hidden,
                Story& story) {
    const CountrySpec& spec = country.spec;
    const Random random = draws(spec.seed, Stream::press_copies, which);
    constexpr std::uint64_t days_to_copy = 5;
    constexpr std::uint64_t days_to_mend = 30;
    constexpr double tells_its_origin = 0.5; // of the copies of a story in which some hide it
    const auto count = static_cast<std::size_t>(draw_count(random, 0, spec.press_copies));
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t base = 10 * (i + 1);
        const Article model = story.articles[random.below(base, story.articles.size())];
        Article copy;
        copy.source = fmt::format("{}-copy-{}", name, i + 1);
        copy.repeats = model.source;
        copy.cites = !hidden || (i > 0 && random.uniform(base + 1) < tells_its_origin);
        copy.day = {model.day.days + 1 +
                    static_cast<std::int32_t>(random.below(base + 2, days_to_copy))};
        copy.value = model.value;
        copy.first = copy.value;
        if (random.uniform(base + 3) < spec.press_slips) {
            copy.first = slipped(random, base + 4, copy.value);
            copy.mended = Date{copy.day.days + 1 +
                               static_cast<std::int32_t>(random.below(base + 5, days_to_mend))};
        }
        story.articles.push_back(std::move(copy));
    }
}

Story make_story(const Country& country, std::size_t index, const Cell& cell) {
    const CountrySpec& spec = country.spec;
    const auto which = static_cast<std::uint32_t>(index);
    const Random random = draws(spec.seed, Stream::press_stories, which);
    const std::string name = fmt::format("press-{:03}", index + 1);
    Story story{cell, workers_in(country, index), {}};
    const bool hidden = random.uniform(10) < spec.press_uncited;
    const bool counted_twice = !hidden && random.uniform(11) < spec.press_independent;
    story.articles.push_back(dispatch(country, random, name, story, !counted_twice));
    add_copies(country, name, which, hidden, story);
    if (counted_twice) {
        constexpr double round_to = 1000;
        Article own;
        own.source = fmt::format("{}-own", name);
        own.day = {story.articles[0].day.days + static_cast<std::int32_t>(random.below(12, 60))};
        own.value = own.first = round_to * std::round(story.workers / round_to);
        own.rounded = true;
        story.articles.push_back(std::move(own));
    }
    return story;
}

Statement article_statement(const Country& country, const Story& story, const Article& article) {
    Statement row;
    row.id = article.source;
    row.indicator = "workers.abroad";
    row.area = story.cell.host;
    row.counterpart = made;
    row.period = country.months[story.cell.month];
    row.value = (article.rounded ? "~" : "") + whole(article.value);
    row.unit = "persons";
    row.kind = "estimate";
    row.source = article.source;
    row.known_since = article.mended.value_or(article.day);
    return row;
}

/// The statements of one article: what it printed wrongly stands until it was mended.
void print_article(const Country& country, const Story& story, const Article& article,
                   std::vector<Statement>& rows) {
    Statement row = article_statement(country, story, article);
    if (article.mended) {
        Statement wrong = row;
        wrong.id += "-first";
        wrong.value = whole(article.first);
        wrong.known_since = article.day;
        wrong.withdrawn = article.mended;
        rows.push_back(std::move(wrong));
    }
    rows.push_back(std::move(row));
}

/// The source that it says it repeats.
MadeSource article_source(const Article& article) {
    return {article.source, "An article on workers abroad", 'D',
            article.cites ? article.repeats : "", article.day};
}

Json story_truth(const Country& country, const Story& story) {
    Json articles = Json::array();
    std::size_t origins = 0;
    std::size_t hidden = 0;
    for (const Article& one : story.articles) {
        Json told{{"source", one.source},
                  {"repeats", one.repeats.empty() ? Json() : Json(one.repeats)},
                  {"cites", one.cites},
                  {"printed", one.value}};
        if (one.mended) {
            told["printed_first"] = one.first;
            told["first_day"] = to_string(one.day);
            told["mended"] = to_string(*one.mended);
        }
        origins += one.repeats.empty() ? 1U : 0U;
        hidden += one.cites ? 0U : 1U;
        articles.push_back(std::move(told));
    }
    return {{"host", story.cell.host},  {"month", to_string(country.months[story.cell.month])},
            {"workers", story.workers}, {"origins", origins},
            {"hidden_copies", hidden},  {"articles", articles}};
}

} // namespace

Part press_part(const Country& country) {
    Part part;
    std::vector<Statement> rows;
    Json stories = Json::array();
    const std::vector<Cell> cells = draw_cells(country);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Story story = make_story(country, i, cells[i]);
        for (const Article& article : story.articles) {
            print_article(country, story, article, rows);
            part.sources += source_table(article_source(article));
        }
        stories.push_back(story_truth(country, story));
    }
    part.files.push_back({"claims/press.csv", claims_csv(rows)});
    part.claims = rows.size();
    part.codes = "\n[indicator.\"workers.abroad\"]\nname = \"Workers of the country abroad\"\n"
                 "type = \"stock\"\nunit = \"persons\"\ninteger = true\n";
    part.truth_key = "press";
    part.truth = {{"stories", stories}};
    return part;
}

} // namespace halflight::simulate
