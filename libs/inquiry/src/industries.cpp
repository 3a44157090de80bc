// SPDX-License-Identifier: Apache-2.0
#include "industries.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace halflight::inquiry {
namespace {

/// The columns that a table must have; a fault names the one that lacks.
bool has_columns(const TextTable& table, Asked& asked, std::string_view parameter,
                 std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (!table.find(name)) {
            asked.fault(parameter, fmt::format("{}: there is no column '{}'", table.file, name),
                        fmt::format("it has {}", fmt::join(table.columns, ", ")));
            return false;
        }
    }
    return true;
}

using Places = std::unordered_map<std::string_view, std::size_t>;

class EnterpriseReader {
  public:
    EnterpriseReader(Asked& asked, const TextTable& table, const std::vector<std::string>& zones)
        : m_asked(asked), m_table(table), m_id(*table.find("id")),
          m_industry(*table.find("industry")), m_county(table.find("county")),
          m_longitude(table.find("longitude")), m_latitude(table.find("latitude")) {
        for (std::size_t i = 0; i < zones.size(); ++i) {
            m_zones.emplace(zones[i], i);
        }
    }

    Enterprises read() {
        for (std::size_t row = 0; row < m_table.rows.size(); ++row) {
            const auto& fields = m_table.rows[row];
            if (!m_ids.insert(fields[m_id]).second) {
                m_asked.fault("enterprises",
                              fmt::format("{}: the enterprise '{}' is given twice",
                                          m_table.place(row), shorten(fields[m_id])),
                              "leave one of the rows out, or give it another id");
            }
            m_out.list.push_back({fields[m_id], fields[m_industry], zone(row)});
            read_place(row);
        }
        return std::move(m_out);
    }

  private:
    std::optional<std::size_t> zone(std::size_t row) {
        if (!m_county || m_table.rows[row][*m_county].empty() || m_zones.empty()) {
            return std::nullopt;
        }
        const auto found = m_zones.find(m_table.rows[row][*m_county]);
        if (found == m_zones.end()) {
            m_asked.fault("enterprises",
                          fmt::format("{}: the panel has no zone '{}'", m_table.place(row),
                                      shorten(m_table.rows[row][*m_county])),
                          "write the id of a zone of the panel, or nothing where the place is not "
                          "known");
            return std::nullopt;
        }
        return found->second;
    }

    void read_place(std::size_t row) {
        double lon = stats::undefined;
        double lat = stats::undefined;
        if (m_longitude && m_latitude) {
            const bool no_lon = m_table.rows[row][*m_longitude].empty();
            const bool no_lat = m_table.rows[row][*m_latitude].empty();
            if (no_lon != no_lat) {
                m_asked.fault("enterprises", fmt::format("{}: half of a place", m_table.place(row)),
                              "write longitude and latitude, or neither");
            } else if (!no_lon) {
                lon = number_at(m_table, row, *m_longitude, m_asked, "enterprises");
                lat = number_at(m_table, row, *m_latitude, m_asked, "enterprises");
                check_place(lon, lat, m_table, row, m_asked, "enterprises");
            }
        }
        m_out.longitude.push_back(lon);
        m_out.latitude.push_back(lat);
    }

    Asked& m_asked;
    const TextTable& m_table;
    std::size_t m_id, m_industry;
    std::optional<std::size_t> m_county, m_longitude, m_latitude;
    Places m_zones;
    std::set<std::string_view> m_ids;
    Enterprises m_out;
};

} // namespace

Enterprises read_enterprises(Asked& asked, Desk& desk, const std::vector<std::string>& zones) {
    const TextTable* const table = desk.table(asked, "enterprises");
    if (table == nullptr || !has_columns(*table, asked, "enterprises", {"id", "industry"})) {
        return {};
    }
    return EnterpriseReader(asked, *table, zones).read();
}

stats::Warnings warn_of_alike(const Enterprises& enterprises) {
    std::map<std::tuple<std::string_view, double, double>, std::size_t> first;
    std::size_t alike = 0;
    std::string pair;
    for (std::size_t e = 0; e < enterprises.list.size(); ++e) {
        if (!std::isfinite(enterprises.longitude[e])) {
            continue;
        }
        const auto [at, fresh] = first.try_emplace(
            {enterprises.list[e].industry, enterprises.longitude[e], enterprises.latitude[e]}, e);
        if (!fresh && alike++ == 0) {
            pair = fmt::format("'{}' and '{}'", shorten(enterprises.list[at->second].id),
                               shorten(enterprises.list[e].id));
        }
    }
    if (alike == 0) {
        return {};
    }
    return {{"enterprises_alike",
             fmt::format("{} of {} enterprises have the industry and the place of another, as {}: "
                         "if they are one, its mentions and its light count twice",
                         alike, enterprises.list.size(), pair)}};
}

std::vector<studies::Mention> read_mentions(Asked& asked, Desk& desk,
                                            const Enterprises& enterprises) {
    const TextTable* const table = desk.table(asked, "mentions");
    if (table == nullptr || !has_columns(*table, asked, "mentions", {"enterprise", "day"})) {
        return {};
    }
    Places ids;
    for (std::size_t i = 0; i < enterprises.list.size(); ++i) {
        ids.emplace(enterprises.list[i].id, i);
    }
    const std::size_t who = *table->find("enterprise");
    const std::size_t when = *table->find("day");
    const auto what = table->find("activity");
    const auto count = table->find("count");
    std::vector<studies::Mention> mentions;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        const auto& fields = table->rows[row];
        const auto found = ids.find(fields[who]);
        const auto day = parse_date(fields[when]);
        if (found == ids.end() || !day) {
            asked.fault("mentions",
                        found == ids.end()
                            ? fmt::format("{}: there is no enterprise '{}'", table->place(row),
                                          shorten(fields[who]))
                            : fmt::format("{}: {}", table->place(row), day.fault().message),
                        found == ids.end() ? "add it to the table of enterprises"
                                           : "write a day, as 2019-07-15");
            continue;
        }
        mentions.push_back({found->second, *day, what ? fields[*what] : std::string(),
                            count ? number_at(*table, row, *count, asked, "mentions") : 1});
    }
    return mentions;
}

studies::IndustryGroup read_group(Asked& asked, Desk& desk, std::string_view key) {
    const TextTable* const table = desk.table(asked, "industries");
    if (table == nullptr || !has_columns(*table, asked, "industries", {"code", "group"})) {
        return {};
    }
    const std::size_t code = *table->find("code");
    const std::size_t group = *table->find("group");
    const auto source = table->find("source");
    const std::vector<std::string> wanted = asked.texts(key);
    studies::IndustryGroup out;
    out.name = fmt::format("{}", fmt::join(wanted, " and "));
    std::set<std::string> sources;
    std::set<std::string_view> known;
    for (const auto& fields : table->rows) {
        known.insert(fields[group]);
        if (std::ranges::find(wanted, fields[group]) != wanted.end()) {
            out.industries.push_back(fields[code]);
            if (source && !fields[*source].empty()) {
                sources.insert(fields[*source]);
            }
        }
    }
    for (const std::string& name : wanted) {
        if (!known.contains(name)) {
            asked.fault(key, fmt::format("{}: there is no group '{}'", table->file, shorten(name)),
                        fmt::format("it has {}", fmt::join(known, ", ")));
        }
    }
    out.source = fmt::format("{}", fmt::join(sources, ", "));
    return out;
}

} // namespace halflight::inquiry
