// SPDX-License-Identifier: Apache-2.0
#include "raster_hdf5_attributes.hpp"

#include <fmt/format.h>

#include <charconv>
#include <exception>
#include <functional>

namespace halflight::io {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20;

/// Reads the whole of an attribute or dataset into memory of a type.
using ReadInto = std::function<herr_t(hid_t, void*)>;

std::string trimmed(std::string text) {
    const std::size_t zero = text.find('\0');
    text.resize(zero == std::string::npos ? text.size() : zero);
    while (text.ends_with(' ')) {
        text.pop_back();
    }
    return text;
}

void append(std::string& list, const std::string& item) {
    list += list.empty() ? item : ", " + item;
}

std::optional<std::string> variable_strings(hid_t type, hid_t space, std::size_t count,
                                            const ReadInto& read) {
    const Hid memory(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(memory.get(), H5T_VARIABLE);
    H5Tset_cset(memory.get(), H5Tget_cset(type));
    std::vector<char*> items(count, nullptr);
    if (read(memory.get(), items.data()) < 0) {
        return std::nullopt;
    }
    std::string list;
    for (const char* item : items) {
        append(list, item != nullptr ? trimmed(item) : "");
    }
    H5Dvlen_reclaim(memory.get(), space, H5P_DEFAULT, items.data());
    return list;
}

std::optional<std::string> fixed_strings(hid_t type, std::size_t count, const ReadInto& read) {
    const std::size_t size = H5Tget_size(type);
    if (size == 0 || size > most_bytes / count) {
        return std::nullopt;
    }
    std::string bytes(size * count, '\0');
    if (read(type, bytes.data()) < 0) {
        return std::nullopt;
    }
    std::string list;
    for (std::size_t i = 0; i < count; ++i) {
        append(list, trimmed(bytes.substr(i * size, size)));
    }
    return list;
}

std::optional<std::string> strings(hid_t type, hid_t space, std::size_t count,
                                   const ReadInto& read) {
    return H5Tis_variable_str(type) > 0 ? variable_strings(type, space, count, read)
                                        : fixed_strings(type, count, read);
}

template <class T>
std::optional<std::vector<T>> numbers(hid_t memory, std::size_t count, const ReadInto& read) {
    std::vector<T> values(count);
    return read(memory, values.data()) >= 0 ? std::optional(std::move(values)) : std::nullopt;
}

template <class T>
void keep(AttributeSet& set, const std::string& name, const std::optional<std::vector<T>>& values) {
    if (!values) {
        return;
    }
    std::string list;
    std::vector<double> exact;
    for (const T value : *values) {
        append(list, fmt::format("{}", value));
        exact.push_back(static_cast<double>(value));
    }
    set.text[name] = list;
    set.numbers[name] = std::move(exact);
}

void keep_number(AttributeSet& set, const std::string& name, hid_t type, std::size_t count,
                 const ReadInto& read) {
    const std::size_t size = H5Tget_size(type);
    if (H5Tget_class(type) == H5T_FLOAT) {
        if (size <= sizeof(float)) {
            keep(set, name, numbers<float>(H5T_NATIVE_FLOAT, count, read));
        } else {
            keep(set, name, numbers<double>(H5T_NATIVE_DOUBLE, count, read));
        }
    } else if (H5Tget_sign(type) == H5T_SGN_NONE) {
        keep(set, name, numbers<unsigned long long>(H5T_NATIVE_ULLONG, count, read));
    } else {
        keep(set, name, numbers<long long>(H5T_NATIVE_LLONG, count, read));
    }
}

std::string name_of(hid_t attribute) {
    const ssize_t length = H5Aget_name(attribute, 0, nullptr);
    std::string name(length > 0 ? static_cast<std::size_t>(length) : 0, '\0');
    if (!name.empty()) {
        H5Aget_name(attribute, name.size() + 1, name.data());
    }
    return name;
}

void read_attribute(hid_t attribute, AttributeSet& set) {
    const Hid type(H5Aget_type(attribute), H5Tclose);
    const Hid space(H5Aget_space(attribute), H5Sclose);
    const hssize_t points = space.ok() ? H5Sget_simple_extent_npoints(space.get()) : -1;
    if (!type.ok() || points <= 0 ||
        static_cast<std::size_t>(points) > most_bytes / sizeof(double)) {
        return;
    }
    const auto count = static_cast<std::size_t>(points);
    const ReadInto read = [&](hid_t memory, void* out) { return H5Aread(attribute, memory, out); };
    const std::string name = name_of(attribute);
    switch (H5Tget_class(type.get())) {
    case H5T_STRING:
        if (auto text = strings(type.get(), space.get(), count, read)) {
            set.text[name] = *std::move(text);
        }
        return;
    case H5T_INTEGER:
    case H5T_FLOAT:
        keep_number(set, name, type.get(), count, read);
        return;
    default:
        return;
    }
}

} // namespace

std::string AttributeSet::text_of(const std::string& name) const {
    const auto found = text.find(name);
    return found != text.end() ? found->second : "";
}

std::optional<double> AttributeSet::number_of(const std::string& name) const {
    const auto found = numbers.find(name);
    return found != numbers.end() ? std::optional<double>(found->second.front()) : decimal_of(name);
}

std::optional<double> AttributeSet::decimal_of(const std::string& name) const {
    const std::string printed = text_of(name);
    double value = 0;
    const auto [end, error] =
        std::from_chars(printed.data(), printed.data() + printed.size(), value);
    return error == std::errc{} ? std::optional<double>(value) : std::nullopt;
}

AttributeSet read_attributes(hid_t object) {
    AttributeSet set;
    const auto visit = [](hid_t place, const char* name, const H5A_info_t*, void* out) -> herr_t {
        // No exception may pass through the library.
        try {
            const Hid attribute(H5Aopen(place, name, H5P_DEFAULT), H5Aclose);
            if (attribute.ok()) {
                read_attribute(attribute.get(), *static_cast<AttributeSet*>(out));
            }
        } catch (const std::exception&) {
            return -1;
        }
        return 0;
    };
    hsize_t from = 0;
    H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &from, visit, &set);
    return set;
}

std::optional<std::string> read_text(hid_t dataset) {
    const Hid type(H5Dget_type(dataset), H5Tclose);
    const Hid space(H5Dget_space(dataset), H5Sclose);
    if (!type.ok() || !space.ok() || H5Tget_class(type.get()) != H5T_STRING ||
        H5Sget_simple_extent_npoints(space.get()) != 1) {
        return std::nullopt;
    }
    return strings(type.get(), space.get(), 1, [&](hid_t memory, void* out) {
        return H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, out);
    });
}

} // namespace halflight::io
