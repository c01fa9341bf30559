// Sparsity patterns, and the .smtx files of the Deep Learning Matrix Collection that hold them
// (https://github.com/google-research/google-research/tree/master/sgk).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sw/tensor/matrix.hpp"
#include "sw/tensor/random.hpp"

namespace denim::tensor {

/// Where the non-zeros of a matrix are, in compressed rows (CSR). Row r has the columns
/// col_indices[row_offsets[r]] … col_indices[row_offsets[r + 1] - 1], rising.
struct Pattern {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<std::size_t> row_offsets;    ///< rows + 1 of them, from 0 to nnz()
  std::vector<std::uint32_t> col_indices;  ///< nnz() of them, each below cols

  std::size_t nnz() const { return col_indices.size(); }

  bool operator==(const Pattern&) const = default;
};

/// Reads a .smtx file: text of three lines, `rows, cols, nnz`, the row offsets, the column indices.
/// Without non-zeros the third line may be empty or missing. Rows and columns must be at least 1
/// and below 2^32.
///
/// Throws FileError with line and column (both from 1) for anything that is none: wrong counts,
/// offsets that fall or do not go from 0 to nnz, indices that are out of range, unsorted or twice
/// in a row, text where a number should be or after the end.
Pattern read_smtx(const std::filesystem::path& path);
/// The same of a file's contents; `name` is what messages call it.
Pattern parse_smtx(std::string_view text, const std::string& name);

/// A matrix with the pattern's non-zeros, whose values are uniform over the non-zero integers of
/// [-2^(bits-1)+1, 2^(bits-1)-1], drawn row by row. T is a signed integer; throws TensorError
/// unless 2 <= bits <= the bits of T.
template <class T>
Matrix<T> fill_pattern(const Pattern& pattern, int bits, Rng& rng);

extern template Matrix<std::int8_t> fill_pattern(const Pattern&, int, Rng&);
extern template Matrix<std::int16_t> fill_pattern(const Pattern&, int, Rng&);
extern template Matrix<std::int32_t> fill_pattern(const Pattern&, int, Rng&);

}  // namespace denim::tensor
