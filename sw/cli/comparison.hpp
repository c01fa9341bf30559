// What `compare` has to say: engines side by side on the same operands, layer by layer.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sw/cli/chart.hpp"
#include "sw/cli/report.hpp"
#include "sw/cli/table.hpp"

namespace denim::cli {

// The engine that speed-ups are over.
inline constexpr const char* baseline_name = "dense_ws";

// What a table has more than others.
struct Columns {
  std::string stream_bits;  // cycles at so many bits a cycle of the streams; empty: none
  // By engine, of those that are known.
  std::map<std::string, std::uint64_t> luts;
  std::map<std::string, double> megahertz;
};

class Comparison {
 public:
  // `title` says what was computed and how; of a `model`, rows have layers, and there are totals.
  Comparison(std::string title, bool model, Columns columns)
      : title_(std::move(title)), model_(model), columns_(std::move(columns)) {}

  // Rows come layer by layer, the engines in the same order in each. `engine` is what a command
  // line calls it, `baseline_cycles` are dense_ws's for the same operands. `bounded` is of the same
  // with the stream bits of the columns; null where they have none. Notes say how the operands were
  // read and what quantising lost of them.
  void add(const std::string& layer, const std::string& engine, const Report& report,
           std::uint64_t baseline_cycles, const Report* bounded);
  void note(std::string text) { notes_.push_back(std::move(text)); }

  bool passed() const;
  // {"rows": [run's JSON, with layer, preset and what is over dense_ws]}, of a model also "totals".
  nlohmann::ordered_json json() const;
  Table table() const;
  BarChart chart() const;  // of a model, its totals

 private:
  struct Row {
    std::string layer;
    std::string engine;
    Figures figures;
    std::uint64_t baseline_cycles = 0;
    std::uint64_t cycles_at = 0;  // at the stream bits, where they are given
    bool rtl = false;
    nlohmann::ordered_json json;
    std::vector<std::string> failures;

    double speed_up() const { return figures.speed_up_over(baseline_cycles); }
  };
  // How a layer's operands were read, the same for all engines.
  struct Operands {
    std::string layer;
    std::string shape;  // of A: as a whole, and without what differs from layer to layer
    std::string way;
    std::string series_of_b;
    Figures figures;
  };
  std::vector<Row> totals() const;  // a row an engine
  std::vector<std::string> reading_notes() const;
  std::vector<std::string> lost_notes() const;
  std::vector<std::string> cells(const Row& row) const;
  void add_columns(const Row& row, nlohmann::ordered_json& json) const;
  std::optional<double> microseconds(const Row& row, std::uint64_t cycles) const;

  std::string title_;
  bool model_;
  Columns columns_;
  std::vector<Row> rows_;
  std::vector<Operands> operands_;
  std::vector<std::string> notes_;
};

}  // namespace denim::cli
