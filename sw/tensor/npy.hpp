// NumPy's .npy files (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "sw/tensor/tensor.hpp"

namespace denim::tensor {

/// Reads a tensor: format versions 1, 2 and 3; C and Fortran order; little-endian int8 … int64,
/// float16, float32, float64; bfloat16 as the package ml_dtypes has NumPy write it, '<V2'; uint8,
/// of which the zero point is subtracted, as int16; bool as int8; any rank from 1 up. No dimension
/// may be 0. `zero_point`, 0 … 255, is the element of a uint8 file that stands for 0; other files
/// have no use for it.
///
/// Throws FileError for anything else, for a file that is shorter or longer than its header says,
/// for NaN or Inf, whose position is given in the matrix that would have been returned, for uint8
/// without a zero point, and for what does not fit the memory.
Tensor read_npy(const std::filesystem::path& path, std::optional<int> zero_point = {});
/// The same of a file's contents; `name` is what messages call it.
Tensor parse_npy(std::string_view bytes, const std::string& name, std::optional<int> zero_point);

/// Writes rank 2, version 1.0, C order, uint8 and bool as what holds them; the data at a multiple
/// of 64 bytes, as NumPy does; the same matrix gives the same bytes. The file appears complete or
/// not at all (see write_file).
///
/// Throws FileError where it cannot be written, or where a float16 or bfloat16 matrix holds a value
/// that no such number is equal to.
void write_npy(const std::filesystem::path& path, const AnyMatrix& matrix);

}  // namespace denim::tensor
