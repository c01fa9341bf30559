// The outputs of a program as lists of beats, and filled in for a run.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gen/spec/layout.hpp"
#include "sim/program/program.hpp"
#include "sw/golden/fill.hpp"

namespace denim::test::engines {

// A copy of the program that says what must come.
inline program::Program filled(const spec::Spec& spec, program::Program program,
                               const tensor::Matrix<std::int64_t>& results) {
  golden::fill(spec, results, program);
  return program;
}
inline program::Program filled(const spec::Spec& spec, program::Program program,
                               std::span<const std::int64_t> results) {
  const auto matrix = tensor::Matrix<std::int64_t>::from(program.rows, program.columns,
                                                         {results.begin(), results.end()});
  return filled(spec, std::move(program), matrix);
}

// A beat that must come: where its elements lie, and what it says beside them.
struct Expected {
  program::Place first;
  std::vector<std::uint64_t> words;
};

inline std::vector<Expected> expected_beats(const program::Output& output) {
  std::vector<Expected> beats;
  for (std::size_t i = 0; i < output.size(); ++i) {
    const auto words = output.beats.beat(i);
    beats.push_back({output.place(i, 0), {words.begin(), words.end()}});
  }
  return beats;
}

// The same output with these beats.
inline program::Output with_beats(const program::Output& like, const std::vector<Expected>& beats) {
  program::Output output({like.beats.name(), like.beats.width()}, like.elements(), like.step());
  for (const Expected& beat : beats) {
    const unsigned held = beat.first == program::nowhere ? 0 : like.elements();
    std::ranges::copy(beat.words, output.append(beat.first, held).begin());
  }
  return output;
}

// What a beat of results must name in a field.
inline std::uint64_t named_by(const spec::Spec& spec, const program::Output& output,
                              std::size_t beat, const char* field) {
  const spec::Layout layout = spec::layout(spec, output.beats.name());
  const spec::Field& at = layout.field(field);
  return program::get_bits(output.beats.beat(beat), at.offset, at.width);
}

}  // namespace denim::test::engines
