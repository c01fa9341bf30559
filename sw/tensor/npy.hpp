// NumPy's .npy files (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
#pragma once

#include <filesystem>

#include "sw/tensor/tensor.hpp"

namespace denim::tensor {

/// Reads a tensor: format versions 1, 2 and 3; C and Fortran order; little-endian int8 … int64,
/// float16, float32, float64; any rank from 1 up. No dimension may be 0.
///
/// Throws FileError for anything else, for a file that is shorter or longer than its header says,
/// and for NaN or Inf, whose position is given in the matrix that would have been returned.
Tensor read_npy(const std::filesystem::path& path);

/// Writes rank 2, version 1.0, C order, the data at a multiple of 64 bytes, as NumPy does; the same
/// matrix gives the same bytes. The file appears complete or not at all (see write_file).
///
/// Throws FileError where it cannot be written, or where a float16 matrix holds a value that no
/// float16 is equal to.
void write_npy(const std::filesystem::path& path, const AnyMatrix& matrix);

}  // namespace denim::tensor
