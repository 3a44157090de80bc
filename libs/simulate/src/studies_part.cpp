// SPDX-License-Identifier: Apache-2.0
#include "studies_part.hpp"

#include "halflight/base/sphere.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "published_growth.hpp"
#include "statements.hpp"
#include "studies_report.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace halflight::simulate {

namespace {

/// Whole quarters of the months, and the one in which the treatment begins.
struct Quarters {
    std::vector<Period> all;
    std::size_t treatment = 0;
    [[nodiscard]] std::size_t after() const { return all.size() - treatment; }
};

/// What an analyst knows of the date: a design has to be told one.
Period treated_quarter(const Country& country) {
    return period_at(country.months.at(country.treatment).first, Frequency::quarter);
}

Quarters quarters_of(const Country& country) {
    Quarters out;
    out.all =
        units_inside({country.months.front().first, country.months.back().end}, Frequency::quarter);
    while (out.treatment < out.all.size() && out.all[out.treatment] < treated_quarter(country)) {
        ++out.treatment;
    }
    return out;
}

std::string head(std::string_view design, std::string_view title) {
    return fmt::format("design = \"{}\"\ntitle = \"{}\"\n", design, title);
}

/// Sources of the tables, and since when they were known.
std::string tail(const Country& country, std::string_view source) {
    return fmt::format("sources = [\"{}\"]\nknown-since = {}\n", source,
                       to_string(country.months.back().end));
}

std::string window_of(const CountrySpec& spec) {
    return fmt::format("{}/{}", spec.mention_first_year, spec.mention_last_year);
}

/// The later half of the same.
std::string late_window_of(const CountrySpec& spec) {
    return fmt::format("{}/{}", (spec.mention_first_year + spec.mention_last_year + 1) / 2,
                       spec.mention_last_year);
}

/// Last quarter, and that of the same season in the last year without treatment.
struct Baselines {
    Period earlier, later;
};

std::optional<Baselines> baselines_of(const Quarters& quarters) {
    constexpr std::size_t year = 4;
    std::size_t earlier = quarters.all.size() - 1;
    while (earlier >= quarters.treatment && earlier >= year) {
        earlier -= year;
    }
    if (quarters.after() < 2 || earlier < year || earlier >= quarters.treatment) {
        return std::nullopt;
    }
    return Baselines{quarters.all[earlier], quarters.all.back()};
}

std::string county(const Country& country, const Baselines& baselines) {
    return head("county", "Counties with more heavy industry and munitions: change in light") +
           "panel = \"county\"\nenterprises = \"enterprises.csv\"\nmentions = \"mentions.csv\"\n"
           "industries = \"industries.csv\"\nplaces = \"places.csv\"\n"
           "group = [\"heavy\", \"munitions\"]\n" +
           fmt::format("window = \"{}\"\nearlier = \"{}\"\nlater = \"{}\"\ntreatment = \"{}\"\n",
                       window_of(country.spec), to_string(baselines.earlier),
                       to_string(baselines.later), to_string(treated_quarter(country))) +
           tail(country, "made-newspapers");
}

/// As many years back as there are, five at most.
std::string earlier_options(const Quarters& quarters, const Baselines& baselines) {
    constexpr std::size_t year = 4;
    constexpr int most = 5;
    std::size_t at = 0;
    while (quarters.all[at] != baselines.earlier) {
        ++at;
    }
    std::string options;
    for (int k = 0; k < most; ++k) {
        options += fmt::format("{}\"{}\"", k == 0 ? "" : ", ", to_string(quarters.all[at]));
        if (at < year) {
            break;
        }
        at -= year;
    }
    return options;
}

/// All in one unit of light, so that estimates can stand beside each other.
std::string curve(const Country& country, const Quarters& quarters, const Baselines& baselines) {
    return head("curve", "Every way to ask whether exposed counties brightened") +
           fmt::format("of = \"county\"\n[choice]\nearlier = [{}]\n",
                       earlier_options(quarters, baselines)) +
           "group = [\"heavy+munitions\", \"heavy\", \"munitions\"]\n"
           "smoothing = [\"beta-binomial\", \"none\"]\ncontrols = [\"none\", \"border\"]\n"
           "error = [\"hc3\", \"province\", \"spatial\"]\n" +
           fmt::format("window = [\"{}\", \"{}\"]\n", window_of(country.spec),
                       late_window_of(country.spec));
}

std::string enterprise(const Country& country, std::string_view title, std::string_view treated,
                       std::string_view controls) {
    return head("enterprise", title) +
           fmt::format("panel = \"enterprise\"\nenterprises = \"enterprises.csv\"\n"
                       "industries = \"industries.csv\"\ntreated = [\"{}\"]\ncontrols = [{}]\n"
                       "affected = [\"heavy\", \"munitions\"]\nfrequency = \"Q\"\n"
                       "treatment = \"{}\"\nbuffer-km = {}\nbalance = 0.8\n"
                       "methods = [\"gsynth\", \"synthetic-did\", \"difference-in-differences\"]\n",
                       treated, controls, to_string(treated_quarter(country)),
                       format_exact(country.spec.buffer_m / 1000)) +
           tail(country, "made-newspapers");
}

std::string begin(const Country& country) {
    return head("turning-point", "When visits to munitions plants rose") +
           fmt::format("reports = \"visits.csv\"\ntype = \"munitions\"\ntype-column = \"class\"\n"
                       "coverage = \"visits-coverage.csv\"\nwindow = \"{}/{}\"\nleast-delay = 1\n"
                       "most-delay = {}\nsynthetic = true\n",
                       to_string(country.months.front()), to_string(country.months.back()),
                       country.spec.visit_delay) +
           tail(country, "made-leader");
}

/// What an analyst has by then: monthly light is processed in two months.
Date growth_day(const Country& country) {
    constexpr int days = 60;
    return {country.months.back().end.days + days};
}

/// Growth of sectors, and what may foretell it.
std::string growth_series(const Country& country) {
    std::string text = fmt::format("as-of = {}\nenterprises = \"enterprises.csv\"\n"
                                   "industries = \"industries.csv\"\n"
                                   "sources = [\"made-newspapers\"]\n[target]\n",
                                   to_string(growth_day(country)));
    std::string lights;
    for (const SectorOutput& sector : sector_outputs(country)) {
        const std::string_view name = to_string(sector.group);
        text += fmt::format("{} = \"growth.real:MADE::sector={}\"\n", name, name);
        lights += fmt::format("[indicator.light-{}]\npanel = \"enterprise\"\ngroup = [\"{}\"]\n"
                              "sectors = [\"{}\"]\nfamily = \"light\"\n",
                              name, name, name);
    }
    return text + "total = \"growth.real:MADE\"\n" + lights +
           "[indicator.light-total]\npanel = \"enterprise\"\nsectors = [\"total\"]\n"
           "family = \"light\"\n"
           "[indicator.electricity]\nseries = \"electricity.generated:MADE\"\n"
           "[indicator.trade]\nseries = \"trade.imports:PARTNER_N:MADE\"\n"
           "[indicator.rice]\nseries = \"price.market:MADE::good=rice\"\n"
           "aggregate = \"mean\"\n";
}

std::string nowcast(const Country& country) {
    return head("nowcast", "Growth by sector before it is published") + growth_series(country);
}

std::string growth_check(const Country& country) {
    std::string text =
        head("growth-check", "Published growth against light, power, trade, prices") +
        "total = \"total\"\n" + growth_series(country) + "[share]\n";
    for (const SectorOutput& sector : sector_outputs(country)) {
        const std::string_view name = to_string(sector.group);
        text += fmt::format("{} = \"output.share:MADE::sector={}\"\n", name, name);
    }
    return text;
}

/// Years enough for a line and for one year to foretell by it, all four groups, and a year that is
/// not published.
std::optional<Period> nowcast_year(const Country& country) {
    constexpr std::size_t least = 7;
    const std::size_t published = published_years(country);
    if (published < least || sector_outputs(country).size() < groups.size()) {
        return std::nullopt;
    }
    const Period last = growth_years(country)[published - 1];
    return period_at(last.end, Frequency::annual);
}

/// Middle, province and closeness to the border of each county.
std::string places(const Country& country) {
    std::string rows = io::csv_line({"id", "longitude", "latitude", "province", "border"});
    for (const County& one : country.counties) {
        rows += io::csv_line({one.id, fmt::format("{:.6f}", one.centre.lon_deg),
                              fmt::format("{:.6f}", one.centre.lat_deg),
                              fmt::format("P{:02}", one.province + 1),
                              format_exact(one.border_exposure)});
    }
    return rows;
}

double km_between(const Enterprise& a, const Enterprise& b) {
    return great_circle_km(a.place.lon_deg, a.place.lat_deg, b.place.lon_deg, b.place.lat_deg);
}

/// Whether enough enterprises are neither treated nor beside those that are, so that every group
/// has controls.
bool has_controls(const Country& country) {
    constexpr std::size_t least = 10;
    constexpr double apart_km = 5; // as designs have it
    const auto is_other = [&](std::size_t e) {
        return country.group_of(e) == Group::other && country.enterprises[e].place_known;
    };
    const auto is_affected = [&](std::size_t e) {
        return country.group_of(e) == Group::heavy || country.group_of(e) == Group::munitions;
    };
    std::size_t controls = 0;
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        bool far = is_other(e);
        for (std::size_t k = 0; far && k < country.enterprises.size(); ++k) {
            far = !is_affected(k) ||
                  km_between(country.enterprises[e], country.enterprises[k]) >= apart_km;
        }
        controls += far ? 1U : 0U;
    }
    return controls >= least;
}

} // namespace

