// SPDX-License-Identifier: Apache-2.0
// A first guess at why statements disagree. An analyst confirms or overrules it.
#include "context.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::reason {
namespace {

/// Size of the last place that is not zero: 10 for 29,240 and 0.1 for 7.4.
double last_place(double value) noexcept {
    double place = 1;
    const double size = std::abs(value);
    if (size == 0 || !std::isfinite(size)) {
        return 0;
    }
    for (double tenths = 10;
         std::abs(size - std::round(size / place) * place) > 1e-9 * size && tenths < 1e10;
         tenths *= 10) {
        place = 1 / tenths;
    }
    while (place >= 1 && std::fmod(size, place * 10) == 0 && place < size) {
        place *= 10;
    }
    return place;
}

bool rounded_alike(double a, double b) noexcept {
    return std::abs(a - b) < std::max(last_place(a), last_place(b));
}

/// One digit exchanged, two digits swapped, or the point moved by one or more places.
bool slip_of_the_pen(double a, double b) {
    if (a == 0 || b == 0) {
        return false;
    }
    const double shift = std::log10(std::abs(a / b));
    if (std::abs(shift) > 0.5 && std::abs(shift - std::round(shift)) < 0.002) {
        return true;
    }
    const std::string x = format_exact(a);
    const std::string y = format_exact(b);
    if (x.size() != y.size() || x.size() < 3) {
        return false;
    }
    const auto differing = std::count_if(x.begin(), x.end(), [&](const char& c) {
        return c != y[static_cast<std::size_t>(&c - x.data())];
    });
    const bool same_digits = std::is_permutation(x.begin(), x.end(), y.begin());
    return differing == 1 || (differing == 2 && same_digits);
}

bool one_cell(const Context& context, std::span<const ledger::ClaimIndex> claims) {
    return std::all_of(claims.begin(), claims.end(), [&](auto claim) {
        return context.claim(claim).series == context.claim(claims[0]).series &&
               context.claim(claim).period == context.claim(claims[0]).period;
    });
}

bool one_origin(const Context& context, std::span<const ledger::ClaimIndex> claims) {
    const auto origin = context.ledger.origin_of(context.claim(claims[0]).source);
    return std::all_of(claims.begin(), claims.end(), [&](auto claim) {
        return context.ledger.origin_of(context.claim(claim).source) == origin;
    });
}

bool one_date(const Context& context, std::span<const ledger::ClaimIndex> claims) {
    return std::all_of(claims.begin(), claims.end(), [&](auto claim) {
        return context.claim(claim).known_since == context.claim(claims[0]).known_since;
    });
}

} // namespace

Verdict propose_verdict(const Context& context, std::span<const ledger::ClaimIndex> claims,
                        FindingKind kind) {
    if (claims.empty()) {
        return Verdict::none;
    }
    if (kind == FindingKind::part_whole) {
        return Verdict::scope;
    }
    if (kind == FindingKind::conversion) {
        return Verdict::definition;
    }
    if (claims.size() == 2 && one_cell(context, claims)) {
        const double a = context.claim(claims[0]).printed_low;
        const double b = context.claim(claims[1]).printed_low;
        if (rounded_alike(a, b)) {
            return Verdict::rounding;
        }
        if (slip_of_the_pen(a, b)) {
            return Verdict::error;
        }
    }
    if (!one_date(context, claims)) {
        return Verdict::vintage;
    }
    return one_origin(context, claims) ? Verdict::error : Verdict::definition;
}

} // namespace halflight::reason
