// When the beats of a stream pass that moves so many bits a cycle: said once, for what drives an
// engine and for what tells its cycles beforehand. Cycles count from 0.
//
// What brings or takes the bits has room for one whole beat beside the one that is on its way.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

namespace denim::program {

// Bits a cycle, at least 1, of each stream that is bounded; of any other a beat passes in a cycle.
using StreamBits = std::map<std::string, std::uint64_t>;

// Cycles that a beat of so many bits is on its way.
inline std::uint64_t beat_cycles(const StreamBits& bounded, const std::string& stream,
                                 unsigned beat_bits) {
  const auto found = bounded.find(stream);
  return found == bounded.end() ? 1 : (beat_bits + found->second - 1) / found->second;
}

// Of a stream that the engine takes: a beat is offered with its last bits.
class Arrivals {
 public:
  explicit Arrivals(std::uint64_t beat_cycles = 1)
      : beat_cycles_(beat_cycles), next_(beat_cycles - 1) {}

  std::uint64_t next() const { return next_; }  // from when on the next beat can be offered
  void pass(std::uint64_t offered, std::uint64_t taken) {
    next_ = std::max(offered + beat_cycles_, taken + 1);
  }

 private:
  std::uint64_t beat_cycles_;
  std::uint64_t next_;
};

// Of a stream that the engine gives: a beat leaves with its first bits in the cycle in which it is
// taken, or when all bits before it have left.
class Departures {
 public:
  explicit Departures(std::uint64_t beat_cycles = 1) : beat_cycles_(beat_cycles) {}

  std::uint64_t next() const { return next_; }  // from when on the next beat can be taken
  void pass(std::uint64_t taken) {
    const std::uint64_t leaves = std::max(taken, end_);
    next_ = leaves + 1;
    end_ = leaves + beat_cycles_;
  }
  std::uint64_t end() const { return end_; }  // the cycle behind that of the last bits

 private:
  std::uint64_t beat_cycles_;
  std::uint64_t next_ = 0;
  std::uint64_t end_ = 0;
};

}  // namespace denim::program
