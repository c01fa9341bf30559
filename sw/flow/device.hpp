// A spec's engine as RTL in a simulator: built once, it runs many programs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sim/program/program.hpp"
#include "sim/run.hpp"
#include "sim/simulator.hpp"
#include "sim/waves.hpp"

namespace denim::flow {

using Tell = std::function<void(std::string_view)>;  // hears what is being done, in a few words

// The spec of the bundle that lies in `folder`. Throws sim::SimError where there is no bundle or
// its spec is not the one that its manifest was written for, and spec::SpecError.
spec::Spec spec_of_bundle(const std::filesystem::path& folder);

// Where the RTL comes from.
struct Rtl {
  std::filesystem::path bundle = {};  // used as it lies, whatever was edited; empty: generated
  std::string top = {};               // another top than the wrapper, such as "axis"

  bool operator==(const Rtl&) const = default;
};

class Device {
 public:
  // Generates the bundle, unless there is one, and builds the simulator, or finds it in the cache.
  // `cycles` are about how many it is to run: a simulator of few is built in half the time, and
  // runs at half the speed.
  explicit Device(const spec::Spec& spec, std::uint64_t cycles = UINT64_MAX,
                  sim::Trace trace = sim::Trace::none, const Tell& tell = {}, const Rtl& rtl = {});

  const spec::Spec& spec() const { return spec_; }
  const std::filesystem::path& bundle() const { return bundle_; }
  // Of a bundle used as it lies: the files that are not as this program generates them, sorted.
  const std::vector<std::string>& edited() const { return edited_; }
  // What whoever runs it should know, a sentence each.
  const std::vector<std::string>& notes() const { return notes_; }
  const sim::Simulator& simulator() const { return simulator_; }

  sim::RunResult run(const program::Program& program, const sim::RunOptions& options = {}) const {
    return sim::run(simulator_, spec_, program, options);
  }

 private:
  spec::Spec spec_;
  std::filesystem::path bundle_;
  std::vector<std::string> edited_;
  std::vector<std::string> notes_;
  sim::Simulator simulator_;
};

// The devices of a command: the layers of a network run on the one that the first of them built.
class Devices {
 public:
  // As the constructor of Device. What is returned lives as long as this.
  const Device& get(const spec::Spec& spec, std::uint64_t cycles = UINT64_MAX,
                    sim::Trace trace = sim::Trace::none, const Tell& tell = {},
                    const Rtl& rtl = {});

 private:
  struct Made {
    spec::Spec spec;
    bool quick;
    sim::Trace trace;
    Rtl rtl;
    Device device;
  };
  std::list<Made> all_;
};

}  // namespace denim::flow
