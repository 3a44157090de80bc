// SPDX-License-Identifier: Apache-2.0
// From paths to rasters in order, checked against each other.
#include "calendar_gaps.hpp"
#include "file_state.hpp"
#include "given_periods.hpp"
#include "halflight/base/parallel.hpp"
#include "halflight/base/text.hpp"
#include "run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace halflight::lights {

namespace {

/// What a file turned out to be, or why it cannot be used.
struct Found {
    RunInput input;
    ProductInfo product;
    bool synthetic = false;
    bool known = false;
    std::string fault;
    ErrorCode code = ErrorCode::io;
};

void take_stat(const std::string& path, PanelInput& input) {
    FileState state{input.bytes, input.modified_ns};
    state.add(path);
    input.bytes = state.bytes;
    input.modified_ns = state.modified_ns;
}

bool unchanged(const PanelInput& input, const PanelSpec& spec) {
    if (const auto* given = spec.product.periods.of(input.path);
        given != nullptr && input.periods != std::vector{given->period}) {
        return false;
    }
    PanelInput now;
    take_stat(input.path, now);
    for (const std::string& companion : companions_of(input.path, spec.product)) {
        take_stat(companion, now);
    }
    return now.modified_ns != 0 && now.modified_ns == input.modified_ns && now.bytes == input.bytes;
}

std::string in_one_line(const Fault& fault) {
    return fault.hint.empty() ? fault.message : fault.message + "; " + fault.hint;
}

/// What the run uses of a raster; the floor may be the analyst's own.
ProductInfo product_of(const ProductRaster& raster, const PanelSpec& spec) {
    const ProductInfo* listed = find_product(raster.product);
    ProductInfo product = listed == nullptr ? ProductInfo{} : *listed;
    product.name = raster.product;
    product.value_unit = raster.unit;
    product.note = raster.note;
    product.floor = spec.signal.floor ? spec.signal.floor : raster.floor;
    return product;
}

bool asked_for(const Period& period, const PanelSpec& spec) {
    return !spec.from_to || spec.from_to->contains(period);
}

/// Of a period that a file stores twice the first is used; `recognise` has said it in a remark.
void keep_rasters(std::vector<ProductRaster> rasters, const io::RasterFile& file,
                  const PanelSpec& spec, Found& found) {
    std::set<Period> taken;
    PanelInput& input = found.input.input;
    for (ProductRaster& raster : rasters) {
        for (std::string& remark : raster.remarks) {
            if (std::ranges::find(input.remarks, remark) == input.remarks.end()) {
                input.remarks.push_back(std::move(remark));
            }
        }
        raster.remarks.clear();
        if (!asked_for(raster.period, spec) || !taken.insert(raster.period).second) {
            continue;
        }
        if (spec.signal.floor) {
            raster.floor = spec.signal.floor;
        }
        const RoleLayer& radiance = raster.of(Role::radiance).first.value();
        const raster::PaneLayout layout =
            io::pane_layout(file.info().layers.at(radiance.layer), raster.grid);
        input.periods.push_back(raster.period);
        found.input.rasters.push_back({std::move(raster), layout});
    }
    std::ranges::sort(input.periods);
}

void recognise_files(const std::string& path, const PanelSpec& spec, OpenFiles& files,
                     Found& found) {
    PanelInput& input = found.input.input;
    std::vector<std::shared_ptr<const io::RasterFile>> open{files.get(path)};
    take_stat(path, input);
    for (const std::string& companion : companions_of(path, spec.product)) {
        open.push_back(files.get(companion));
        take_stat(companion, input);
    }
    std::vector<const io::RasterFile*> pointers;
    for (const auto& file : open) {
        pointers.push_back(file.get());
    }
    auto rasters = recognise(pointers, spec.product);
    if (!rasters) {
        found.fault = in_one_line(rasters.fault());
        found.code = ErrorCode::parse;
        return;
    }
    if (rasters->empty()) {
        found.fault = fmt::format("{}: no raster in it", path);
        found.code = ErrorCode::parse;
        return;
    }
    const ProductRaster& first = rasters->front();
    found.product = product_of(first, spec);
    found.synthetic = first.synthetic;
    input.collection = first.collection;
    input.tile = first.tile;
    input.produced = first.produced;
    input.grid = first.grid;
    keep_rasters(std::move(rasters).value(), *open.front(), spec, found);
}

Found find_out(const std::string& path, const PanelSpec& spec, const Known* known,
               OpenFiles& files) {
    Found found;
    found.input.input.path = path;
    if (known != nullptr) {
        const auto old = known->inputs.find(path);
        if (old != known->inputs.end() && unchanged(old->second, spec)) {
            found.input.input = old->second;
            found.product = known->product;
            found.synthetic = known->synthetic;
            found.known = true;
            return found;
        }
    }
    try {
        recognise_files(path, spec, files, found);
    } catch (const Error& error) {
        found.fault = error.what();
        found.code = error.code();
    }
    return found;
}

/// Paths once each, without those that only accompany another (`*.tif` takes in the counts too).
std::vector<std::string> main_files(const PanelSpec& spec) {
    std::set<std::string> paths(spec.rasters.begin(), spec.rasters.end());
    std::set<std::string> beside;
    for (const std::string& path : paths) {
        for (std::string& companion : companions_of(path, spec.product)) {
            beside.insert(std::move(companion));
        }
    }
    std::vector<std::string> left;
    std::ranges::set_difference(paths, beside, std::back_inserter(left));
    return left;
}

/// True where two rectangles of one lattice share a cell.
bool overlap(const raster::Grid& a, const raster::Grid& b) {
    if (a.north + a.height <= b.north || b.north + b.height <= a.north) {
        return false;
    }
    const std::int64_t round = a.lattice.columns_round();
    if (round == 0) {
        return a.west < b.west + b.width && b.west < a.west + a.width;
    }
    const std::int64_t east = ((b.west - a.west) % round + round) % round; // from a to b, eastwards
    return east < a.width || round - east < b.width;
}

void check_same_product(const std::vector<Found>& found) {
    const Found& first = found.front();
    for (const Found& other : found) {
        if (other.product.name != first.product.name ||
            other.product.value_unit != first.product.value_unit) {
            throw Error(ErrorCode::parse,
                        fmt::format("two products in one panel: '{}' is {} ({}), '{}' is {} ({}); "
                                    "make one panel of each",
                                    first.input.input.path, first.product.name,
                                    first.product.value_unit, other.input.input.path,
                                    other.product.name, other.product.value_unit));
        }
    }
}

std::string describe(const raster::Lattice& lattice) {
    const std::string size =
        lattice.cells_per_degree > 0
            ? fmt::format("1/{} degree", lattice.cells_per_degree)
            : fmt::format("{} x {} degrees", format_number(lattice.cell_width_deg, 9),
                          format_number(lattice.cell_height_deg, 9));
    return fmt::format("cells of {} shifted by {}, {} of a cell", size,
                       format_number(lattice.phase_x, 6), format_number(lattice.phase_y, 6));
}

void check_same_lattice(const std::vector<Found>& found) {
    const PanelInput& first = found.front().input.input;
    for (const Found& other : found) {
        const PanelInput& input = other.input.input;
        if (input.grid.lattice != first.grid.lattice) {
            throw Error(ErrorCode::parse,
                        fmt::format("two grids in one panel: '{}' has {}, '{}' has {}; make one "
                                    "panel of each, or bring one to the grid of the other with "
                                    "gdalwarp -r near -tap",
                                    first.path, describe(first.grid.lattice), input.path,
                                    describe(input.grid.lattice)));
        }
    }
}

/// Where the list of periods says what two files contradict each other about.
std::string in_list(const PanelSpec& spec, const std::string& a, const std::string& b) {
    const auto* first = spec.product.periods.of(a);
    const auto* second = spec.product.periods.of(b);
    if (first == nullptr || second == nullptr || first->line == 0) {
        return {};
    }
    return fmt::format("'{}', lines {} and {}: ", spec.product.periods.file,
                       std::min(first->line, second->line), std::max(first->line, second->line));
}

void check_once(const std::vector<Found>& found, const PanelSpec& spec) {
    std::map<Period, std::vector<const PanelInput*>> by_period;
    for (const Found& one : found) {
        for (const Period& period : one.input.input.periods) {
            std::vector<const PanelInput*>& others = by_period[period];
            for (const PanelInput* other : others) {
                if (overlap(other->grid, one.input.input.grid)) {
                    throw Error(ErrorCode::parse,
                                fmt::format("{}period {} is given twice: by '{}' and by '{}'; "
                                            "leave one of them out",
                                            in_list(spec, other->path, one.input.input.path),
                                            to_string(period), other->path, one.input.input.path));
                }
            }
            others.push_back(&one.input.input);
        }
    }
}

bool sort_out_bad(std::vector<Found>& found, Run& run) {
    for (const Found& one : found) {
        if (one.fault.empty()) {
            continue;
        }
        if (!run.spec.skip_bad) {
            throw Error(one.code, one.fault);
        }
        run.skipped.push_back({one.input.input.path, one.fault});
    }
    std::erase_if(found, [](const Found& one) {
        return !one.fault.empty() || one.input.input.periods.empty();
    });
    return !found.empty();
}

void order(std::vector<Found>& found) {
    std::ranges::sort(found, [](const Found& a, const Found& b) {
        const auto key = [](const PanelInput& input) {
            return std::tuple(input.periods.front(), std::string_view(input.tile), input.grid.north,
                              input.grid.west, std::string_view(input.path));
        };
        return key(a.input.input) < key(b.input.input);
    });
}

void lay_out_periods(Run& run) {
    std::vector<Period> given;
    for (const RunInput& input : run.inputs) {
        given.insert(given.end(), input.input.periods.begin(), input.input.periods.end());
    }
    Calendar calendar = fill_gaps(std::move(given));
    if (!calendar.gaps.empty()) {
        run.remarks.push_back(fmt::format("no raster for {} of {} periods: {}",
                                          calendar.gaps.size(), calendar.periods.size(),
                                          list_periods(calendar.gaps)));
    }
    for (std::size_t i = 1; i < calendar.periods.size(); ++i) {
        if (calendar.periods[i].overlaps(calendar.periods[i - 1])) {
            run.remarks.push_back(fmt::format("the periods {} and {} overlap",
                                              to_string(calendar.periods[i - 1]),
                                              to_string(calendar.periods[i])));
        }
    }
    std::map<Period, std::vector<const RunRaster*>> rasters;
    for (const RunInput& input : run.inputs) {
        for (const RunRaster& raster : input.rasters) {
            rasters[raster.raster.period].push_back(&raster);
        }
    }
    for (const Period& period : calendar.periods) {
        run.periods.push_back({period, std::move(rasters[period])});
    }
    run.head.periods = std::move(calendar.periods);
}

} // namespace

