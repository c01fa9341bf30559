// A of a tensor: every layout, order and grouping against the formulas, one element at a time.
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "sw/tensor/shape.hpp"
#include "tests/catch.hpp"
#include "tests/unit/tensor_files.hpp"

using namespace denim::tensor;

namespace {

using Dimensions = std::vector<std::size_t>;

// Numbered from 1 in the order of the file.
Tensor numbered(const Dimensions& shape) {
  const std::size_t size =
      std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
  std::vector<std::int32_t> values(size);
  std::iota(values.begin(), values.end(), 1);
  return {Matrix<std::int32_t>::from(shape[0], size / shape[0], values), shape};
}

// What is at an index, one number for each axis.
std::int32_t at(const Tensor& tensor, const Dimensions& index) {
  std::size_t place = 0;
  for (std::size_t axis = 0; axis < index.size(); ++axis)
    place = place * tensor.shape[axis] + index[axis];
  return static_cast<std::int32_t>(place + 1);
}

// The weights' own sizes, and where a layout has them.
struct Weights {
  std::size_t outs, channels, height, width;

  Dimensions dimensions(Layout layout) const {
    return index(layout, outs, channels, height, width);
  }
  static Dimensions index(Layout layout, std::size_t o, std::size_t c, std::size_t h,
                          std::size_t w) {
    Dimensions all;
    for (const char letter : std::string(to_string(layout))) {
      const bool kernel = layout == Layout::oik && letter == 'k';
      all.push_back(letter == 'o' || letter == 'r'                ? o
                    : letter == 'i' || (letter == 'k' && !kernel) ? c
                    : letter == 'h'                               ? h
                                                                  : w);
    }
    return all;
  }
};

Matrix<std::int32_t> by_formula(const Tensor& tensor, Layout layout, const Weights& sizes,
                                KOrder order, std::size_t groups, bool transpose) {
  const std::size_t block = sizes.channels * sizes.height * sizes.width;
  Matrix<std::int32_t> a(sizes.outs, groups * block);
  for (std::size_t o = 0; o < sizes.outs; ++o)
    for (std::size_t c = 0; c < sizes.channels; ++c)
      for (std::size_t h = 0; h < sizes.height; ++h)
        for (std::size_t w = 0; w < sizes.width; ++w) {
          const std::size_t k = order == KOrder::channel_last
                                    ? (h * sizes.width + w) * sizes.channels + c
                                    : (c * sizes.height + h) * sizes.width + w;
          a(o, o / (sizes.outs / groups) * block + k) =
              at(tensor, Weights::index(layout, o, c, h, w));
        }
  if (!transpose) return a;
  Matrix<std::int32_t> other(a.cols(), a.rows());
  for (std::size_t r = 0; r < a.rows(); ++r)
    for (std::size_t c = 0; c < a.cols(); ++c) other(c, r) = a(r, c);
  return other;
}

Weights sizes_for(Layout layout) {
  if (rank_of(layout) == 2) return {6, 5, 1, 1};
  if (rank_of(layout) == 3) return {6, 4, 1, 3};
  return {6, 4, 3, 2};
}

}  // namespace

TEST_CASE("A is what the formulas say, for every way to read a tensor", "[tensor]") {
  for (const Layout layout : kLayouts) {
    for (const KOrder order : kOrders) {
      for (const std::size_t groups : {1, 2, 6}) {
        for (const bool transpose : {false, true}) {
          const Weights sizes = sizes_for(layout);
          const Tensor tensor = numbered(sizes.dimensions(layout));
          Reading reading{{layout}, {}, groups, transpose, false};
          if (rank_of(layout) > 2) reading.k_order = order;
          const Shape shape = shape_of(tensor.shape, reading);
          CAPTURE(shape.to_string());
          const auto wanted = by_formula(tensor, layout, sizes, order, groups, transpose);
          CHECK(shape.rows() == wanted.rows());
          CHECK(shape.cols() == wanted.cols());
          CHECK(arranged(tensor, shape) == AnyMatrix(wanted));
        }
      }
    }
  }
}

