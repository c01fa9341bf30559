#include "sw/tensor/smtx.hpp"

#include <fmt/format.h>

#include <limits>
#include <string>
#include <string_view>

#include "sw/tensor/file.hpp"
#include "sw/tensor/text_scanner.hpp"

namespace denim::tensor {

namespace {

constexpr std::string_view kLayout =
    "a .smtx file has three lines: 'rows, cols, nnz', the row offsets, the column indices";

void expect_comma(TextScanner& scan, std::string_view after) {
  scan.skip_blanks();
  if (scan.at_end() || *scan.at() != ',')
    scan.fail(scan.at(),
              fmt::format("',' expected after {}, not {}; {}", after, scan.found(), kLayout));
  scan.skip(1);
  scan.skip_blanks();
}

/// Reads the `count` numbers of a line, calls take(index, number, where it stands) on each, and
/// checks that the line then ends.
template <class Take>
void read_numbers(TextScanner& scan, std::size_t count, std::string_view what, Take&& take) {
  for (std::size_t i = 0; i < count; ++i) {
    scan.skip_blanks();
    if (scan.at_line_end())
      scan.fail(scan.at(), fmt::format("{} ends after {} of {} numbers",
                                       scan.at_end() ? "the file" : "the line", i, count));
    const char* const where = scan.at();
    take(i, scan.number(what), where);
  }
  scan.skip_blanks();
  if (!scan.at_line_end())
    scan.fail(scan.at(),
              fmt::format("{} after the last {}; there should be {}", scan.found(), what, count));
}

}  // namespace

Pattern parse_smtx(std::string_view bytes, const std::string& name) {
  const std::string_view text = without_mark(bytes, name);
  TextScanner scan(text, name);
  if (text.empty()) scan.fail(scan.at(), fmt::format("the file is empty; {}", kLayout));

  Pattern pattern;
  pattern.rows = scan.dimension("the number of rows");
  expect_comma(scan, "the number of rows");
  pattern.cols = scan.dimension("the number of columns");
  expect_comma(scan, "the number of columns");
  const char* where = scan.at();
  const std::size_t nnz = scan.number("the number of non-zeros");
  if (nnz > pattern.rows * pattern.cols)  // both below 2^32: no overflow
    scan.fail(where, fmt::format("{} non-zeros do not fit a matrix of {} x {}", nnz, pattern.rows,
                                 pattern.cols));
  scan.skip_blanks();
  if (!scan.at_line_end())
    scan.fail(scan.at(),
              fmt::format("{} after the number of non-zeros; {}", scan.found(), kLayout));
  // Every number takes a character and a separator. Asking first keeps a header that lies from
  // making us reserve memory for its numbers.
  if (pattern.rows > text.size() || nnz > text.size())
    scan.fail(where, fmt::format("truncated: {} row offsets and {} column indices cannot stand in "
                                 "a file of {} bytes",
                                 pattern.rows + 1, nnz, text.size()));

  if (!scan.next_line())
    scan.fail(scan.at(), fmt::format("the file ends before the row offsets; {}", kLayout));
  pattern.row_offsets.resize(pattern.rows + 1);
  std::size_t previous = 0;
  read_numbers(
      scan, pattern.rows + 1, "row offset", [&](std::size_t i, std::size_t value, const char* at) {
        if (i == 0 && value != 0)
          scan.fail(at, fmt::format("the first row offset is {}; it must be 0", value));
        if (value < previous)
          scan.fail(at,
                    fmt::format("row offset {} after {}; offsets must not fall", value, previous));
        if (value > nnz || (i == pattern.rows && value != nnz))
          scan.fail(at,
                    fmt::format("row offset {} where there are {} non-zeros; the offsets must end "
                                "with that number and never exceed it",
                                value, nnz));
        if (value - previous > pattern.cols)
          scan.fail(at, fmt::format("row {} would have {} non-zeros in {} columns", i - 1,
                                    value - previous, pattern.cols));
        pattern.row_offsets[i] = value;
        previous = value;
      });

  pattern.col_indices.resize(nnz);
  if (scan.next_line()) {
    std::size_t row = 0;
    read_numbers(scan, nnz, "column index", [&](std::size_t i, std::size_t value, const char* at) {
      while (i >= pattern.row_offsets[row + 1]) ++row;
      if (value >= pattern.cols)
        scan.fail(at, fmt::format("column index {} is out of range; a matrix of {} columns has "
                                  "indices 0 to {}",
                                  value, pattern.cols, pattern.cols - 1));
      if (i > pattern.row_offsets[row] && value <= pattern.col_indices[i - 1])
        scan.fail(at, fmt::format("column index {} after {} in row {}; the indices of a row must "
                                  "rise, none twice",
                                  value, pattern.col_indices[i - 1], row));
      pattern.col_indices[i] = static_cast<std::uint32_t>(value);
    });
  } else if (nnz != 0) {
    scan.fail(scan.at(),
              fmt::format("the file ends before the {} column indices; {}", nnz, kLayout));
  }

  while (scan.next_line()) {
    scan.skip_blanks();
    if (!scan.at_line_end())
      scan.fail(scan.at(), fmt::format("{} after the third line; {}", scan.found(), kLayout));
  }
  return pattern;
}

Pattern read_smtx(const std::filesystem::path& path) {
  return parse_smtx(read_file(path), input_name(path));
}

template <class T>
Matrix<T> fill_pattern(const Pattern& pattern, int bits, Rng& rng) {
  if (bits < 2 || bits > std::numeric_limits<T>::digits + 1)
    throw TensorError(fmt::format("values of {} bits asked for; it must be 2 to {}", bits,
                                  std::numeric_limits<T>::digits + 1));
  const std::int64_t largest = (std::int64_t{1} << (bits - 1)) - 1;
  Matrix<T> matrix(pattern.rows, pattern.cols);
  for (std::size_t row = 0; row < pattern.rows; ++row)
    for (std::size_t i = pattern.row_offsets[row]; i < pattern.row_offsets[row + 1]; ++i) {
      // 2 * largest values: the lower half are the negative ones, and the rest skips the zero.
      const std::int64_t draw = rng.uniform_int(-largest, largest - 1);
      matrix(row, pattern.col_indices[i]) = static_cast<T>(draw < 0 ? draw : draw + 1);
    }
  return matrix;
}

template Matrix<std::int8_t> fill_pattern(const Pattern&, int, Rng&);
template Matrix<std::int16_t> fill_pattern(const Pattern&, int, Rng&);
template Matrix<std::int32_t> fill_pattern(const Pattern&, int, Rng&);

}  // namespace denim::tensor
