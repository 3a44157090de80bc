// SPDX-License-Identifier: Apache-2.0
// Fills and decodes batches.
#include "batch.hpp"

#include "lanes.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace halflight::raster::detail {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Marks of eight cells as one number; as many cells as that are mostly alike.
constexpr std::size_t step = 8;
constexpr std::uint64_t in_each_byte = 0x0101010101010101U;

/// Cells of `size` bytes. Runs are short and a call of memcpy is long: whole steps are copied where
/// so many cells can be read.
template <std::size_t size>
void copy_cells(std::byte* to, const std::byte* from, std::size_t count,
                std::size_t readable) noexcept {
    if ((count + step - 1) / step * step > readable) {
        std::memcpy(to, from, count * size);
        return;
    }
    for (std::size_t done = 0; done < count; done += step)
        std::memcpy(to + done * size, from + done * size, step * size);
}

template <std::size_t size>
void copy_edges(std::byte* to, const std::byte* row, std::span<const std::uint16_t> columns) {
    for (std::size_t i = 0; i < columns.size(); ++i)
        std::memcpy(to + i * size, row + columns[i] * size, size);
}

template <class F>
void with_size(std::size_t size, F&& f) {
    switch (size) {
    case 1:
        return f(std::integral_constant<std::size_t, 1>{});
    case 2:
        return f(std::integral_constant<std::size_t, 2>{});
    case 4:
        return f(std::integral_constant<std::size_t, 4>{});
    default:
        return f(std::integral_constant<std::size_t, 8>{});
    }
}

void take_run(BatchLayer& layer, std::size_t at, const Decoder& decoder, const RunOfCells& run) {
    if (!decoder.given())
        return;
    with_size(decoder.cell_size(),
              [&]<std::size_t size>(std::integral_constant<std::size_t, size>) {
                  copy_cells<size>(layer.raw.data() + at * size, decoder.at(run.row, run.column),
                                   run.count, run.readable);
              });
}

void take_edges(BatchLayer& layer, std::size_t at, const Decoder& decoder, std::ptrdiff_t row,
                std::ptrdiff_t column, std::span<const std::uint16_t> columns) {
    if (!decoder.given())
        return;
    with_size(decoder.cell_size(),
              [&]<std::size_t size>(std::integral_constant<std::size_t, size>) {
                  copy_edges<size>(layer.raw.data() + at * size, decoder.at(row, column), columns);
              });
}

const std::byte* marks_at(const DetailCells& cells, std::ptrdiff_t row, std::ptrdiff_t column) {
    return static_cast<const std::byte*>(
        static_cast<const void*>(cells.pane.states + row * cells.pane.states_stride + column));
}

std::byte* bytes_of(std::uint8_t* marks) {
    return static_cast<std::byte*>(static_cast<void*>(marks));
}

/// Writes up to seven elements beyond the last.
void fill_steps(double* to, std::size_t count, double value) noexcept {
    for (std::size_t i = 0; i < count; i += 8) {
        for (std::size_t j = 0; j < 8; ++j)
            to[i + j] = value;
    }
}

void decode_layer(BatchLayer& layer, const Decoder& decoder, std::size_t size, std::size_t padded) {
    if (!decoder.given())
        return;
    decoder.decode(layer.raw.data(), std::span(layer.values).first(size));
    std::fill(layer.values.begin() + static_cast<std::ptrdiff_t>(size),
              layer.values.begin() + static_cast<std::ptrdiff_t>(padded), none);
}

bool promises_value(std::uint64_t state) noexcept {
    return state <= static_cast<std::uint64_t>(CellState::gap_filled);
}

/// Marks and values of a batch made to agree.
class Agreement {
  public:
    Agreement(Batch& batch, const DetailCells& cells) noexcept : m_batch(batch), m_cells(cells) {}

