// SPDX-License-Identifier: Apache-2.0
#include "halflight/simulate/panel.hpp"

#include "halflight/base/parallel.hpp"
#include "halflight/stats/estimate.hpp"
#include "scene_parts.hpp"
#include "zone_rows.hpp"

#include <algorithm>
#include <array>

namespace halflight::simulate {

namespace {

/// Sums over the cells of a zone that were seen.
struct Sums {
    double area = 0;
    double light = 0; ///< area x radiance
    double below = 0; ///< area below the floor
};

/// Sums of neighbouring cells, in an order that does not depend on what runs beside.
struct Stretch {
    double seen = 0;
    double light = 0;
    double below = 0;
};
Stretch sum(const float* cells, std::int64_t count, float floor) {
    constexpr std::int64_t lanes = 4;
    std::array<double, lanes> seen{};
    std::array<double, lanes> light{};
    std::array<double, lanes> below{};
    const auto add = [&](std::int64_t i, std::size_t lane) {
        const bool there = cells[i] != unseen;
        seen[lane] += there ? 1.0 : 0.0;
        light[lane] += there ? static_cast<double>(cells[i]) : 0.0;
        below[lane] += cells[i] < floor ? 1.0 : 0.0;
    };
    std::int64_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            add(i + static_cast<std::int64_t>(lane), lane);
        }
    }
    for (; i < count; ++i) {
        add(i, 0);
    }
    const auto all = [](const std::array<double, lanes>& of) {
        return (of[0] + of[1]) + (of[2] + of[3]);
    };
    return {all(seen), all(light), all(below)};
}

std::vector<Sums> sum_month(const MonthScene::State& month, const ZoneRows& rows,
                            std::size_t zones) {
    const Country& country = *month.parts->country;
    // Cells below the floor are stored as 0, so that any threshold up to the floor finds them.
    const auto floor = static_cast<float>(country.spec.floor);
    std::vector<Sums> sums(zones);
    std::vector<float> cells(static_cast<std::size_t>(country.grid.width));
    for (std::size_t row = 0; row < rows.areas.size(); ++row) {
        for (std::size_t i = rows.spans_begin[row]; i < rows.spans_begin[row + 1]; ++i) {
            month.observe_row(static_cast<std::int64_t>(row), rows.spans[i].first,
                              rows.spans[i].end, cells.data() + rows.spans[i].first, nullptr);
        }
        for (std::size_t i = rows.cells_begin[row]; i < rows.cells_begin[row + 1]; ++i) {
            const ZoneCells& part = rows.cells[i];
            const Stretch stretch = sum(cells.data() + part.first, part.end - part.first, floor);
            const double weight = part.share * rows.areas[row];
            sums[part.zone].area += weight * stretch.seen;
            sums[part.zone].light += weight * stretch.light;
            sums[part.zone].below += weight * stretch.below;
        }
    }
    return sums;
}

/// Mean light of zones is that of the ground, and a share of each source.
struct Shares {
    std::vector<double> ground;
    struct Part {
        std::size_t zone;
        std::size_t source;
        double share; ///< mean radiance in the zone for light 1
    };
    std::vector<Part> parts; ///< in the order in which they are added
};

class SharesBuilder {
  public:
    SharesBuilder(const SceneParts& parts, const raster::ZoneWeights& weights)
        : m_parts(parts), m_rows(zone_rows(weights, parts.country->grid)), m_area(weights.zones()) {
        m_shares.ground.resize(weights.zones());
    }

    Shares build() && {
        for (std::size_t row = 0; row < m_rows.areas.size(); ++row) {
            add_row(row);
        }
        for (std::size_t zone = 0; zone < m_area.size(); ++zone) {
            m_shares.ground[zone] =
                m_area[zone] > 0 ? m_shares.ground[zone] / m_area[zone] : stats::undefined;
        }
        for (Shares::Part& part : m_shares.parts) {
            part.share /= m_area[part.zone];
        }
        merge();
        return std::move(m_shares);
    }

  private:
    void add_row(std::size_t row) {
        const std::int64_t width = m_parts.country->grid.width;
        const auto number = static_cast<std::int64_t>(row);
        const std::size_t begin = m_rows.cells_begin[row];
        const std::size_t end = m_rows.cells_begin[row + 1];
        if (begin == end) {
            return;
        }
        m_ground.resize(static_cast<std::size_t>(width));
        m_parts.ground_row(number, 0, width, m_ground.data());
        for (std::size_t i = begin; i < end; ++i) {
            const ZoneCells& cells = m_rows.cells[i];
            const double weight = cells.share * m_rows.areas[row];
            m_area[cells.zone] += weight * (cells.end - cells.first);
            for (std::int32_t c = cells.first; c < cells.end; ++c) {
                m_shares.ground[cells.zone] +=
                    weight * static_cast<double>(m_ground[static_cast<std::size_t>(c)]);
            }
        }
        m_parts.sources.visit_row(number, [&](const Sources::Reach& reach) {
            for (std::size_t i = begin; i < end; ++i) {
                add_reach(reach, m_rows.cells[i], m_rows.areas[row]);
            }
        });
    }

