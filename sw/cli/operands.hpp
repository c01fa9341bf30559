// The options that say where the operands come from.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/cli/command.hpp"
#include "sw/cli/reading.hpp"
#include "sw/flow/operands.hpp"

namespace denim::cli {

// The options that name the same operands.
std::string command_line(const flow::OperandSource& source);

// --a, --synthetic, --b, --cols, --b-density, --series-b and --seed; how files are read
// (ReadingOptions) and A is scaled (--a-scale).
class OperandOptions {
 public:
  void add_to(Command& command);
  // Any of them that names an operand.
  bool given() const;
  // Throws tensor::TensorError where A or B is not told, or B is, for an engine that takes none.
  flow::OperandSource source(const spec::EngineDeclaration& engine) const;
  flow::OperandSource source() const;  // of an engine that multiplies
  std::uint64_t seed() const { return source_.seed; }
  // The files that are read.
  std::vector<std::filesystem::path> files() const;
  // What holds where a table names A and B: the seed, the density and the series of B, and how
  // files are read and scaled.
  flow::OperandSource shared() const;

 private:
  void check_a() const;
  flow::OperandSource read_source() const;

  flow::OperandSource source_;
  ReadingOptions reading_;
  bool has_a_ = false;
};

}  // namespace denim::cli
