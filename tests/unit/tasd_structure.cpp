// Along which axes a tensor is N:M: made so along each, it is found there and nowhere else.
#include <cstdint>
#include <vector>

#include "sw/tasd/structure.hpp"
#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"

using namespace denim;
using tasd::Structure;

namespace {

constexpr std::size_t side = 8;
const std::vector<std::size_t> dimensions(4, side);

// 2 of 4 neighbours along an axis are not zero, chosen by chance; one in `spoilt` blocks has 3.
tensor::Tensor pruned_along(std::size_t axis, int spoilt = 0) {
  tensor::Matrix<float> values(side, side * side * side);
  tensor::Rng rng(axis);
  std::size_t step = 1;
  for (std::size_t a = axis + 1; a < dimensions.size(); ++a) step *= side;
  int block = 0;
  for (std::size_t first = 0; first < values.size(); ++first) {
    if (first / step % side % 4 != 0) continue;
    ++block;
    const auto one = static_cast<std::size_t>(rng.uniform_int(0, 3));
    const auto two = (one + static_cast<std::size_t>(rng.uniform_int(1, 3))) % 4;
    for (std::size_t i = 0; i < 4; ++i) {
      const bool more = spoilt != 0 && block % spoilt == 0 && i == (one == 0 ? 3 : one - 1);
      if (i == one || i == two || more) values.values()[first + i * step] = 1.5f;
    }
  }
  return {tensor::AnyMatrix(std::move(values)), dimensions};
}

std::vector<Structure> found(const tensor::Tensor& tensor, const tensor::Reading& reading = {},
                             std::vector<tasd::Term> terms = {}) {
  return tasd::other_structures(tensor, tensor::shape_of(tensor.shape, reading), terms);
}

}  // namespace

TEST_CASE("A tensor that is 2:4 along an axis is found to be so", "[tasd]") {
  for (std::size_t axis = 0; axis < 4; ++axis) {
    CAPTURE(axis);
    const auto structures = found(pruned_along(axis));
    if (axis == 1) {  // as it is read
      CHECK(structures.empty());
      continue;
    }
    REQUIRE(structures.size() == 1);
    CHECK(structures[0].shape.axis_along_row() == axis);
    CHECK(structures[0].term == tasd::Term{2, 4});
    CHECK(structures[0].dropped == 0);
    CHECK(structures[0].dropped_as_read > 0.1);
    // Read so, nothing is left to find.
    const tensor::Shape& way = structures[0].shape;
    CHECK(found(pruned_along(axis), {{way.layout}, way.k_order, way.groups, way.transpose, false})
              .empty());
  }
  // The nearest way: another order keeps the layout, and no other layout is asked for.
  CHECK(found(pruned_along(3))[0].shape.way() == "oihw, channel-first");
  CHECK(found(pruned_along(0))[0].shape.way() == "oihw, channel-last, transposed");
}

TEST_CASE("Almost N:M is found, by the sparsest pattern that says it", "[tasd]") {
  const auto almost = found(pruned_along(3, 80));
  REQUIRE(almost.size() == 1);
  CHECK(almost[0].term == tasd::Term{2, 4});
  CHECK(almost[0].dropped > 0);
  CHECK(almost[0].dropped <= tasd::kAlmost);
  // More than that is not almost.
  CHECK(found(pruned_along(3, 10)).empty());
}

TEST_CASE("A tensor without structure has none along any axis", "[tasd]") {
  for (const double density : {0.01, 0.1, 0.5, 1.0}) {
    CAPTURE(density);
    tensor::Matrix<std::int8_t> values(side, side * side * side);
    tensor::Rng rng(7);
    for (std::int8_t& value : values.values()) value = rng.bernoulli(density) ? 1 : 0;
    CHECK(found({tensor::AnyMatrix(std::move(values)), dimensions}).empty());
  }
  // A block that reaches as far as the axis is no pattern.
  tensor::Matrix<std::int8_t> thin(2, 64);
  for (std::int8_t& value : thin.values()) value = 1;
  CHECK(found({tensor::AnyMatrix(std::move(thin)), {2, 64}}, {}, {{3, 32}}).empty());
}
