// What the two benches of simulation speed share: a preset's generated engine, a hand-written flat
// one of the same contract (tests/bench/flat_*.sv), and the layer that both compute.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gen/bundle/bundle.hpp"
#include "gen/spec/spec.hpp"
#include "sim/simulator.hpp"
#include "sw/engines/engine.hpp"
#include "sw/golden/fill.hpp"
#include "sw/golden/golden.hpp"
#include "sw/tensor/random.hpp"

namespace denim::bench {

struct Rivals {
  const char* preset;
  const char* flat;      // the module, and tests/bench/<flat>.sv
  double least = 0.95;   // of the flat one's speed, for the generated one
  const char* set = "";  // key=value, of the preset's spec

  spec::Spec spec() const {
    std::vector<std::string> overrides;
    if (*set != '\0') overrides.emplace_back(set);
    return spec::Spec::load(preset, overrides);
  }
  std::string name() const { return *set == '\0' ? preset : fmt::format("{} {}", preset, set); }
};
inline constexpr std::array all_rivals{Rivals{"demm_8_128_64", "flat_demm"},
                                       Rivals{"demm_8_128_64_banked", "flat_demm_banked"},
                                       Rivals{"dense_ws", "flat_dense_ws"}};
// Of which each takes a minute to build, and with g++ 14 much longer: 1,024 accumulators.
inline constexpr std::array slow_rivals{Rivals{"dstc_8_16_32", "flat_outer", 0.9, "units=1"}};

using Matrix = tensor::Matrix<std::int32_t>;

inline Matrix random_matrix(std::size_t rows, std::size_t cols, double density, tensor::Rng& rng) {
  Matrix matrix(rows, cols);
  for (std::int32_t& value : matrix.values()) {
    if (rng.bernoulli(density)) value = static_cast<std::int32_t>(rng.uniform_int(-128, 127));
  }
  return matrix;
}

// A random layer as a program for one engine: A of 1152 columns, a tenth of it non-zero, by B.
struct Layer {
  spec::Spec spec;
  engines::Compiled compiled;  // the program says what must come
};

inline Layer random_layer(const spec::Spec& spec, std::size_t rows, std::size_t columns) {
  tensor::Rng rng(1);
  const Matrix a = random_matrix(rows, 1152, 0.1, rng);
  const Matrix b = random_matrix(1152, columns, 1.0, rng);
  const engines::Term term(a);
  Layer layer{spec, engines::compile(spec, {a, {&term, 1}, b})};
  golden::fill(spec, golden::multiply(a, b), layer.compiled.program);
  return layer;
}

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A wrapper with the ports of the manifest around a flat engine. That has every error bit of its
// kind of engine, the manifest those that the spec can raise: they meet by name.
inline std::string flat_wrapper(const nlohmann::ordered_json& manifest, const std::string& flat,
                                const std::vector<spec::ErrorDeclaration>& flat_errors) {
  std::string ports;
  std::string connections;
  for (const auto& port : manifest.at("ports")) {
    const auto name = port.at("name").get<std::string>();
    const auto width = port.at("width").get<int>();
    ports += fmt::format("{}\n  {} wire {}{}", ports.empty() ? "" : ",",
                         port.at("direction").get<std::string>(),
                         width > 1 ? fmt::format("[{}:0] ", width - 1) : "", name);
    connections += fmt::format("{}\n    .{}({})", connections.empty() ? "" : ",", name,
                               name == "error_o" ? "errors" : name);
  }
  std::string bits;  // of error_o, from the highest
  for (const auto& error : manifest.at("errors")) {
    const auto found =
        std::ranges::find(flat_errors, error.get<std::string>(), &spec::ErrorDeclaration::name);
    if (found == flat_errors.end()) {
      throw std::runtime_error(fmt::format("{} has no error bit {}", flat, error.dump()));
    }
    bits =
        fmt::format("errors[{}]{}{}", found - flat_errors.begin(), bits.empty() ? "" : ", ", bits);
  }
  const std::string errors = bits.empty() ? ""
                                          : fmt::format(
                                                "  wire [{}:0] errors;\n  wire unused_errors = "
                                                "^errors;\n  assign error_o = {{{}}};\n",
                                                flat_errors.size() - 1, bits);
  return fmt::format("module {} ({}\n);\n{}  {} u_engine ({}\n  );\nendmodule\n",
                     manifest.at("wrapper").get<std::string>(), ports, errors, flat, connections);
}

// The generated bundle with a flat engine, a module of tests/bench, in place of its RTL.
inline bundle::Bundle with_flat_engine(bundle::Bundle bundle, const spec::Spec& spec,
                                       const std::string& flat) {
  auto manifest = nlohmann::ordered_json::parse(bundle.files.at("manifest.json"));
  const std::string engine = "rtl/" + flat + ".sv";
  const std::string wrapper = "rtl/" + manifest.at("wrapper").get<std::string>() + ".v";
  std::erase_if(bundle.files, [](const auto& file) { return file.first.starts_with("rtl/"); });
  bundle.files[engine] =
      read_text(std::filesystem::path(DENIM_SOURCE_DIR) / "tests/bench" / (flat + ".sv"));
  bundle.files[wrapper] = flat_wrapper(manifest, flat, spec.engine().errors);
  bundle.files[bundle.name + ".f"] = engine + "\n" + wrapper + "\n";

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

// One of the two, built.
struct Contender {
  std::string name;
  std::filesystem::path bundle;
  sim::Simulator simulator;
};

// The generated engine and the flat one, in this order, with the same flags.
inline std::vector<Contender> build(const Rivals& rivals) {
  const spec::Spec spec = rivals.spec();
  const bundle::Bundle generated = bundle::generate(spec);
  std::vector<Contender> contenders;
  for (const auto& [name, bundle] :
       {std::pair{"generated", generated},
        std::pair{"flat", with_flat_engine(generated, spec, rivals.flat)}}) {
    const auto folder = sim::default_cache() / "bench" / (bundle.folder + "-" + name);
    bundle::write(bundle, folder);
    contenders.push_back({name, folder, sim::build(folder, {})});
  }
  return contenders;
}

}  // namespace denim::bench
