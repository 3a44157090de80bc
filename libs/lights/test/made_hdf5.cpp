// SPDX-License-Identifier: Apache-2.0
// made_hdf5.cpp - writes HDF5 with the C library.
#include "made_hdf5.hpp"

#include <array>
#include <hdf5.h>
#include <stdexcept>
#include <utility>

namespace halflight::made {

namespace {
hid_t checked(hid_t id) {
    if (id < 0) {
        throw std::runtime_error("a made HDF5 file cannot be written");
    }
    return id;
}

class Handle {
  public:
    using Close = herr_t (*)(hid_t);
    Handle(hid_t id, Close close) : m_id(checked(id)), m_close(close) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { m_close(m_id); }
    [[nodiscard]] hid_t get() const noexcept { return m_id; }

  private:
    hid_t m_id;
    Close m_close;
};

hid_t type_of(Kind kind) {
    switch (kind) {
    case Kind::uint8:
        return H5T_STD_U8LE;
    case Kind::uint16:
        return H5T_STD_U16LE;
    case Kind::float32:
        break;
    }
    return H5T_IEEE_F32LE;
}

void put_number(hid_t object, const std::string& name, hid_t type, double value) {
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle attribute(
        H5Acreate2(object, name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    checked(H5Awrite(attribute.get(), H5T_NATIVE_DOUBLE, &value));
}

/// A plan for links that makes the groups on the way.
hid_t with_groups() {
    const hid_t plan = checked(H5Pcreate(H5P_LINK_CREATE));
    checked(H5Pset_create_intermediate_group(plan, 1));
    return plan;
}
} // namespace

Hdf5::Hdf5(const std::filesystem::path& path)
    : m_file(checked(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT))) {}
Hdf5::~Hdf5() {
    H5Fclose(m_file);
}

void Hdf5::grid(const std::string& path, Kind kind, int size, const std::vector<double>& raw,
                const std::map<std::string, std::optional<double>>& attributes) const {
    const std::array<hsize_t, 2> extent{static_cast<hsize_t>(size), static_cast<hsize_t>(size)};
    // Chunks of whole rows, as the real files have them; the last one may be cut.
    const std::array<hsize_t, 2> chunk{static_cast<hsize_t>(size > 24 ? 24 : size), extent[1]};
    const Handle space(H5Screate_simple(2, extent.data(), nullptr), H5Sclose);
    const Handle plan(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    checked(H5Pset_chunk(plan.get(), 2, chunk.data()));
    checked(H5Pset_shuffle(plan.get()));
    checked(H5Pset_deflate(plan.get(), 4));
    const Handle links(with_groups(), H5Pclose);
    const Handle data(H5Dcreate2(m_file, path.c_str(), type_of(kind), space.get(), links.get(),
                                 plan.get(), H5P_DEFAULT),
                      H5Dclose);
    checked(H5Dwrite(data.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw.data()));
    for (const auto& [name, value] : attributes) {
        if (value) {
            put_number(data.get(), name, name == "_FillValue" ? type_of(kind) : H5T_IEEE_F32LE,
                       *value);
        }
    }
}

void Hdf5::axis(const std::string& path, const std::vector<double>& values) const {
    const hsize_t extent = values.size();
    const Handle space(H5Screate_simple(1, &extent, nullptr), H5Sclose);
    const Handle links(with_groups(), H5Pclose);
    const Handle data(H5Dcreate2(m_file, path.c_str(), H5T_IEEE_F64LE, space.get(), links.get(),
                                 H5P_DEFAULT, H5P_DEFAULT),
                      H5Dclose);
    checked(H5Dwrite(data.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
}

void Hdf5::text(const std::string& path, const std::string& content) const {
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    checked(H5Tset_size(type.get(), content.size()));
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle links(with_groups(), H5Pclose);
    const Handle data(H5Dcreate2(m_file, path.c_str(), type.get(), space.get(), links.get(),
                                 H5P_DEFAULT, H5P_DEFAULT),
                      H5Dclose);
    checked(H5Dwrite(data.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, content.data()));
}

void Hdf5::texts(const std::string& object, const std::map<std::string, std::string>& all) const {
    for (const auto& [name, value] : all) {
        const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
        checked(H5Tset_size(type.get(), value.empty() ? 1 : value.size()));
        const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
        const Handle attribute(H5Acreate_by_name(m_file, object.c_str(), name.c_str(), type.get(),
                                                 space.get(), H5P_DEFAULT, H5P_DEFAULT,
                                                 H5P_DEFAULT),
                               H5Aclose);
        checked(H5Awrite(attribute.get(), type.get(), value.data()));
    }
}

void Hdf5::numbers(const std::string& object,
                   const std::map<std::string, std::optional<double>>& all) const {
    const Handle place(H5Oopen(m_file, object.c_str(), H5P_DEFAULT), H5Oclose);
    for (const auto& [name, value] : all) {
        if (value) {
            put_number(place.get(), name, H5T_IEEE_F32LE, *value);
        }
    }
}

} // namespace halflight::made
