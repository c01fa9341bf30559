// A tensor from whatever file holds it. The one place that decides what kind a file is.
#pragma once

#include <filesystem>
#include <variant>

#include "sw/tensor/matrix.hpp"
#include "sw/tensor/npy.hpp"
#include "sw/tensor/smtx.hpp"

namespace denim::tensor {

/// The numbers of a file, or only where numbers are.
using Tensor = std::variant<AnyMatrix, Pattern>;

/// Reads .npy; .npz, also as FILE:ARRAY, which may be left out where the file has one array; Matrix
/// Market .mtx; .smtx. "-" is standard input, also as -:ARRAY. A file is what its contents say, and
/// its name counts only for what has no mark of its own.
///
/// Throws FileError where the contents are none of these: files of other programs are refused by
/// the name of their kind, with the command that converts them.
Tensor read_tensor(const std::filesystem::path& named, const ReadOptions& options = {});

/// The file of FILE:ARRAY.
std::filesystem::path file_of(const std::filesystem::path& named);

}  // namespace denim::tensor
