// Products of two sparse operands that belong together: layers of SqueezeNet with the zeros that
// activations of a photograph really had, and sparse matrices of a power law.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sw/flow/operands.hpp"
#include "sw/tensor/read.hpp"
#include "tests/bench/support/layers.hpp"

namespace denim::bench {

struct Product {
  Layer layer;
  tensor::Matrix<std::int32_t> b;
};

// A bit an element of a channel-by-channel tensor C × H × W, the first one highest in its byte.
struct Mask {
  std::size_t channels = 0, height = 0, width = 0;
  std::vector<std::uint8_t> bytes;

  bool at(std::size_t c, std::size_t y, std::size_t x) const {
    const std::size_t bit = (c * height + y) * width + x;
    return ((bytes[bit / 8] >> (7 - bit % 8)) & 1) != 0;
  }
};

// Of an .npz with an array `name` of bytes and its shape, `name`_shape.
inline Mask read_mask(const std::filesystem::path& file, std::string_view name) {
  const auto numbers = [&](const std::string& array) {
    const auto read = tensor::read_tensor(file.string() + ":" + array, /*zero_point=*/0);
    std::vector<std::int64_t> values;
    std::visit(
        [&](const auto& matrix) {
          for (const auto value : matrix.values())
            values.push_back(static_cast<std::int64_t>(value));
        },
        std::get<tensor::Tensor>(read).values);
    return values;
  };
  const std::vector<std::int64_t> shape = numbers(fmt::format("{}_shape", name));
  const std::vector<std::int64_t> bytes = numbers(std::string(name));
  const auto size = [&](std::size_t i) { return static_cast<std::size_t>(shape.at(i)); };
  Mask mask{size(0), size(1), size(2), {bytes.begin(), bytes.end()}};
  if (mask.bytes.size() != (mask.channels * mask.height * mask.width + 7) / 8)
    throw std::runtime_error(fmt::format("{}: {} is no mask of its shape", file.string(), name));
  return mask;
}

// What a convolution of kernel × kernel, stride 1, that keeps the size sees of it, as B: a row a
// weight, channels last, a column a place. Values other than zero are drawn.
inline tensor::Matrix<std::int32_t> columns_of(const Mask& mask, std::size_t kernel,
                                               tensor::Rng& rng) {
  tensor::Matrix<std::int32_t> drawn(mask.channels, mask.height * mask.width);
  for (std::size_t c = 0; c < mask.channels; ++c)
    for (std::size_t y = 0; y < mask.height; ++y)
      for (std::size_t x = 0; x < mask.width; ++x)
        if (mask.at(c, y, x))  // behind a ReLU
          drawn(c, y * mask.width + x) = static_cast<std::int32_t>(rng.uniform_int(1, 127));
  tensor::Matrix<std::int32_t> b(kernel * kernel * mask.channels, drawn.cols());
  const auto half = static_cast<std::ptrdiff_t>(kernel / 2);
  for (std::size_t tap = 0; tap < kernel * kernel; ++tap) {
    const auto down = static_cast<std::ptrdiff_t>(tap / kernel) - half;
    const auto right = static_cast<std::ptrdiff_t>(tap % kernel) - half;
    for (std::size_t y = 0; y < mask.height; ++y) {
      for (std::size_t x = 0; x < mask.width; ++x) {
        const std::size_t from_y = y + static_cast<std::size_t>(down);  // wraps where there is none
        const std::size_t from_x = x + static_cast<std::size_t>(right);
        if (from_y >= mask.height || from_x >= mask.width) continue;
        for (std::size_t c = 0; c < mask.channels; ++c)
          b(tap * mask.channels + c, y * mask.width + x) = drawn(c, from_y * mask.width + from_x);
      }
    }
  }
  return b;
}

inline tensor::Matrix<std::int32_t> random_weights(std::size_t rows, std::size_t cols,
                                                   double density, tensor::Rng& rng) {
  tensor::Matrix<std::int32_t> weights(rows, cols);
  for (std::int32_t& value : weights.values()) {
    if (!rng.bernoulli(density)) continue;
    value = static_cast<std::int32_t>(rng.uniform_int(1, 127));
    if (rng.bernoulli(0.5)) value = -value;
  }
  return weights;
}

// The layers whose inputs' masks are in DATA. Weights are the network's where DATA has them, and
// random ones of about their density elsewhere. Nothing where DATA has no masks.
inline std::vector<Product> masked_layers(const std::filesystem::path& data) {
  namespace fs = std::filesystem;
  struct Convolution {
    const char* mask;
    const char* name;
    std::size_t rows, kernel;
  };
  static constexpr std::array convolutions{
      Convolution{"fire4_s_r", "fire4_expand1x1", 128, 1},
      Convolution{"fire4_s_r", "fire4_expand3x3", 128, 3},
      Convolution{"fire6_s_r", "fire6_expand1x1", 192, 1},
      Convolution{"fire6_s_r", "fire6_expand3x3", 192, 3},
      Convolution{"fire8_s_r", "fire8_expand1x1", 256, 1},
      Convolution{"fire8_s_r", "fire8_expand3x3", 256, 3},
      Convolution{"fire9_s_r", "fire9_expand1x1", 256, 1},
      Convolution{"fire9_s_r", "fire9_expand3x3", 256, 3},
      Convolution{"pool8", "fire9_squeeze1x1", 64, 1},
      Convolution{"fire9", "conv10", 1000, 1},
  };
  constexpr double density = 0.33;
  const fs::path masks = data / "squeezenet_net/real_activation_masks_1image.npz";
  std::vector<Product> products;
  if (!fs::exists(masks)) return products;
  for (std::size_t i = 0; i < convolutions.size(); ++i) {
    const Convolution& one = convolutions[i];
    tensor::Rng rng(seed + 1 + i);
    Product product;
    product.b = columns_of(read_mask(masks, one.mask), one.kernel, rng);
    product.layer.name = one.name;
    const fs::path weights = data / "squeezenet" / (std::string(one.name) + ".npy");
    product.layer.a = fs::exists(weights)
                          ? tensor::quantise(flow::read_a(weights, seed, {}, bits), bits).values
                          : random_weights(one.rows, product.b.rows(), density, rng);
    if (product.layer.depth() != product.b.rows())
      throw std::runtime_error(fmt::format("{} has {} columns, and its input {} rows", one.name,
                                           product.layer.depth(), product.b.rows()));
    product.layer.nonzeros = count_nonzeros(product.layer.a);
    product.layer.pixels = product.b.cols();
    products.push_back(std::move(product));
  }
  return products;
}

// A sparse matrix whose rows and columns have non-zeros by a power law: each falls in a row and a
// column with a share of 1 / rank^exponent (F. Chung and L. Lu, 2002); ranks are shuffled.
inline tensor::Matrix<std::int32_t> power_law(std::size_t size, std::size_t count, double exponent,
                                              std::uint64_t number) {
  std::mt19937_64 random(number);
  const auto places = [&] {
    std::vector<double> shares(size);
    for (std::size_t i = 0; i < size; ++i)
      shares[i] = std::pow(static_cast<double>(i + 1), -exponent);
    std::shuffle(shares.begin(), shares.end(), random);
    return std::discrete_distribution<std::size_t>(shares.begin(), shares.end());
  };
  auto rows = places(), columns = places();
  tensor::Rng rng(number);
  tensor::Matrix<std::int32_t> matrix(size, size);
  for (std::size_t i = 0; i < count; ++i) {
    std::int32_t& value = matrix(rows(random), columns(random));
    if (value == 0) value = static_cast<std::int32_t>(rng.uniform_int(1, 127));
  }
  return matrix;
}

// Squares of such matrices, of two sizes.
inline std::vector<Product> power_law_products() {
  std::vector<Product> products;
  for (const std::size_t size : {1024, 2048}) {
    for (const double exponent : {0.5, 0.8}) {
      Product product;
      product.layer.name = fmt::format("power_law_{}_{}", size, exponent);
      product.b = power_law(size, 16 * size, exponent, seed + size);
      product.layer.a = product.b;
      product.layer.nonzeros = count_nonzeros(product.b);
      products.push_back(std::move(product));
    }
  }
  return products;
}

}  // namespace denim::bench
