#include "sw/tensor/shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace denim::tensor {

namespace {

enum Index { out, channel, kernel_row, kernel_column };

struct LayoutAxes {
  std::string_view name;
  std::vector<Index> axes;
};

const LayoutAxes& axes_of(Layout layout) {
  static const std::array<LayoutAxes, 6> all{{
      {"oihw", {out, channel, kernel_row, kernel_column}},
      {"ohwi", {out, kernel_row, kernel_column, channel}},
      {"hwio", {kernel_row, kernel_column, channel, out}},
      {"oik", {out, channel, kernel_column}},
      {"rk", {out, channel}},
      {"kr", {channel, out}},
  }};
  return all[static_cast<std::size_t>(layout)];
}

/// An index of the weights: how far it goes, and how far apart its elements lie in the tensor.
struct Loop {
  std::size_t size = 1;
  std::size_t step = 0;

  bool operator==(const Loop&) const = default;
};

std::array<Loop, 4> loops_of(const Shape& shape) {
  std::array<Loop, 4> loops;
  const auto& axes = axes_of(shape.layout).axes;
  std::size_t step = 1;
  for (std::size_t axis = axes.size(); axis-- > 0;) {
    loops[axes[axis]] = {shape.tensor[axis], step};
    step *= shape.tensor[axis];
  }
  return loops;
}

/// The indices that make k, the slowest first.
std::array<Index, 3> k_indices(const Shape& shape) {
  if (shape.k_order == KOrder::channel_first) return {channel, kernel_row, kernel_column};
  return {kernel_row, kernel_column, channel};
}

/// Rows and columns of the blocks of A, before it is transposed.
std::pair<std::size_t, std::size_t> block_of(const Shape& shape) {
  const auto loops = loops_of(shape);
  return {loops[out].size / shape.groups,
          loops[channel].size * loops[kernel_row].size * loops[kernel_column].size};
}

/// The loops that walk over the tensor, the slowest first, as few as will do.
std::vector<Loop> shortest(std::span<const Loop> loops) {
  std::vector<Loop> walk;
  for (const Loop& loop : loops) {
    if (loop.size == 1) continue;
    if (!walk.empty() && walk.back().step == loop.size * loop.step) {
      walk.back() = {walk.back().size * loop.size, loop.step};
    } else {
      walk.push_back(loop);
    }
  }
  return walk;
}

/// How the rows of A, and each of them, walk over the tensor: the same for shapes that are the same
/// A.
std::pair<std::vector<Loop>, std::vector<Loop>> walk_of(const Shape& shape) {
  const auto loops = loops_of(shape);
  const auto order = k_indices(shape);
  const std::array<Loop, 1> outs{loops[out]};
  const std::array<Loop, 3> k{loops[order[0]], loops[order[1]], loops[order[2]]};
  if (shape.transpose) return {shortest(k), shortest(outs)};
  return {shortest(outs), shortest(k)};
}

template <class T>
Matrix<T> arrange(const Matrix<T>& from, const Shape& shape) {
  Matrix<T> to(shape.rows(), shape.cols());
  const auto loops = loops_of(shape);
  const auto [block_rows, block_cols] = block_of(shape);
  const auto order = k_indices(shape);
  const Loop slow = loops[order[0]];
  const Loop middle = loops[order[1]];
  const Loop fast = loops[order[2]];
  // How far apart neighbours along a row, and along k, lie in A.
  const std::size_t row_step = shape.transpose ? 1 : to.cols();
  const std::size_t k_step = shape.transpose ? to.cols() : 1;
  for (std::size_t o = 0; o < loops[out].size; ++o) {
    T* target = to.data() + o * row_step + o / block_rows * block_cols * k_step;
    const T* const source = from.data() + o * loops[out].step;
    for (std::size_t s = 0; s < slow.size; ++s)
      for (std::size_t m = 0; m < middle.size; ++m)
        for (std::size_t f = 0; f < fast.size; ++f, target += k_step)
          *target = source[s * slow.step + m * middle.step + f * fast.step];
  }
  return to;
}

std::string layouts_of(std::size_t rank) {
  std::string text;
  for (const Layout layout : kLayouts)
    if (rank_of(layout) == rank)
      text += fmt::format("{}{}", text.empty() ? "" : ", ", to_string(layout));
  return text;
}

}  // namespace

std::string to_string(const std::vector<std::size_t>& shape) {
  std::string text;
  for (const std::size_t dimension : shape)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", dimension);
  return "(" + text + (shape.size() == 1 ? ",)" : ")");
}

std::string_view to_string(Layout layout) { return axes_of(layout).name; }

std::size_t rank_of(Layout layout) { return axes_of(layout).axes.size(); }

std::string_view to_string(KOrder order) {
  return order == KOrder::channel_last ? "channel-last" : "channel-first";
}

std::string_view formula(KOrder order) {
  return order == KOrder::channel_last ? "k = (kh·KW + kw)·C + c" : "k = (c·KH + kh)·KW + kw";
}

std::size_t Shape::rows() const {
  const auto [block_rows, block_cols] = block_of(*this);
  return groups * (transpose ? block_cols : block_rows);
}

std::size_t Shape::cols() const {
  const auto [block_rows, block_cols] = block_of(*this);
  return groups * (transpose ? block_rows : block_cols);
}

bool Shape::order_counts() const {
  const auto loops = loops_of(*this);
  return k_order && loops[channel].size > 1 &&
         loops[kernel_row].size * loops[kernel_column].size > 1;
}

