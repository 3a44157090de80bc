// SPDX-License-Identifier: Apache-2.0
#include "brute_force.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace halflight::reason::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double tolerance = 1e-7;

/// coefficients * x = value.
struct Plane {
    std::vector<double> coefficients;
    double value;
};

std::vector<LinearRow> all_rows(const Problem& problem) {
    std::vector<LinearRow> rows = problem.rows;
    for (std::size_t i = 0; i < problem.claims.size(); ++i) {
        LinearRow own{std::vector<double>(problem.claims.size(), 0.0),
                      std::max(0.0, problem.claims[i].lo), problem.claims[i].hi};
        own.coefficients[i] = 1;
        rows.push_back(std::move(own));
    }
    return rows;
}

bool fits(const std::vector<LinearRow>& rows, const std::vector<double>& point) {
    return std::ranges::all_of(rows, [&](const LinearRow& row) {
        double sum = 0;
        for (std::size_t i = 0; i < point.size(); ++i) {
            sum += row.coefficients[i] * point[i];
        }
        return sum >= row.low - tolerance && sum <= row.high + tolerance;
    });
}

/// Gauss with pivots; nothing when the planes do not meet in one point.
std::optional<std::vector<double>> meet(std::vector<Plane> planes) {
    const std::size_t count = planes.size();
    for (std::size_t column = 0; column < count; ++column) {
        const auto size = [&](const Plane& plane) { return std::abs(plane.coefficients[column]); };
        const auto pivot =
            std::max_element(planes.begin() + static_cast<std::ptrdiff_t>(column), planes.end(),
                             [&](const Plane& a, const Plane& b) { return size(a) < size(b); });
        if (size(*pivot) < 1e-9) {
            return std::nullopt;
        }
        std::swap(planes[column], *pivot);
        for (std::size_t row = 0; row < count; ++row) {
            const double factor =
                planes[row].coefficients[column] / planes[column].coefficients[column];
            for (std::size_t i = 0; row != column && i < count; ++i) {
                planes[row].coefficients[i] -= factor * planes[column].coefficients[i];
            }
            planes[row].value -= row == column ? 0 : factor * planes[column].value;
        }
    }
    std::vector<double> point;
    for (std::size_t i = 0; i < count; ++i) {
        point.push_back(planes[i].value / planes[i].coefficients[i]);
    }
    return point;
}

/// Calls `use` with every choice of `count` planes.
template <class Use>
void choose(const std::vector<Plane>& planes, std::size_t count, std::size_t from,
            std::vector<Plane>& chosen, const Use& use) {
    if (chosen.size() == count) {
        use(chosen);
        return;
    }
    for (std::size_t i = from; i < planes.size(); ++i) {
        chosen.push_back(planes[i]);
        choose(planes, count, i + 1, chosen, use);
        chosen.pop_back();
    }
}

} // namespace

System make_system(World& world, const Problem& problem) {
    world.indicator("n", ledger::IndicatorType::flow, {"persons"}).integer = problem.integer;
    const std::string first = "n:RUS";
    for (std::size_t i = 0; i < problem.claims.size(); ++i) {
        const Interval& claim = problem.claims[i];
        if (claim.bounded()) {
            world.say(std::to_string(i), first, std::to_string(2001 + i),
                      std::to_string(static_cast<int>(claim.lo)) + ".." +
                          std::to_string(static_cast<int>(claim.hi)));
        }
    }
    const auto series =
        world.ledger.add_series(must(ledger::parse_series_key(first, world.ledger)));
    System system(world.ledger);
    for (std::size_t i = 0; i < problem.claims.size(); ++i) {
        const CellIndex cell =
            system.add_cell(series, must(parse_period(std::to_string(2001 + i))), false);
        if (const auto claim = world.ledger.find_claim(std::to_string(i))) {
            system.cells()[cell].claims.push_back(*claim);
        }
    }
    for (const LinearRow& row : problem.rows) {
        std::vector<Term> terms;
        for (CellIndex i = 0; i < row.coefficients.size(); ++i) {
            if (row.coefficients[i] != 0.0) {
                terms.push_back({i, row.coefficients[i]});
            }
        }
        system.add_constraint(
            {ConstraintType::linear, FindingKind::sum, 0, 0, row.low, row.high, 1},
            std::move(terms));
    }
    system.index_constraints();
    return system;
}

