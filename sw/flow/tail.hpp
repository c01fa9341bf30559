// What the tail of an engine is told.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

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
  // What a run is to be checked with besides, where nothing is told: what fits neither saturates
  // nor, but by chance, meets the middle of two integers. As far as the results can: a scale by
  // which some saturate, and one by which some lie there.
  std::vector<golden::Requantise> edges(const spec::Spec& spec,
                                        const tensor::Matrix<std::int64_t>& results) const;
};

}  // namespace denim::flow
