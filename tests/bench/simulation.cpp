// Simulation speed: generated engines, each against a hand-written flat one of the same contract
// (tests/bench/flat_*.sv), on the same program, in turns; with --slow those whose simulators take
// long to build. All must pass the same checks. The status
// is 1 where a generated engine keeps less of the flat one's speed than it should.
#include "tests/bench/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run.hpp"

namespace {

using namespace denim;

constexpr int runs = 15;

struct Timed {
  std::vector<double> speeds = {};  // cycles a second of processor time, a run each
  bool passed = true;

  double best() const { return *std::ranges::max_element(speeds); }
  double median() const {
    std::vector<double> sorted = speeds;
    std::ranges::sort(sorted);
    return sorted[sorted.size() / 2];
  }
};

// Whatever else the machine does can only slow a run down, so the best of many is compared.
bool compare(const bench::Rivals& rivals) {
  const bench::Layer layer = bench::random_layer(rivals.spec(), 512, 256);
  const std::vector<bench::Contender> contenders = bench::build(rivals);
  std::vector<Timed> timed(contenders.size());
  for (int run = 0; run < runs; ++run) {
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      const std::clock_t start = std::clock();
      const sim::RunResult result =
          sim::run(contenders[i].simulator, layer.spec, layer.compiled.program, {});
      timed[i].passed =
          timed[i].passed && result.ok() && result.cycles == layer.compiled.cost.cycles;
      const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
      timed[i].speeds.push_back(static_cast<double>(result.simulated_cycles) / seconds);
    }
  }

  const double ratio = timed[0].best() / timed[1].best();
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    const sim::Simulator& simulator = contenders[i].simulator;
    fmt::print("{:<22}{:<11}{:>8}{:>15.0f}{:>17.0f}{:>8}{:>9}{:>7}{:>7}\n", rivals.name(),
               contenders[i].name, layer.compiled.cost.cycles, timed[i].best(), timed[i].median(),
               timed[i].passed ? "passed" : "FAILED",
               simulator.cached ? "cached" : fmt::format("{:.1f} s", simulator.build_seconds),
               i == 0 ? fmt::format("{:.2f}", ratio) : "",
               i == 0 ? fmt::format("{:.2f}", rivals.least) : "");
  }
  return timed[0].passed && timed[1].passed && ratio >= rivals.least;
}

int bench_all(std::span<const bench::Rivals> all) {
  fmt::print("simulation, {} runs in turns; ratio: generated / flat\n", runs);
  fmt::print("{:<22}{:<11}{:>8}{:>15}{:>17}{:>8}{:>9}{:>7}{:>7}\n", "preset", "engine", "cycles",
             "best cycles/s", "median cycles/s", "checks", "build", "ratio", "least");
  bool good = true;
  for (const bench::Rivals& rivals : all) good = compare(rivals) && good;
  return good ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const bool slow = count == 2 && std::string_view(arguments[1]) == "--slow";
    return bench_all(slow ? std::span<const bench::Rivals>(bench::slow_rivals) : bench::all_rivals);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: error: {}\n", error.what());
    return 2;
  }
}
