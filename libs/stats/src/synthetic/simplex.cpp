// SPDX-License-Identifier: Apache-2.0
// synthetic/simplex.cpp - the exact minimiser over the simplex.
//
// As the weights sum to one, columns - target 1' has the image of the residuals: D below. On a face
// (weights outside of `face` are zero) the minimiser of |D w|^2 + ridge |w|^2 is proportional to
// (D'D + ridge I)^-1 1, or a least squares problem in differences of columns where that is too
// badly conditioned.
#include "synthetic/simplex.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <Eigen/Dense>

namespace halflight::stats::synthetic {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Face = std::vector<Index>;

struct Shifted {
    MatrixXd d{};
    double ridge = 0;
    VectorXd squares{}; // squared norms of columns
    double scale = 0;   // the largest of them
    [[nodiscard]] bool well_conditioned() const { return ridge >= 1e-6 * scale; }
    [[nodiscard]] double tolerance() const {
        return 8 * std::numeric_limits<double>::epsilon() * (scale + ridge);
    }
};

Shifted shifted(const SimplexProblem& p) {
    const auto rows = static_cast<Index>(p.columns.rows);
    const auto cols = static_cast<Index>(p.columns.cols);
    Shifted s{.d = Eigen::Map<const MatrixXd>(p.columns.data, rows, cols).colwise() -
                   Eigen::Map<const VectorXd>(p.target.data(), rows),
              .ridge = p.ridge};
    if (rows > cols) { // lengths and angles of columns are all that counts
        const Eigen::HouseholderQR<MatrixXd> qr(s.d);
        s.d = MatrixXd(qr.matrixQR().topRows(cols).triangularView<Eigen::Upper>());
    }
    s.squares = s.d.colwise().squaredNorm();
    s.scale = s.squares.maxCoeff();
    return s;
}

MatrixXd columns_of(const MatrixXd& d, const Face& face) {
    MatrixXd part(d.rows(), static_cast<Index>(face.size()));
    for (std::size_t j = 0; j < face.size(); ++j) {
        part.col(static_cast<Index>(j)) = d.col(face[j]);
    }
    return part;
}

// (D'D + ridge I)^-1 r by the smaller of the two Gram matrices, refined once.
VectorXd ridge_inverse_of_ones(const MatrixXd& d, double ridge) {
    const Index n = d.cols();
    const bool wide = n > d.rows();
    MatrixXd gram = wide ? MatrixXd(d * d.transpose()) : MatrixXd(d.transpose() * d);
    gram.diagonal().array() += ridge;
    const Eigen::LLT<MatrixXd> factor(gram);
    const auto apply = [&](const VectorXd& r) -> VectorXd {
        if (!wide) {
            return factor.solve(r);
        }
        return (r - d.transpose() * factor.solve(d * r)) / ridge;
    };
    const VectorXd ones = VectorXd::Ones(n);
    VectorXd x = apply(ones);
    x += apply(ones - ridge * x - d.transpose() * (d * x));
    return x;
}

// Least squares in differences from the column `base` of the face, ridge rows below.
VectorXd face_by_differences(const MatrixXd& d, double ridge, Index base) {
    const Index m = d.rows();
    const Index n = d.cols();
    const double root = std::sqrt(ridge);
    MatrixXd system = MatrixXd::Zero(m + n, n - 1);
    VectorXd right = VectorXd::Zero(m + n);
    right.head(m) = -d.col(base);
    right(m + base) = -root;
    for (Index j = 0, at = 0; j < n; ++j) {
        if (j == base) {
            continue;
        }
        system.col(at).head(m) = d.col(j) - d.col(base);
        system(m + j, at) = root;
        system(m + base, at) = -root;
        ++at;
    }
    const VectorXd x = ridge > 0 ? VectorXd(system.householderQr().solve(right))
                                 : VectorXd(system.colPivHouseholderQr().solve(right));
    VectorXd w(n);
    for (Index j = 0, at = 0; j < n; ++j) {
        w(j) = j == base ? 1 - x.sum() : x(at++);
    }
    return w;
}

VectorXd minimiser_on(const Shifted& s, const Face& face, const VectorXd& weights) {
    if (face.size() == 1) {
        return VectorXd::Ones(1);
    }
    const MatrixXd d = columns_of(s.d, face);
    if (s.well_conditioned()) {
        const VectorXd x = ridge_inverse_of_ones(d, s.ridge);
        return x / x.sum();
    }
    Index base = 0;
    for (std::size_t j = 1; j < face.size(); ++j) {
        if (weights(face[j]) > weights(face[static_cast<std::size_t>(base)])) {
            base = static_cast<Index>(j);
        }
    }
    return face_by_differences(d, s.ridge, base);
}

// D w of weights that are zero outside of the face.
VectorXd image_of(const Shifted& s, const Face& face, const VectorXd& w) {
    VectorXd image = VectorXd::Zero(s.d.rows());
    for (const Index j : face) {
        image += w(j) * s.d.col(j);
    }
    return image;
}

VectorXd half_gradient(const Shifted& s, const Face& face, const VectorXd& w) {
    VectorXd gradient = s.ridge * w;
    gradient.noalias() += s.d.transpose() * image_of(s, face, w);
    return gradient;
}

double mean_on(const VectorXd& gradient, const Face& face) {
    double sum = 0;
    for (const Index j : face) {
        sum += gradient(j);
    }
    return sum / static_cast<double>(face.size());
}

struct Exchange {
    VectorXd weights{}; // on the face, perhaps negative
    std::vector<char> inside{};
    std::size_t faults = 0;
};

// One block exchange: all negative weights leave, all columns of too small a gradient enter.
Exchange best_exchange(const Shifted& s, const std::vector<char>& inside) {
    const Index n = s.d.cols();
    Face face;
    for (Index j = 0; j < n; ++j) {
        if (inside[static_cast<std::size_t>(j)] != 0) {
            face.push_back(j);
        }
    }
    Exchange next{.weights = VectorXd::Zero(n), .inside = inside};
    const VectorXd on_face = minimiser_on(s, face, next.weights);
    for (std::size_t j = 0; j < face.size(); ++j) {
        next.weights(face[j]) = on_face(static_cast<Index>(j));
    }
    const VectorXd gradient = half_gradient(s, face, next.weights);
    const double level = mean_on(gradient, face);
    for (Index j = 0; j < n; ++j) {
        char& in = next.inside[static_cast<std::size_t>(j)];
        const bool fault = in != 0 ? next.weights(j) < 0 : gradient(j) < level - s.tolerance();
        if (fault) {
            in = in != 0 ? 0 : 1;
            ++next.faults;
        }
    }
    return next;
}

// Block exchanges from the full face; the weights they reach are optimal if `done`.
VectorXd by_blocks(const Shifted& s, std::size_t& iterations, bool& done) {
    constexpr int patience = 4;
    const auto n = static_cast<std::size_t>(s.d.cols());
    std::vector<char> inside(n, 1);
    std::size_t fewest = n + 1;
    VectorXd weights = VectorXd::Constant(s.d.cols(), 1.0 / static_cast<double>(n));
    done = false;
    for (int left = patience; left > 0; --left) {
        const Exchange next = best_exchange(s, inside);
        ++iterations;
        weights = next.weights.cwiseMax(0.0);
        weights /= weights.sum();
        if (next.faults == 0) {
            done = true;
            return weights;
        }
        if (next.faults < fewest) {
            fewest = next.faults;
            left = patience + 1;
        }
        inside = next.inside;
        if (std::ranges::find(inside, 1) == inside.end()) {
            return weights;
        }
    }
    return weights;
}

VectorXd best_vertex(const Shifted& s) {
    Index best = 0;
    s.squares.minCoeff(&best);
    return VectorXd::Unit(s.d.cols(), best);
}

// Moves from `w` to the minimiser on its face as far as weights stay positive; false when one had
// to leave the face.
bool move_on_face(const Shifted& s, Face& face, VectorXd& w) {
    const VectorXd goal = minimiser_on(s, face, w);
    double step = 1;
    std::size_t leaves = face.size();
    for (std::size_t j = 0; j < face.size(); ++j) {
        const double here = w(face[j]);
        const double there = goal(static_cast<Index>(j));
        if (there < 0 && here / (here - there) < step) {
            step = here / (here - there);
            leaves = j;
        }
    }
    for (std::size_t j = 0; j < face.size(); ++j) {
        w(face[j]) += step * (goal(static_cast<Index>(j)) - w(face[j]));
    }
    if (leaves == face.size()) {
        return true;
    }
    w(face[leaves]) = 0;
    face.erase(face.begin() + static_cast<std::ptrdiff_t>(leaves));
    return false;
}

// Columns that may enter. Of many, those that a look at all of them found lowest are kept side by
// side and enter in turn; all are looked at again when none of these lowers the objective.
class Candidates {
  public:
    explicit Candidates(const Shifted& s) : m_s(s) {}

