// Matrix Market files (https://math.nist.gov/MatrixMarket/formats.html).
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "sw/tensor/matrix.hpp"
#include "sw/tensor/smtx.hpp"

namespace denim::tensor {

/// Reads the contents of a coordinate matrix: real (as float64), integer (as int64) or pattern;
/// general, or symmetric, of which the lower triangle stands in the file. Rows and columns must be
/// at least 1 and below 2^32. Words in any case, blank lines and comments anywhere. `name` is what
/// messages call the file.
///
/// Throws FileError with line and column for anything else: what is not read (array, complex,
/// skew-symmetric, hermitian) by its name, too few or too many entries, indices out of range, one
/// above the diagonal of a symmetric matrix, NaN and Inf; with row and column for an entry that
/// stands twice; and for a matrix that does not fit the memory.
std::variant<AnyMatrix, Pattern> parse_mtx(std::string_view text, const std::string& name);

}  // namespace denim::tensor
