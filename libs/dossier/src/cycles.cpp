// SPDX-License-Identifier: Apache-2.0
#include "cycles.hpp"

#include <algorithm>
#include <cstdint>

namespace halflight::dossier {
namespace {

/// Depth-first search with its own stack: a chain of sources may be as long as the file allows.
class CycleSearch {
  public:
    explicit CycleSearch(const std::vector<std::vector<std::size_t>>& edges)
        : m_edges(edges), m_state(edges.size(), State::unseen) {}

    std::vector<std::vector<std::size_t>> run() {
        for (std::size_t node = 0; node < m_edges.size(); ++node) {
            if (m_state[node] == State::unseen) {
                walk(node);
            }
        }
        return std::move(m_cycles);
    }

  private:
    enum class State : std::uint8_t { unseen, on_path, done };
    struct Step {
        std::size_t node;
        std::size_t next_edge;
    };

    void walk(std::size_t start) {
        enter(start);
        while (!m_path.empty()) {
            Step& step = m_path.back();
            if (step.next_edge == m_edges[step.node].size()) {
                m_state[step.node] = State::done;
                m_path.pop_back();
                continue;
            }
            const std::size_t target = m_edges[step.node][step.next_edge++];
            if (m_state[target] == State::on_path) {
                keep_cycle(target);
            } else if (m_state[target] == State::unseen) {
                enter(target);
            }
        }
    }

    void enter(std::size_t node) {
        m_state[node] = State::on_path;
        m_path.push_back({node, 0});
    }

    void keep_cycle(std::size_t target) {
        auto first = std::find_if(m_path.begin(), m_path.end(),
                                  [target](const Step& step) { return step.node == target; });
        std::vector<std::size_t> cycle;
        for (; first != m_path.end(); ++first) {
            cycle.push_back(first->node);
        }
        m_cycles.push_back(std::move(cycle));
    }

    const std::vector<std::vector<std::size_t>>& m_edges;
    std::vector<State> m_state;
    std::vector<Step> m_path;
    std::vector<std::vector<std::size_t>> m_cycles;
};

} // namespace

std::vector<std::vector<std::size_t>>
find_cycles(const std::vector<std::vector<std::size_t>>& edges) {
    return CycleSearch(edges).run();
}

} // namespace halflight::dossier
