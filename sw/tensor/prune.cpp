#include "sw/tensor/prune.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace denim::tensor {

void magnitude_prune(Matrix<float>& matrix, double density) {
  if (!(density >= 0 && density <= 1))
    throw TensorError(fmt::format("density {} asked for; it must be 0 to 1", density));
  check_finite(matrix);
  const auto values = matrix.values();
  const auto keep =
      static_cast<std::size_t>(std::llround(density * static_cast<double>(values.size())));
  if (keep == values.size()) return;
  if (keep == 0) {
    std::ranges::fill(values, 0.0f);
    return;
  }

  std::vector<float> magnitudes(values.size());
  std::ranges::transform(values, magnitudes.begin(), [](float value) { return std::abs(value); });
  const auto last_kept = magnitudes.begin() + static_cast<std::ptrdiff_t>(keep - 1);
  std::nth_element(magnitudes.begin(), last_kept, magnitudes.end(), std::greater<>());
  const float threshold = *last_kept;
  // Of those equal to the threshold only as many stay as the larger ones leave room for.
  auto ties = keep - static_cast<std::size_t>(
                         std::count_if(magnitudes.begin(), last_kept,
                                       [&](float magnitude) { return magnitude > threshold; }));
  for (float& value : values) {
    const float magnitude = std::abs(value);
    if (magnitude > threshold) continue;
    if (magnitude == threshold && ties > 0) {
      --ties;
    } else {
      value = 0;
    }
  }
}

}  // namespace denim::tensor
