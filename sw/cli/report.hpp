// What a run has to say: the table on stdout, its JSON, the mismatches.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sw/cli/figures.hpp"
#include "sw/cli/job.hpp"
#include "sw/cli/reading.hpp"

namespace denim::cli {

// [{n, m, kept_count, kept_magnitude}], as `run` and `decompose` write it.
nlohmann::ordered_json terms_json(const tasd::Quality& quality);

// All of one job, as `run` says it. Job, layer and outcome must outlive the report.
class Report {
 public:
  Report(const Job& job, const flow::Layer& layer, const flow::Outcome& outcome)
      : job_(job), layer_(layer), outcome_(outcome), simulated_(outcome.simulated) {}

  // Every output right, no error bit, and without stalls exactly the model's cycles.
  bool passed() const;
  bool ran() const { return simulated_.has_value(); }                     // on the RTL
  const tensor::Shape& shape() const { return layer_.operands().shape; }  // of A
  std::string series_of_b() const { return series_of_b_text(layer_.operands()); }
  Figures figures() const;
  nlohmann::ordered_json json() const;
  void write() const;  // the files that were asked for, but the waves
  void print() const;
  // What was wrong, a line each, and in the end the line that shows it again; empty if all passed.
  std::vector<std::string> failures() const;

 private:
  void print_table() const;
  void print_simulation() const;
  bool cycles_differ() const;
  std::int64_t added_cycles() const;  // by the top, to what the model says
  std::uint64_t a_beats() const;      // that carry A, and the schedule

  const Job& job_;
  const flow::Layer& layer_;
  const flow::Outcome& outcome_;
  const std::optional<flow::Simulated>& simulated_;
};

}  // namespace denim::cli
