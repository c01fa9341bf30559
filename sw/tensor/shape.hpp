// How a tensor is A: which axis gives the rows, and in what order the others are K. The one place
// that decides it.
//
// A convolution has weights for `o` output channels, `c` input channels and a kernel of `h` × `w`;
// a Conv1d has a kernel of 1 × w, a matrix one of 1 × 1. Row o of A holds the weights of output
// channel o.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sw/tensor/tensor.hpp"

namespace denim::tensor {

/// The axes of a tensor in their order: of rank 4 oihw (PyTorch), ohwi (TFLite) and hwio (Keras);
/// of rank 3 oik; of rank 2 rk (R, K) and kr, its transpose (Keras).
enum class Layout { oihw, ohwi, hwio, oik, rk, kr };
inline constexpr Layout kLayouts[]{Layout::oihw, Layout::ohwi, Layout::hwio,
                                   Layout::oik,  Layout::rk,   Layout::kr};
std::string_view to_string(Layout layout);
std::size_t rank_of(Layout layout);

/// channel_last: k = (kh·KW + kw)·C + c; channel_first: k = (c·KH + kh)·KW + kw.
enum class KOrder { channel_last, channel_first };
inline constexpr KOrder kOrders[]{KOrder::channel_last, KOrder::channel_first};
std::string_view to_string(KOrder order);
std::string_view formula(KOrder order);

/// What a user says of a file, which it cannot say itself. A grouped convolution has weights for c
/// = C/G input channels. Its A is block-diagonal, out of G blocks of O/G rows and K/G columns: k =
/// g·K/G + k within the group.
struct Reading {
  std::vector<Layout> layouts = {};    ///< at most one of a rank; else oihw, oik or rk
  std::optional<KOrder> k_order = {};  ///< else channel_last
  std::size_t groups = 1;              ///< G
  bool transpose = false;              ///< A is transposed behind all that
  /// Of one tensor, what does not go with its rank is refused; of many, it is for the others.
  bool many = false;
  std::optional<int> zero_point = {};  ///< of elements that are uint8, see read_npy()
};

/// How a tensor is read.
struct Shape {
  std::vector<std::size_t> tensor;  ///< dimensions as in the file
  Layout layout = Layout::rk;
  std::optional<KOrder> k_order;  ///< none of rank 2, whose K is as it is
  std::size_t groups = 1;
  bool transpose = false;

  std::size_t rows() const;
  std::size_t cols() const;
  /// Another k_order would be another A.
  bool order_counts() const;
  /// The axis of the tensor whose elements follow one another along a row of A.
  std::size_t axis_along_row() const;
  /// In one line, such as "(64, 64, 3, 3) read as oihw, channel-last: k = (kh·3 + kw)·64 + c".
  std::string to_string() const;
  /// The same without what differs from tensor to tensor: "oihw, channel-last".
  std::string way() const;

  bool operator==(const Shape&) const = default;
};

/// Throws TensorError for a rank other than 2, 3 and 4, and for what does not go with the tensor:
/// a layout or an order that is for other ranks, output channels that the groups do not divide.
Shape shape_of(const std::vector<std::size_t>& tensor, const Reading& reading);

/// A. The shape is one of this tensor.
AnyMatrix arranged(Tensor tensor, const Shape& shape);

/// Every other way to read a tensor of that shape, in the same groups: the nearest first, which
/// keep the layout. Not those that are the same for these dimensions.
std::vector<Shape> other_shapes(const Shape& shape);

}  // namespace denim::tensor
