// How fast and how well `demm` is compiled, on one core: non-zeros a second from compressed rows to
// the finished a stream, nanoseconds a tile of the cycle model, and the cycles beside a reference
// that no schedule for this loop order undercuts by more than the order of its tiles is worth:
// loading the first tile, then for each tile its ⌈non-zeros/n⌉ beats or the rows of B of the next
// tile, whichever takes longer; and no less than one cycle a row of C.
//
//   compiler            random layers in the shapes of a pruned ResNet-50 and a Transformer
//   compiler FOLDER     the .smtx files in the folder and the folders below
//
// 8:128, 64 columns, 512 rows of accumulators, J = 256, int8, with overlap.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/engines/engine.hpp"
#include "sw/tensor/random.hpp"
#include "sw/tensor/smtx.hpp"

namespace {

using namespace denim;
namespace fs = std::filesystem;

constexpr std::size_t columns = 256;  // of B
constexpr std::uint64_t tile_columns = 64;
constexpr std::uint64_t n = 8;
constexpr std::size_t m = 128;
constexpr std::size_t group_rows = 512;
constexpr int runs = 5;  // of which the fastest counts

struct Layer {
  std::string name;
  std::vector<engines::Term> terms;
  const engines::Term& a() const { return terms.front(); }
};

Layer random_layer(std::size_t rows, std::size_t depth, tensor::Rng& rng) {
  tensor::Matrix<std::int32_t> matrix(rows, depth);
  for (std::int32_t& value : matrix.values()) {
    if (rng.bernoulli(0.1)) value = static_cast<std::int32_t>(rng.uniform_int(1, 127));
  }
  return {fmt::format("random_{}_{}", rows, depth), {engines::Term(matrix)}};
}

std::vector<Layer> random_layers() {
  constexpr std::size_t shapes[][2]{{64, 147},  {64, 256},   {64, 576},   {128, 256},  {128, 512},
                                    {128, 1152}, {256, 1024}, {256, 2304}, {512, 128},  {512, 256},
                                    {512, 512}, {512, 2048}, {512, 4608}, {1000, 2048}, {1024, 256},
                                    {2048, 512}};
  tensor::Rng rng(1);
  std::vector<Layer> layers;
  for (const auto& [rows, depth] : shapes) layers.push_back(random_layer(rows, depth, rng));
  return layers;
}

std::vector<Layer> read_layers(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".smtx") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<Layer> layers;
  tensor::Rng rng(1);
  for (const fs::path& file : files) {
    const tensor::Pattern pattern = tensor::read_smtx(file);
    layers.push_back({file.stem().string(),
                      {engines::Term(tensor::fill_pattern<std::int32_t>(pattern, 8, rng))}});
  }
  return layers;
}

std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

std::uint64_t reference(const engines::Term& a) {
  struct Tile {
    std::uint64_t beats, loads;
  };
  std::vector<Tile> tiles;
  std::uint64_t rows = 0;
  for (std::size_t base = 0; base < a.rows(); base += group_rows) {
    const std::size_t blocks = ceil_div(a.cols(), m);
    std::vector<std::uint64_t> counts(blocks);
    std::vector<bool> needed(blocks * m);
    for (std::size_t r = base; r < std::min(base + group_rows, a.rows()); ++r) {
      for (const std::uint32_t column : a.columns(r)) {
        ++counts[column / m];
        needed[column] = true;
      }
      rows += a.columns(r).empty() ? 0 : 1;
    }
    for (std::size_t block = 0; block < blocks; ++block) {
      const auto begin = needed.begin() + static_cast<std::ptrdiff_t>(block * m);
      const auto loads = static_cast<std::uint64_t>(std::count(begin, begin + m, true));
      if (counts[block] != 0) tiles.push_back({ceil_div(counts[block], n), loads});
    }
  }
  if (tiles.empty()) return 0;
  const std::uint64_t column_tiles = ceil_div(columns, tile_columns);
  std::uint64_t cycles = tiles.front().loads;
  for (std::size_t i = 0; i < tiles.size() * column_tiles; ++i) {
    const std::uint64_t next =
        i + 1 < tiles.size() * column_tiles ? tiles[(i + 1) % tiles.size()].loads : 0;
    cycles += std::max(tiles[i % tiles.size()].beats, next);
  }
  return std::max(cycles, rows * column_tiles);
}

struct Form {
  std::string_view name;
  std::vector<std::string> keys;
};

const std::vector<Form>& forms() {
  static const std::vector<Form> all{
      {"S=1", {"segments=1", "memory=replicated"}},
      {"S=2", {"segments=2", "memory=replicated"}},
      {"S=4", {"segments=4", "memory=replicated"}},
      {"banked S=4", {"segments=4", "memory=banked"}},
  };
  return all;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

struct Totals {
  double nonzeros = 0;
  double seconds = 0;
};

int bench(const std::vector<Layer>& layers) {
  fmt::print("{:<44}{:>6}{:>6}{:>9}{:>10}", "layer", "rows", "K", "nnz", "reference");
  for (const Form& form : forms()) fmt::print("{:>12}{:>8}", form.name, "Mnnz/s");
  fmt::print("\n");
  std::vector<Totals> totals(forms().size());
  double model_seconds = 0;
  double model_tiles = 0;
  for (const Layer& layer : layers) {
    const engines::Term& a = layer.a();
    const std::uint64_t least = reference(a);
    const std::string_view name = std::string_view(layer.name).substr(0, 42);
    fmt::print("{:<44}{:>6}{:>6}{:>9}{:>10}", name, a.rows(), a.cols(), a.nonzeros(), least);
    for (std::size_t f = 0; f < forms().size(); ++f) {
      std::vector<std::string> keys = forms()[f].keys;
      keys.emplace_back("overlap=true");
      const spec::Spec spec = spec::Spec::load("demm_8_128_64", keys);
      const engines::Engine& engine = engines::find_engine("demm");
      double best = std::numeric_limits<double>::infinity();
      std::unique_ptr<engines::Schedule> schedule;
      for (int run = 0; run < runs; ++run) {
        schedule.reset();
        const auto begin = std::chrono::steady_clock::now();
        schedule = engine.schedule(spec, layer.terms, columns);
        best = std::min(best, seconds_since(begin));
      }
      constexpr int repeats = 100;
      std::uint64_t cycles = 0;
      const auto begin = std::chrono::steady_clock::now();
      for (int repeat = 0; repeat < repeats; ++repeat) cycles += schedule->cost().cycles;
      model_seconds += seconds_since(begin);
      model_tiles += repeats * static_cast<double>(ceil_div(a.rows(), group_rows) *
                                                   ceil_div(a.cols(), m) * columns / tile_columns);
      const auto nonzeros = static_cast<double>(a.nonzeros());
      totals[f].nonzeros += nonzeros;
      totals[f].seconds += best;
      fmt::print("{:>12.4f}{:>8.1f}", static_cast<double>(least * repeats) / static_cast<double>(cycles),
                 nonzeros / best / 1e6);
    }
    fmt::print("\n");
  }
  fmt::print("{:<75}", "all, Mnnz/s");
  for (const Totals& total : totals) fmt::print("{:>20.1f}", total.nonzeros / total.seconds / 1e6);
  fmt::print("\nmodel: {:.1f} ns a tile\n", model_seconds / model_tiles * 1e9);
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return bench(argc > 1 ? read_layers(argv[1]) : random_layers());
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: error: {}\n", error.what());
    return 2;
  }
}
