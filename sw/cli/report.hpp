// What a run has to say: the table on stdout, the JSON file, the mismatches.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/simulator.hpp"
#include "sw/cli/job.hpp"

namespace denim::cli {

// [{n, m, kept_count, kept_magnitude}], as `run` and `decompose` write it.
nlohmann::ordered_json terms_json(const tasd::Quality& quality);

// What came of a run on the RTL.
struct Simulated {
  const sim::Simulator& simulator;
  const sim::RunResult& result;
  std::filesystem::path bundle;
};

class Report {
 public:
  // Without a simulation the model speaks alone. All arguments must outlive the report.
  Report(const Job& job, const Prepared& prepared, std::optional<Simulated> simulated)
      : job_(job), prepared_(prepared), simulated_(std::move(simulated)) {}

  // Every output right, no error bit, and without stalls exactly the model's cycles.
  bool passed() const;
  void write() const;  // the JSON file, if one was asked for
  void print() const;

 private:
  nlohmann::ordered_json json() const;
  void print_table() const;
  void print_failures() const;
  void print_simulation() const;
  bool cycles_differ() const;
  std::uint64_t cycles() const;  // of the RTL, else of the model
  std::uint64_t macs_useful() const;
  std::uint64_t multipliers() const;
  double utilisation() const;
  double speed_up() const;  // over the dense bound R·K·J / multipliers

  const Job& job_;
  const Prepared& prepared_;
  std::optional<Simulated> simulated_;
};

}  // namespace denim::cli
