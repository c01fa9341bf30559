// What `make bench-engines` measures: every engine with as many multipliers on the same layers and
// on structured matrices, on RTL.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/cli/cli.hpp"
#include "tests/bench/support/layers.hpp"
#include "tests/bench/support/report.hpp"
#include "tests/bench/support/structured.hpp"

namespace denim::bench {

// A layer as `denim compare --model-list` reads it.
struct ListedLayer {
  std::string name;
  std::filesystem::path file;  // of its weights; empty: synthetic ones of the shape and density
  std::size_t rows = 0, depth = 0;
  double density = 0;
  std::size_t pixels = 1;  // columns of B
};

struct Network {
  std::string name;
  std::string about;  // what its layers are
  std::vector<ListedLayer> layers;
};

// SqueezeNet 1.0's fire2 to fire5 (arXiv 1602.07360) with one image of 224 × 224: shapes of the
// weights, output pixels. The density is that of its pruned weights (arXiv 1510.00149, about a
// third).
inline constexpr double squeezenet_density = 0.33;
inline constexpr std::array<Shape, 12> squeezenet_shapes{{
    {"squeezenet", "fire2_squeeze1x1", 16, 96, 3025},
    {"squeezenet", "fire2_expand1x1", 64, 16, 3025},
    {"squeezenet", "fire2_expand3x3", 64, 144, 3025},
    {"squeezenet", "fire3_squeeze1x1", 16, 128, 3025},
    {"squeezenet", "fire3_expand1x1", 64, 16, 3025},
    {"squeezenet", "fire3_expand3x3", 64, 144, 3025},
    {"squeezenet", "fire4_squeeze1x1", 32, 128, 3025},
    {"squeezenet", "fire4_expand1x1", 128, 32, 3025},
    {"squeezenet", "fire4_expand3x3", 128, 288, 3025},
    {"squeezenet", "fire5_squeeze1x1", 32, 256, 729},
    {"squeezenet", "fire5_expand1x1", 128, 32, 729},
    {"squeezenet", "fire5_expand3x3", 128, 288, 729},
}};

inline ListedLayer synthetic(const Shape& shape, double density) {
  return {std::string(shape.name), {}, shape.rows, shape.depth, density, shape.pixels};
}

// The layers of `data`, a folder with dlmc/rn50_batchsizes.txt and .smtx in dlmc/rn50…, and with
// squeezenet/*.npy; synthetic ones where it is empty.
inline std::vector<Network> networks(const std::filesystem::path& data) {
  namespace fs = std::filesystem;
  Network resnet{"ResNet-50", "", {}};
  Network squeezenet{"SqueezeNet", "", {}};
  if (data.empty()) {
    resnet.about = fmt::format(
        "synthetic Laplace weights pruned to a density of {}, in the shapes of "
        "ResNet-50's layers",
        synthetic_density);
    squeezenet.about = fmt::format(
        "the same at {}, in the shapes of SqueezeNet 1.0's fire2 to fire5", squeezenet_density);
    for (const Shape& shape : shapes) {
      if (shape.folder == "rn50") resnet.layers.push_back(synthetic(shape, synthetic_density));
    }
    for (const Shape& shape : squeezenet_shapes) {
      squeezenet.layers.push_back(synthetic(shape, squeezenet_density));
    }
    return {resnet, squeezenet};
  }
  resnet.about =
      "sparsity patterns of ResNet-50, magnitude pruning, 90 % zeros, of the Deep Learning Matrix "
      "Collection, values from a seed; J as its list says";
  squeezenet.about =
      "weights of SqueezeNet 1.0, pruned and quantised by Deep Compression, fire2 to fire5; J is "
      "the "
      "output pixels of one image";
  const auto pixels = read_pixels(data / "dlmc" / "rn50_batchsizes.txt");
  for (const auto& entry : fs::recursive_directory_iterator(data / "dlmc")) {
    const fs::path& file = entry.path();
    const auto found = pixels.find(file.stem().string());
    const bool ours =
        file.extension() == ".smtx" && file.parent_path().filename().string().starts_with("rn50");
    if (!ours || found == pixels.end()) continue;
    resnet.layers.push_back({file.stem().string(), file, 0, 0, 0, found->second});
  }
  std::ranges::sort(resnet.layers, {}, &ListedLayer::name);
  for (const Shape& shape : squeezenet_shapes) {
    const fs::path file = data / "squeezenet" / (std::string(shape.name) + ".npy");
    squeezenet.layers.push_back({std::string(shape.name), file, 0, 0, 0, shape.pixels});
  }
  if (resnet.layers.empty()) {
    throw std::runtime_error(fmt::format(
        "{}: no layer; DATA holds dlmc/rn50_batchsizes.txt and dlmc/rn50…/*.smtx of its layers, "
        "and squeezenet/*.npy",
        data.string()));
  }
  return {resnet, squeezenet};
}

class EnginesBench {
 public:
  EnginesBench(Report& report, std::filesystem::path folder)
      : report_(report), folder_(std::move(folder)) {}

