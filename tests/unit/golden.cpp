// The reference arithmetic, checked by hand and against itself the other way round.
#include "sw/golden/golden.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"

using denim::golden::frobenius_norm;
using denim::golden::multiply;
using denim::golden::relative_error;
using denim::tensor::Matrix;
using denim::tensor::Rng;
using Ints = Matrix<std::int32_t>;

TEST_CASE("A product by hand", "[golden]") {
  const auto a = Ints::from(2, 3, {1, 0, -2, 3, 4, 5});
  const auto b = Ints::from(3, 2, {7, -1, 100, 2, 1, 10});
  CHECK(multiply(a, b) == Matrix<std::int64_t>::from(2, 2, {5, -21, 426, 55}));
}

TEST_CASE("A product is the sum of its definition", "[golden]") {
  constexpr std::uint64_t kSeed = 8;
  Rng rng(kSeed);
  INFO("Rng seed " << kSeed);
  for (int round = 0; round < 20; ++round) {
    Ints a(1 + rng.below(9), 1 + rng.below(9));
    Ints b(a.cols(), 1 + rng.below(9));
    for (auto& value : a.values()) value = static_cast<std::int32_t>(rng.uniform_int(-3, 3));
    for (auto& value : b.values())
      value = static_cast<std::int32_t>(rng.uniform_int(-2147483647, 2147483647));
    const auto c = multiply(a, b);
    for (std::size_t i = 0; i < c.rows(); ++i)
      for (std::size_t j = 0; j < c.cols(); ++j) {
        std::int64_t sum = 0;
        for (std::size_t k = 0; k < a.cols(); ++k) sum += std::int64_t{a(i, k)} * b(k, j);
        REQUIRE(c(i, j) == sum);
      }
  }
}

// Up to 32 bits sums are made in vectors; both sides of that bound, in rows that no vector fills.
TEST_CASE("A product is the same however wide its sums are", "[golden]") {
  Rng rng(5);
  for (const std::int64_t largest : {7, 127, 10922, 10923, 40000}) {
    for (const std::size_t columns : {1, 7, 8, 33, 100}) {
      CAPTURE(largest, columns);
      Ints a(5, 18);
      Ints b(18, columns);
      for (Ints* matrix : {&a, &b}) {
        for (auto& value : matrix->values()) {
          value = static_cast<std::int32_t>(
              rng.bernoulli(0.3) ? 0
                                 : largest - 2 * largest * static_cast<std::int64_t>(rng.below(2)));
        }
      }
      const auto c = multiply(a, b);
      for (std::size_t i = 0; i < c.rows(); ++i) {
        for (std::size_t j = 0; j < c.cols(); ++j) {
          std::int64_t sum = 0;
          for (std::size_t k = 0; k < a.cols(); ++k) sum += std::int64_t{a(i, k)} * b(k, j);
          REQUIRE(c(i, j) == sum);
        }
      }
    }
  }
}

TEST_CASE("A product that could overflow is refused, the largest that cannot is right",
          "[golden]") {
  constexpr auto kLeast = std::numeric_limits<std::int32_t>::min();
  const auto one = Ints::from(1, 1, {kLeast});
  CHECK(multiply(one, one)(0, 0) == std::int64_t{1} << 62);
  const auto row = Ints::from(1, 2, {kLeast, kLeast});
  const auto column = Ints::from(2, 1, {kLeast, kLeast});
  CHECK_REFUSED(multiply(row, column), "could overflow 64 bits");
}

TEST_CASE("Shapes that do not fit are refused", "[golden]") {
  CHECK_REFUSED(multiply(Ints(2, 3), Ints(2, 3)), "2 x 3 times 2 x 3", "the rows of B");
  CHECK_REFUSED(relative_error(Ints(2, 3), Ints(3, 2), Ints(3, 1)), "does not belong");
}

TEST_CASE("The relative error", "[golden]") {
  CHECK(frobenius_norm(Matrix<std::int64_t>::from(1, 2, {-3, 4})) == 5);
  CHECK(frobenius_norm(Matrix<double>::from(2, 1, {3, 4})) == 5);

  const auto a = Ints::from(1, 2, {3, 4});
  const auto residual = Ints::from(1, 2, {3, 0});
  const auto unit = Ints::from(2, 2, {1, 0, 0, 1});
  CHECK(relative_error(a, residual, unit) == Approx(0.6));
  CHECK(relative_error(Matrix<double>::from(1, 2, {3, 4}), Matrix<double>::from(1, 2, {0, 4}),
                       Matrix<double>::from(2, 2, {1, 0, 0, 1})) == Approx(0.8));

  CHECK(relative_error(a, Ints(1, 2), unit) == 0);
  CHECK(relative_error(Ints(1, 2), Ints(1, 2), unit) == 0);
  CHECK(relative_error(a, residual, Ints(2, 2)) == 0);  // both products are zero
  const auto cancels = Ints::from(2, 1, {4, -3});       // A·B = 0, but not of the residual
  CHECK(std::isinf(relative_error(a, residual, cancels)));
}
