// The layers of a model, from a table in a file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sw/cli/operands.hpp"

namespace denim::cli {

struct Layer {
  std::string name;  // empty where there is but one, that has none
  flow::OperandSource source;
};

// Reads a table (see csv.hpp) whose first line names its columns, in any order and case: `layer`,
// or `layer name`, a name of its own for each; `file`, A's, relative to the table, or `m`, `k` and
// `density` (0…1], A's rows, columns and share of non-zeros for weights from the seed; `n` or
// `cols`, the columns of B; and perhaps `groups`, those of a layer where they differ. `shared` has
// what all layers have alike: the seed, and how files are read and scaled. A layer is read by what
// of that goes with its rank.
//
// Throws tensor::FileError with line and column for whatever else stands there, and for a file that
// cannot be loaded for `spec`, or not twice, as standard input and pipes.
std::vector<Layer> read_layers(const std::filesystem::path& table,
                               const flow::OperandSource& shared, const spec::Spec& spec);

}  // namespace denim::cli
