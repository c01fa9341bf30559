#include "sw/flow/tail.hpp"

#include "gen/spec/layout.hpp"

namespace denim::flow {

golden::Requantise Tail::requantise(const spec::Spec& spec,
                                    const tensor::Matrix<std::int64_t>& results) const {
  const auto width = static_cast<int>(spec::value_width(spec, spec::Carries::results));
  if (!scale || !shift) return golden::fitting(results, width, relu);
  return {static_cast<std::uint32_t>(*scale), static_cast<unsigned>(*shift), relu, width};
}

}  // namespace denim::flow
