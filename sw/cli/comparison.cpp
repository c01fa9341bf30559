#include "sw/cli/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/spec/schema.hpp"
#include "sw/cli/output.hpp"
#include "sw/cli/reading.hpp"

namespace denim::cli {

namespace {

// What cannot be told, because there were no cycles, or because no RTL was run.
constexpr const char* nothing = "–";
constexpr const char* total_name = "total";

std::string speed_up_text(double speed_up) {
  if (speed_up == 0) return nothing;
  return speed_up < 0.1 ? fmt::format("{:.2g} ×", speed_up) : fmt::format("{:.2f} ×", speed_up);
}

}  // namespace

void Comparison::add(const std::string& layer, const std::string& engine, const Report& report,
                     std::uint64_t baseline_cycles, const Report* bounded) {
  Row row;
  row.layer = layer;
  row.engine = engine;
  row.figures = report.figures();
  row.baseline_cycles = baseline_cycles;
  row.rtl = report.ran();
  row.failures = report.failures();
  if (model_) row.json["layer"] = layer;
  row.json.update(report.json());
  row.json["preset"] = engine;
  row.json["cycles_dense_ws"] = baseline_cycles;
  row.json["speed_up_over_dense_ws"] = row.speed_up();
  if (bounded != nullptr) {
    const nlohmann::ordered_json json = bounded->json();
    const Figures figures = bounded->figures();
    row.cycles_at = figures.cycles;
    row.figures.failed = std::max(row.figures.failed, figures.failed);
    row.figures.mismatches += figures.mismatches;
    const std::vector<std::string> failures = bounded->failures();
    row.failures.insert(row.failures.end(), failures.begin(), failures.end());
    row.json["stream_bits"] = json.at("stream_bits");
    row.json["cycles_by_cause_at_stream_bits"] = json.at("cycles_by_cause");
    if (row.rtl) {
      row.json["passed"] = row.figures.failed == 0;
      row.json["mismatches"] = row.figures.mismatches;
    }
  }
  add_columns(row, row.json);
  rows_.push_back(std::move(row));
  if (!operands_.empty() && operands_.back().layer == layer) return;
  operands_.push_back({layer, report.shape().to_string(), report.shape().way(),
                       report.series_of_b(), report.figures()});
}

void Comparison::add_columns(const Row& row, nlohmann::ordered_json& json) const {
  const bool bounded = !columns_.stream_bits.empty();
  if (bounded) json["cycles_at_stream_bits"] = row.cycles_at;
  if (const auto found = columns_.luts.find(row.engine); found != columns_.luts.end())
    json["lut"] = found->second;
  const auto time = microseconds(row, row.figures.cycles);
  if (!time) return;
  json["fmax_mhz"] = columns_.megahertz.at(row.engine);
  json["microseconds"] = *time;
  if (bounded) json["microseconds_at_stream_bits"] = *microseconds(row, row.cycles_at);
}

std::optional<double> Comparison::microseconds(const Row& row, std::uint64_t cycles) const {
  const auto found = columns_.megahertz.find(row.engine);
  if (found == columns_.megahertz.end()) return std::nullopt;
  return static_cast<double>(cycles) / found->second;
}

// A line, or of a model one for each way.
std::vector<std::string> Comparison::reading_notes() const {
  std::vector<std::string> notes;
  if (!model_) {
    for (const Operands& operands : operands_) notes.push_back("A " + operands.shape);
    return notes;
  }
  std::vector<std::string> ways;
  for (const Operands& operands : operands_) {
    const auto found = std::ranges::find(ways, operands.way);
    const auto place = static_cast<std::size_t>(found - ways.begin());
    if (found == ways.end()) {
      ways.push_back(operands.way);
      notes.push_back("A read as " + operands.way + ": " + operands.layer);
    } else {
      notes[place] += ", " + operands.layer;
    }
  }
  return notes;
}

std::vector<std::string> Comparison::lost_notes() const {
  Figures sum;
  for (const Operands& operands : operands_) sum += operands.figures;
  std::vector<std::string> notes{"A: " + lost_text(sum.a_lost, sum.a_file_nonzeros)};
  if (sum.b_lost > 0) notes.push_back("B: " + lost_text(sum.b_lost, sum.b_file_nonzeros));
  for (const Operands& operands : operands_) {
    if (operands.series_of_b.empty()) continue;
    notes.push_back((model_ ? "B of " + operands.layer : "B") + ": " + operands.series_of_b);
  }
  if (!model_) return notes;
  for (const Operands& operands : operands_) {
    const Figures& figures = operands.figures;
    if (figures.a_lost == 0) continue;
    notes.push_back(fmt::format("  {}: {}", operands.layer,
                                lost_text(figures.a_lost, figures.a_file_nonzeros)));
  }
  return notes;
}

bool Comparison::passed() const {
  return std::ranges::all_of(rows_, [](const Row& row) { return row.figures.failed == 0; });
}

std::vector<Comparison::Row> Comparison::totals() const {
  std::vector<Row> totals;
  for (const Row& row : rows_) {
    auto found = std::ranges::find(totals, row.engine, &Row::engine);
    if (found == totals.end()) {
      Row& total = totals.emplace_back();
      total.layer = total_name;
      total.engine = row.engine;
      total.rtl = row.rtl;
      found = totals.end() - 1;
    }
    found->cycles_at += row.cycles_at;
    found->figures += row.figures;
    found->baseline_cycles += row.baseline_cycles;
  }
  return totals;
}

nlohmann::ordered_json Comparison::json() const {
  nlohmann::ordered_json json;
  spec::add_schema(json);
  auto& rows = json["rows"] = nlohmann::ordered_json::array();
  for (const Row& row : rows_) rows.push_back(row.json);
  if (!model_) return json;
  auto& totals = json["totals"] = nlohmann::ordered_json::array();
  for (const Row& row : this->totals()) {
    const Figures& figures = row.figures;
    nlohmann::ordered_json total;
    total["preset"] = row.engine;
    total["multipliers"] = figures.multipliers;
    total["rtl"] = row.rtl;
    total["cycles"] = figures.cycles;
    total["cycles_model"] = figures.cycles_model;
    total["products_useful"] = figures.products_useful;
    total["utilisation"] = figures.utilisation();
    total["speed_up_over_dense_bound"] = figures.speed_up();
    total["cycles_dense_ws"] = row.baseline_cycles;
    total["speed_up_over_dense_ws"] = row.speed_up();
    total["a_bytes"] = figures.a_bytes;
    total["b_bits"] = figures.b_bits;
    total["b_bits_per_cycle"] = figures.b_bits_per_cycle();
    total["accumulator_reads"] = figures.accumulator_reads;
    total["accumulator_writes"] = figures.accumulator_writes;
    total["nnz"] = figures.nonzeros;
    total["b_nnz"] = figures.b_nonzeros;
    total["dropped_nonzeros_count"] = figures.dropped;
    total["dropped_nonzeros"] = figures.dropped_share();
    total["a_lost_count"] = figures.a_lost;
    total["b_lost_count"] = figures.b_lost;
    if (row.rtl) {
      total["passed"] = figures.failed == 0;
      total["mismatches"] = figures.mismatches;
    }
    add_columns(row, total);
    totals.push_back(std::move(total));
  }
  return json;
}

std::vector<std::string> Comparison::cells(const Row& row) const {
  const Figures& figures = row.figures;
  std::vector<std::string> cells;
  if (model_) cells.push_back(row.layer);
  cells.insert(cells.end(), {row.engine, with_separators(figures.multipliers)});
  if (!columns_.luts.empty()) {
    const auto found = columns_.luts.find(row.engine);
    cells.push_back(found == columns_.luts.end() ? nothing : with_separators(found->second));
  }
  const auto add_cycles = [&](std::uint64_t cycles) {
    cells.push_back(with_separators(cycles));
    if (columns_.megahertz.empty()) return;
    const auto time = microseconds(row, cycles);
    cells.push_back(time ? fmt::format("{:.1f}", *time) : nothing);
  };
  add_cycles(figures.cycles);
  if (!columns_.stream_bits.empty()) add_cycles(row.cycles_at);
  cells.insert(
      cells.end(),
      {percent(figures.utilisation()), speed_up_text(row.speed_up()),
       fmt::format("{:.1f}", figures.b_bits_per_cycle()), with_separators(figures.a_bytes),
       fmt::format("{:.2f}", figures.accumulator_accesses()), percent(figures.dropped_share()),
       row.layer == total_name ? nothing : fmt::format("{:.2e}", figures.error_to_file),
       row.rtl ? with_separators(figures.mismatches) : nothing});
  if (figures.failed != 0) cells.back() += ", FAILED";
  return cells;
}

Table Comparison::table() const {
  using enum Table::Align;
  Table table{title_, {}, {}, reading_notes()};
  for (const std::string& note : lost_notes()) table.notes.push_back(note);
  for (const std::string& note : notes_) table.notes.push_back(note);
  if (model_) table.columns.push_back({"layer", left});
  table.columns.insert(table.columns.end(), {{"engine", left}, {"multipliers"}});
  if (!columns_.luts.empty()) table.columns.push_back({"LUTs"});
  const auto add_cycles = [&](const std::string& name) {
    table.columns.push_back({name});
    if (!columns_.megahertz.empty()) table.columns.push_back({"µs"});
  };
  add_cycles("cycles");
  if (!columns_.stream_bits.empty())
    add_cycles(fmt::format("at {} bits/cycle", columns_.stream_bits));
  table.columns.insert(table.columns.end(), {{"utilisation"},
                                             {fmt::format("over {}", baseline_name)},
                                             {"b bits/cycle"},
                                             {"A bytes"},
                                             {"sums/product"},
                                             {"A dropped"},
                                             {"error to file"},
                                             {"mismatches"}});
  for (const Row& row : rows_) table.rows.push_back(cells(row));
  if (model_) {
    for (const Row& row : totals()) table.rows.push_back(cells(row));
  }
  for (const Row& row : rows_) {
    if (row.failures.empty()) continue;
    table.notes.push_back(
        fmt::format("{}{} FAILED:", row.layer.empty() ? "" : row.layer + ", ", row.engine));
    for (const std::string& line : row.failures) table.notes.push_back("  " + line);
  }
  return table;
}

BarChart Comparison::chart() const {
  BarChart chart{fmt::format("Speed-up over {}", baseline_name), title_, {}, 1, reading_notes()};
  for (const std::string& note : lost_notes()) chart.notes.push_back(note);
  for (const std::string& note : notes_) chart.notes.push_back(note);
  for (const Row& row : model_ ? totals() : rows_) {
    chart.bars.push_back(
        {row.engine, row.speed_up(),
         speed_up_text(row.speed_up()) + (row.figures.failed == 0 ? "" : ", FAILED")});
  }
  return chart;
}

}  // namespace denim::cli
