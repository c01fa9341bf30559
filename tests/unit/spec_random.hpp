// Any spec that the tables of an engine and its checks allow.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

#include "gen/spec/spec.hpp"
#include "sw/tensor/random.hpp"

namespace denim::test {

inline spec::Spec random_demm(tensor::Rng& rng) {
  const std::int64_t widths[]{4, 8, 16};
  const char* memories[]{"regs", "replicated", "banked"};
  const std::string memory = memories[rng.below(3)];
  auto m = rng.uniform_int(2, 1024);
  auto n = rng.uniform_int(1, std::min<std::int64_t>(64, m));
  if (memory == "banked") {
    n = std::int64_t{1} << rng.uniform_int(1, 6);
    m = n * rng.uniform_int(2, 1024 / n);
  }
  std::int64_t segments = std::int64_t{1} << rng.below(4);
  while (segments > n) segments /= 2;
  const auto rows =
      segments == 1 ? rng.uniform_int(1, 65536) : segments * rng.uniform_int(2, 65536 / segments);
  const auto a = widths[rng.below(3)];
  const auto b = widths[rng.below(3)];
  const auto growth = std::bit_width(static_cast<std::uint64_t>(n) - 1);  // of a sum of n products
  const std::int64_t sum = a + b + static_cast<std::int64_t>(growth) + (segments == 1 ? 0 : 1);
  const bool fixed = segments == 1 && memory != "banked" && rng.bernoulli(0.5);
  std::string text;
  const auto add = [&](const char* key, const auto& value) {
    text += fmt::format("{} = {}\n", key, value);
  };
  add("n", n);
  add("m", m);
  add("columns", rng.uniform_int(1, std::min<std::int64_t>(1024, 16384 / n)));
  add("rows", rows);
  add("segments", segments);
  add("overlap", rng.bernoulli(0.5));
  add("a_width", a);
  add("b_width", b);
  add("acc_width", rng.uniform_int(std::max<std::int64_t>(16, sum), 48));
  add("memory", "\"" + memory + "\"");
  add("read_latency", rng.below(2));
  add("read_registers", rng.below(2));
  add("multiply_registers", rng.below(3));
  add("sum_levels", rng.below(9));
  add("passes", fixed ? "\"fixed\"" : "\"dynamic\"");
  return spec::Spec::parse("engine = \"demm\"\n" + text, "s.toml", "random");
}

inline spec::Spec random_nm_array(tensor::Rng& rng) {
  const std::int64_t widths[]{4, 8, 16};
  const auto m = rng.uniform_int(1, 64);
  auto n = rng.uniform_int(1, 64);
  std::string patterns;  // rising, and all divide n
  std::int64_t sparsest = 0;
  for (std::int64_t own = 1; own <= std::min(n, m); ++own) {
    if (n % own != 0 || rng.bernoulli(0.5)) continue;
    patterns += fmt::format("{}\"{}:{}\"", patterns.empty() ? "" : ", ", own, m);
    if (sparsest == 0) sparsest = own;
  }
  if (patterns.empty()) sparsest = n = std::min(n, m);
  const auto a = widths[rng.below(3)];
  const auto b = widths[rng.below(3)];
  const std::int64_t activations = m * (n / sparsest);  // of a PE
  const auto pe_rows = rng.uniform_int(
      1, std::max<std::int64_t>(
             1, std::min({std::int64_t{256}, 65536 / (activations * b), 16384 / n})));
  const auto growth = std::bit_width(static_cast<std::uint64_t>(n * pe_rows) - 1);
  const std::int64_t sum = a + b + static_cast<std::int64_t>(growth);
  std::string text;
  const auto add = [&](const char* key, const auto& value) {
    text += fmt::format("{} = {}\n", key, value);
  };
  add("n", n);
  add("m", m);
  add("patterns", "[" + patterns + "]");
  add("pe_rows", pe_rows);
  add("pe_cols", rng.uniform_int(1, std::min<std::int64_t>(256, 16384 / (n * pe_rows))));
  add("rows", rng.uniform_int(1, 65536));
  add("a_width", a);
  add("b_width", b);
  add("acc_width", rng.uniform_int(std::max<std::int64_t>(16, sum), 48));
  add("overlap", rng.bernoulli(0.5));
  const bool systolic = rng.bernoulli(0.5);
  add("flow", systolic ? "\"systolic\"" : "\"broadcast\"");
  add("read_latency", rng.below(2));
  add("skip_empty", rng.bernoulli(0.5));
  add("reduction", systolic && rng.bernoulli(0.5) ? "\"chain\"" : "\"tree\"");
  return spec::Spec::parse("engine = \"nm_array\"\n" + text, "s.toml", "random");
}

inline spec::Spec random_spec(tensor::Rng& rng) {
  return rng.bernoulli(0.5) ? random_demm(rng) : random_nm_array(rng);
}

}  // namespace denim::test
