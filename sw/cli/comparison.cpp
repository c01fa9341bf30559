#include "sw/cli/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/spec/schema.hpp"
#include "sw/cli/output.hpp"

namespace denim::cli {

namespace {

// What cannot be told, because there were no cycles, or because no RTL was run.
constexpr const char* nothing = "–";

std::string speed_up_text(double speed_up) {
  if (speed_up == 0) return nothing;
  return speed_up < 0.1 ? fmt::format("{:.2g} ×", speed_up) : fmt::format("{:.2f} ×", speed_up);
}

}  // namespace

void Comparison::add(const std::string& layer, const std::string& engine, const Report& report,
                     std::uint64_t baseline_cycles) {
  Row row{layer, engine, report.figures(), baseline_cycles, report.ran(), {}, report.failures()};
  if (model_) row.json["layer"] = layer;
  row.json.update(report.json());
  row.json["preset"] = engine;
  row.json["cycles_dense_ws"] = baseline_cycles;
  row.json["speed_up_over_dense_ws"] = row.speed_up();
  rows_.push_back(std::move(row));
}

bool Comparison::passed() const {
  return std::ranges::all_of(rows_, [](const Row& row) { return row.figures.failed == 0; });
}

std::vector<Comparison::Row> Comparison::totals() const {
  std::vector<Row> totals;
  for (const Row& row : rows_) {
    auto found = std::ranges::find(totals, row.engine, &Row::engine);
    if (found == totals.end()) {
      totals.push_back({"total", row.engine, {}, 0, row.rtl, {}, {}});
      found = totals.end() - 1;
    }
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
    total["macs_useful"] = figures.macs_useful;
    total["utilisation"] = figures.utilisation();
    total["speed_up_over_dense_bound"] = figures.speed_up();
    total["cycles_dense_ws"] = row.baseline_cycles;
    total["speed_up_over_dense_ws"] = row.speed_up();
    total["a_bytes"] = figures.a_bytes;
    total["b_bits"] = figures.b_bits;
    total["b_bits_per_cycle"] = figures.b_bits_per_cycle();
    total["nnz"] = figures.nonzeros;
    total["dropped_nonzeros_count"] = figures.dropped;
    total["dropped_nonzeros"] = figures.dropped_share();
    if (row.rtl) {
      total["passed"] = figures.failed == 0;
      total["mismatches"] = figures.mismatches;
    }
    totals.push_back(std::move(total));
  }
  return json;
}

std::vector<std::string> Comparison::cells(const Row& row) const {
  const Figures& figures = row.figures;
  std::vector<std::string> cells;
  if (model_) cells.push_back(row.layer);
  cells.insert(
      cells.end(),
      {row.engine, with_separators(figures.multipliers), with_separators(figures.cycles),
       percent(figures.utilisation()), speed_up_text(row.speed_up()),
       fmt::format("{:.1f}", figures.b_bits_per_cycle()), with_separators(figures.a_bytes),
       percent(figures.dropped_share()), row.rtl ? with_separators(figures.mismatches) : nothing});
  if (figures.failed != 0) cells.back() += ", FAILED";
  return cells;
}

Table Comparison::table() const {
  using enum Table::Align;
  Table table{title_, {}, {}, notes_};
  if (model_) table.columns.push_back({"layer", left});
  table.columns.insert(table.columns.end(), {{"engine", left},
                                             {"multipliers"},
                                             {"cycles"},
                                             {"utilisation"},
                                             {fmt::format("over {}", baseline_name)},
                                             {"b bits/cycle"},
                                             {"A bytes"},
                                             {"A dropped"},
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
  BarChart chart{fmt::format("Speed-up over {}", baseline_name), title_, {}, 1, notes_};
  for (const Row& row : model_ ? totals() : rows_) {
    chart.bars.push_back(
        {row.engine, row.speed_up(),
         speed_up_text(row.speed_up()) + (row.figures.failed == 0 ? "" : ", FAILED")});
  }
  return chart;
}

}  // namespace denim::cli
