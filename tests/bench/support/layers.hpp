// The layers that benches run: sparsity patterns of pruned layers that the user has, or synthetic
// ones of the same shapes, so that nothing but the project is needed. Values come from a seed, as
// `denim run` draws them.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sw/flow/operands.hpp"
#include "sw/tensor/matrix.hpp"
#include "sw/tensor/quantise.hpp"
#include "sw/tensor/random.hpp"

namespace denim::bench {

inline constexpr std::uint64_t seed = 0;
inline constexpr int bits = 8;  // of the values of A and B
inline constexpr double synthetic_density = 0.1;

struct Layer {
  std::string folder, name;
  tensor::Matrix<std::int32_t> a;
  std::size_t nonzeros = 0;
  std::size_t pixels = 0;  // J of the layer in its network; 0: not known

  std::size_t rows() const { return a.rows(); }
  std::size_t depth() const { return a.cols(); }
  double density() const { return static_cast<double>(nonzeros) / static_cast<double>(a.size()); }
};

// The shapes of the Deep Learning Matrix Collection's rn50 and transformer layers at one pruning
// method and density, and J of ResNet-50's at batch size 1.
struct Shape {
  std::string_view folder, name;
  std::size_t rows, depth, pixels;
};
inline constexpr std::array<Shape, 28> shapes{{
    {"rn50", "bottleneck_1_block_group1_1_1", 64, 256, 3136},
    {"rn50", "bottleneck_1_block_group2_1_1", 128, 512, 784},
    {"rn50", "bottleneck_1_block_group3_1_1", 256, 1024, 196},
    {"rn50", "bottleneck_1_block_group4_1_1", 512, 2048, 49},
    {"rn50", "bottleneck_1_block_group_projection_block_group1", 64, 64, 3136},
    {"rn50", "bottleneck_1_block_group_projection_block_group2", 128, 256, 3136},
    {"rn50", "bottleneck_2_block_group1_1_1", 64, 576, 3136},
    {"rn50", "bottleneck_2_block_group2_1_1", 128, 1152, 784},
    {"rn50", "bottleneck_2_block_group3_1_1", 256, 2304, 196},
    {"rn50", "bottleneck_2_block_group4_1_1", 512, 4608, 49},
    {"rn50", "bottleneck_2_block_group_projection_block_group1", 64, 576, 3136},
    {"rn50", "bottleneck_2_block_group_projection_block_group2", 128, 1152, 784},
    {"rn50", "bottleneck_3_block_group1_1_1", 256, 64, 3136},
    {"rn50", "bottleneck_3_block_group2_1_1", 512, 128, 784},
    {"rn50", "bottleneck_3_block_group3_1_1", 1024, 256, 196},
    {"rn50", "bottleneck_3_block_group4_1_1", 2048, 512, 49},
    {"rn50", "bottleneck_3_block_group_projection_block_group1", 256, 64, 3136},
    {"rn50", "bottleneck_3_block_group_projection_block_group2", 512, 128, 784},
    {"rn50", "bottleneck_projection_block_group_projection_block_group1", 256, 64, 3136},
    {"rn50", "bottleneck_projection_block_group_projection_block_group2", 512, 256, 784},
    {"rn50", "final_dense", 1000, 2048, 1},
    {"rn50", "initial_conv", 64, 147, 12544},
    {"transformer", "ffn_conv1", 2048, 512, 0},
    {"transformer", "ffn_conv2", 512, 2048, 0},
    {"transformer", "self_attention_k", 512, 512, 0},
    {"transformer", "self_attention_output_transform", 512, 512, 0},
    {"transformer", "self_attention_q", 512, 512, 0},
    {"transformer", "self_attention_v", 512, 512, 0},
}};

inline std::size_t count_nonzeros(const tensor::Matrix<std::int32_t>& matrix) {
  return matrix.size() - static_cast<std::size_t>(std::ranges::count(matrix.values(), 0));
}

inline std::vector<Layer> synthetic_layers() {
  std::vector<Layer> layers;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Shape& shape = shapes[i];
    tensor::Rng rng(seed + 1 + i);
    tensor::Matrix<std::int32_t> a(shape.rows, shape.depth);
    for (std::int32_t& value : a.values()) {
      if (!rng.bernoulli(synthetic_density)) continue;
      value = static_cast<std::int32_t>(rng.uniform_int(1, 127));
      if (rng.bernoulli(0.5)) value = -value;
    }
    const std::size_t nonzeros = count_nonzeros(a);
    layers.push_back(
        {std::string(shape.folder), std::string(shape.name), std::move(a), nonzeros, shape.pixels});
  }
  return layers;
}

// Layer → J, of a file with lines `layer,J`.
inline std::map<std::string, std::size_t> read_pixels(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) {
    throw std::runtime_error(fmt::format(
        "{}: cannot be read; DATA must hold it beside the folders of .smtx, with a line `layer,J` "
        "for each layer that is to be simulated",
        path.string()));
  }
  std::map<std::string, std::size_t> pixels;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty()) continue;
    const std::size_t comma = line.rfind(',');
    std::size_t value = 0;
    const char* end = line.data() + line.size();
    const auto parsed = comma == std::string::npos
                            ? std::from_chars_result{end, std::errc::invalid_argument}
                            : std::from_chars(line.data() + comma + 1, end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || value == 0) {
      throw std::runtime_error(fmt::format("{}:{}: '{}' should be `layer,J` with J at least 1",
                                           path.string(), number, line));
    }
    pixels[line.substr(0, comma)] = value;
  }
  return pixels;
}

// Every .smtx below the folder, by path.
inline std::vector<Layer> read_layers(const std::filesystem::path& data) {
  namespace fs = std::filesystem;
  if (!fs::is_directory(data)) {
    throw std::runtime_error(fmt::format(
        "DATA is '{}', which is no folder; give one with .smtx files in it", data.string()));
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(data)) {
    if (entry.is_regular_file() && entry.path().extension() == ".smtx") {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  if (files.empty()) {
    throw std::runtime_error(fmt::format("DATA is '{}', which has no .smtx file", data.string()));
  }
  const auto pixels = read_pixels(data / "rn50_batchsizes.txt");
  std::vector<Layer> layers;
  for (const fs::path& file : files) {
    Layer layer;
    layer.folder = file.parent_path().lexically_relative(data).generic_string();
    layer.name = file.stem().string();
    layer.a = tensor::quantise(flow::read_a(file, seed, {}, bits), bits).values;
    layer.nonzeros = count_nonzeros(layer.a);
    const auto found = pixels.find(layer.name);
    layer.pixels = found == pixels.end() ? 0 : found->second;
    layers.push_back(std::move(layer));
  }
  if (std::ranges::none_of(layers, [](const Layer& layer) { return layer.pixels != 0; })) {
    throw std::runtime_error(fmt::format(
        "none of the {} .smtx files under '{}' is a layer of its rn50_batchsizes.txt, so none "
        "could be simulated; its lines must name the files, without .smtx",
        files.size(), data.string()));
  }
  return layers;
}

}  // namespace denim::bench
