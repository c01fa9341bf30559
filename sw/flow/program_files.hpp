// A program as files that $readmemh and $fscanf read: those of `denim compile`, and those that lie
// in a bundle for its own bench.
#pragma once

#include <map>
#include <string>

#include "gen/spec/ports.hpp"
#include "gen/spec/spec.hpp"
#include "sim/program/program.hpp"

namespace denim::flow {

// <stream>.hex: the stored beats as they pass the port, one a line, most significant digit first.
std::string beats_text(const program::BeatStream& stream, const spec::Passage& passage);

// program.hex: what a bench must know besides the beats, a number a line, each with a comment. In
// order: the hash of the spec; the cycles without stalls, 0 where they are not known; of each
// stream in the beats of its file and how often they are sent; of each stream out its beats, as
// they pass the port; the settings. Streams and settings are in the order of the engine's tables.
// The bench that gen/emit/bench.cpp writes reads it.
std::string numbers_text(const spec::Spec& spec, const program::Program& program,
                         std::uint64_t cycles);

// The program of a bundle's own bench, file name → text: a small case, always the same for a spec,
// whose tiles are more than one where that is not large. A few kB; of a wide engine some dozens.
std::map<std::string, std::string> bench_program(const spec::Spec& spec);

}  // namespace denim::flow
