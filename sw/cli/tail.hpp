// The options of a run that belong to the tail of a spec: how it requantises, and what A holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gen/spec/spec.hpp"
#include "sw/cli/command.hpp"
#include "sw/flow/tail.hpp"

namespace denim::cli {

// --scale, --shift, --relu and --a-is.
class TailOptions {
 public:
  void add_to(Command& command);
  // Throws spec::SpecError where they do not go with the spec. A tail that takes C's rows apart
  // makes the next layer's terms only where C's columns are the next layer's K, which they are
  // where A holds activations: that must be said.
  void check(const spec::Spec& spec) const;
  flow::Tail tail() const { return {scale_, shift_, relu_}; }
  std::string command_line() const;

 private:
  std::optional<std::uint64_t> scale_;  // both or none
  std::optional<std::uint64_t> shift_;
  bool relu_ = false;
  std::string a_is_;
};

}  // namespace denim::cli
