// The main job: a layer on an engine, by the model or on RTL, with every output checked. What is
// said of it is the caller's business.
#pragma once

#include <cstdint>
#include <optional>

#include "sw/engines/engine.hpp"
#include "sw/flow/device.hpp"
#include "sw/flow/layer.hpp"
#include "sw/flow/tail.hpp"

namespace denim::flow {

struct Job {
  spec::Spec spec;
  tasd::Series series;  // of the spec's engine, see engines::parse_series
  Tail tail;            // of a spec that has one
  std::uint64_t seed = 0;
  double stall = 0;
  program::StreamBits stream_bits = {};  // of the streams that are bounded
  std::optional<sim::Waves> waves;
  Rtl rtl = {};
  bool model_only = false;  // no RTL is generated, built or run
};

// A layer scheduled for a spec.
struct Prepared {
  engines::Cost cost;
  std::vector<tasd::TermStats> taken;  // what A was taken apart into, by the series or the engine
  program::Program program;            // says what must come; empty where only the model is asked
  std::optional<golden::Requantise> requantise;  // by the tail, where there is one
  std::vector<golden::Requantise> edges;         // and by what else it is to be checked
};
// Throws engines::OperandError where the layer does not fit the engine, for the model alone too.
Prepared prepare(const Job& job, const Layer& layer);

// Runs a program on the job's engine, and again for each of its edges. Cycles and results are those
// of the first run; mismatches and faults those of all, in which the others are named by their
// scales.
sim::RunResult simulate(const Job& job, const Layer& layer, Prepared prepared,
                        const sim::Simulator& simulator, const Tell& tell);

// What came of a run on the RTL.
struct Simulated {
  sim::Simulator simulator;
  sim::RunResult result;
  std::filesystem::path bundle;
  std::vector<std::string> edited = {};  // see Device::edited()
};

struct Outcome {
  tasd::Quality quality;  // of what the series keeps
  double relative_error = 0;
  double error_to_file = 0;
  engines::Cost cost;
  std::optional<golden::Requantise> requantise;
  std::vector<golden::Requantise> edges;  // that it was checked by besides
  std::optional<Simulated> simulated;     // nothing where the model speaks alone
};

// Prepares, gets the device, and runs; or only prepares, for the model alone. Writes nothing but
// the waves. Throws engines::OperandError where the layer does not fit the engine.
Outcome run(const Job& job, const Layer& layer, Devices& devices, const Tell& tell);

}  // namespace denim::flow