Part studies_part(const Country& country) {
    Part part;
    const auto add = [&part](const char* name, std::string bytes) {
        part.files.push_back({fmt::format("studies/{}", name), std::move(bytes)});
    };
    const Quarters quarters = quarters_of(country);
    add("places.csv", places(country));
    add("begin.toml", begin(country));
    part.sources =
        source_table({"made-newspapers", "Enterprises and what is written of them", 'C', "", {}});
    const auto baselines = has_controls(country) ? baselines_of(quarters) : std::nullopt;
    const auto year = nowcast_year(country);
    if (year) {
        add("nowcast.toml", nowcast(country));
        add("growth-check.toml", growth_check(country));
    }
    for (TextFile& file : studies_report(baselines.has_value(), year)) {
        part.files.push_back(std::move(file));
    }
    if (baselines) {
        add("county.toml", county(country, *baselines));
        add("curve.toml", curve(country, quarters, *baselines));
        constexpr const char* both = "\"light\", \"other\"";
        add("heavy.toml", enterprise(country, "Light of heavy industry", "heavy", both));
        add("munitions.toml", enterprise(country, "Light of munitions plants", "munitions", both));
        add("light.toml", enterprise(country, "Light of light industry", "light", "\"other\""));
    }
    return part;
}

} // namespace halflight::simulate
