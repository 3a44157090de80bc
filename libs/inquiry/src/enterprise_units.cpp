// SPDX-License-Identifier: Apache-2.0
#include "enterprise_units.hpp"

#include "halflight/base/sphere.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace halflight::inquiry {
namespace {

/// Who is compared with whom.
class Chooser {
  public:
    Chooser(Asked& asked, Desk& desk, const Enterprises& enterprises,
            const studies::LightPanel& panel)
        : m_enterprises(enterprises), m_apart_km(asked.number("apart-km", 5, 0, 20000)) {
        for (std::size_t i = 0; i < panel.units.size(); ++i) {
            m_units.emplace(panel.units[i], i);
        }
        m_treated = read_group(asked, desk, "treated").industries;
        m_controls = read_group(asked, desk, "controls").industries;
        m_affected =
            asked.has("affected") ? read_group(asked, desk, "affected").industries : m_treated;
    }

    Groups choose() {
        collect_affected();
        Groups groups;
        for (std::size_t e = 0; e < m_enterprises.list.size(); ++e) {
            const bool treated = is_in(e, m_treated);
            const bool control = !treated && is_in(e, m_controls);
            if (!treated && !control) {
                continue;
            }
            const auto unit = m_units.find(m_enterprises.list[e].id);
            if (unit == m_units.end()) {
                ++groups.without_light;
            } else if (treated) {
                groups.treated.push_back(unit->second);
            } else if (is_near(e)) {
                ++groups.too_near;
            } else {
                groups.controls.push_back(unit->second);
            }
        }
        return groups;
    }

  private:
    [[nodiscard]] bool is_in(std::size_t e, const std::vector<std::string>& industries) const {
        return std::ranges::find(industries, m_enterprises.list[e].industry) != industries.end();
    }

    /// By cells of whole degrees of latitude, so that few are looked at.
    void collect_affected() {
        for (std::size_t e = 0; e < m_enterprises.list.size(); ++e) {
            if (is_in(e, m_affected) && std::isfinite(m_enterprises.latitude[e])) {
                m_rows.emplace(m_enterprises.latitude[e], e);
            }
        }
    }

    [[nodiscard]] bool is_near(std::size_t e) const {
        const double lat = m_enterprises.latitude[e];
        if (m_apart_km <= 0 || !std::isfinite(lat)) {
            return false;
        }
        constexpr double km_per_degree = 110;
        const double reach = m_apart_km / km_per_degree;
        for (auto at = m_rows.lower_bound(lat - reach);
             at != m_rows.end() && at->first <= lat + reach; ++at) {
            const std::size_t other = at->second;
            if (other != e &&
                great_circle_km(m_enterprises.longitude[e], lat, m_enterprises.longitude[other],
                                m_enterprises.latitude[other]) < m_apart_km) {
                return true;
            }
        }
        return false;
    }

    const Enterprises& m_enterprises;
    double m_apart_km;
    std::map<std::string, std::size_t> m_units;
    std::vector<std::string> m_treated, m_controls, m_affected;
    std::multimap<double, std::size_t> m_rows; ///< affected, by latitude
};

} // namespace

Groups choose_groups(Asked& asked, Desk& desk, const Enterprises& enterprises,
                     const studies::LightPanel& panel) {
    return Chooser(asked, desk, enterprises, panel).choose();
}

studies::EnterprisePlaces places_of(Asked& asked, Desk& desk, const Enterprises& enterprises,
                                    const studies::LightPanel& panel) {
    studies::EnterprisePlaces places;
    if (asked.flag("independent", false)) {
        return places;
    }
    std::map<std::string_view, std::size_t> rows;
    for (std::size_t e = 0; e < enterprises.list.size(); ++e) {
        rows.emplace(enterprises.list[e].id, e);
    }
    const TextTable* const table =
        asked.has("cluster") ? desk.table(asked, "enterprises") : nullptr;
    const auto column = table == nullptr ? std::nullopt : table->find(asked.text("cluster"));
    if (table != nullptr && !column) {
        asked.fault("cluster",
                    fmt::format("{}: there is no column '{}'", table->file, asked.text("cluster")),
                    fmt::format("it has {}", fmt::join(table->columns, ", ")));
    }
    std::map<std::string_view, std::uint32_t> clusters;
    std::string lost;
    std::size_t lost_count = 0;
    bool cluster_lacks = false;
    for (const std::string& unit : panel.units) {
        const auto found = rows.find(unit);
        if (found == rows.end()) {
            asked.fault("enterprises",
                        fmt::format("there is no enterprise '{}', of which the panel has light",
                                    shorten(unit)),
                        "add it to the table, or take it out of the panel");
            return {};
        }
        if (!std::isfinite(enterprises.longitude[found->second]) && lost_count++ == 0) {
            lost = unit;
        }
        places.longitude.push_back(enterprises.longitude[found->second]);
        places.latitude.push_back(enterprises.latitude[found->second]);
        if (column) {
            const auto next = static_cast<std::uint32_t>(clusters.size());
            const std::string& name = table->rows[found->second][*column];
            if (name.empty() && !std::exchange(cluster_lacks, true)) {
                asked.fault("cluster",
                            fmt::format("{}: there is no {}", table->place(found->second),
                                        asked.text("cluster")),
                            "write it for all of which the panel has light, or take the cells of "
                            "a map: leave `cluster` out");
            }
            places.cluster.push_back(clusters.emplace(name, next).first->second);
        }
    }
    if (lost_count > 0) {
        asked.fault("enterprises",
                    fmt::format("{} of {} enterprises of which the panel has light have no "
                                "longitude and latitude, '{}' first: what neighbours share cannot "
                                "be told",
                                lost_count, panel.units.size(), shorten(lost)),
                    "write them, or independent = true, by which none has neighbours");
    }
    return places;
}

} // namespace halflight::inquiry