std::vector<std::vector<double>> corners(const Problem& problem) {
    const std::vector<LinearRow> rows = all_rows(problem);
    std::vector<Plane> planes;
    for (const LinearRow& row : rows) {
        for (const double end : {row.low, row.high}) {
            if (std::isfinite(end)) {
                planes.push_back({row.coefficients, end});
            }
            if (row.low == row.high) {
                break;
            }
        }
    }
    std::vector<std::vector<double>> result;
    std::vector<Plane> chosen;
    choose(planes, problem.claims.size(), 0, chosen, [&](const std::vector<Plane>& some) {
        if (const auto point = meet(some); point && fits(rows, *point)) {
            result.push_back(*point);
        }
    });
    return result;
}

std::vector<std::vector<double>> whole_solutions(const Problem& problem) {
    const std::vector<LinearRow> rows = all_rows(problem);
    std::vector<std::vector<double>> result;
    std::vector<double> point;
    for (const Interval& claim : problem.claims) {
        point.push_back(claim.lo);
    }
    for (bool more = true; more;) {
        if (fits(rows, point)) {
            result.push_back(point);
        }
        more = false;
        for (std::size_t i = 0; i < point.size() && !more; ++i) {
            more = point[i] < problem.claims[i].hi;
            point[i] = more ? point[i] + 1 : problem.claims[i].lo;
        }
    }
    return result;
}

std::vector<Interval> box(const std::vector<std::vector<double>>& points) {
    std::vector<Interval> result;
    for (const auto& point : points) {
        result.resize(point.size(), Interval::none());
        for (std::size_t i = 0; i < point.size(); ++i) {
            result[i] = hull(result[i], Interval::point(point[i]));
        }
    }
    return result;
}

std::optional<Interval> allowed(const std::vector<Stretch>& statements, int from, int to) {
    // distance[a][b]: the cumulative sum up to b is at most so much above that up to a.
    std::array<std::array<double, most_months + 1>, most_months + 1> distance{};
    for (std::size_t a = 0; a < distance.size(); ++a) {
        for (std::size_t b = 0; b < distance.size(); ++b) {
            distance[a][b] = a >= b ? 0 : infinity; // no month is negative
        }
    }
    for (const Stretch& stretch : statements) {
        const auto a = static_cast<std::size_t>(stretch.from);
        const auto b = static_cast<std::size_t>(stretch.to);
        distance[a][b] = std::min(distance[a][b], static_cast<double>(stretch.high));
        distance[b][a] = std::min(distance[b][a], static_cast<double>(-stretch.low));
    }
    for (std::size_t k = 0; k < distance.size(); ++k) {
        for (auto& row : distance) {
            for (std::size_t b = 0; b < distance.size(); ++b) {
                row[b] = std::min(row[b], row[k] + distance[k][b]);
            }
        }
    }
    for (std::size_t a = 0; a < distance.size(); ++a) {
        if (distance[a][a] < 0) {
            return std::nullopt;
        }
    }
    const auto a = static_cast<std::size_t>(from);
    const auto b = static_cast<std::size_t>(to);
    return Interval{-distance[b][a], distance[a][b], false, std::isinf(distance[a][b])};
}

std::string period_text(const Stretch& stretch) {
    const auto month = [](int number) { return "2024-0" + std::to_string(number); };
    return stretch.to == stretch.from + 1 ? month(stretch.to)
                                          : month(stretch.from + 1) + "/" + month(stretch.to);
}

World make_world(const std::vector<Stretch>& statements) {
    World world;
    world.count("e");
    for (const Stretch& stretch : statements) {
        world.say(std::to_string(world.ledger.claims().size()), "e:RUS", period_text(stretch),
                  std::to_string(stretch.low) + ".." + std::to_string(stretch.high));
    }
    return world;
}

} // namespace halflight::reason::test
