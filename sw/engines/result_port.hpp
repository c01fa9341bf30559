// When results pass the port of their stream, which is always ready, exactly: each in the cycle in
// which it is offered, or in parts (rtl/common/denim_serialiser).
#pragma once

#include <algorithm>
#include <cstdint>

#include "gen/spec/result_beats.hpp"
#include "gen/spec/spec.hpp"

namespace denim::engines {

class ResultPort {
 public:
  ResultPort() = default;  // all bits of a result at once
  explicit ResultPort(const spec::Spec& spec) {
    if (spec::cuts_results(spec)) parts_ = spec::passage(spec, spec.engine().results().name).parts;
  }

  // The cycle from which on the next result can be taken.
  std::uint64_t room() const { return room_; }
  // A result is taken in that cycle, which is not before room(); returns the cycle in which its
  // last part passes.
  std::uint64_t take(std::uint64_t cycle) {
    if (parts_ == 0) return cycle;
    const std::uint64_t begins = std::max(cycle, passed_);  // behind that the parts pass
    room_ = begins + 1;
    return passed_ = begins + parts_;
  }

 private:
  std::uint64_t parts_ = 0;  // 0: a result passes as it is
  std::uint64_t room_ = 0;
  std::uint64_t passed_ = 0;  // cycle in which the last part of the result before passes
};

}  // namespace denim::engines
