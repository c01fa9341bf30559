// The header of a .npy file, for npy.cpp alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sw/tensor/matrix.hpp"

namespace denim::tensor {

struct NpyHeader {
  Dtype dtype = Dtype::kInt8;
  bool fortran_order = false;
  std::vector<std::size_t> shape;
  std::size_t data_offset = 0;  ///< where the elements begin, in bytes from the file's start
};

/// Bytes that one element takes in a file.
std::size_t file_size_of(Dtype dtype);

/// Parses the magic, the version and the dictionary at the start of `bytes`. Throws FileError, with
/// `path` for its message, where they are not a header, or name a type that denim does not read.
/// Shape and length are not judged here.
NpyHeader parse_npy_header(std::string_view bytes, const std::string& path);

/// The complete first bytes of a version 1.0 file in C order, padded to a multiple of 64.
std::string make_npy_header(Dtype dtype, std::size_t rows, std::size_t cols);

}  // namespace denim::tensor
