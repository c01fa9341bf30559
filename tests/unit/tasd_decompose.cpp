// The decomposition, held against the naive one of tasd_reference.hpp.
#include "sw/tasd/decompose.hpp"

#include <fmt/format.h>
#include <hwy/highway.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"
#include "tests/unit/tasd_reference.hpp"

namespace {

using namespace denim::tasd;
using denim::tensor::Matrix;
using denim::tensor::Rng;

/// Unlike ==, tells the two zeros of a float apart.
template <class T>
bool same_bits(const Matrix<T>& left, const Matrix<T>& right) {
  return left == right && std::memcmp(left.data(), right.data(), left.size() * sizeof(T)) == 0;
}

/// Takes one term with sw/tasd and with the reference; true where everything agrees.
template <class T>
bool agrees(const Matrix<T>& matrix, int n, int m) {
  using namespace denim::test;
  const auto expected =
      reference_view(matrix, static_cast<std::size_t>(n), static_cast<std::size_t>(m));
  Matrix<T> residual = matrix;
  // Leftovers that must not survive.
  Matrix<T> kept =
      Matrix<T>::from(matrix.rows(), matrix.cols(), std::vector<T>(matrix.size(), T{77}));
  const TermStats stats = extract_term(residual, {n, m}, kept);
  const double magnitude = reference_magnitude(expected);
  return same_bits(kept, expected) && same_bits(residual, reference_residual(matrix, expected)) &&
         stats.term == Term{n, m} && stats.kept_count == reference_count(expected) &&
         std::abs(stats.kept_magnitude - magnitude) <= 1e-12 * magnitude;
}

/// Values with many ties, zeros and, for integers, the least one there is.
template <class T>
T draw(Rng& rng, int kind) {
  switch (kind) {
    case 0:  // a few values: ties everywhere
      return static_cast<T>(rng.uniform_int(-3, 3));
    case 1:  // sparse
      return rng.bernoulli(0.1) ? static_cast<T>(rng.uniform_int(-100, 100)) : T{0};
    case 2:  // all equal but for the sign
      return rng.bernoulli(0.5) ? T{5} : T{-5};
    default:
      break;
  }
  if constexpr (std::is_floating_point_v<T>) {
    // Any magnitude a float can have, denormal ones and both zeros among them.
    const double value = std::ldexp(rng.uniform() * 2 - 1, static_cast<int>(rng.below(270)) - 150);
    return static_cast<T>(value);
  } else {
    return rng.bernoulli(0.05) ? std::numeric_limits<T>::min() : static_cast<T>(rng.next());
  }
}

/// Random matrices of type T for one n:m, whole and overhanging.
template <class T>
void check_random(int n, int m, std::uint64_t seed) {
  Rng rng(seed);
  for (int kind = 0; kind < 4; ++kind) {
    const auto block = static_cast<std::size_t>(m);
    std::vector<std::size_t> lengths{block, 3 * block, 2 * block + rng.below(block) + 1,
                                     rng.below(block) + 1};
    if (block <= 16) lengths.push_back(80 * block + rng.below(block));  // fills the widest vectors
    for (const std::size_t cols : lengths) {
      Matrix<T> matrix(1 + rng.below(3), cols);
      for (T& value : matrix.values()) value = draw<T>(rng, kind);
      if (agrees(matrix, n, m)) continue;
      CAPTURE(n, m, kind, matrix.rows(), cols, seed, sizeof(T));
      FAIL("check_random<T>(" << n << ", " << m << ", " << seed << ") disagrees");
    }
  }
}

/// Lengths on both sides of every limit in the kernels.
const std::vector<int> kLengths{1,  2,  3,  4,  5,  6,  7,  8,   9,   12,  15,  16,
                                17, 24, 31, 32, 33, 64, 65, 127, 128, 300, 1024};

template <class T>
void check_lengths(std::uint64_t seed) {
  for (const int m : kLengths)
    for (const int n : {1, m / 16 + 2, m / 2, m - 1, m})
      if (1 <= n && n <= m) check_random<T>(n, m, seed);
}

template <class T>
void check_all_short(std::uint64_t seed) {
  for (int m = 1; m <= 40; ++m)
    for (int n = 1; n <= m; ++n) check_random<T>(n, m, seed);
}

/// Calls check.template operator()<T>() for each element type.
template <class Check>
void for_each_type(Check&& check) {
  check.template operator()<std::int8_t>();
  check.template operator()<std::int16_t>();
  check.template operator()<std::int32_t>();
  check.template operator()<std::int64_t>();
  check.template operator()<float>();
  check.template operator()<double>();
}

/// Every block of m values out of `values`, as one matrix of one block a row.
template <class T>
Matrix<T> every_block(std::size_t m, const std::vector<T>& values) {
  std::size_t rows = 1;
  for (std::size_t i = 0; i < m; ++i) rows *= values.size();
  Matrix<T> matrix(rows, m);
  for (std::size_t row = 0; row < rows; ++row) {
    std::size_t rest = row;
    for (std::size_t col = 0; col < m; ++col, rest /= values.size())
      matrix(row, col) = values[rest % values.size()];
  }
  return matrix;
}

template <class T>
void check_exhaustively() {
  const T least = std::is_integral_v<T> ? std::numeric_limits<T>::min() : T{-8};
  const T most = std::is_integral_v<T> ? std::numeric_limits<T>::max() : T{8};
  const std::vector<T> wide{0, 1, -1, 2, -3, 3, 7, least, most};
  const std::vector<T> narrow{0, 1, -1, 2, least};
  for (int m = 1; m <= 4; ++m)
    for (int n = 1; n <= m; ++n) {
      CAPTURE(n, m, sizeof(T));
      CHECK(agrees(every_block(static_cast<std::size_t>(m), wide), n, m));
    }
  const auto eights = every_block(8, std::vector<T>{-1, 2, std::is_integral_v<T> ? T{0} : T(-0.0)});
  for (int n = 1; n <= 8; ++n) {
    CAPTURE(n, sizeof(T));
    CHECK(agrees(eights, n, 8));
  }
  for (int n = 1; n <= 6; ++n) {
    CAPTURE(n, sizeof(T));
    CHECK(agrees(every_block(6, narrow), n, 6));
    CHECK(agrees(every_block(6, narrow), n, 8));  // each row overhangs
  }
}

}  // namespace

