// Magnitude pruning, the usual way to make a trained layer sparse.
#pragma once

#include "sw/tensor/matrix.hpp"

namespace denim::tensor {

/// Keeps the round(density · size) largest magnitudes and sets the rest to 0; of equal magnitudes
/// those that come first row by row stay. Throws TensorError unless 0 <= density <= 1, ElementError
/// for NaN or Inf.
void magnitude_prune(Matrix<float>& matrix, double density);

}  // namespace denim::tensor
