// SPDX-License-Identifier: Apache-2.0
// Weights as bytes: a head, the arrays one after the other, each behind its length.
//
// magic[8] | order mark u32 | version u32 | checksum u64 | lattice | ids | hashes | arrays
#include "halflight/raster/weights.hpp"

#include "weights_check.hpp"
#include "weights_seal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <type_traits>

namespace halflight::raster {
namespace {

constexpr std::string_view magic = "HLWEIGHT";
constexpr std::uint32_t order_mark = 0x01020304;
constexpr std::uint32_t version = 1;
constexpr std::size_t checksum_at = 16;
constexpr std::size_t body_at = 24;

// Each step is a bijection of the state for a given word and of the word for a given state, so any
// change within one word shows.
std::uint64_t checksum(std::string_view bytes) {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
    std::uint64_t state = odd ^ bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += sizeof state) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
        state = (state ^ word) * odd;
        state ^= state >> 32U;
    }
    return state;
}

class Writer {
  public:
    template <class T>
    void number(T value) {
        static_assert(std::is_arithmetic_v<T>);
        bytes(&value, sizeof value);
    }
    template <class T>
    void array(const std::vector<T>& values) {
        static_assert(std::is_trivially_copyable_v<T>);
        number(std::uint64_t{values.size()});
        bytes(values.data(), values.size() * sizeof(T));
    }
    void texts(const std::vector<std::string>& values) {
        number(std::uint64_t{values.size()});
        for (const std::string& value : values) {
            number(std::uint64_t{value.size()});
            bytes(value.data(), value.size());
        }
    }
    void bytes(const void* from, std::size_t size) {
        if (size > 0) {
            m_bytes.append(static_cast<const char*>(from), size);
        }
    }
    void reserve(std::size_t size) { m_bytes.reserve(size); }
    [[nodiscard]] std::string finish() && {
        seal_weights(m_bytes);
        return std::move(m_bytes);
    }

  private:
    std::string m_bytes;
};

/// Reads until something does not fit; after that nothing more, and `ok` is false.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : m_rest(bytes) {}

    template <class T>
    void number(T& value) {
        take(&value, sizeof value);
    }
    template <class T>
    void array(std::vector<T>& values) {
        const std::size_t size = length(sizeof(T));
        values.resize(size);
        take(values.data(), size * sizeof(T));
    }
    void texts(std::vector<std::string>& values) {
        // Grown one by one: a text in memory is larger than the length that stands for it here.
        const std::size_t size = length(sizeof(std::uint64_t));
        for (std::size_t i = 0; i < size && m_ok; ++i) {
            std::string& value = values.emplace_back();
            value.resize(length(1));
            take(value.data(), value.size());
        }
    }
    [[nodiscard]] bool ok() const noexcept { return m_ok; }
    [[nodiscard]] bool at_end() const noexcept { return m_rest.empty(); }

  private:
    /// A number of elements of which each needs at least `element` bytes; 0 where they are not
    /// there.
    std::size_t length(std::size_t element) {
        std::uint64_t size = 0;
        number(size);
        if (size > m_rest.size() / element) {
            m_ok = false;
            return 0;
        }
        return static_cast<std::size_t>(size);
    }
    void take(void* to, std::size_t size) {
        if (!m_ok || size > m_rest.size()) {
            m_ok = false;
            return;
        }
        if (size > 0) {
            std::memcpy(to, m_rest.data(), size);
            m_rest.remove_prefix(size);
        }
    }

    std::string_view m_rest;
    bool m_ok = true;
};

template <class Coder, class Weights>
void code_lattice(Coder& coder, Weights& lattice) {
    coder.number(lattice.cells_per_degree);
    coder.number(lattice.cell_width_deg);
    coder.number(lattice.cell_height_deg);
    coder.number(lattice.phase_x);
    coder.number(lattice.phase_y);
}

/// The one list of what is stored, for both ways.
template <class Coder, class Weights>
void code_body(Coder& coder, Weights& weights) {
    code_lattice(coder, weights.lattice);
    coder.texts(weights.zone_ids);
    coder.texts(weights.zone_hashes);
    coder.array(weights.zone_begin);
    coder.array(weights.rows);
    coder.array(weights.run_begin);
    coder.array(weights.edge_begin);
    coder.array(weights.runs);
    coder.array(weights.edge_columns);
    coder.array(weights.edge_fractions);
}

Fault fault_of(std::string_view what) {
    return {fmt::format("stored weights: {}", what), "remove the cache file; it is made again", 0};
}

std::optional<Fault> check_head(std::string_view bytes) {
    if (bytes.size() < body_at || bytes.substr(0, magic.size()) != magic) {
        return fault_of("these bytes are none, or cut off");
    }
    std::uint32_t mark = 0;
    std::uint32_t stored_version = 0;
    std::uint64_t sum = 0;
    std::memcpy(&mark, bytes.data() + magic.size(), sizeof mark);
    std::memcpy(&stored_version, bytes.data() + magic.size() + sizeof mark, sizeof stored_version);
    std::memcpy(&sum, bytes.data() + checksum_at, sizeof sum);
    if (mark != order_mark) {
        return fault_of("written by a machine of another byte order");
    }
    if (stored_version != version) {
        return fault_of(fmt::format("version {} where {} can be read", stored_version, version));
    }
    if (sum != checksum(bytes.substr(body_at))) {
        return fault_of("damaged: the checksum does not agree");
    }
    return std::nullopt;
}

} // namespace

void seal_weights(std::string& bytes) {
    if (bytes.size() >= body_at) {
        const std::uint64_t sum = checksum(std::string_view(bytes).substr(body_at));
        std::memcpy(bytes.data() + checksum_at, &sum, sizeof sum);
    }
}

std::string encode(const ZoneWeights& weights) {
    Writer writer;
    writer.reserve(weights.bytes() + 1024);
    writer.bytes(magic.data(), magic.size());
    writer.number(order_mark);
    writer.number(version);
    writer.number(std::uint64_t{0});
    code_body(writer, weights);
    return std::move(writer).finish();
}

Result<ZoneWeights> decode(std::string_view bytes) {
    if (auto fault = check_head(bytes)) {
        return std::move(*fault);
    }
    Reader reader(bytes.substr(body_at));
    ZoneWeights weights;
    code_body(reader, weights);
    if (!reader.ok() || !reader.at_end()) {
        return fault_of("damaged: the arrays do not fill the file");
    }
    if (const std::string_view flaw = weights_flaw(weights); !flaw.empty()) {
        return fault_of(fmt::format("damaged: impossible {}", flaw));
    }
    return weights;
}

} // namespace halflight::raster