TEST_CASE("A worked example", "[tasd]") {
  const auto a = Matrix<std::int8_t>::from(2, 8,
                                           {2, 0, 0, 0, 0, 3, 1, 4,  //
                                            1, 3, 0, 0, 2, 4, 4, 1});
  SECTION("2:4 keeps 7 of 10 non-zeros and 21 of 25") {
    const auto result = decompose(a, Series::parse("2:4"));
    REQUIRE(result.terms.size() == 1);
    CHECK(result.terms[0] == Matrix<std::int8_t>::from(2, 8,
                                                       {2, 0, 0, 0, 0, 3, 0, 4,  //
                                                        1, 3, 0, 0, 0, 4, 4, 0}));
    CHECK(result.quality.nonzero_count == 10);
    CHECK(result.quality.magnitude == 25);
    CHECK(result.quality.terms == std::vector<TermStats>{{{2, 4}, 7, 21}});
    CHECK(result.quality.dropped_count == 3);
    CHECK(result.quality.dropped_nonzeros() == Approx(3.0 / 10));
    CHECK(result.quality.dropped_magnitude() == Approx(4.0 / 25));
    CHECK(result.quality.executed_fraction() == Approx(0.5));
    CHECK_FALSE(result.quality.lossless());
  }
  SECTION("3:4 keeps 9 of 10 and 24 of 25") {
    const auto quality = decompose(a, Series::parse("3:4")).quality;
    CHECK(quality.terms == std::vector<TermStats>{{{3, 4}, 9, 24}});
    CHECK(quality.dropped_magnitude_sum == 1);
  }
  SECTION("2:4+2:8 is lossless") {
    const auto result = decompose(a, Series::parse("2:4+2:8"));
    CHECK(result.terms[1] == Matrix<std::int8_t>::from(2, 8,
                                                       {0, 0, 0, 0, 0, 0, 1, 0,  //
                                                        0, 0, 0, 0, 2, 0, 0, 1}));
    CHECK(result.quality.lossless());
    CHECK(result.residual == Matrix<std::int8_t>(2, 8));
    CHECK(result.quality.executed_fraction() == Approx(0.75));
  }
  SECTION("order matters") {
    CHECK(decompose(a, Series::parse("2:8+2:4")).quality.terms[0].kept_count == 4);
  }
}

TEST_CASE("Every small block is split as the definition says", "[tasd]") {
  for_each_type([]<class T>() { check_exhaustively<T>(); });
}

TEST_CASE("Random blocks of all lengths and types are split as the definition says", "[tasd]") {
  for_each_type([]<class T>() {
    check_all_short<T>(0);
    check_lengths<T>(0);
  });
}

