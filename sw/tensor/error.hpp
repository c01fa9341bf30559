// Errors of the tensor library. Each what() is one complete line that says where, what is wrong and
// what would be right, so that a command can print it as it is:
//
//   weights.smtx:3:17: column index 64 is out of range; a matrix of 64 columns has indices 0 to 63
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace denim::tensor {

/// Something is wrong with a tensor or with what was asked of it.
class TensorError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file that cannot be read, written or understood. `line` and `column` count from 1; 0 when the
/// file has no lines (a binary format) or the place is unknown.
class FileError : public TensorError {
 public:
  FileError(std::string_view path, std::string_view message);
  FileError(std::string_view path, std::size_t line, std::size_t column, std::string_view message);

  std::size_t line() const { return line_; }
  std::size_t column() const { return column_; }

 private:
  std::size_t line_ = 0;
  std::size_t column_ = 0;
};

/// One element of a matrix is not acceptable. `row` and `column` count from 0, as indices do.
class ElementError : public TensorError {
 public:
  ElementError(std::size_t row, std::size_t column, std::string_view message);

  std::size_t row() const { return row_; }
  std::size_t column() const { return column_; }

 private:
  std::size_t row_;
  std::size_t column_;
};

}  // namespace denim::tensor