    // The column outside of the face whose gradient is lowest, or -1 where none lowers the
    // objective.
    Index entering(const Face& face, const VectorXd& w) {
        const Index near = m_kept.empty() ? -1 : among_kept(face, w);
        return near >= 0 ? near : among_all(face, w);
    }

  private:
    static constexpr std::size_t most = 512;

    Index among_kept(const Face& face, const VectorXd& w) {
        const VectorXd image = image_of(m_s, face, w);
        double level = 0;
        for (const Index j : face) {
            level += m_s.ridge * w(j) + m_s.d.col(j).dot(image);
        }
        level /= static_cast<double>(face.size());
        m_gradient.noalias() = m_columns.transpose() * image;
        Index lowest = -1;
        double least = level - m_s.tolerance();
        for (std::size_t k = 0; k < m_kept.size(); ++k) {
            const double gradient = m_gradient(static_cast<Index>(k));
            if (gradient < least && std::ranges::find(face, m_kept[k]) == face.end()) {
                least = gradient;
                lowest = m_kept[k];
            }
        }
        return lowest;
    }

    Index among_all(const Face& face, const VectorXd& w) {
        VectorXd gradient = half_gradient(m_s, face, w);
        const double level = mean_on(gradient, face);
        for (const Index j : face) {
            gradient(j) = level;
        }
        Index lowest = 0;
        const double least = gradient.minCoeff(&lowest);
        if (!(least < level - m_s.tolerance())) {
            return -1;
        }
        if (static_cast<std::size_t>(gradient.size()) > 2 * most) {
            keep_lowest(gradient);
        }
        return lowest;
    }

