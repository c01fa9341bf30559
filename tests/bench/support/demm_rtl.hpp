// What `make bench-demm` runs on RTL: structured matrices against the bound of their pattern, and
// the layers of a network.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/support/layers.hpp"
#include "tests/bench/support/reference.hpp"
#include "tests/bench/support/report.hpp"
#include "tests/bench/support/rtl.hpp"
#include "tests/bench/support/structured.hpp"

namespace denim::bench {

inline void structured_section(Report& report, const Rtl& rtl) {
  constexpr std::size_t rows = 512, depth = 1152, j = 256;
  constexpr double limit = 1.03;   // of 8:128 against its bound
  constexpr double spread = 0.02;  // of the others against k times 8:128
  const Bound bound;
  report.section("Structured sparsity");
  report.paragraph(fmt::format(
      "{}×{} with exactly k · 8 non-zeros in each block of 128, at random, times {} columns. "
      "Bound: "
      "R · ⌈K/M⌉ · ⌈J/C⌉ · k. RTL, every output compared. Limits: 8:128 within {} of its bound, "
      "the others within {:.0f} % of k times its cycles.",
      rows, depth, j, limit, 100 * spread));
  Table table{{"pattern", "k", "bound", "RTL cycles", "model cycles", "cycles / bound",
               "cycles / (k · 8:128)", "mismatches"}};
  double first = 0;
  for (const std::size_t k : {1, 2, 4, 8}) {
    tensor::Rng rng(seed + k);
    const RtlRun run = rtl.run(structured(rows, depth, bound.m, k * bound.n, rng), j);
    const std::string name = fmt::format("{}:{}", k * bound.n, bound.m);
    const std::uint64_t least = rows * ceil_div(depth, bound.m) * ceil_div(j, bound.columns) * k;
    const auto cycles = static_cast<double>(run.cycles);
    const double ratio = cycles / static_cast<double>(least);
    if (k == 1) first = cycles;
    const double scaled = cycles / (static_cast<double>(k) * first);
    const std::string by_bound = fmt::format("{:.4f}", ratio);
    const std::string by_first = fmt::format("{:.4f}", scaled);
    table.add(
        {name, std::to_string(k), grouped(least), grouped(run.cycles),
         model_cycles(report, run, name),
         k > 1 ? by_bound
               : report.cell(by_bound, ratio <= limit,
                             fmt::format("{}: {} of its bound, at most {}", name, by_bound, limit)),
         k == 1 ? by_first
                : report.cell(by_first, std::abs(scaled - 1) <= spread,
                              fmt::format("{}: {} of {} times 8:128, within {} of 1", name,
                                          by_first, k, spread)),
         verdict(report, run, name)});
    report.json()["structured"].push_back({{"pattern", name},
                                           {"k", k},
                                           {"bound", least},
                                           {"cycles", run.cycles},
                                           {"model_cycles", run.model.cycles},
                                           {"mismatches", run.mismatches}});
  }
  report.table(table);
}

struct RtlTotals {
  double run_seconds = 0, golden_seconds = 0, compile_seconds = 0, model_seconds = 0;
  double least_ratio = std::numeric_limits<double>::infinity();  // RTL's seconds / the model's
  std::string least_layer;
  std::uint64_t cycles = 0, outputs = 0, layers = 0;
};

inline void speed_section(Report& report, const RtlTotals& totals) {
  constexpr double limit = 1000;
  report.section("Speed of the model");
  const double ratio = totals.run_seconds / totals.model_seconds;
  report.paragraph(fmt::format(
      "Cycles of the layers above from their schedules: {:.1f} µs in the model, {:.3f} s in RTL: "
      "{} "
      "times as fast, at least {} (least of any layer: {:.0f}, {}).",
      1e6 * totals.model_seconds, totals.run_seconds,
      report.cell(
          fmt::format("{:.0f}", ratio), ratio >= limit,
          fmt::format("the model is {:.0f} times as fast as RTL, at least {}", ratio, limit)),
      limit, totals.least_ratio, totals.least_layer));
  report.json()["model_speed"] = {{"model_seconds", totals.model_seconds},
                                  {"rtl_seconds", totals.run_seconds},
                                  {"ratio", ratio},
                                  {"least_of_a_layer", totals.least_ratio}};
}

inline void network_section(Report& report, const Rtl& rtl, const std::vector<Layer>& layers) {
  constexpr double limit = 60;
  report.section("A network on RTL");
  report.paragraph(
      "Each layer of ResNet-50 once, with J of its own: compiled, simulated, every output compared "
      "with the plain triple loop over the operands. Milliseconds on one core; `run` is simulation "
      "and comparison, `golden` the triple loop, `model` the cycles from the schedule.");
  Table table{{"layer", "R", "K", "J", "RTL cycles", "model cycles", "mismatches", "compile",
               "golden", "run", "model"}};
  RtlTotals totals;
  for (const Layer& layer : layers) {
    if (layer.pixels == 0) continue;
    const RtlRun run = rtl.run(layer.a, layer.pixels);
    table.add({layer.name, std::to_string(layer.rows()), std::to_string(layer.depth()),
               std::to_string(layer.pixels), grouped(run.cycles),
               model_cycles(report, run, layer.name), verdict(report, run, layer.name),
               fmt::format("{:.2f}", 1e3 * run.compile_seconds),
               fmt::format("{:.2f}", 1e3 * run.golden_seconds),
               fmt::format("{:.2f}", 1e3 * run.run_seconds),
               fmt::format("{:.4f}", 1e3 * run.model_seconds)});
    report.json()["network"].push_back({{"layer", layer.name},
                                        {"rows", layer.rows()},
                                        {"depth", layer.depth()},
                                        {"columns", layer.pixels},
                                        {"nonzeros", layer.nonzeros},
                                        {"cycles", run.cycles},
                                        {"model_cycles", run.model.cycles},
                                        {"outputs", run.outputs},
                                        {"mismatches", run.mismatches},
                                        {"compile_seconds", run.compile_seconds},
                                        {"golden_seconds", run.golden_seconds},
                                        {"run_seconds", run.run_seconds},
                                        {"model_seconds", run.model_seconds}});
    ++totals.layers;
    totals.cycles += run.cycles;
    totals.outputs += run.outputs;
    totals.run_seconds += run.run_seconds;
    totals.golden_seconds += run.golden_seconds;
    totals.compile_seconds += run.compile_seconds;
    totals.model_seconds += run.model_seconds;
    const double ratio = run.run_seconds / run.model_seconds;
    if (ratio < totals.least_ratio) {
      totals.least_ratio = ratio;
      totals.least_layer = layer.name;
    }
  }
  report.table(table);
  const double seconds = totals.run_seconds + totals.golden_seconds;
  report.paragraph(fmt::format(
      "{} layers, {} cycles, {} outputs: simulated and checked in {} s on one core, at most {} "
      "({:.2f} s of simulation and comparison, {:.2f} s of golden); compiled in {:.2f} s. The "
      "simulator was built before.",
      totals.layers, grouped(totals.cycles), grouped(totals.outputs),
      report.cell(fmt::format("{:.2f}", seconds), seconds <= limit,
                  fmt::format("the network takes {:.1f} s, at most {}", seconds, limit)),
      limit, totals.run_seconds, totals.golden_seconds, totals.compile_seconds));
  speed_section(report, totals);
}

}  // namespace denim::bench
