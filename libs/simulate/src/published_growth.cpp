// SPDX-License-Identifier: Apache-2.0
// Growth by sector as an office publishes it, half a year late and revised once, and electricity.
#include "published_growth.hpp"

#include "part_list.hpp"
#include "statements.hpp"
#include "streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace halflight::simulate {

namespace {

using Json = nlohmann::ordered_json;

constexpr double percent = 100;
constexpr double left_by_revision = 1.0 / 3; ///< of the error of the first release
constexpr int months_between_releases = 12;
constexpr std::string_view total = "total";

/// 30 June of the year after.
Date first_release(const Period& year) {
    return to_date({to_civil(year.end).year, 6, 30});
}

/// What enterprises of a group make in each month: light at activity 1 x activity.
std::vector<double> output_of(const Country& country, Group group) {
    std::vector<double> out(country.months.size());
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        if (country.group_of(e) == group) {
            for (std::size_t t = 0; t < out.size(); ++t) {
                out[t] += country.enterprises[e].light * country.treated_activity(t, e);
            }
        }
    }
    return out;
}

double tenths(double number) {
    constexpr double ten = 10;
    return std::round(number * ten) / ten;
}

/// What the office gets wrong in one year, of each release.
struct Slips {
    double first;
    double revised;
};

/// What it gets wrong of the sectors, and the year whose total it flatters.
class Office {
  public:
    explicit Office(const Country& country)
        : m_spec(country.spec), m_random(draws(country.spec.seed, Stream::growth_errors)) {}

    [[nodiscard]] Slips slips(std::size_t sector, std::size_t year) const {
        constexpr std::uint64_t apart = 1000;
        const std::uint64_t at = sector * apart + 2 * year;
        return {m_spec.growth_error * m_random.normal(at),
                left_by_revision * m_spec.growth_error * m_random.normal(at + 1)};
    }
    /// One of so many years.
    [[nodiscard]] std::optional<std::size_t> flattered(std::size_t years) const {
        const bool any = m_spec.growth_flattered != 0 && years > 0;
        return any ? std::optional<std::size_t>(
                         draws(m_spec.seed, Stream::growth_flattered).below(0, years))
                   : std::nullopt;
    }

  private:
    const CountrySpec& m_spec;
    Random m_random;
};

Statement growth_statement(std::string_view indicator, std::string_view sector, const Period& year,
                           std::string_view release, double value) {
    Statement row;
    row.id = fmt::format("{}-{}-{}-{}", indicator == "output.share" ? "share" : "growth", sector,
                         to_string(year), release);
    row.indicator = indicator;
    row.area = made;
    row.dims = sector == total ? "" : fmt::format("sector={}", sector);
    row.period = year;
    row.value = fmt::format("{:.1f}", value == 0 ? 0 : value); // no minus before 0.0
    row.unit = "percent";
    row.kind = "estimate";
    row.source = "made-office";
    row.known_since = first_release(year);
    return row;
}

/// Both releases that came before the months end.
void print_growth(std::string_view sector, const Period& year, const Slips& growth, Date last,
                  std::vector<Statement>& rows) {
    const Date first = first_release(year);
    const Date revised = add_months(first, months_between_releases);
    if (first > last) {
        return;
    }
    rows.push_back(growth_statement("growth.real", sector, year, "first", tenths(growth.first)));
    if (revised <= last) {
        rows.back().withdrawn = revised;
        rows.back().note = "revised";
        rows.push_back(
            growth_statement("growth.real", sector, year, "revised", tenths(growth.revised)));
        rows.back().known_since = revised;
    }
}

/// One year on the year before, as it is.
struct Year {
    Period year;
    double all = 0;              ///< growth of the total
    std::vector<double> sectors; ///< growth
    std::vector<double> shares;  ///< of the year before
};

Year year_of(const Country& country, const std::vector<SectorOutput>& sectors, const Period& year) {
    const auto now = months_in(country, year);
    const auto before = months_in(country, previous(year));
    Year out{year, 0, {}, {}};
    double sum_now = 0;
    double sum_before = 0;
    for (const SectorOutput& sector : sectors) {
        const double level = mean_over(sector.by_month, now);
        const double past = mean_over(sector.by_month, before);
        sum_now += level;
        sum_before += past;
        out.sectors.push_back(percent * (level / past - 1));
        out.shares.push_back(past);
    }
    for (double& share : out.shares) {
        share *= percent / sum_before;
    }
    out.all = percent * (sum_now / sum_before - 1);
    return out;
}

class Publisher {
  public:
    explicit Publisher(const Country& country)
        : m_country(country), m_sectors(sector_outputs(country)), m_office(country),
          m_last(whole_span(country).end), m_years(growth_years(country)) {
        m_flattered = m_office.flattered(published_years(country));
    }

    Part run() {
        Part part;
        Json years = Json::array();
        for (std::size_t y = 0; y < m_years.size(); ++y) {
            const Year year = year_of(m_country, m_sectors, m_years[y]);
            print(year, y);
            years.push_back(told(year));
        }
        if (!m_years.empty()) {
            print_shares();
        }
        part.claims = m_rows.size();
        if (!m_rows.empty()) {
            part.files.push_back({"claims/growth.csv", claims_csv(m_rows)});
            part.sources = source_table(
                {"made-office", "Growth by sector, as an office estimates it", 'C', "", {}});
            part.codes = codes();
        }
        part.truth_key = "growth";
        part.truth = {{"years", years},
                      {"flattered", m_flattered ? Json(to_string(m_years[*m_flattered])) : Json()},
                      {"flattered_by", m_country.spec.growth_flattered},
                      {"first_release_error", m_country.spec.growth_error},
                      {"left_by_revision", left_by_revision}};
        return part;
    }

