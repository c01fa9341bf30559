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

// Reads a .csv whose first line names its columns, in any order and case: `layer`, a name of its
// own for each; `file`, A's, relative to the table, or `m`, `k` and `density` (0…1], A's rows,
// columns and share of non-zeros for weights from the seed; `n` or `cols`, the columns of B; and
// perhaps `groups`, those of a layer where they differ. A layer is read by what of `reading` goes
// with its rank.
//
// Throws tensor::FileError with line and column for whatever else stands there, and for a file that
// cannot be loaded for `spec`.
std::vector<Layer> read_layers(const std::filesystem::path& table, std::uint64_t seed,
                               const tensor::Reading& reading, tensor::Scaling a_scaling,
                               const spec::Spec& spec);

}  // namespace denim::cli