TEST_CASE("Each instruction set of this processor gives the same", "[tasd]") {
  // Highway takes the best one; the others run only here. 0 is its last resort, without vectors.
  auto targets = hwy::SupportedAndGeneratedTargets();
  targets.push_back(0);
  for (const std::int64_t target : targets) {
    INFO("instruction set: " << (target == 0 ? "none" : hwy::TargetName(target)));
    hwy::GetChosenTarget().Update(target);
    for_each_type([]<class T>() { check_lengths<T>(1); });
  }
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

TEST_CASE("Every threshold of int8 is found", "[tasd]") {
  // From 1 to 3 of each of 127 magnitudes and of 128, in any order and with zeros in between.
  Rng rng(5);
  Matrix<std::int8_t> matrix(1, 512);
  for (int magnitude = 1; magnitude <= 128; ++magnitude)
    for (std::size_t i = 1 + rng.below(3); i > 0; --i) {
      std::int8_t& value = matrix(0, rng.below(matrix.cols()));
      value =
          static_cast<std::int8_t>(rng.bernoulli(0.5) && magnitude < 128 ? magnitude : -magnitude);
    }
  for (int n = 1; n <= 512; ++n) {
    CAPTURE(n);
    CHECK(agrees(matrix, n, 512));
  }
}

TEST_CASE("The magnitude of the least integer is not negative", "[tasd]") {
  auto residual = Matrix<std::int8_t>::from(1, 4, {127, -128, 127, 0});
  Matrix<std::int8_t> kept;
  const TermStats stats = extract_term(residual, {1, 4}, kept);
  CHECK(kept == Matrix<std::int8_t>::from(1, 4, {0, -128, 0, 0}));
  CHECK(stats.kept_magnitude == 128);

  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  auto wide = Matrix<std::int64_t>::from(1, 3, {kLeast + 1, kLeast, -(kLeast + 1)});
  Matrix<std::int64_t> wide_kept;
  CHECK(extract_term(wide, {1, 3}, wide_kept).kept_magnitude == 0x1p63);
  CHECK(wide_kept == Matrix<std::int64_t>::from(1, 3, {0, kLeast, 0}));
}

TEST_CASE("A float is moved as it is", "[tasd]") {
  Rng rng(3);
  Matrix<float> matrix(7, 50);
  for (float& value : matrix.values()) value = static_cast<float>(rng.laplace(0.01));
  const auto result = decompose(matrix, Series::parse("2:4+3:16"));
  for (std::size_t row = 0; row < matrix.rows(); ++row)
    for (std::size_t col = 0; col < matrix.cols(); ++col) {
      int found = result.residual(row, col) == matrix(row, col) ? 1 : 0;
      for (const auto& term : result.terms) found += term(row, col) == matrix(row, col) ? 1 : 0;
      REQUIRE(found == 1);
    }
}

TEST_CASE("A lossless series repeats its last term until nothing is left", "[tasd]") {
  Matrix<std::int16_t> matrix(2, 16);
  for (std::size_t col = 0; col < 16; ++col) matrix(1, col) = static_cast<std::int16_t>(col + 1);
  const auto result = decompose(matrix, Series::parse("2:4+3:16+lossless"));
  // 16 non-zeros: 2:4 takes 8, then 3:16 takes 3, 3 and 2.
  const std::vector<TermStats> expected{
      {{2, 4}, 8, 84}, {{3, 16}, 3, 36 - 6}, {{3, 16}, 3, 16}, {{3, 16}, 2, 6}};
  REQUIRE(result.quality.terms.size() == 4);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(result.quality.terms[i].term == expected[i].term);
    CHECK(result.quality.terms[i].kept_count == expected[i].kept_count);
    kept += result.quality.terms[i].kept_count;
  }
  CHECK(kept == 16);
  CHECK(result.quality.lossless());
  CHECK(result.quality.dropped_nonzeros() == 0);
  CHECK(result.quality.executed_fraction() == Approx(0.5 + 3 * 3.0 / 16));

  Matrix<std::int16_t> sum(2, 16);
  for (const auto& term : result.terms)
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum.values()[i] = static_cast<std::int16_t>(sum.values()[i] + term.values()[i]);
  CHECK(sum == matrix);
}

TEST_CASE("Nothing to share gives shares of 0, not NaN", "[tasd]") {
  const auto result = decompose(Matrix<float>(3, 10), Series::parse("2:4+1:8+lossless"));
  CHECK(result.terms.size() == 2);
  CHECK(result.quality.dropped_nonzeros() == 0);
  CHECK(result.quality.dropped_magnitude() == 0);
  CHECK(result.quality.lossless());
  CHECK(decompose(Matrix<float>(), Series::parse("2:4")).quality.nonzero_count == 0);
}

