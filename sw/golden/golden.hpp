// Reference arithmetic: so plain that it is right by inspection. It works on the operands of a file
// and knows nothing of programs, engines or decompositions.
#pragma once

#include <cstdint>

#include "sw/tensor/matrix.hpp"

namespace denim::golden {

/// C = A · B, exact. A is R×K, B is K×J, C is R×J. Throws TensorError where the inner sizes differ,
/// or where max|A| · max|B| · K exceeds 2^63 − 1, so that no sum can ever overflow.
tensor::Matrix<std::int64_t> multiply(const tensor::Matrix<std::int32_t>& a,
                                      const tensor::Matrix<std::int32_t>& b);

/// C = A · B in double precision, each sum in the order of K. Throws TensorError where the inner
/// sizes differ.
tensor::Matrix<double> multiply(const tensor::Matrix<double>& a, const tensor::Matrix<double>& b);

/// Frobenius norm ‖x‖F, the root of the sum of squares, in double precision.
double frobenius_norm(const tensor::Matrix<std::int64_t>& matrix);
double frobenius_norm(const tensor::Matrix<double>& matrix);

/// ‖(A − A*)·B‖F / ‖A·B‖F: how far the product of what was kept, A*, is from the right one.
/// `residual` is A − A*, of A's shape. 0 where nothing is wrong, also if A·B is all zero; infinity
/// where A·B is all zero and (A − A*)·B is not.
double relative_error(const tensor::Matrix<std::int32_t>& a,
                      const tensor::Matrix<std::int32_t>& residual,
                      const tensor::Matrix<std::int32_t>& b);
double relative_error(const tensor::Matrix<double>& a, const tensor::Matrix<double>& residual,
                      const tensor::Matrix<double>& b);
/// ‖right − result‖F / ‖right‖F of two matrices of one shape, likewise.
double relative_error(const tensor::Matrix<std::int64_t>& right,
                      const tensor::Matrix<std::int64_t>& result);

}  // namespace denim::golden
