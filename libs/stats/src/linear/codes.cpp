// SPDX-License-Identifier: Apache-2.0
#include "codes.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "halflight/base/error.hpp"
#include "halflight/stats/estimate.hpp"

namespace halflight::stats::detail {

namespace {

constexpr std::uint32_t unseen = ~std::uint32_t{0};

Levels encode_by_table(Codes codes, std::int64_t low, std::size_t width) {
    std::vector<unsigned char> met(width, 0); // bytes, as rows meet levels in no order
    for (const std::int32_t code : codes) {
        met[static_cast<std::size_t>(code - low)] = 1;
    }
    std::vector<std::uint32_t> level(width, unseen);
    Levels made;
    for (std::size_t i = 0; i < width; ++i) {
        if (met[i] != 0) {
            level[i] = static_cast<std::uint32_t>(made.codes.size());
            made.codes.push_back(static_cast<std::int32_t>(low + static_cast<std::int64_t>(i)));
        }
    }
    const bool gaps = made.codes.size() < width;
    made.of_row.resize(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const auto place = static_cast<std::size_t>(codes[i] - low);
        made.of_row[i] = gaps ? level[place] : static_cast<std::uint32_t>(place);
    }
    return made;
}

Levels encode_by_search(Codes codes) {
    Levels made;
    made.codes.assign(codes.begin(), codes.end());
    std::ranges::sort(made.codes);
    const auto rest = std::ranges::unique(made.codes);
    made.codes.erase(rest.begin(), rest.end());
    made.of_row.resize(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const auto place = std::ranges::lower_bound(made.codes, codes[i]);
        made.of_row[i] = static_cast<std::uint32_t>(place - made.codes.begin());
    }
    return made;
}

} // namespace

Levels encode(Codes codes) {
    if (codes.empty()) {
        return {};
    }
    const auto [low, high] = std::ranges::minmax(codes);
    const auto width = static_cast<std::size_t>(std::int64_t{high} - std::int64_t{low}) + 1;
    return width <= 8 * codes.size() + 1024 ? encode_by_table(codes, low, width)
                                            : encode_by_search(codes);
}

Levels encode(Codes codes, std::span<const std::size_t> rows) {
    const std::vector<std::int32_t> picked = pick<std::int32_t>(codes, rows);
    return encode(picked);
}

Order order_by(std::span<const std::uint32_t> levels, std::size_t count) {
    Order order{.rows = std::vector<std::uint32_t>(levels.size()),
                .starts = std::vector<std::uint32_t>(count + 1, 0)};
    for (const std::uint32_t level : levels) {
        ++order.starts[level + 1];
    }
    std::partial_sum(order.starts.begin(), order.starts.end(), order.starts.begin());
    std::vector<std::uint32_t> next(order.starts.begin(), order.starts.end() - 1);
    for (std::uint32_t i = 0; i < levels.size(); ++i) {
        order.rows[next[levels[i]]++] = i;
    }
    return order;
}

Combined combine(std::span<const std::uint32_t> first, std::size_t first_count,
                 std::span<const std::uint32_t> second, std::size_t second_count) {
    const Order order = order_by(first, first_count);
    std::vector<std::uint32_t> met_by(second_count, unseen);
    std::vector<std::uint32_t> number(second_count);
    Combined made{.of_row = std::vector<std::uint32_t>(first.size())};
    for (std::uint32_t g = 0; g < first_count; ++g) {
        for (std::uint32_t at = order.starts[g]; at < order.starts[g + 1]; ++at) {
            const std::uint32_t row = order.rows[at];
            const std::uint32_t other = second[row];
            if (met_by[other] != g) {
                met_by[other] = g;
                number[other] = static_cast<std::uint32_t>(made.count++);
            }
            made.of_row[row] = number[other];
        }
    }
    return made;
}

bool nested(std::span<const std::uint32_t> inner, std::size_t inner_count,
            std::span<const std::uint32_t> outer) {
    std::vector<std::uint32_t> of_inner(inner_count, unseen);
    for (std::size_t i = 0; i < inner.size(); ++i) {
        std::uint32_t& held = of_inner[inner[i]];
        if (held == unseen) {
            held = outer[i];
        } else if (held != outer[i]) {
            return false;
        }
    }
    return true;
}

Components components(std::span<const std::uint32_t> first, std::size_t first_count,
                      std::span<const std::uint32_t> second, std::size_t second_count) {
    std::vector<std::uint32_t> parent(first_count + second_count);
    std::iota(parent.begin(), parent.end(), 0U);
    const auto root = [&](std::uint32_t at) {
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    };
    for (std::size_t i = 0; i < first.size(); ++i) {
        const std::uint32_t a = root(first[i]);
        const std::uint32_t b = root(static_cast<std::uint32_t>(first_count + second[i]));
        parent[std::max(a, b)] = std::min(a, b);
    }
    Components made{.of_first = std::vector<std::uint32_t>(first_count)};
    std::vector<std::uint32_t> number(first_count, unseen);
    for (std::uint32_t level = 0; level < first_count; ++level) {
        std::uint32_t& known = number[root(level)];
        if (known == unseen) {
            known = static_cast<std::uint32_t>(made.count++);
        }
        made.of_first[level] = known;
    }
    return made;
}

Matrix pick(MatrixView values, std::span<const std::size_t> rows) {
    Matrix picked(rows.size(), values.cols);
    for (std::size_t c = 0; c < values.cols; ++c) {
        const std::span<const double> from = values.column(c);
        const std::span<double> to = picked.column(c);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            to[i] = from[rows[i]];
        }
    }
    return picked;
}

} // namespace halflight::stats::detail

namespace halflight::stats {

std::vector<std::int32_t> interact(std::span<const Codes> groupings) {
    if (groupings.empty()) {
        return {};
    }
    detail::Levels first = detail::encode(groupings[0]);
    std::size_t count = first.count();
    std::vector<std::uint32_t> level = std::move(first.of_row);
    for (std::size_t q = 1; q < groupings.size(); ++q) {
        if (groupings[q].size() != level.size()) {
            throw Error(ErrorCode::invalid_argument,
                        "groupings to interact have " + std::to_string(level.size()) + " and " +
                            std::to_string(groupings[q].size()) + " rows");
        }
        const detail::Levels next = detail::encode(groupings[q]);
        detail::Combined both = detail::combine(level, count, next.of_row, next.count());
        level = std::move(both.of_row);
        count = both.count;
    }
    std::vector<std::int32_t> number(count, -1);
    std::vector<std::int32_t> made(level.size());
    std::int32_t met = 0;
    for (std::size_t i = 0; i < level.size(); ++i) {
        std::int32_t& known = number[level[i]];
        known = known < 0 ? met++ : known;
        made[i] = known;
    }
    return made;
}

} // namespace halflight::stats
