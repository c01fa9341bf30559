// Along which axes a tensor is N:M, or nearly so: pruners choose an axis, and A must have K there.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sw/tasd/series.hpp"
#include "sw/tensor/shape.hpp"

namespace denim::tasd {

/// A way to read a tensor by which it is N:M but for few of its non-zeros.
struct Structure {
  tensor::Shape shape;
  Term term;                   // the sparsest there is
  double dropped = 0;          // share of the non-zeros that the term does not keep, so read
  double dropped_as_read = 0;  // and as the tensor is read now
};

/// At most this share of the non-zeros may be none of the pattern.
inline constexpr double kAlmost = 0.01;
inline constexpr double kNot = 0.05;
/// So few non-zeros that are dropped may be chance.
inline constexpr std::size_t kFew = 16;

/// The ways other than `shape`, one for each axis along which rows can run, by which the tensor is
/// (almost) N:M and, as it is read, is not: the term keeps all but kAlmost of its non-zeros, and
/// now drops more than kNot of them, which are more than a few. Tried are N:M for M of 4, 8 and 16,
/// N up to half of that, and `terms`, of those whose blocks are no longer than a row.
std::vector<Structure> other_structures(const tensor::Tensor& tensor, const tensor::Shape& shape,
                                        std::span<const Term> terms);

}  // namespace denim::tasd
