#include "sw/engines/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <deque>

namespace denim::engines {

namespace {

using Matrix = tensor::Matrix<std::int32_t>;

std::deque<Engine>& registry() {
  static std::deque<Engine> all;
  return all;
}

void check_width(const Matrix& matrix, std::string_view name, unsigned width) {
  const std::int32_t max = static_cast<std::int32_t>((1U << (width - 1)) - 1);
  const std::int32_t min = -max - 1;
  for (std::size_t r = 0; r < matrix.rows(); ++r) {
    for (std::size_t c = 0; c < matrix.cols(); ++c) {
      const std::int32_t value = matrix(r, c);
      if (value < min || value > max) {
        throw OperandError(fmt::format("{}[{}, {}] = {} does not fit {} bits ({} … {})", name, r, c,
                                       value, width, min, max));
      }
    }
  }
}

}  // namespace

const Engine& find_engine(std::string_view name) {
  const auto found = std::ranges::find(registry(), name, &Engine::name);
  if (found == registry().end()) {
    throw std::out_of_range(fmt::format("engine '{}' has no compiler", name));
  }
  return *found;
}

Registration::Registration(Engine engine) { registry().push_back(std::move(engine)); }

void check_operands(const Gemm& gemm, unsigned a_width, unsigned b_width, unsigned acc_width) {
  const Matrix& a = gemm.terms.front();
  if (a.cols() != gemm.b.rows()) {
    throw OperandError(fmt::format("A is {}×{} and B is {}×{}; A's columns must be B's rows",
                                   a.rows(), a.cols(), gemm.b.rows(), gemm.b.cols()));
  }
  if (a.size() == 0 || gemm.b.size() == 0) {
    throw OperandError(fmt::format("A is {}×{} and B is {}×{}; every size must be at least 1",
                                   a.rows(), a.cols(), gemm.b.rows(), gemm.b.cols()));
  }
  for (const Matrix& term : gemm.terms) check_width(term, "A", a_width);
  check_width(gemm.b, "B", b_width);

  std::vector<std::int64_t> largest(gemm.b.rows());
  for (std::size_t k = 0; k < gemm.b.rows(); ++k) {
    for (const std::int32_t value : gemm.b.row(k)) {
      largest[k] = std::max<std::int64_t>(largest[k], std::abs(std::int64_t{value}));
    }
  }
  const std::int64_t limit = (std::int64_t{1} << (acc_width - 1)) - 1;
  for (std::size_t r = 0; r < a.rows(); ++r) {
    std::int64_t bound = 0;
    for (const Matrix& term : gemm.terms) {
      const auto row = term.row(r);
      for (std::size_t k = 0; k < row.size(); ++k) {
        bound += std::abs(std::int64_t{row[k]}) * largest[k];
      }
    }
    if (bound > limit) {
      throw OperandError(fmt::format(
          "row {} of C could reach ±{}, which overflows a {}-bit accumulator (limit {}); use a "
          "larger acc_width",
          r, bound, acc_width, limit));
    }
  }
}

}  // namespace denim::engines