    void add_reach(const Sources::Reach& reach, const ZoneCells& cells, double area) {
        const std::int64_t first = std::max<std::int64_t>(cells.first, reach.column);
        const std::int64_t end = std::min<std::int64_t>(
            cells.end, reach.column + static_cast<std::int64_t>(reach.columns.size()));
        double sum = 0;
        for (std::int64_t c = first; c < end; ++c) {
            sum += static_cast<double>(reach.columns[static_cast<std::size_t>(c - reach.column)]);
        }
        if (first < end) {
            m_shares.parts.push_back({cells.zone, reach.source,
                                      sum * cells.share * area * static_cast<double>(reach.share)});
        }
    }

    /// One part for each pair of zone and source.
    void merge() {
        std::vector<Shares::Part>& parts = m_shares.parts;
        std::ranges::stable_sort(
            parts, {}, [](const Shares::Part& part) { return std::pair(part.zone, part.source); });
        std::size_t kept = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (kept > 0 && parts[kept - 1].zone == parts[i].zone &&
                parts[kept - 1].source == parts[i].source) {
                parts[kept - 1].share += parts[i].share;
            } else {
                parts[kept++] = parts[i];
            }
        }
        parts.resize(kept);
    }

    const SceneParts& m_parts;
    ZoneRows m_rows;
    std::vector<double> m_area;
    std::vector<float> m_ground;
    Shares m_shares;
};

stats::Matrix means(const SceneParts& parts, const Shares& shares, World world) {
    const std::size_t months = parts.country->months.size();
    stats::Matrix out(months, shares.ground.size());
    for (std::size_t month = 0; month < months; ++month) {
        const std::vector<float> lights = parts.lights(month, world);
        for (std::size_t zone = 0; zone < shares.ground.size(); ++zone) {
            out(month, zone) = shares.ground[zone];
        }
        for (const Shares::Part& part : shares.parts) {
            out(month, part.zone) += part.share * static_cast<double>(lights[part.source]);
        }
    }
    return out;
}

raster::ZoneWeights weights_of(const Country& country, std::vector<raster::Zone> zones, int jobs) {
    const raster::Parallel parallel = [jobs](std::size_t count,
                                             const std::function<void(std::size_t)>& body) {
        for_each_index(count, jobs, body);
    };
    return raster::cover(country.grid.lattice,
                         raster::prepare_zones(std::move(zones), parallel).zones, parallel);
}

} // namespace

raster::ZoneWeights county_weights(const Country& country) {
    return weights_of(country, county_zones(country), 1);
}

raster::ZoneWeights enterprise_weights(const Country& country, int vertices, int jobs) {
    return weights_of(country, enterprise_zones(country, vertices, jobs), jobs);
}

ObservedPanel observe_panel(const Scene& scene, const raster::ZoneWeights& weights, int jobs) {
    const Country& country = scene.country();
    const ZoneRows rows = zone_rows(weights, country.grid);
    const std::size_t months = country.months.size();
    const stats::Matrix empty(months, weights.zones());
    ObservedPanel panel{weights.zone_ids, country.months, empty, empty, empty};
    for_each_index(months, jobs, [&](std::size_t month) {
        const MonthScene made = scene.month(month);
        const std::vector<Sums> sums = sum_month(made.state(), rows, weights.zones());
        for (std::size_t zone = 0; zone < sums.size(); ++zone) {
            const Sums& sum = sums[zone];
            const double mean = sum.area > 0 ? sum.light / sum.area : stats::undefined;
            panel.value(month, zone) = mean;
            panel.low(month, zone) = mean;
            panel.high(month, zone) =
                sum.below > 0 ? mean + country.spec.floor * sum.below / sum.area : mean;
        }
    });
    return panel;
}

TruthPanel truth_panel(const Scene& scene, const raster::ZoneWeights& weights) {
    const SceneParts& parts = scene.parts();
    const Shares shares = SharesBuilder(parts, weights).build();
    return {weights.zone_ids, scene.country().months, means(parts, shares, World::untreated),
            means(parts, shares, World::treated)};
}

} // namespace halflight::simulate
