// The golden requantiser against a search in 128 bits, and by examples that are right by
// inspection.
#include "sw/golden/requantise.hpp"

#include <algorithm>
#include <bit>

#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/requantise_reference.hpp"

using namespace denim;
using golden::Requantise;
using golden::requantise;

namespace {

constexpr std::int64_t most = (std::int64_t{1} << 47) - 1;  // of an accumulator

void check(std::int64_t acc, const Requantise& how) {
  INFO("acc " << acc << ", scale " << how.scale << ", shift " << how.shift << ", relu " << how.relu
              << ", width " << how.width);
  REQUIRE(requantise(acc, how) ==
          test::reference_requantise(acc, how.scale, how.shift, how.relu, how.width));
}

}  // namespace

TEST_CASE("requantise: ties go to even on both sides of zero", "[golden][requantise]") {
  const Requantise half{1, 1, false, 8};
  CHECK(requantise(1, half) == 0);
  CHECK(requantise(3, half) == 2);
  CHECK(requantise(5, half) == 2);
  CHECK(requantise(-1, half) == 0);
  CHECK(requantise(-3, half) == -2);
  CHECK(requantise(-5, half) == -2);
  CHECK(requantise(7, {1, 2, false, 8}) == 2);
  CHECK(requantise(-7, {1, 2, false, 8}) == -2);
  CHECK(requantise(-7, {1, 2, true, 8}) == 0);
  CHECK(requantise(1000, {1, 0, false, 8}) == 127);
  CHECK(requantise(-1000, {1, 0, false, 8}) == -128);
  CHECK(requantise(most, {65535, 47, false, 16}) == 32767);
  CHECK(requantise(-most - 1, {65535, 47, false, 16}) == -32768);
  CHECK(requantise(most, {3, 47, false, 8}) == 3);
  CHECK(requantise(1, {65535, 47, false, 8}) == 0);
}

TEST_CASE("requantise: as a search among neighbours finds", "[golden][requantise]") {
  tensor::Rng rng(0);
  const std::int64_t corners[]{0, 1, -1, 2, -2, 127, -128, 128, -129, most, -most, -most - 1};
  for (const unsigned shift : {0U, 1U, 2U, 7U, 15U, 16U, 31U, 46U, 47U}) {
    for (const std::uint32_t scale : {0U, 1U, 2U, 3U, 255U, 32768U, 65535U}) {
      for (const int width : {4, 8, 16}) {
        for (const bool relu : {false, true}) {
          for (const std::int64_t acc : corners) check(acc, {scale, shift, relu, width});
        }
      }
    }
  }
  for (int i = 0; i < 200'000; ++i) {
    // Often near a tie: an odd number of halves, and its neighbours.
    Requantise how;
    how.shift = static_cast<unsigned>(rng.below(48));
    how.relu = rng.bernoulli(0.3);
    how.width = 4 << rng.below(3);
    const bool tie = rng.bernoulli(0.5) && how.shift > 0;
    how.scale = tie ? std::uint32_t{1} << rng.below(std::min(16U, how.shift))
                    : static_cast<std::uint32_t>(rng.below(65536));
    std::int64_t acc = rng.uniform_int(-most - 1, most) >> rng.below(47);
    if (tie) {
      const unsigned left = how.shift - 1 - static_cast<unsigned>(std::countr_zero(how.scale));
      acc = (2 * rng.uniform_int(-40, 40) + 1) * (std::int64_t{1} << std::min(left, 40U)) +
            rng.uniform_int(-1, 1);
    }
    INFO("number " << i);
    check(acc, how);
  }
}

TEST_CASE("requantise: what saturates and what lies in the middle is counted",
          "[golden][requantise]") {
  // By 1/4: 32.5 up is 32, 33.5 is 34, 127.5 would be 128, 127.25 and -128.5 fit.
  const auto acc =
      tensor::Matrix<std::int64_t>::from(2, 4, {130, 134, 510, 509, -514, -515, 0, -2});
  const golden::Edges all = golden::edges(acc, {1, 2, false, 8});
  CHECK(all.saturated == 2);  // 510 and -515
  CHECK(all.ties_up == 3);    // 134, and towards zero -514 and -2
  CHECK(all.ties_down == 1);  // 130
  const golden::Edges relu = golden::edges(acc, {1, 2, true, 8});
  CHECK(relu.saturated == 1);
  CHECK(relu.ties_up + relu.ties_down == 2);

  tensor::Rng rng(2);
  tensor::Matrix<std::int64_t> results(40, 30);
  for (std::int64_t& value : results.values()) value = rng.uniform_int(-70000, 70000);
  const auto tying = golden::tying(results, 8, false);
  REQUIRE(tying.has_value());
  CHECK(golden::edges(results, *tying).ties_up > 0);
  CHECK(golden::edges(results, *tying).ties_down > 0);
  // None lies in the middle where all are zero, or too large for it.
  CHECK_FALSE(golden::tying(tensor::Matrix<std::int64_t>(2, 2), 8, false).has_value());
  const auto large = tensor::Matrix<std::int64_t>::from(1, 1, {(1 << 20) + 1});
  CHECK_FALSE(golden::tying(large, 8, false).has_value());
}

TEST_CASE("requantise: what fits just fits", "[golden][requantise]") {
  tensor::Rng rng(1);
  for (int i = 0; i < 500; ++i) {
    INFO("number " << i);
    tensor::Matrix<std::int64_t> acc(2, 3);
    for (std::int64_t& value : acc.values()) {
      value = rng.uniform_int(-most - 1, most) >> (i % 48);
    }
    const int width = 4 << (i % 3);
    const Requantise how = golden::fitting(acc, width, false);
    REQUIRE(how.scale >= 1);
    REQUIRE(how.scale < 65536);
    REQUIRE(how.shift <= 47);
    std::int64_t largest = 0;
    for (const std::int64_t value : acc.values()) {
      largest = std::max(largest, std::abs(requantise(value, {how.scale, how.shift, false, 32})));
    }
    const std::int64_t top = (std::int64_t{1} << (width - 1)) - 1;
    CHECK(largest <= top);
    // At 16 bits of scale nearly all of the range is used, where there is anything to scale.
    const bool anything = std::ranges::any_of(
        acc.values(), [&](std::int64_t v) { return std::abs(v) > 1000 && std::abs(v) < most / 4; });
    if (anything && how.shift > 0) CHECK(largest >= top - 1);
  }
  const tensor::Matrix<std::int64_t> nothing(2, 2);
  CHECK(golden::requantise(nothing, golden::fitting(nothing, 8, false)) == nothing);
}