  private:
    void print(const Year& year, std::size_t y) {
        Slips sum{0, 0};
        for (std::size_t s = 0; s < m_sectors.size(); ++s) {
            const Slips slips = m_office.slips(s, y);
            const Slips growth{year.sectors[s] + slips.first, year.sectors[s] + slips.revised};
            print_growth(to_string(m_sectors[s].group), year.year, growth, m_last, m_rows);
            sum.first += year.shares[s] / percent * growth.first;
            sum.revised += year.shares[s] / percent * growth.revised;
        }
        const double better = y == m_flattered ? m_country.spec.growth_flattered : 0;
        print_growth(total, year.year, {sum.first + better, sum.revised + better}, m_last, m_rows);
    }

    /// Shares in output, of each year up to the last that is published.
    void print_shares() {
        for (const Period& year : m_years) {
            if (first_release(year) > m_last) {
                break;
            }
            const Year of = year_of(m_country, m_sectors, year);
            for (std::size_t s = 0; s < m_sectors.size(); ++s) {
                m_rows.push_back(growth_statement("output.share", to_string(m_sectors[s].group),
                                                  previous(year), "first", of.shares[s]));
            }
        }
    }

    [[nodiscard]] Json told(const Year& year) const {
        Json growth;
        for (std::size_t s = 0; s < m_sectors.size(); ++s) {
            growth[std::string(to_string(m_sectors[s].group))] = year.sectors[s];
        }
        growth[std::string(total)] = year.all;
        return {{"year", to_string(year.year)},
                {"published", first_release(year.year) <= m_last},
                {"growth", growth}};
    }

    [[nodiscard]] std::string codes() const {
        std::string text = "\n[indicator.\"growth.real\"]\nname = \"Real growth on the year "
                           "before\"\ntype = \"rate\"\nunit = \"percent\"\n"
                           "\n[indicator.\"output.share\"]\nname = \"Share in output\"\n"
                           "type = \"ratio\"\nunit = \"percent\"\nnonnegative = true\n"
                           "\n[dimension.sector]\nname = \"Sector\"\n";
        for (const SectorOutput& sector : m_sectors) {
            const std::string_view name = to_string(sector.group);
            text += fmt::format("  [dimension.sector.codes.{}]\n  name = \"{}\"\n", name, name);
        }
        return text;
    }

    const Country& m_country;
    std::vector<SectorOutput> m_sectors;
    Office m_office;
    Date m_last;
    std::vector<Period> m_years;
    std::optional<std::size_t> m_flattered;
    std::vector<Statement> m_rows;
};

} // namespace

std::vector<SectorOutput> sector_outputs(const Country& country) {
    std::vector<SectorOutput> out;
    for (const Group group : groups) {
        std::vector<double> output = output_of(country, group);
        const bool makes = std::ranges::all_of(output, [](double month) { return month > 0; });
        if (makes) {
            out.push_back({group, std::move(output)});
        }
    }
    return out;
}

std::vector<Period> growth_years(const Country& country) {
    std::vector<Period> years = units_inside(whole_span(country), Frequency::annual);
    if (!years.empty()) {
        years.erase(years.begin()); // nothing to compare with
    }
    return years;
}

std::size_t published_years(const Country& country) {
    const Date last = whole_span(country).end;
    const auto years = growth_years(country);
    return static_cast<std::size_t>(std::ranges::count_if(
        years, [last](const Period& year) { return first_release(year) <= last; }));
}

Part growth_part(const Country& country) {
    return Publisher(country).run();
}

Part electricity_part(const Country& country) {
    const CountrySpec& spec = country.spec;
    const Random random = draws(spec.seed, Stream::electricity);
    constexpr double households = 0.3; // of what an ordinary month needs, whatever industry does
    constexpr double winter = 0.1;     // more in January, less in July
    constexpr int days_to_report = 45;
    std::vector<double> industry(country.months.size());
    double light = 0;
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        light += country.enterprises[e].light;
        for (std::size_t t = 0; t < industry.size(); ++t) {
            industry[t] += country.enterprises[e].light * country.treated_activity(t, e);
        }
    }
    std::vector<Statement> rows;
    std::vector<double> generated;
    for (std::size_t t = 0; t < industry.size(); ++t) {
        const double need =
            households * (1 + winter * country.season[t]) + (1 - households) * industry[t] / light;
        generated.push_back(spec.electricity / 12 * need *
                            std::exp(spec.electricity_noise * random.normal(t)));
        Statement row;
        row.id = fmt::format("electricity-{}", to_string(country.months[t]));
        row.indicator = "electricity.generated";
        row.area = made;
        row.period = country.months[t];
        row.value = whole(generated.back());
        row.unit = "1";
        row.source = "made-grid";
        row.known_since = {country.months[t].end.days + days_to_report};
        rows.push_back(std::move(row));
    }
    Part part;
    part.files.push_back({"claims/electricity.csv", claims_csv(rows)});
    part.claims = rows.size();
    part.sources = source_table({"made-grid", "Electricity generated", 'B', "", {}});
    part.codes = "\n[indicator.\"electricity.generated\"]\n"
                 "name = \"Electricity generated, gigawatt-hours\"\ntype = \"flow\"\n"
                 "unit = \"1\"\nnonnegative = true\n";
    part.truth_key = "electricity";
    part.truth = {{"households", households}, {"noise", spec.electricity_noise}};
    return part;
}

} // namespace halflight::simulate