TEST_CASE("Without a word a tensor is read as PyTorch writes it, channels last", "[tensor]") {
  const auto read = [](const Dimensions& dimensions) {
    return shape_of(dimensions, {}).to_string();
  };
  CHECK(read({64, 16}) == "(64, 16) read as rk");
  CHECK(read({64, 16, 3}) == "(64, 16, 3) read as oik, channel-last: k = kw·16 + c");
  CHECK(read({64, 16, 3, 5}) ==
        "(64, 16, 3, 5) read as oihw, channel-last: k = (kh·5 + kw)·16 + c");
  const Shape shape =
      shape_of({3, 5, 16, 64}, {{Layout::kr, Layout::hwio}, KOrder::channel_first, 4, true, false});
  CHECK(shape.to_string() ==
        "(3, 5, 16, 64) read as hwio, channel-first, 4 groups, block-diagonal, transposed: "
        "row k = g·240 + (c·3 + kh)·5 + kw");
  CHECK(shape.way() == "hwio, channel-first, 4 groups, block-diagonal, transposed");
}

TEST_CASE("Whether the order of k counts, and what runs along a row", "[tensor]") {
  const auto shape = [](const Dimensions& dimensions, const Reading& reading = {}) {
    return shape_of(dimensions, reading);
  };
  CHECK(shape({8, 4, 3, 3}).order_counts());
  CHECK(shape({8, 4, 3}).order_counts());
  CHECK_FALSE(shape({8, 4, 1, 1}).order_counts());
  CHECK_FALSE(shape({8, 1, 3, 3}).order_counts());
  CHECK_FALSE(shape({8, 4}).order_counts());
  CHECK(shape({8, 4, 3, 3}).axis_along_row() == 1);
  CHECK(shape({8, 4, 3, 3}, {{}, KOrder::channel_first}).axis_along_row() == 3);
  CHECK(shape({8, 4, 3, 1}, {{}, KOrder::channel_first}).axis_along_row() == 2);
  CHECK(shape({8, 4, 3, 3}, {{Layout::hwio}}).axis_along_row() == 2);
  CHECK(shape({8, 4, 3, 3}, {{}, {}, 1, true}).axis_along_row() == 0);
  CHECK(shape({8, 1, 3, 3}).axis_along_row() == 3);
}

TEST_CASE("The other ways to read a tensor are all different, and reach each axis", "[tensor]") {
  for (const Dimensions& dimensions :
       {Dimensions{4, 4, 4, 4}, Dimensions{4, 6, 3}, Dimensions{3, 5}, Dimensions{8, 4, 1, 1},
        Dimensions{4, 1, 3, 3}}) {
    const Tensor tensor = numbered(dimensions);
    const Shape shape = shape_of(dimensions, {});
    CAPTURE(shape.to_string());
    std::vector<AnyMatrix> seen{arranged(tensor, shape)};
    std::set<std::size_t> axes{shape.axis_along_row()};
    for (const Shape& other : other_shapes(shape)) {
      CAPTURE(other.to_string());
      seen.push_back(arranged(tensor, other));
      CHECK(std::ranges::count(seen, seen.back()) == 1);
      axes.insert(other.axis_along_row());
    }
    for (std::size_t axis = 0; axis < dimensions.size(); ++axis) {
      if (dimensions[axis] > 1) CHECK(axes.contains(axis));
    }
  }
}

TEST_CASE("A tensor that is no A is refused, with what would be right", "[tensor]") {
  const auto refused = [](const Dimensions& dimensions, const Reading& reading = {}) {
    return shape_of(dimensions, reading);
  };
  CHECK_REFUSED(refused({64}), "rank 1 tensor, shape (64,)", "a bias or a vector",
                "save it as (64, 1)");
  CHECK_REFUSED(refused({1, 2, 3, 4, 5}), "rank 5 tensor, shape (1, 2, 3, 4, 5)", "2 (R, K)",
                "3 (out, in, k)", "4 (out, in, kh, kw)");
  CHECK_REFUSED(refused({3, 4}, {{Layout::hwio}}), "rank 2", "layout hwio is for rank 4",
                "of rank 2 there are rk, kr");
  CHECK_REFUSED(refused({3, 4}, {{}, KOrder::channel_first}), "rank 2",
                "channel-first is for rank 3");
  CHECK_REFUSED(refused({6, 4, 3, 3}, {{}, {}, 4}), "6 output channels as oihw", "4 groups");
  CHECK_REFUSED(refused({6, 4, 3, 3}, {{}, {}, 0}), "0 groups");
  // Of many tensors each takes what is for it.
  const Reading many{{Layout::hwio, Layout::kr}, KOrder::channel_first, 1, false, true};
  CHECK(shape_of({3, 4}, many).way() == "kr");
  CHECK(shape_of({3, 4, 2}, many).way() == "oik, channel-first");
  CHECK(shape_of({3, 4, 2, 2}, many).way() == "hwio, channel-first");
}
