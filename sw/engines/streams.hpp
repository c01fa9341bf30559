// The streams of an engine as its cycle model sees them: when beats are there, when they find room,
// and how many cycles it is until all have passed.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "gen/spec/spec.hpp"
#include "sim/program/stream_times.hpp"

namespace denim::engines {

class Streams {
 public:
  // Of the spec's engine; those that are not in `bounded` always have a beat, or room for one.
  explicit Streams(const spec::Spec& spec, const program::StreamBits& bounded = {})
      : Streams(spec, bounded, true) {}
  // The same as if beats passed the ports as they are, without registers or parts, none being
  // bounded.
  static Streams bare(const spec::Spec& spec) { return Streams(spec, {}, false); }

  // The engine takes beats of it, as they come or out of registers, where two find room
  // (denim_serialiser).
  class Input {
   public:
    Input(std::uint64_t beat_cycles, bool is_bounded, bool is_registered)
        : arrivals_(beat_cycles), is_bounded_(is_bounded), is_registered_(is_registered) {}

    // From when on the next beat is offered to the engine.
    std::uint64_t offered() const {
      return is_registered_ ? std::max(passes() + 1, left_) : arrivals_.next();
    }
    void take(std::uint64_t cycle) {  // not before it is offered
      const std::uint64_t passed = is_registered_ ? passes() : cycle;
      arrivals_.pass(arrivals_.next(), passed);
      end_ = passed + 1;
      room_ = left_;
      left_ = cycle + 1;
    }

   private:
    friend class Streams;
    // When the next beat passes the port into registers.
    std::uint64_t passes() const { return std::max(arrivals_.next(), room_); }

    program::Arrivals arrivals_;
    bool is_bounded_, is_registered_;
    std::uint64_t left_ = 0;  // the cycle behind that in which the engine took the beat before
    std::uint64_t room_ = 0;  // and the one before that: a register is free from then on
    std::uint64_t end_ = 0;
  };

  // The engine gives results to it, each a beat, or through registers, perhaps cut into parts
  // (denim_serialiser).
  class Output {
   public:
    Output(std::uint64_t beat_cycles, unsigned parts) : departures_(beat_cycles), parts_(parts) {}

    // The next result is valid from that cycle on; returns the cycle in which it is taken.
    std::uint64_t take(std::uint64_t valid) {
      if (parts_ == 0) return pass(valid);
      const std::uint64_t cycle = std::max(valid, room_);
      last_ = std::max(cycle, last_);
      room_ = last_ + 1;
      for (unsigned part = 0; part < parts_; ++part) last_ = pass(last_ + 1);
      return cycle;
    }

   private:
    friend class Streams;
    std::uint64_t pass(std::uint64_t valid) {
      const std::uint64_t cycle = std::max(valid, departures_.next());
      departures_.pass(cycle);
      return cycle;
    }

    program::Departures departures_;
    unsigned parts_;          // 0: results leave as they are; 1: out of registers
    std::uint64_t room_ = 0;  // for the next result to be cut, from that cycle on
    std::uint64_t last_ = 0;  // cycle in which the last part passed
  };

  // Throw std::out_of_range for a stream that the engine does not have.
  Input& input(const std::string& name) { return inputs_.at(name); }
  Output& output(const std::string& name) { return outputs_.at(name); }

  // Until the last result has left, and the last beat of each bounded input has been taken.
  std::uint64_t cycles() const;

 private:
  Streams(const spec::Spec& spec, const program::StreamBits& bounded, bool with_ports);

  std::map<std::string, Input> inputs_;
  std::map<std::string, Output> outputs_;
};

}  // namespace denim::engines
