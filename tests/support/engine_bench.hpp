// A host's end of an engine that can be told in which cycles to withhold which stream, for stalls
// that are aimed at one moment; and that watches the rules of the streams in every cycle.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "gen/spec/ports.hpp"
#include "sim/dut.hpp"
#include "sim/simulator.hpp"
#include "tests/support/engine_fields.hpp"

namespace denim::test::engines {

struct BenchRun {
  std::vector<CBeat> results;
  // Of each result, or part of one, the cycle since reset in which it was taken.
  std::vector<std::uint64_t> taken;
  std::uint64_t cycles = 0;  // from the first offer to the last result, both included
  std::uint64_t error_bits = 0;
  std::vector<std::string> broken;  // rules of a stream; at most one of a kind
  bool done = false;                // all beats were taken and all results came
};

class Bench {
 public:
  // True: `stream` is withheld in `cycle`, counted from the end of reset. A beat that has been
  // offered stays, as the contract says.
  using Withheld = std::function<bool(char stream, std::uint64_t cycle)>;

  Bench(const sim::Simulator& simulator, const spec::Spec& spec, std::uint64_t seed = 0)
      : dut_(simulator.library, seed),
        layout_(spec::layout(spec, "c")),
        passage_(spec::passage(spec, "c")),
        a_(dut_, "a"),
        b_(dut_, "b"),
        clock_(byte("clk_i")),
        reset_n_(byte("rst_ni")),
        c_valid_(byte("c_valid_o")),
        c_ready_(byte("c_ready_i")),
        error_(simulator.manifest.errors.empty() ? nullptr : byte("error_o")),
        c_beat_(layout_.width / 64 + 2),
        whole_(layout_.width / 64 + 2) {}

  // Resets the engine, whatever ran on it before, and runs the program.
  BenchRun run(const program::Program& program, const Withheld& withheld,
               std::uint64_t cycle_limit = 100'000) {
    run_ = {};
    a_.start(program.stream("a"));
    b_.start(program.stream("b"));
    reset();
    std::uint64_t quiet = 0;
    bool offered = false;
    std::uint64_t first = 0;
    for (std::uint64_t cycle = 0; cycle < cycle_limit && quiet < 2 * quiet_cycles; ++cycle) {
      a_.offer(withheld('a', cycle));
      b_.offer(withheld('b', cycle));
      *c_ready_ = withheld('c', cycle) ? 0 : 1;
      *clock_ = 0;
      eval();
      if (!offered && (*a_.valid != 0 || *b_.valid != 0)) {
        offered = true;
        first = cycle;
      }
      check_rules(cycle);
      const bool a_taken = a_.taken();
      const bool b_taken = b_.taken();
      const bool c_taken = take_result();
      if (c_taken) {
        run_.cycles = cycle - first + 1;
        run_.taken.push_back(cycle);
      }
      *clock_ = 1;
      eval();
      if (a_taken) a_.advance();
      if (b_taken) b_.advance();
      if (error_ != nullptr) run_.error_bits |= *error_;
      run_.done =
          a_.left() == 0 && b_.left() == 0 && run_.results.size() == program.output("c").size();
      quiet = a_taken || b_taken || c_taken ? 0 : quiet + (run_.done ? 2 : 1);
    }
    return std::move(run_);
  }

 private:
  static constexpr std::uint64_t quiet_cycles = 200;  // that end a run; half when it is done

  struct Sink {
    Sink(const sim::Dut& dut, std::string stream)
        : name(std::move(stream)),
          valid(static_cast<std::uint8_t*>(dut.port(name + "_valid_i").storage)),
          ready(static_cast<const std::uint8_t*>(dut.port(name + "_ready_o").storage)),
          data(dut.port(name + "_data_i").storage),
          bytes(dut.port(name + "_data_i").bytes) {}
    void start(const program::BeatStream& stream) {
      beats = &stream;
      next = 0;
      *valid = 0;
    }
    void offer(bool withhold) {
      if (*valid != 0) return;
      if (left() == 0 || withhold) {
        std::memset(data, 0, bytes);
        return;
      }
      std::memcpy(data, beats->beat(next % beats->stored()).data(), bytes);
      *valid = 1;
    }
    bool taken() const { return *valid != 0 && *ready != 0; }
    void advance() {
      *valid = 0;
      ++next;
    }
    std::uint64_t left() const { return beats->size() - next; }