Run prepare_inputs(const PanelSpec& spec, const Known* known, OpenFiles& files) {
    if (spec.rasters.empty()) {
        throw Error(ErrorCode::usage, "no raster is given; name files with --rasters");
    }
    Run run;
    run.spec = spec;
    const std::vector<std::string> paths = main_files(spec);
    give_periods(run.spec.product.periods, paths);
    std::vector<Found> found(paths.size());
    for_each_index(paths.size(), spec.jobs,
                   [&](std::size_t i) { found[i] = find_out(paths[i], run.spec, known, files); });
    if (!sort_out_bad(found, run)) {
        throw Error(ErrorCode::parse,
                    run.skipped.empty()
                        ? fmt::format("none of the {} rasters lies in the periods that are asked "
                                      "for; widen --from and --to",
                                      paths.size())
                        : fmt::format("none of the {} rasters can be used; the first: {}",
                                      paths.size(), run.skipped.front().reason));
    }
    order(found);
    check_same_product(found);
    check_same_lattice(found);
    check_once(found, run.spec);
    run.lattice = found.front().input.input.grid.lattice;
    run.head.product = found.front().product;
    for (Found& one : found) {
        run.head.synthetic = run.head.synthetic || one.synthetic;
        run.inputs.push_back(std::move(one.input));
    }
    run.head.synthetic = run.head.synthetic || spec.product.declared.synthetic;
    lay_out_periods(run);
    return run;
}

} // namespace halflight::lights
