// What the tail of an engine is told.
#pragma once

#include <cstdint>
#include <optional>

#include "gen/spec/spec.hpp"
#include "sw/golden/requantise.hpp"
#include "sw/tensor/matrix.hpp"

namespace denim::flow {

struct Tail {
  std::optional<std::uint64_t> scale;  // both or none: what fits the results
  std::optional<std::uint64_t> shift;
  bool relu = false;

  golden::Requantise requantise(const spec::Spec& spec,
                                const tensor::Matrix<std::int64_t>& results) const;
};

}  // namespace denim::flow