TEST_CASE("take_terms shows the terms that decompose returns", "[tasd]") {
  Rng rng(4);
  Matrix<std::int8_t> matrix(5, 30);
  for (auto& value : matrix.values()) value = draw<std::int8_t>(rng, 1);
  const Series series = Series::parse("1:8+lossless");
  const auto expected = decompose(matrix, series);
  std::size_t shown = 0;
  const Quality quality = take_terms<std::int8_t>(
      matrix, series, [&](const Matrix<std::int8_t>& kept, const TermStats& stats) {
        REQUIRE(shown < expected.terms.size());
        CHECK(kept == expected.terms[shown]);
        CHECK(stats == expected.quality.terms[shown]);
        ++shown;
      });
  CHECK(shown == expected.terms.size());
  CHECK(quality == expected.quality);
  CHECK(matrix == expected.residual);
}

TEST_CASE("One block is split in place", "[tasd]") {
  std::vector<float> residual{1, -3, 3, 0, 2};
  std::vector<float> kept(5, 9.0f);
  CHECK(split_block(std::span(residual), std::span(kept), 2) == 2);
  CHECK(kept == std::vector<float>{0, -3, 3, 0, 0});
  CHECK(residual == std::vector<float>{1, 0, 0, 0, 2});
  CHECK(split_block(std::span(residual), std::span(kept), 4) == 2);
  CHECK(kept == std::vector<float>{1, 0, 0, 0, 2});

  residual = {0, 0, 5, 0, 0};
  CHECK(split_block(std::span(residual), std::span(kept), 1000) == 1);
  CHECK(split_block(std::span<float>(), std::span<float>(), 1) == 0);
  CHECK_THROWS_AS(split_block(std::span(residual), std::span(kept), 0), std::invalid_argument);

  std::vector<float> four(4);
  CHECK_THROWS_AS(split_block(std::span(residual), std::span(four), 2), std::invalid_argument);
  std::vector<float> much(1025);
  CHECK_THROWS_AS(split_block(std::span(much), std::span(much), 2), std::invalid_argument);
}

TEST_CASE("NaN and Inf are refused with their position, and nothing is moved", "[tasd]") {
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity()}) {
    for (const std::size_t at : {std::size_t{0}, std::size_t{40}, std::size_t{104}}) {
      Matrix<float> matrix(3, 35);
      matrix(0, 1) = 1;
      matrix.values()[at] = static_cast<float>(bad);
      const std::string where = fmt::format("row {}, column {}:", at / 35, at % 35);
      CHECK_REFUSED(decompose(matrix, Series::parse("2:4")), where.c_str(), "finite");
      Matrix<double> wide(3, 35);
      wide.values()[at] = bad;
      Matrix<double> kept;
      CHECK_REFUSED(extract_term(wide, {2, 4}, kept), where.c_str(), "finite");
      CHECK(kept == Matrix<double>());
    }
  }
}

TEST_CASE("A term that is none is refused", "[tasd]") {
  Matrix<std::int8_t> matrix(1, 8);
  Matrix<std::int8_t> kept;
  for (const Term term : {Term{0, 4}, Term{5, 4}, Term{1, 1025}, Term{-1, 4}})
    CHECK_REFUSED(extract_term(matrix, term, kept), term.to_string().c_str(), "not an N:M pattern");
  CHECK_THROWS_AS(decompose(matrix, Series{}), std::invalid_argument);
}

TEST_CASE("Magnitudes that add up to more than a double are refused", "[tasd]") {
  // Without that, shares of the magnitude were infinity / infinity.
  const double most = std::numeric_limits<double>::max();
  const Series series = Series::parse("1:4");
  const auto quality = [&](double value) {
    return decompose(Matrix<double>::from(1, 4, {value, value, 0, 0}), series).quality;
  };
  CHECK_REFUSED(quality(most), "add up to more than a float64 holds", "power of two");
  CHECK_REFUSED(quality(most / 3), "add up to more");
  CHECK(quality(most / 4).dropped_magnitude() == 0.5);
  CHECK(quality(std::numeric_limits<double>::denorm_min()).dropped_magnitude() == 0.5);
  const auto floats = Matrix<float>::from(1, 4, {3e38f, -3e38f, 3e38f, 3e38f});
  CHECK(decompose(floats, series).quality.dropped_magnitude() == 0.75);
}