  void run(const Network& network) {
    report_.section(network.name);
    report_.paragraph(fmt::format("{} layers: {}.", network.layers.size(), network.about));
    const Json compared = compare(network);
    totals(network, compared);
    by_layer(compared);
    report_.json()["networks"].push_back({{"name", network.name}, {"compared", compared}});
  }

  // N:M engines at the speed that their pattern promises.
  void structured_section() {
    report_.section("Structured weights");
    report_.paragraph(
        "Random weights with exactly N non-zeros in each block of M; R, K and J are four tiles of "
        "the "
        "engine or more. Limits: N/M of the cycles of `dense_ws`, within 3 % for 2:4 on `stc_2_4`, "
        "within 5 % for the others.");
    Table table{{"weights", "engine", "R × K × J", "cycles", "dense_ws", "of dense_ws",
                 "N/M · dense_ws", "mismatches"},
                2};
    const Rtl dense(spec::Spec::load(baseline));
    structured_row(table, dense, "stc_2_4", 2, 4, 0.03);
    structured_row(table, dense, "dbb_4_8", 4, 8, 0.05);
    structured_row(table, dense, "vegeta_m4", 1, 4, 0.05);
    structured_row(table, dense, "vegeta_m4", 2, 4, 0.05);
    structured_row(table, dense, "vegeta_m8", 1, 8, 0.05);
    report_.table(table);
  }

 private:
  static constexpr const char* baseline = "dense_ws";
  static constexpr const char* decoupled = "demm_8_128_64";

  // `denim compare` on all layers; returns its JSON.
  Json compare(const Network& network) {
    std::filesystem::create_directories(folder_);
    const std::filesystem::path list = folder_ / (network.name + ".csv");
    const std::filesystem::path json = folder_ / (network.name + ".json");
    std::ofstream text(list);
    const bool files = !network.layers.front().file.empty();
    text << (files ? "layer,file,n\n" : "layer,m,k,n,density\n");
    for (const ListedLayer& layer : network.layers) {
      text << (files ? fmt::format("{},{},{}\n", layer.name,
                                   std::filesystem::absolute(layer.file).string(), layer.pixels)
                     : fmt::format("{},{},{},{},{}\n", layer.name, layer.rows, layer.depth,
                                   layer.pixels, layer.density));
    }
    text.close();
    std::vector<std::string> words{
        "denim",  "compare",     "--model-list", list.string(),
        "--json", json.string(), "--svg",        (folder_ / (network.name + ".svg")).string()};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    const int status = cli::run(static_cast<int>(arguments.size()), arguments.data());
    report_.limit(status == 0, fmt::format("{}: denim compare ended with status {}; every run must "
                                           "be right and take the model's cycles",
                                           network.name, status));
    std::ifstream made(json);
    if (!made) throw std::runtime_error(fmt::format("{}: denim compare wrote none", json.string()));
    return Json::parse(made);
  }

  void totals(const Network& network, const Json& compared) {
    Table table{{"engine", "multipliers", "cycles", "utilisation", "over dense_ws", "b bits/cycle",
                 "A bytes", "A dropped", "mismatches"}};
    for (const Json& total : compared.at("totals")) {
      table.add({total.at("preset"), grouped(total.at("multipliers")), grouped(total.at("cycles")),
                 fmt::format("{:.1f} %", 100 * total.at("utilisation").get<double>()),
                 fmt::format("{:.2f} ×", total.at("speed_up_over_dense_ws").get<double>()),
                 fmt::format("{:.0f}", total.at("b_bits_per_cycle").get<double>()),
                 grouped(total.at("a_bytes")),
                 fmt::format("{:.2f} %", 100 * total.at("dropped_nonzeros").get<double>()),
                 report_.cell(grouped(total.at("mismatches")), total.at("mismatches") == 0,
                              fmt::format("{}, {}: outputs differ", network.name,
                                          total.at("preset").get<std::string>()))});
    }
    report_.paragraph("All layers together, one after the other, `lossless`:");
    report_.table(table);
  }

