// Runs of `tasd_unit` for the tests, and their judgement.
#pragma once

#include <fmt/format.h>

#include <string>

#include "gen/spec/layout.hpp"
#include "sw/engines/engine.hpp"
#include "tests/engines/tasd_unit/blocks.hpp"
#include "tests/support/engine_simulator.hpp"

namespace denim::test {

struct UnitForm {
  int m;
  const char* terms;  // TOML
  int width;
  const char* form;
  int levels = 2;
  bool registered_ports = false;

  spec::Spec spec() const {
    return spec::Spec::parse(
        fmt::format("engine = \"tasd_unit\"\nm = {}\nterms = {}\na_width = {}\nform = \"{}\"\n"
                    "levels = {}\nregistered_ready = {}\n",
                    m, terms, width, form, levels, registered_ports),
        "test spec", "unit");
  }
};

// The streams t and r that the rows of A must give, by the reference alone.
inline std::vector<program::BeatStream> reference_streams(const spec::Spec& spec, const Ints& a) {
  const spec::Layout t = spec::layout(spec, "t");
  const spec::Layout r = spec::layout(spec, "r");
  std::vector<program::BeatStream> streams{{"t", t.width}, {"r", r.width}};
  const auto m = static_cast<std::size_t>(spec.integer("m"));
  const auto set = [](std::span<std::uint64_t> beat, const spec::Field& field, std::size_t i,
                      std::int64_t value) {
    program::set_bits(beat, field.bit(static_cast<unsigned>(i)), field.width,
                      static_cast<std::uint64_t>(value));
  };
  for (std::size_t row = 0; row < a.rows(); ++row) {
    for (std::size_t begin = 0; begin < a.cols(); begin += m) {
      std::vector<std::int32_t> beat(m, 0);
      for (std::size_t i = 0; i < m && begin + i < a.cols(); ++i) beat[i] = a(row, begin + i);
      const TakenApart apart = take_apart(beat, spec.patterns("terms"));
      const auto pairs = streams[0].append();
      for (std::size_t i = 0; i < apart.values.size(); ++i) {
        set(pairs, t.field("value"), i, apart.values[i]);
        set(pairs, t.field("index"), i, apart.indices[i]);
      }
      const auto rest = streams[1].append();
      for (std::size_t i = 0; i < m; ++i) set(rest, r.field("data"), i, apart.residual[i]);
    }
  }
  return streams;
}

// The program for A, with what must come back.
inline denim::engines::Compiled compiled_unit(const spec::Spec& spec, const Ints& a,
                                              const program::StreamBits& bounded = {}) {
  denim::engines::Compiled compiled = denim::engines::compile(spec, {a}, bounded);
  tensor::Matrix<std::int64_t> results(a.rows(), a.cols());
  std::ranges::copy(a.values(), results.values().begin());
  golden::fill(spec, results, compiled.program);
  return compiled;
}

// Everything that is wrong with a run on A, "" for a good one. What the golden model wants is held
// against the reference, the engine against that, the cycles against the compiler's model.
inline std::string run_unit(const spec::Spec& spec, const Ints& a, double stall, std::uint64_t seed,
                            const program::StreamBits& bounded = {}) {
  denim::engines::Compiled compiled = compiled_unit(spec, a, bounded);
  const auto reference = reference_streams(spec, a);
  for (std::size_t s = 0; s < reference.size(); ++s) {
    const program::BeatStream& wanted = compiled.program.outputs.at(s).beats;
    if (wanted.size() != reference[s].size()) return "other numbers of beats are wanted";
    for (std::size_t i = 0; i < wanted.stored(); ++i) {
      if (!std::ranges::equal(wanted.beat(i), reference[s].beat(i))) {
        return fmt::format("another beat {} of {} is wanted", i, wanted.name());
      }
    }
  }
  const sim::Simulator& simulator = engines::simulator_of(spec);
  sim::RunOptions options;
  options.stall = stall;
  options.seed = seed;
  options.stream_bits = bounded;
  const sim::RunResult result = sim::run(simulator, spec, compiled.program, options);
  // What came is held against the program's beats, and those against the reference above.
  return engines::verdict(result, {result.results, compiled.cost.cycles, 0, stall},
                          simulator.manifest);
}

}  // namespace denim::test