    std::string name;
    std::uint8_t* valid;
    const std::uint8_t* ready;
    void* data;
    std::size_t bytes;
    const program::BeatStream* beats = nullptr;
    std::uint64_t next = 0;
  };

  std::uint8_t* byte(const char* port) {
    return static_cast<std::uint8_t*>(dut_.port(port).storage);
  }

  void eval() {
    if (!dut_.eval()) broken("the engine stopped itself: " + dut_.message());
  }

  void reset() {
    dut_.check_assertions(false);
    waiting_ = false;
    parts_taken_ = 0;
    *reset_n_ = 0;
    *c_ready_ = 1;
    for (int i = 0; i < 4; ++i) {
      *clock_ = 0;
      eval();
      *clock_ = 1;
      eval();
    }
    *reset_n_ = 1;
    dut_.check_assertions(true);
  }

  void broken(const std::string& what) {
    if (run_.broken.size() < 5) run_.broken.push_back(what);
  }

  // In the middle of a cycle: nothing that an engine says may depend on the other half of the same
  // handshake.
  void check_rules(std::uint64_t cycle) {
    for (Sink* sink : {&a_, &b_}) {
      const std::uint8_t before = *sink->ready;
      *sink->valid ^= 1;
      eval();
      if (*sink->ready != before) {
        broken(
            fmt::format("cycle {}: {}_ready_o hangs on {}_valid_i", cycle, sink->name, sink->name));
      }
      *sink->valid ^= 1;
      eval();
    }
    const std::uint8_t valid = *c_valid_;
    const std::vector<std::uint64_t> payload = c_payload();
    *c_ready_ ^= 1;
    eval();
    if (*c_valid_ != valid || c_payload() != payload) {
      broken(fmt::format("cycle {}: c hangs on c_ready_i", cycle));
    }
    *c_ready_ ^= 1;
    eval();
    if (waiting_ && valid == 0) broken(fmt::format("cycle {}: c_valid_o fell", cycle));
    if (waiting_ && payload != waiting_payload_) {
      broken(fmt::format("cycle {}: c_data_o changed while it waited", cycle));
    }
    waiting_ = valid != 0 && *c_ready_ == 0;
    waiting_payload_ = payload;
  }

  std::vector<std::uint64_t> c_payload() {
    const DenimDutPort& port = dut_.port("c_data_o");
    std::memcpy(c_beat_.data(), port.storage, port.bytes);
    return c_beat_;
  }

  bool take_result() {
    if (*c_valid_ == 0 || *c_ready_ == 0) return false;
    const std::vector<std::uint64_t> part = c_payload();
    if (parts_taken_ == 0) std::ranges::fill(whole_, 0);
    for (unsigned bit = 0; bit < passage_.width; ++bit) {
      const unsigned to = parts_taken_ * passage_.width + bit;
      const std::uint64_t is_set = part[bit / 64] >> bit % 64 & 1;
      if (to < layout_.width) {
        whole_[to / 64] |= is_set << to % 64;
      } else if (is_set != 0) {
        broken(fmt::format("bit {} of c_data_o is set, behind the end of a result", bit));
      }
    }
    parts_taken_ = (parts_taken_ + 1) % passage_.parts;
    if (parts_taken_ == 0) run_.results.push_back(read_c(layout_, whole_));
    return true;
  }

  sim::Dut dut_;
  spec::Layout layout_;
  spec::Passage passage_;
  Sink a_, b_;
  std::uint8_t* clock_;
  std::uint8_t* reset_n_;
  const std::uint8_t* c_valid_;
  std::uint8_t* c_ready_;
  const std::uint8_t* error_;
  std::vector<std::uint64_t> c_beat_;
  std::vector<std::uint64_t> whole_;  // of the parts of a result
  unsigned parts_taken_ = 0;
  bool waiting_ = false;
  std::vector<std::uint64_t> waiting_payload_;
  BenchRun run_;
};

}  // namespace denim::test::engines
