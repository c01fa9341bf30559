// What the synthesis part throws. what() is a whole message: what is wrong, where, what to do.
#pragma once

#include <stdexcept>

namespace denim::synth {

class SynthError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace denim::synth
