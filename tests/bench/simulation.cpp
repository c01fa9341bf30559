// Simulation speed: generated engines, each against a hand-written flat one of the same contract
// (tests/bench/flat_*.sv), on the same program, in turns. All must pass the same checks. The status
// is 1 where a generated engine keeps less than 0.75 of the flat one's speed.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gen/bundle/bundle.hpp"
#include "gen/spec/spec.hpp"
#include "sim/run.hpp"
#include "sim/simulator.hpp"
#include "sw/engines/engine.hpp"
#include "sw/golden/golden.hpp"
#include "sw/tensor/random.hpp"

namespace {

using namespace denim;
namespace fs = std::filesystem;

constexpr double least_ratio = 0.75;
constexpr int runs = 15;

using Matrix = tensor::Matrix<std::int32_t>;

Matrix random_matrix(std::size_t rows, std::size_t cols, double density, tensor::Rng& rng) {
  Matrix matrix(rows, cols);
  for (std::int32_t& value : matrix.values()) {
    if (rng.bernoulli(density)) value = static_cast<std::int32_t>(rng.uniform_int(-128, 127));
  }
  return matrix;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The generated bundle with the engine taken out and a flat one, a module of tests/bench, put in
// under its wrapper.
bundle::Bundle with_flat_engine(bundle::Bundle bundle, const std::string& flat) {
  const std::string wrapper = fmt::format("rtl/{}_wrapper.v", bundle.top);
  std::string wrapper_text = bundle.files.at(wrapper);
  const std::string instance = bundle.top + " u_engine";
  wrapper_text.replace(wrapper_text.find(instance), instance.size(), flat + " u_engine");
  std::erase_if(bundle.files, [](const auto& file) { return file.first.starts_with("rtl/"); });
  bundle.files[wrapper] = wrapper_text;
  const std::string file = flat + ".sv";
  bundle.files["rtl/" + file] = read(fs::path(DENIM_SOURCE_DIR) / "tests/bench" / file);
  bundle.files[bundle.name + ".f"] = "rtl/" + file + "\n" + wrapper + "\n";

  auto manifest = nlohmann::ordered_json::parse(bundle.files.at("manifest.json"));
  auto names = nlohmann::ordered_json::array();
  std::uint64_t hash = spec::fnv1a("flat");
  for (const auto& [path, text] : bundle.files) {
    if (path == "manifest.json") continue;
    names.push_back(path);
    hash = spec::fnv1a(text, hash);
  }
  manifest["files"] = names;
  manifest["bundle_hash"] = fmt::format("{:016x}", hash);
  bundle.files["manifest.json"] = manifest.dump(2) + "\n";
  return bundle;
}

struct Contender {
  std::string name;
  sim::Simulator simulator;
  std::vector<double> speeds = {};  // cycles a second of processor time, a run each
  bool passed = true;

  double best() const { return *std::ranges::max_element(speeds); }
  double median() const {
    std::vector<double> sorted = speeds;
    std::ranges::sort(sorted);
    return sorted[sorted.size() / 2];
  }
};

Contender build(const std::string& name, const bundle::Bundle& bundle) {
  const fs::path folder = sim::default_cache() / "bench" / (bundle.folder + "-" + name);
  bundle::write(bundle, folder);
  return {name, sim::build(folder, {})};
}

// Whatever else the machine does can only slow a run down, so the best of many is compared.
bool compare(const std::string& preset, const std::string& flat) {
  const spec::Spec spec = spec::Spec::load(preset);
  tensor::Rng rng(1);
  const Matrix a = random_matrix(512, 1152, 0.1, rng);
  const Matrix b = random_matrix(1152, 256, 1.0, rng);
  const engines::Term term(a);
  const engines::Compiled compiled = engines::compile(spec, {&term, 1}, b);
  const auto golden = golden::multiply(a, b);

  const bundle::Bundle generated = bundle::generate(spec);
  std::vector<Contender> contenders;
  contenders.push_back(build("generated", generated));
  contenders.push_back(build("flat", with_flat_engine(generated, flat)));
  for (int run = 0; run < runs; ++run) {
    for (Contender& contender : contenders) {
      const std::clock_t start = std::clock();
      const sim::RunResult result =
          sim::run(contender.simulator, spec, compiled.program, golden.values(), {});
      contender.passed = contender.passed && result.ok() && result.cycles == compiled.cost.cycles;
      const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
      contender.speeds.push_back(static_cast<double>(result.simulated_cycles) / seconds);
    }
  }

  const double ratio = contenders[0].best() / contenders[1].best();
  for (const Contender& contender : contenders) {
    fmt::print("{:<22}{:<11}{:>8}{:>15.0f}{:>17.0f}{:>8}{:>9}{:>7}\n", preset, contender.name,
               compiled.cost.cycles, contender.best(), contender.median(),
               contender.passed ? "passed" : "FAILED",
               contender.simulator.cached
                   ? "cached"
                   : fmt::format("{:.1f} s", contender.simulator.build_seconds),
               &contender == &contenders[0] ? fmt::format("{:.2f}", ratio) : "");
  }
  return contenders[0].passed && contenders[1].passed && ratio >= least_ratio;
}

int bench() {
  fmt::print(
      "simulation of 512 multipliers, {} runs in turns; ratio: generated / flat, at least {}\n",
      runs, least_ratio);
  fmt::print("{:<22}{:<11}{:>8}{:>15}{:>17}{:>8}{:>9}{:>7}\n", "preset", "engine", "cycles",
             "best cycles/s", "median cycles/s", "checks", "build", "ratio");
  const bool replicated = compare("demm_8_128_64", "flat_demm");
  const bool banked = compare("demm_8_128_64_banked", "flat_demm_banked");
  const bool dense = compare("dense_ws", "flat_dense_ws");
  return replicated && banked && dense ? 0 : 1;
}

}  // namespace

int main() {
  try {
    return bench();
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: error: {}\n", error.what());
    return 2;
  }
}