    void reach() {
        for (std::size_t at = 0; at < m_batch.size; at += step) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, m_batch.marks.data() + at, sizeof(eight));
            eight &= in_each_byte * StateByte::state_bits;
            const std::uint64_t first = eight & StateByte::state_bits;
            if (eight != first * in_each_byte || (promises_value(first) && lacks_value(at)))
                mend(at);
            else if (!used(first))
                std::fill_n(m_batch.values.values.data() + at, step, none);
        }
    }

  private:
    [[nodiscard]] bool used(std::uint64_t state) const noexcept {
        return ((m_cells.pane.used.bits >> state) & 1U) != 0;
    }
    [[nodiscard]] bool lacks_value(std::size_t at) const noexcept {
        Vector4 front;
        Vector4 back;
        load(front, m_batch.values.values.data() + at);
        load(back, m_batch.values.values.data() + at + 4);
        const Mask4 lacks = (front != front) | (back != back);
        return ((lacks[0] | lacks[1]) | (lacks[2] | lacks[3])) != 0;
    }
    /// A cell whose state promises a value but that has none is one of fill or not_finite.
    void mend(std::size_t at) {
        for (std::size_t i = at; i < std::min(at + step, m_batch.size); ++i) {
            double& value = m_batch.values.values[i];
            std::uint8_t& mark = m_batch.marks[i];
            const unsigned state = mark & unsigned{StateByte::state_bits};
            if (promises_value(state) && std::isnan(value)) {
                const std::byte* cell = m_batch.values.raw.data() + i * m_cells.values.cell_size();
                mark = static_cast<std::uint8_t>((mark & ~StateByte::state_bits) |
                                                 static_cast<int>(m_cells.values.refusal(cell)));
            }
            value = used(state) ? value : none;
        }
    }

    Batch& m_batch;
    const DetailCells& m_cells;
};

} // namespace

static_assert(static_cast<int>(CellState::observed) == 0);
static_assert(static_cast<int>(CellState::gap_filled) == 1);

DetailCells::DetailCells(const PaneCells& cells, const Wanted& groups)
    : pane(cells), wanted(groups), with_marks(cells.states != nullptr),
      values(cells.values, cells.decoding) {
    if (groups.observations || groups.error)
        observations = Decoder(cells.observations, cells.observations_decoding);
    if (groups.error)
        deviations = Decoder(cells.deviations, cells.deviations_decoding);
}

void Batch::add_run(const DetailCells& cells, const RunOfCells& run, double area) {
    fill_steps(share.data() + size, run.count, 1);
    fill_steps(weight.data() + size, run.count, area);
    if (cells.with_marks)
        copy_cells<1>(bytes_of(marks.data() + size), marks_at(cells, run.row, run.column),
                      run.count, run.readable);
    take_run(values, size, cells.values, run);
    take_run(observations, size, cells.observations, run);
    take_run(deviations, size, cells.deviations, run);
    size += run.count;
}

void Batch::add_edges(const DetailCells& cells, std::ptrdiff_t row, std::ptrdiff_t column,
                      std::span<const std::uint16_t> columns, const double* fractions,
                      double area) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        share[size + i] = fractions[i];
        weight[size + i] = fractions[i] * area;
    }
    if (cells.with_marks)
        copy_edges<1>(bytes_of(marks.data() + size), marks_at(cells, row, column), columns);
    take_edges(values, size, cells.values, row, column, columns);
    take_edges(observations, size, cells.observations, row, column, columns);
    take_edges(deviations, size, cells.deviations, row, column, columns);
    size += columns.size();
}

void Batch::decode(const DetailCells& cells) {
    const auto from = static_cast<std::ptrdiff_t>(size);
    const auto to = static_cast<std::ptrdiff_t>(padded());
    std::fill(share.begin() + from, share.begin() + to, 0);
    std::fill(weight.begin() + from, weight.begin() + to, 0);
    std::fill(marks.begin() + from, marks.begin() + to, std::uint8_t{0});
    decode_layer(values, cells.values, size, padded());
    decode_layer(observations, cells.observations, size, padded());
    decode_layer(deviations, cells.deviations, size, padded());
    if (!cells.with_marks)
        return;
    Agreement(*this, cells).reach();
}

} // namespace halflight::raster::detail
