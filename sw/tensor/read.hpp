// A tensor from whatever file holds it. The one place that decides what kind a file is.
#pragma once

#include <filesystem>
#include <optional>
#include <variant>

#include "sw/tensor/smtx.hpp"
#include "sw/tensor/tensor.hpp"

namespace denim::tensor {

/// The numbers of a file, or only where numbers are.
using TensorOrPattern = std::variant<Tensor, Pattern>;

/// Reads .npy; .npz, also as FILE:ARRAY, which may be left out where the file has one array; Matrix
/// Market .mtx; .smtx. "-" is standard input, also as -:ARRAY. A file is what its contents say, and
/// its name counts only for what has no mark of its own. `zero_point` is as of read_npy().
///
/// Throws FileError where the contents are none of these: files of other programs are refused by
/// the name of their kind, with the command that converts them.
TensorOrPattern read_tensor(const std::filesystem::path& named, std::optional<int> zero_point = {});

/// The file of FILE:ARRAY.
std::filesystem::path file_of(const std::filesystem::path& named);

}  // namespace denim::tensor
