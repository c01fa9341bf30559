// Simulation speed: the generated engine against a hand-written flat one of the same contract
// (tests/bench/flat_demm.sv), on the same program, in turns. Both must pass the same checks. The
// status is 1 where the generated engine keeps less than 0.75 of the flat one's speed.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gen/bundle/bundle.hpp"
#include "gen/spec/spec.hpp"
#include "sim/run.hpp"
#include "sim/simulator.hpp"
#include "sw/engines/engine.hpp"
#include "sw/golden/golden.hpp"
#include "sw/tasd/decompose.hpp"
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

// The generated bundle with the engine taken out and the flat one put in under its wrapper.
bundle::Bundle with_flat_engine(bundle::Bundle bundle) {
  const std::string wrapper = fmt::format("rtl/{}_wrapper.v", bundle.top);
  std::string wrapper_text = bundle.files.at(wrapper);
  const std::string instance = bundle.top + " u_engine";
  wrapper_text.replace(wrapper_text.find(instance), instance.size(), "flat_demm u_engine");
  std::erase_if(bundle.files, [](const auto& file) { return file.first.starts_with("rtl/"); });
  bundle.files[wrapper] = wrapper_text;
  bundle.files["rtl/flat_demm.sv"] = read(fs::path(DENIM_SOURCE_DIR) / "tests/bench/flat_demm.sv");
  bundle.files[bundle.name + ".f"] = "rtl/flat_demm.sv\n" + wrapper + "\n";

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
  std::vector<double> speeds = {};  // cycles a second, a run each
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

constexpr std::string_view note =
    R"(note: tried to bring the ratio to 1, each against the flat engine of the time:
  0.45 a sum leaf with one flat input port      0.51 products on one wide net a lane
  0.54 a column module that is not inlined      0.67 column modules, one enable for all products
  0.75 products of a lane side by side, one enable
  0.80 an enable for each lane, which also keeps idle lanes from toggling
  0.83 that, with the model compiled as one unit (the present form)
  0.94 no zero operands but cleared products: not used, for it keeps the product's register out of
       the DSP block and costs 16 LUTs a multiplier
  Kept for both: sim/embedded/fast_extend.h, which makes either about 1.4 times as fast. Wide
  memories that are not inlined are worth 0.1; --output-split-cfuncs costs both up to a third.
)";

int bench() {
  const spec::Spec spec = spec::Spec::load("demm_8_128_64");
  tensor::Rng rng(1);
  const Matrix a = random_matrix(512, 1152, 0.1, rng);
  const Matrix b = random_matrix(1152, 256, 1.0, rng);
  const tasd::Series series = tasd::Series::parse("8:128+lossless");
  std::vector<engines::Term> terms;
  for (const Matrix& term : tasd::decompose(a, series).terms) terms.emplace_back(term);
  const engines::Compiled compiled = engines::compile(spec, terms, b);
  const auto golden = golden::multiply(a, b);

  const bundle::Bundle generated = bundle::generate(spec);
  std::vector<Contender> contenders;
  contenders.push_back(build("generated", generated));
  contenders.push_back(build("flat", with_flat_engine(generated)));
  for (int run = 0; run < runs; ++run) {
    for (Contender& contender : contenders) {
      const sim::RunResult result =
          sim::run(contender.simulator, spec, compiled.program, golden.values(), {});
      contender.passed = contender.passed && result.ok() && result.cycles == compiled.cost.cycles;
      contender.speeds.push_back(static_cast<double>(result.simulated_cycles) / result.seconds);
    }
  }

  // Whatever else the machine does can only slow a run down, so the best of many is compared.
  const double ratio = contenders[0].best() / contenders[1].best();
  fmt::print("simulation of demm_8_128_64, 512 multipliers, {} cycles, {} runs in turns\n",
             compiled.cost.cycles, runs);
  fmt::print("{:<12}{:>16}{:>18}{:>10}{:>12}\n", "engine", "best cycles/s", "median cycles/s",
             "checks", "build");
  for (const Contender& contender : contenders) {
    fmt::print("{:<12}{:>16.0f}{:>18.0f}{:>10}{:>12}\n", contender.name, contender.best(),
               contender.median(), contender.passed ? "passed" : "FAILED",
               contender.simulator.cached
                   ? "cached"
                   : fmt::format("{:.1f} s", contender.simulator.build_seconds));
  }
  fmt::print("ratio generated / flat: {:.2f}, at least {:.2f}\n{}", ratio, least_ratio, note);
  const bool passed = contenders[0].passed && contenders[1].passed && ratio >= least_ratio;
  return passed ? 0 : 1;
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
