// What an engine does with two streams of beats, as an interpreter tells it that knows the engine
// contract and the tables of its spec alone: `interpret(spec, a, b)` of
// tests/engines/<engine>/reference.hpp.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "tests/support/engine_fields.hpp"

namespace denim::test::engines {

struct Interpreted {
  std::vector<CBeat> results;
  // Of each result: the contract says what is in it. It does not for some malformed beats, nor for
  // what has been added to an accumulator that nothing had set.
  std::vector<bool> certain;
  std::set<std::string> errors;  // names of the bits of error_o
  // Other bits that may be set, for what the contract leaves open.
  std::set<std::string> possible_errors;
  std::size_t a_taken = 0;
  std::size_t b_taken = 0;
  std::uint64_t unset = 0;   // sums that were added to an accumulator that nothing had set
  std::uint64_t cycles = 0;  // without stalls, as the engine contract counts them
  bool stuck(std::size_t a_beats, std::size_t b_beats) const {
    return a_taken != a_beats || b_taken != b_beats;
  }
};

// Modulo 2^width, two's complement.
inline std::int64_t wrapped(std::int64_t value, unsigned width) {
  const std::uint64_t sign = std::uint64_t{1} << (width - 1);
  const std::uint64_t low = static_cast<std::uint64_t>(value) & ((sign - 1) | sign);
  return static_cast<std::int64_t>((low ^ sign) - sign);
}

// A program made by hand: each result of the interpreter is a row of its "matrix", in the order in
// which they come, so that an accumulator may leave as often as it likes.
struct HandJob {
  program::Program program;
  std::vector<std::int64_t> expected;
  Interpreted reference;
};

template <class A, class B>
HandJob hand_job(const spec::Spec& spec, const std::vector<A>& a, const std::vector<B>& b) {
  HandJob job;
  job.reference = interpret(spec, std::span(a), std::span(b));
  job.program.rows = job.reference.results.size();
  job.program.columns = spec::layout(spec, "c").field("data").count;
  job.program.streams.push_back(write_all(spec, a));
  job.program.streams.push_back(write_all(spec, b));
  const spec::Layout layout = spec::layout(spec, "c");
  const spec::Field& row = layout.field("row");
  program::Output output({"c", layout.width}, layout.field("data").count, program::along_rows);
  for (std::size_t i = 0; i < job.reference.results.size(); ++i) {
    const CBeat& result = job.reference.results[i];
    program::set_bits(output.append({i, 0}), row.offset, row.width, result.row);
    job.expected.insert(job.expected.end(), result.data.begin(), result.data.end());
  }
  job.program.outputs.push_back(std::move(output));
  return job;
}

}  // namespace denim::test::engines
