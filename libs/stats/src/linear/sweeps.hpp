// SPDX-License-Identifier: Apache-2.0
// sweeps.hpp - passes over the rows of several columns side by side.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "halflight/base/parallel.hpp"
#include "projector.hpp"

namespace halflight::stats::detail {

/// `Width` columns at once: a row's codes are read once for all of them.
template <int Width>
class Sweeps {
  public:
    using Lanes = Eigen::Array<double, Width, 1>;
    using Sheet = std::vector<Lanes>;

    Sweeps(const Projector& projector, int jobs) : m_p(projector), m_jobs(jobs) {}

    void load(std::span<double* const> columns) {
        m_rows.resize(m_p.rows());
        for_each_chunk([&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const std::size_t row = m_p.places()[i];
                for (int c = 0; c < Width; ++c) {
                    const auto column = static_cast<std::size_t>(c);
                    m_rows[i][c] = column < columns.size() ? columns[column][row] : 0.0;
                }
            }
        });
    }

    void store(std::span<double* const> columns) const {
        for_each_chunk([&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const std::size_t row = m_p.places()[i];
                for (std::size_t c = 0; c < columns.size(); ++c) {
                    columns[c][row] = m_rows[i][static_cast<Eigen::Index>(c)];
                }
            }
        });
    }

    template <class Work>
    void for_each_chunk(const Work& work) const {
        for_each_index(m_p.chunks().size(), m_jobs, [&](std::size_t c) {
            const Projector::Chunk& chunk = m_p.chunks()[c];
            work(c, m_p.starts()[chunk.first], m_p.starts()[chunk.last]);
        });
    }

    /// read(i) gives row i's number, write(i, weight, rest) takes what its lead level leaves of it.
    template <bool Weighted, bool Plain, class Read, class Write>
    void sweep_levels(const Projector::Chunk& chunk, Sheet* means, const Read& read,
                      const Write& write) const {
        const SortedDimension& lead = m_p.lead();
        std::vector<Lanes> held(m_p.longest());
        for (std::size_t g = chunk.first; g < chunk.last; ++g) {
            const std::size_t begin = m_p.starts()[g];
            const std::size_t end = m_p.starts()[g + 1];
            if constexpr (Plain) {
                Lanes total = Lanes::Zero();
                for (std::size_t i = begin; i < end; ++i) {
                    held[i - begin] = read(i);
                    total += weighted<Weighted>(i, held[i - begin]);
                }
                total *= lead.inverse[g];
                for (std::size_t i = begin; i < end; ++i) {
                    write(i, Lanes(held[i - begin] - total));
                }
                if (means != nullptr) {
                    (*means)[g] += total;
                }
                continue;
            }
            for (std::size_t i = begin; i < end; ++i) {
                held[i - begin] = read(i);
            }
            for (std::size_t j = 0; j < lead.terms; ++j) {
                const auto basis = [&](std::size_t i) {
                    return lead.plain ? 1.0 : lead.basis[i * lead.terms + j];
                };
                Lanes total = Lanes::Zero();
                for (std::size_t i = begin; i < end; ++i) {
                    total += weighted<Weighted>(i, Lanes(held[i - begin] * basis(i)));
                }
                total *= lead.inverse[g * lead.terms + j];
                for (std::size_t i = begin; i < end; ++i) {
                    held[i - begin] -= total * basis(i);
                }
                if (means != nullptr) {
                    (*means)[g * lead.terms + j] += total;
                }
            }
            for (std::size_t i = begin; i < end; ++i) {
                write(i, held[i - begin]);
            }
        }
    }

    template <bool Weighted>
    Lanes weighted(std::size_t i, const Lanes& value) const {
        if constexpr (Weighted) {
            return value * m_p.weights()[i];
        } else {
            return value;
        }
    }

    /// What the other dimensions' coefficients `x` add up to in row i.
    template <bool Plain>
    Lanes gather(std::size_t i, const Sheet& x) const {
        const std::size_t width = m_p.others().size();
        const std::uint32_t* slot = m_p.slots().data() + i * width;
        Lanes sum = Lanes::Zero();
        for (std::size_t q = 0; q < width; ++q) {
            if constexpr (Plain) {
                sum += x[slot[q]];
            } else {
                const SortedDimension& d = m_p.others()[q];
                for (std::size_t j = 0; j < d.terms; ++j) {
                    sum += x[slot[q] + j] * (d.plain ? 1.0 : d.basis[i * d.terms + j]);
                }
            }
        }
        return sum;
    }

    template <bool Plain>
    void scatter(std::size_t i, const Lanes& value, Lanes* into) const {
        const std::size_t width = m_p.others().size();
        const std::uint32_t* slot = m_p.slots().data() + i * width;
        for (std::size_t q = 0; q < width; ++q) {
            if constexpr (Plain) {
                into[slot[q]] += value;
            } else {
                const SortedDimension& d = m_p.others()[q];
                for (std::size_t j = 0; j < d.terms; ++j) {
                    into[slot[q] + j] += value * (d.plain ? 1.0 : d.basis[i * d.terms + j]);
                }
            }
        }
    }

    template <class Act>
    void by_kind(const Act& act) const {
        const bool weighted = !m_p.weights().empty();
        if (m_p.plain()) {
            weighted ? act.template operator()<true, true>()
                     : act.template operator()<false, true>();
        } else {
            weighted ? act.template operator()<true, false>()
                     : act.template operator()<false, false>();
        }
    }

    /// into = B' W (I - P) read, B the other dimensions, P the lead; returns the squared length of
    /// (I - P) read.
    template <bool Weighted, bool Plain, class Read>
    Lanes press(const Read& read, Sheet& into) {
        const std::size_t size = m_p.parameters();
        const std::size_t chunks = m_p.chunks().size();
        m_parts.resize(size * chunks);
        std::vector<Lanes> squares(chunks, Lanes::Zero());
        for_each_index(chunks, m_jobs, [&](std::size_t c) {
            Lanes* part = m_parts.data() + c * size;
            std::fill(part, part + size, Lanes::Zero());
            Lanes square = Lanes::Zero();
            sweep_levels<Weighted, Plain>(m_p.chunks()[c], nullptr, read,
                                          [&](std::size_t i, const Lanes& rest) {
                                              const Lanes mass = weighted<Weighted>(i, rest);
                                              square += mass * rest;
                                              scatter<Plain>(i, mass, part);
                                          });
            squares[c] = square;
        });
        for (std::size_t at = 0; at < size; ++at) {
            into[at] = m_parts[at];
            for (std::size_t c = 1; c < chunks; ++c) {
                into[at] += m_parts[c * size + at];
            }
        }
        for (std::size_t c = 1; c < chunks; ++c) {
            squares[0] += squares[c];
        }
        return squares[0];
    }

    template <bool Weighted>
    Lanes raw_squares() const {
        std::vector<Lanes> parts(m_p.chunks().size(), Lanes::Zero());
        for_each_chunk([&](std::size_t c, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                parts[c] += weighted<Weighted>(i, Lanes(m_rows[i] * m_rows[i]));
            }
        });
        for (std::size_t c = 1; c < parts.size(); ++c) {
            parts[0] += parts[c];
        }
        return parts[0];
    }

    void finish(const Sheet& x, Sheet* means, Sheet* more = nullptr) {
        if (means != nullptr) {
            means->assign(m_p.lead().count * m_p.lead().terms, Lanes::Zero());
        }
        Sheet* into = means != nullptr ? means : more;
        by_kind([&]<bool Weighted, bool Plain>() {
            for_each_index(m_p.chunks().size(), m_jobs, [&](std::size_t c) {
                sweep_levels<Weighted, Plain>(
                    m_p.chunks()[c], into,
                    [&](std::size_t i) { return Lanes(m_rows[i] - gather<Plain>(i, x)); },
                    [&](std::size_t i, const Lanes& rest) { m_rows[i] = rest; });
            });
        });
    }

    [[nodiscard]] const Projector& projector() const { return m_p; }
    [[nodiscard]] const Sheet& rows() const { return m_rows; }
    [[nodiscard]] int jobs() const { return m_jobs; }

  private:
    const Projector& m_p;
    int m_jobs;
    Sheet m_rows;
    Sheet m_parts;
};

} // namespace halflight::stats::detail