    void keep_lowest(const VectorXd& gradient) {
        m_kept.resize(static_cast<std::size_t>(gradient.size()));
        std::iota(m_kept.begin(), m_kept.end(), Index{0});
        const auto lower = [&](Index a, Index b) {
            return gradient(a) < gradient(b) || (gradient(a) == gradient(b) && a < b);
        };
        std::ranges::nth_element(m_kept, m_kept.begin() + most, lower);
        m_kept.resize(most);
        std::ranges::sort(m_kept);
        m_columns = columns_of(m_s.d, m_kept);
    }

    const Shifted& m_s;
    Face m_kept{};
    MatrixXd m_columns{};
    VectorXd m_gradient{};
};

bool by_single_exchanges(const Shifted& s, VectorXd& w, std::size_t& iterations) {
    Face face;
    for (Index j = 0; j < w.size(); ++j) {
        if (w(j) > 0) {
            face.push_back(j);
        }
    }
    Candidates candidates(s);
    const std::size_t limit = 50 * (static_cast<std::size_t>(w.size()) + 10);
    for (std::size_t i = 0; i < limit; ++i) {
        ++iterations;
        if (!move_on_face(s, face, w)) {
            continue;
        }
        const Index next = candidates.entering(face, w);
        if (next < 0) {
            return true;
        }
        face.push_back(next);
    }
    return false;
}

} // namespace

SimplexSolution solve_simplex(const SimplexProblem& problem) {
    const Shifted s = shifted(problem);
    SimplexSolution made;
    VectorXd w{};
    if (s.scale == 0) {
        w = VectorXd::Constant(s.d.cols(), 1.0 / static_cast<double>(s.d.cols()));
        made.converged = true;
    } else if (s.well_conditioned()) {
        w = by_blocks(s, made.iterations, made.converged);
    } else {
        w = best_vertex(s);
    }
    if (!made.converged) {
        made.converged = by_single_exchanges(s, w, made.iterations);
    }
    made.weights.assign(w.data(), w.data() + w.size());
    return made;
}

} // namespace halflight::stats::synthetic
