// SPDX-License-Identifier: Apache-2.0
#include "raster_netcdf.hpp"

#include "raster_time.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace halflight::io {
namespace {

struct Scale {
    std::string path;
    std::vector<double> values;
    AttributeSet attributes;
};

/// The paths of the dimension scales of a dataset, "" for a dimension that has none.
std::vector<std::string> scale_paths(const Hdf5Dataset& dataset) {
    std::vector<std::string> paths(dataset.extent.size());
    const hid_t object = dataset.handle.get();
    if (H5Aexists(object, "DIMENSION_LIST") <= 0) {
        return paths;
    }
    const Hid attribute(H5Aopen(object, "DIMENSION_LIST", H5P_DEFAULT), H5Aclose);
    const Hid space(H5Aget_space(attribute.get()), H5Sclose);
    const Hid type(H5Aget_type(attribute.get()), H5Tclose);
    const Hid memory(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose);
    if (!attribute.ok() || H5Tget_class(type.get()) != H5T_VLEN ||
        H5Sget_simple_extent_npoints(space.get()) != static_cast<hssize_t>(paths.size())) {
        return paths;
    }
    std::vector<hvl_t> lists(paths.size());
    if (H5Aread(attribute.get(), memory.get(), lists.data()) < 0) {
        return paths;
    }
    for (std::size_t i = 0; i < lists.size(); ++i) {
        std::array<char, 1024> name{};
        if (lists[i].len > 0 &&
            H5Rget_name(object, H5R_OBJECT, lists[i].p, name.data(), name.size()) > 0) {
            paths[i] = name.data();
        }
    }
    H5Dvlen_reclaim(memory.get(), space.get(), H5P_DEFAULT, lists.data());
    return paths;
}

/// Values of a one-dimensional dataset of numbers; none for a dimension without a variable.
std::optional<Scale> read_scale(hid_t file, const std::string& path) {
    const Hid dataset(path.empty() ? -1 : H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
    if (!dataset.ok()) {
        return std::nullopt;
    }
    Scale scale{.path = path, .values = {}, .attributes = read_attributes(dataset.get())};
    if (scale.attributes.text_of("NAME").starts_with("This is a netCDF dimension but not")) {
        return std::nullopt;
    }
    const Hid space(H5Dget_space(dataset.get()), H5Sclose);
    const hssize_t points = H5Sget_simple_extent_npoints(space.get());
    constexpr hssize_t most = hssize_t{1} << 24;
    if (H5Sget_simple_extent_ndims(space.get()) != 1 || points <= 0 || points > most) {
        return std::nullopt;
    }
    scale.values.resize(static_cast<std::size_t>(points));
    if (H5Dread(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                scale.values.data()) < 0) {
        return std::nullopt;
    }
    return scale;
}

std::vector<std::int64_t> days_of(const RasterPlace& place, const Scale& scale) {
    const auto unit =
        parse_time_unit(scale.attributes.text_of("units"), scale.attributes.text_of("calendar"));
    if (!unit) {
        throw raster_error(place.path, unit.fault().message);
    }
    std::vector<std::int64_t> days;
    for (const double value : scale.values) {
        const auto day = day_of(*unit, value);
        if (!day) {
            throw raster_error(place.path, day.fault().message);
        }
        days.push_back(*day);
    }
    return days;
}

std::string mapping_of(hid_t file, const Hdf5Dataset& dataset) {
    const std::string name = dataset.attributes.text_of("grid_mapping");
    const Hid variable(name.empty() ? -1 : H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
    return variable.ok() ? read_attributes(variable.get()).text_of("grid_mapping_name") : "";
}

/// Time and its days; false where a dimension before the last two is something else.
bool read_leading(const RasterPlace& place, const Hdf5Contents& contents,
                  const std::vector<std::string>& paths, NetcdfVariable& variable) {
    const Hdf5Dataset& dataset = *contents.datasets[variable.dataset];
    for (std::size_t i = 0; i + 2 < paths.size(); ++i) {
        const auto scale = read_scale(contents.file.get(), paths[i]);
        if (scale && !variable.time && is_time_unit(scale->attributes.text_of("units")) &&
            scale->values.size() == static_cast<std::size_t>(dataset.extent[i])) {
            variable.time = i;
            variable.days = days_of(place, *scale);
        } else if (dataset.extent[i] != 1) {
            return false;
        }
    }
    return true;
}

} // namespace

std::string fault_of_axes(const std::string& x_units, const std::string& y_units,
                          const std::string& mapping, const std::string& path) {
    if (!mapping.empty() && mapping != "latitude_longitude") {
        return fmt::format("it is in the projection '{}', not in WGS 84 degrees: {}", mapping,
                           warp_command(path));
    }
    for (const std::string& units : {x_units, y_units}) {
        if (!units.empty() && !units.starts_with("degree")) {
            return fmt::format("its axes are in '{}', not in degrees: {}", units,
                               warp_command(path));
        }
    }
    return {};
}

std::optional<NetcdfView> view_as_netcdf(const RasterPlace& place, const Hdf5Contents& contents) {
    NetcdfView view;
    std::array<std::string, 2> axes;
    for (std::size_t i = 0; i < contents.datasets.size(); ++i) {
        const Hdf5Dataset& dataset = *contents.datasets[i];
        const std::vector<std::string> paths = scale_paths(dataset);
        const std::string& x_path = paths[paths.size() - 1];
        const std::string& y_path = paths[paths.size() - 2];
        NetcdfVariable variable{.dataset = i, .time = {}, .days = {}};
        if (!view.variables.empty() && (axes[0] != x_path || axes[1] != y_path)) {
            continue;
        }
        if (view.variables.empty()) {
            const auto x = read_scale(contents.file.get(), x_path);
            const auto y = read_scale(contents.file.get(), y_path);
            if (!x || !y || !read_leading(place, contents, paths, variable)) {
                continue;
            }
            axes = {x_path, y_path};
            std::string fault =
                fault_of_axes(x->attributes.text_of("units"), y->attributes.text_of("units"),
                              mapping_of(contents.file.get(), dataset), place.path);
            view.finding = fault.empty() ? grid_of_centres(x->values, y->values) : GridFinding{};
            if (!fault.empty()) {
                view.finding.fault = std::move(fault);
            }
        } else if (!read_leading(place, contents, paths, variable)) {
            continue;
        }
        view.variables.push_back(std::move(variable));
    }
    return view.variables.empty() ? std::nullopt : std::optional(std::move(view));
}

} // namespace halflight::io
