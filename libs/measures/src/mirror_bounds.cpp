// SPDX-License-Identifier: Apache-2.0
// Valuation and agreement of two reports of one flow.
#include "halflight/measures/mirror.hpp"
#include "halflight/measures/trade.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::measures {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Interval logarithm(const Interval& ratio) {
    const auto end = [](double value) { return value > 0 ? std::log(value) : -infinity; };
    if (ratio.empty() || ratio.hi < 0) {
        return Interval::none();
    }
    const Interval out{end(ratio.lo), end(ratio.hi), false, false};
    return {out.lo, out.hi, std::isinf(out.lo), std::isinf(out.hi)};
}

Interval mean(std::span<const Interval> values) {
    Interval sum = values.empty() ? Interval::none() : Interval::point(0);
    for (const Interval& value : values) {
        sum = sum + value;
    }
    return values.empty() ? sum : scale(sum, 1.0 / static_cast<double>(values.size()));
}

/// |x - m| / (x + m) is |2 s - 1| of the share s of either.
Interval discrepancy_of(const Interval& exporter, const Interval& importer) {
    const Interval part = share(exporter, importer);
    if (part.empty()) {
        return part;
    }
    const double low = 2 * part.lo - 1;
    const double high = 2 * part.hi - 1;
    const double least = low <= 0 && high >= 0 ? 0 : std::min(std::abs(low), std::abs(high));
    return Interval::closed(least, std::max(std::abs(low), std::abs(high)));
}

} // namespace

Interval cif_margin(double distance_km, bool contiguous, const MarginModel& model) {
    double low = infinity;
    double high = 0;
    for (const double reference_km : {model.reference_km.lo, model.reference_km.hi}) {
        for (const double elasticity : {model.elasticity.lo, model.elasticity.hi}) {
            const double factor = std::pow(distance_km / reference_km, elasticity);
            low = std::min(low, factor);
            high = std::max(high, factor);
        }
    }
    const Interval factor = Interval::closed(low, high) * model.reference;
    const Interval margin = contiguous ? factor * model.contiguous : factor;
    return Interval::closed(std::min(margin.lo, model.most), std::min(margin.hi, model.most));
}

Interval to_fob(const Interval& cif, const Interval& margin) {
    return cif / (Interval::point(1) + margin);
}

MirrorComparison compare_reports(const Interval& exporter, const Interval& importer) {
    MirrorComparison out;
    out.ratio = importer / exporter;
    out.discrepancy = discrepancy_of(exporter, importer);
    out.meet = !disjoint(exporter, importer);
    out.reconciled = out.meet ? intersect(exporter, importer) : hull(exporter, importer);
    return out;
}

Reliability reliability(std::span<const ReportPair> pairs) {
    std::vector<Interval> discrepancies;
    std::vector<Interval> logs;
    for (const ReportPair& pair : pairs) {
        discrepancies.push_back(discrepancy_of(pair.exporter, pair.importer));
        logs.push_back(logarithm(pair.importer / pair.exporter));
    }
    return {mean(discrepancies), mean(logs), standard_deviation(logs)};
}

} // namespace halflight::measures
