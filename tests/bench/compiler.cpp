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

#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
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
constexpr int least_runs = 5;  // of which the fastest counts
constexpr double least_seconds = 0.05;

struct Layer {
  std::string name;
  std::vector<engines::Term> terms;  // one
};

Layer random_layer(std::size_t rows, std::size_t depth, tensor::Rng& rng) {
  tensor::Matrix<std::int32_t> matrix(rows, depth);
  for (std::int32_t& value : matrix.values()) {
    if (rng.bernoulli(0.1)) value = static_cast<std::int32_t>(rng.uniform_int(1, 127));
  }
  return {fmt::format("random_{}_{}", rows, depth), {engines::Term(matrix)}};
}

std::vector<Layer> random_layers() {
  constexpr std::size_t shapes[][2]{{64, 147},   {64, 256},    {64, 576},   {128, 256},
                                    {128, 512},  {128, 1152},  {256, 1024}, {256, 2304},
                                    {512, 128},  {512, 256},   {512, 512},  {512, 2048},
                                    {512, 4608}, {1000, 2048}, {1024, 256}, {2048, 512}};
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

// Of this thread, on whatever core: the machine may have other things to do.
double cpu_seconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct Measured {
  double seconds = std::numeric_limits<double>::infinity();
  double model_seconds = 0;  // of one call of cost()
  std::uint64_t cycles = 0;
};

Measured measure(const spec::Spec& spec, std::span<const engines::Term> terms) {
  const tensor::Matrix<std::int32_t> b(terms.front().cols(), columns);
  Measured result;
  std::unique_ptr<engines::Schedule> schedule;
  const double first = cpu_seconds();
  for (int run = 0; run < least_runs || cpu_seconds() - first < least_seconds; ++run) {
    schedule.reset();
    const double begin = cpu_seconds();
    schedule = engines::schedule(spec, {{}, terms, b});
    result.seconds = std::min(result.seconds, cpu_seconds() - begin);
  }
  constexpr int calls = 100;
  const double begin = cpu_seconds();
  for (int call = 0; call < calls; ++call) result.cycles = schedule->cost().cycles;
  result.model_seconds = (cpu_seconds() - begin) / calls;
  return result;
}

int bench(const std::vector<Layer>& layers) {
  fmt::print("reference / cycles, and million non-zeros a second\n");
  fmt::print("{:<44}{:>6}{:>6}{:>9}{:>10}", "layer", "rows", "K", "nnz", "reference");
  for (const Form& form : forms()) fmt::print("{:>12}{:>8}", form.name, "Mnnz/s");
  fmt::print("\n");
  double nonzeros = 0;
  double model_seconds = 0;
  double model_tiles = 0;
  std::vector<double> seconds(forms().size());
  for (const Layer& layer : layers) {
    const engines::Term& a = layer.terms.front();
    const std::uint64_t least = reference(a);
    const std::string_view name = std::string_view(layer.name).substr(0, 42);
    fmt::print("{:<44}{:>6}{:>6}{:>9}{:>10}", name, a.rows(), a.cols(), a.nonzeros(), least);
    nonzeros += static_cast<double>(a.nonzeros());
    for (std::size_t f = 0; f < forms().size(); ++f) {
      std::vector<std::string> keys = forms()[f].keys;
      keys.emplace_back("overlap=true");
      const Measured measured = measure(spec::Spec::load("demm_8_128_64", keys), layer.terms);
      seconds[f] += measured.seconds;
      model_seconds += measured.model_seconds;
      model_tiles += static_cast<double>(ceil_div(a.rows(), group_rows) * ceil_div(a.cols(), m) *
                                         ceil_div(columns, tile_columns));
      fmt::print("{:>12.4f}{:>8.1f}",
                 static_cast<double>(least) / static_cast<double>(measured.cycles),
                 static_cast<double>(a.nonzeros()) / measured.seconds / 1e6);
    }
    fmt::print("\n");
  }
  fmt::print("{:<75}", "all");
  for (const double time : seconds) fmt::print("{:>20.1f}", nonzeros / time / 1e6);
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
