// SPDX-License-Identifier: Apache-2.0
// shiftshare/leave_one_out.cpp - shift-share variables whose shocks leave the own group out.
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "halflight/stats/shift_share.hpp"

namespace halflight::stats {

namespace {

void check(const MatrixView& shares, const MatrixView& other, const char* name) {
    if (other.rows != shares.rows || other.cols != shares.cols) {
        refuse(fmt::format("{} is {} x {}; the shares are {} x {}", name, other.rows, other.cols,
                           shares.rows, shares.cols));
    }
    for (std::size_t k = 0; k < other.cols; ++k) {
        for (std::size_t i = 0; i < other.rows; ++i) {
            if (!std::isfinite(other(i, k))) {
                refuse(fmt::format("{} is not a number in row {} for shock {}", name, i, k));
            }
        }
    }
}

struct Sum {
    double product = 0;
    double weight = 0;
};

} // namespace

std::vector<double> leave_one_out_instrument(const MatrixView& shares, const MatrixView& growth,
                                             const MatrixView& weights,
                                             std::span<const int> groups) {
    check(shares, shares, "the share");
    check(shares, growth, "the growth");
    check(shares, weights, "the weight");
    if (groups.size() != shares.rows) {
        refuse(fmt::format("groups are given for {} regions; there are {}", groups.size(),
                           shares.rows));
    }
    std::vector<double> made(shares.rows);
    for (std::size_t k = 0; k < shares.cols; ++k) {
        Sum all;
        std::unordered_map<int, Sum> own;
        for (std::size_t i = 0; i < shares.rows; ++i) {
            if (weights(i, k) < 0) {
                refuse(fmt::format("the weight of row {} for shock {} is negative", i, k));
            }
            Sum& group = own[groups[i]];
            group.product += weights(i, k) * growth(i, k);
            group.weight += weights(i, k);
            all.product += weights(i, k) * growth(i, k);
            all.weight += weights(i, k);
        }
        for (std::size_t i = 0; i < shares.rows; ++i) {
            const Sum& group = own[groups[i]];
            const double left = all.weight - group.weight;
            if (shares(i, k) == 0) {
                continue;
            }
            if (!(left > 1e-12 * all.weight)) {
                refuse(fmt::format("row {} has a share in sector {}, which no other group has: "
                                   "leave the sector out or merge groups",
                                   i, k));
            }
            made[i] += shares(i, k) * (all.product - group.product) / left;
        }
    }
    return made;
}

} // namespace halflight::stats
