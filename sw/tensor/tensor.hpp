// A tensor of any rank, as it lies in a file.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sw/tensor/matrix.hpp"

namespace denim::tensor {

/// The elements are a matrix of shape[0] rows, in which the last index runs fastest. A matrix is a
/// tensor of rank 2.
struct Tensor : AnyMatrix {
  std::vector<std::size_t> shape;

  Tensor() = default;
  Tensor(AnyMatrix matrix)  // NOLINT: a matrix *is* a tensor, so the conversion is implicit
      : AnyMatrix(std::move(matrix)), shape{rows(), cols()} {}
  /// shape[0] is the matrix's rows, the product of the others its columns.
  Tensor(AnyMatrix elements, std::vector<std::size_t> dimensions)
      : AnyMatrix(std::move(elements)), shape(std::move(dimensions)) {}
};

/// As Python writes it: "(64, 3, 3, 3)", "(64,)".
std::string to_string(const std::vector<std::size_t>& shape);

}  // namespace denim::tensor
