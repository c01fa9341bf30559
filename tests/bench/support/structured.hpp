// Matrices with the same number of non-zeros in every block, and how benches judge a run on RTL.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "sw/tensor/matrix.hpp"
#include "sw/tensor/random.hpp"
#include "tests/bench/support/report.hpp"
#include "tests/bench/support/rtl.hpp"

namespace denim::bench {

// Exactly `count` non-zeros, at random places, in each row of each k-block.
inline tensor::Matrix<std::int32_t> structured(std::size_t rows, std::size_t depth, std::size_t m,
                                               std::size_t count, tensor::Rng& rng) {
  tensor::Matrix<std::int32_t> matrix(rows, depth);
  std::vector<std::size_t> places(m);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t begin = 0; begin < depth; begin += m) {
      std::iota(places.begin(), places.end(), begin);
      for (std::size_t i = 0; i < count; ++i) {
        std::swap(places[i], places[i + rng.below(m - i)]);
        const auto value = static_cast<std::int32_t>(rng.uniform_int(1, 127));
        matrix(row, places[i]) = rng.bernoulli(0.5) ? value : -value;
      }
    }
  }
  return matrix;
}

// Limits of one run: it must be right, and take the cycles that the model says.
inline std::string verdict(Report& report, const RtlRun& run, const std::string& name) {
  return report.cell(run.problem.empty() ? grouped(run.mismatches) : run.problem,
                     run.mismatches == 0 && run.problem.empty(),
                     fmt::format("{}: {} of {} outputs differ{}{}; none may", name, run.mismatches,
                                 run.outputs, run.problem.empty() ? "" : ", ", run.problem));
}
inline std::string model_cycles(Report& report, const RtlRun& run, const std::string& name) {
  return report.cell(grouped(run.model.cycles), run.model.cycles == run.cycles,
                     fmt::format("{}: {} cycles in RTL, {} in the model; they must be equal", name,
                                 run.cycles, run.model.cycles));
}

}  // namespace denim::bench