std::size_t Shape::axis_along_row() const {
  const auto& axes = axes_of(layout).axes;
  const auto loops = loops_of(*this);
  Index fastest = out;
  if (!transpose) {
    fastest = channel;
    for (const Index index : k_indices(*this))
      if (loops[index].size > 1) fastest = index;
  }
  return static_cast<std::size_t>(std::ranges::find(axes, fastest) - axes.begin());
}

std::string Shape::way() const {
  std::string text(tensor::to_string(layout));
  if (k_order) text += fmt::format(", {}", tensor::to_string(*k_order));
  if (groups > 1) text += fmt::format(", {} groups, block-diagonal", groups);
  if (transpose) text += ", transposed";
  return text;
}

std::string Shape::to_string() const {
  std::string text = fmt::format("{} read as {}", tensor::to_string(tensor), way());
  const auto loops = loops_of(*this);
  const std::size_t height = loops[kernel_row].size;
  const std::size_t width = loops[kernel_column].size;
  std::string k;
  if (groups > 1) k = fmt::format("g·{} + ", block_of(*this).second);
  if (!k_order) {
    if (groups > 1) k += "k within group g";
  } else if (*k_order == KOrder::channel_last) {
    k += rank_of(layout) == 3 ? fmt::format("kw·{} + c", loops[channel].size)
                              : fmt::format("(kh·{} + kw)·{} + c", width, loops[channel].size);
  } else {
    k += rank_of(layout) == 3 ? fmt::format("c·{} + kw", width)
                              : fmt::format("(c·{} + kh)·{} + kw", height, width);
  }
  if (!k.empty()) text += ": " + std::string(transpose ? "row " : "") + "k = " + k;
  return text;
}

Shape shape_of(const std::vector<std::size_t>& tensor, const Reading& reading) {
  const std::size_t rank = tensor.size();
  const std::string what = fmt::format("rank {} tensor, shape {}", rank, to_string(tensor));
  if (rank == 1)
    throw TensorError(
        fmt::format("{}: a bias or a vector; save it as ({}, 1), a matrix", what, tensor[0]));
  if (rank < 2 || rank > 4)
    throw TensorError(
        fmt::format("{}; A is of rank 2 (R, K), 3 (out, in, k) or 4 (out, in, kh, kw)", what));
  Shape shape;
  shape.tensor = tensor;
  shape.layout = rank == 2 ? Layout::rk : rank == 3 ? Layout::oik : Layout::oihw;
  shape.transpose = reading.transpose;
  const auto said = std::ranges::find(reading.layouts, rank, rank_of);
  if (said != reading.layouts.end()) {
    shape.layout = *said;
  } else if (!reading.layouts.empty() && !reading.many) {
    const Layout other = reading.layouts.front();
    throw TensorError(fmt::format("{}: layout {} is for rank {}; of rank {} there are {}", what,
                                  to_string(other), rank_of(other), rank, layouts_of(rank)));
  }
  if (rank > 2) {
    shape.k_order = reading.k_order.value_or(KOrder::channel_last);
  } else if (reading.k_order && !reading.many) {
    throw TensorError(
        fmt::format("{}: its K is as it is, and no order of k can be told; {} is for "
                    "rank 3 and 4",
                    what, to_string(*reading.k_order)));
  }
  const std::size_t outs = loops_of(shape)[out].size;
  shape.groups = reading.groups;
  if (shape.groups == 0 || outs % shape.groups != 0)
    throw TensorError(
        fmt::format("{}: {} output channels as {} cannot be {} groups; the number of "
                    "groups must divide them",
                    what, outs, to_string(shape.layout), reading.groups));
  return shape;
}

AnyMatrix arranged(Tensor tensor, const Shape& shape) {
  const std::array<Loop, 1> rows{{{shape.rows(), shape.cols()}}};
  const std::array<Loop, 1> columns{{{shape.cols(), 1}}};
  const bool as_it_is = shape.groups == 1 && shape.rows() == tensor.rows() &&
                        walk_of(shape) == std::pair(shortest(rows), shortest(columns));
  if (as_it_is) return tensor;
  AnyMatrix result = std::visit(
      [&](const auto& values) { return AnyMatrix(arrange(values, shape)); }, tensor.values);
  result.dtype = tensor.dtype;
  return result;
}

std::vector<Shape> other_shapes(const Shape& shape) {
  const std::size_t rank = shape.tensor.size();
  std::vector<Layout> layouts{shape.layout};
  std::ranges::copy_if(kLayouts, std::back_inserter(layouts), [&](Layout layout) {
    return rank_of(layout) == rank && layout != shape.layout;
  });
  std::vector<decltype(walk_of(shape))> known{walk_of(shape)};
  std::vector<Shape> others;
  for (const Layout layout : layouts) {
    for (const bool transpose : {shape.transpose, !shape.transpose}) {
      for (const KOrder order : kOrders) {
        Shape other = shape;
        other.layout = layout;
        other.transpose = transpose;
        if (shape.k_order) other.k_order = order;
        if (loops_of(other)[out].size % other.groups != 0) continue;
        auto walk = walk_of(other);
        if (std::ranges::find(known, walk) != known.end()) continue;
        known.push_back(std::move(walk));
        others.push_back(std::move(other));
      }
    }
  }
  return others;
}

}  // namespace denim::tensor
