#include "sw/flow/tail.hpp"

#include <algorithm>

#include "gen/spec/layout.hpp"
#include "gen/spec/tail.hpp"

namespace denim::flow {

golden::Requantise Tail::requantise(const spec::Spec& spec,
                                    const tensor::Matrix<std::int64_t>& results) const {
  const auto width = static_cast<int>(spec::value_width(spec, spec::Carries::results));
  if (!scale || !shift) return golden::fitting(results, width, relu);
  return {static_cast<std::uint32_t>(*scale), static_cast<unsigned>(*shift), relu, width};
}

std::vector<golden::Requantise> Tail::edges(const spec::Spec& spec,
                                            const tensor::Matrix<std::int64_t>& results) const {
  if (scale && shift) return {};
  std::vector<golden::Requantise> all;
  // Twice what fits: the largest, and whatever is more than half of it, becomes too large.
  golden::Requantise twice = requantise(spec, results);
  if (twice.shift > 0) {
    --twice.shift;
  } else {
    twice.scale = std::min<std::uint32_t>(2 * twice.scale, (1U << spec::tail_scale_width) - 1);
  }
  if (golden::edges(results, twice).saturated > 0) all.push_back(twice);
  if (const auto tying = golden::tying(results, twice.width, relu)) all.push_back(*tying);
  return all;
}

}  // namespace denim::flow