  void by_layer(const Json& compared) {
    std::vector<std::string> engines;
    for (const Json& total : compared.at("totals")) engines.push_back(total.at("preset"));
    std::vector<std::string> titles{"layer", "R × K × J", "density"};
    titles.insert(titles.end(), engines.begin(), engines.end());
    Table table{titles};
    std::vector<std::string> reasons;
    const Json& rows = compared.at("rows");
    for (std::size_t first = 0; first < rows.size(); first += engines.size()) {
      const std::span<const Json> layer(&rows.at(first), engines.size());
      const auto* fastest = &*std::ranges::min_element(layer, {}, [](const Json& row) {
        return row.at("cycles").template get<std::uint64_t>();
      });
      std::vector<std::string> cells{
          layer.front().at("layer"),
          fmt::format("{} × {} × {}", layer[0].at("rows").get<int>(), layer[0].at("k").get<int>(),
                      layer[0].at("cols").get<int>()),
          fmt::format("{:.3f}",
                      layer[0].at("nnz").get<double>() /
                          (layer[0].at("rows").get<double>() * layer[0].at("k").get<double>()))};
      for (const Json& row : layer) {
        const std::string speed_up =
            fmt::format("{:.2f}", row.at("speed_up_over_dense_ws").get<double>());
        cells.push_back(&row == fastest ? "**" + speed_up + "**" : speed_up);
      }
      table.add(cells);
      if (fastest->at("preset") != decoupled) reasons.push_back(reason(layer, *fastest));
    }
    report_.paragraph("Speed-up over `dense_ws` by layer, the fastest engine in bold:");
    report_.table(table);
    if (reasons.empty()) {
      report_.paragraph(fmt::format("`{}` is the fastest on every layer.", decoupled));
      return;
    }
    report_.paragraph(
        fmt::format("Where `{}` is not the fastest, and where its cycles went there:", decoupled));
    std::string list;
    for (const std::string& each : reasons) list += "- " + each + "\n";
    list.pop_back();
    report_.paragraph(list);
  }

  // Why the decoupled engine is not the fastest: its largest cause beside the ideal beats, and how
  // many of its columns the layer can fill.
  static std::string reason(std::span<const Json> layer, const Json& fastest) {
    const auto found = std::ranges::find(layer, decoupled, [](const Json& row) {
      return row.at("preset").template get<std::string>();
    });
    if (found == layer.end()) return "";
    const auto share = [](const Json& row, std::uint64_t cycles) {
      return 100 * static_cast<double>(cycles) /
             static_cast<double>(row.at("cycles").get<std::uint64_t>());
    };
    std::string causes;
    for (const auto& [name, cycles] : found->at("cycles_by_cause").items()) {
      if (share(*found, cycles) < 1) continue;
      std::string words = name;
      std::ranges::replace(words, '_', ' ');
      causes +=
          fmt::format("{}{:.0f} % {}", causes.empty() ? "" : ", ", share(*found, cycles), words);
    }
    const auto columns = found->at("spec").at("columns").get<std::uint64_t>();
    const auto cols = found->at("cols").get<std::uint64_t>();
    const std::uint64_t tiles = (cols + columns - 1) / columns;
    return fmt::format(
        "{}: `{}` takes {} cycles, `{}` {}: {}; its {} columns are {:.0f} % filled by J = {}",
        found->at("layer").get<std::string>(), fastest.at("preset").get<std::string>(),
        grouped(fastest.at("cycles")), decoupled, grouped(found->at("cycles")), causes, columns,
        100 * static_cast<double>(cols) / static_cast<double>(tiles * columns), cols);
  }

  void structured_row(Table& table, const Rtl& dense, const std::string& engine, std::size_t n,
                      std::size_t m, double limit) {
    const spec::Spec spec = spec::Spec::load(engine);
    const spec::Spec plain = spec::Spec::load(baseline);
    const auto number = [](const spec::Spec& of, const char* key) {
      return static_cast<std::size_t>(of.number(key));
    };
    // Columns of A that a fold with n:m takes: more than a dense one.
    const std::size_t fold = number(spec, "pe_rows") * (number(spec, "n") / n) * m;
    const std::size_t rows = 4 * std::max(number(spec, "pe_cols"), number(plain, "pe_cols"));
    const std::size_t depth = 4 * std::max(fold, number(plain, "pe_rows"));
    const std::size_t columns = 4 * std::max(number(spec, "rows"), number(plain, "rows"));
    tensor::Rng rng(seed + n);
    const auto a = structured(rows, depth, m, n, rng);
    const RtlRun sparse_run = Rtl(spec).run(a, columns);
    const RtlRun dense_run = dense.run(a, columns);
    const double share =
        static_cast<double>(sparse_run.cycles) / static_cast<double>(dense_run.cycles);
    const double promised = static_cast<double>(n) / static_cast<double>(m);
    const std::string pattern = fmt::format("{}:{}", n, m);
    const std::string name = fmt::format("{} on {}", pattern, engine);
    report_.limit(sparse_run.ok() && dense_run.ok(),
                  name + ": a run is not right, or does not take the model's cycles");
    table.add(
        {pattern, engine, fmt::format("{} × {} × {}", rows, depth, columns),
         grouped(sparse_run.cycles), grouped(dense_run.cycles), fmt::format("{:.4f}", share),
         report_.cell(fmt::format("{:.4f}", share / promised), share <= promised * (1 + limit),
                      fmt::format("{}: {:.4f} of dense_ws, at most {:.4f}", name, share,
                                  promised * (1 + limit))),
         verdict(report_, sparse_run, name)});
  }

  Report& report_;
  std::filesystem::path folder_;
};

}  // namespace denim::bench
