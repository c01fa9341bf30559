#include "sw/tensor/mtx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sw/tensor/file.hpp"
#include "sw/tensor/memory.hpp"
#include "sw/tensor/text_scanner.hpp"

namespace denim::tensor {

namespace {

constexpr std::string_view kHeader = "%%MatrixMarket matrix coordinate FIELD SYMMETRY";

template <class T>
struct Entry {
  std::uint32_t row;
  std::uint32_t col;
  T value;
};

class Reader {
 public:
  Reader(std::string_view text, const std::string& name) : scan_(text, name), name_(name) {}

  std::variant<AnyMatrix, Pattern> read() {
    read_header();
    read_sizes();
    if (field_ == "real") return dense(entries<double>());
    if (field_ == "integer") return dense(entries<std::int64_t>());
    return pattern(entries<char>());
  }

 private:
  /// The next word of the line, one of `known`.
  std::string word(std::string_view what, std::initializer_list<std::string_view> known,
                   std::string_view hint) {
    scan_.skip_blanks();
    const char* const where = scan_.at();
    const std::string found = scan_.word();
    if (std::ranges::find(known, found) == known.end())
      scan_.fail(where, fmt::format("{} '{}' is not read; {}", what, found, hint));
    return found;
  }

  void read_header() {
    if (!scan_.rest().starts_with("%%MatrixMarket"))
      scan_.fail(scan_.at(), fmt::format("the first line must be {}", kHeader));
    scan_.skip(kHeader.find(' '));
    word("the object", {"matrix"}, "denim reads matrices");
    word("the format", {"coordinate"},
         "denim reads coordinate; save a dense matrix with numpy.save('x.npy', "
         "scipy.io.mmread('x.mtx'))");
    field_ =
        word("the field", {"real", "integer", "pattern"}, "denim reads real, integer and pattern");
    symmetric_ = word("the symmetry", {"general", "symmetric"},
                      "denim reads general and symmetric; scipy.io.mmwrite(..., "
                      "symmetry='general') writes any matrix as general") == "symmetric";
    scan_.expect_line_end();
  }

  void read_sizes() {
    if (!scan_.next_line('%'))
      scan_.fail(scan_.at(), "the file ends before the line 'rows columns entries'");
    rows_ = scan_.dimension("the number of rows");
    cols_ = scan_.dimension("the number of columns");
    scan_.skip_blanks();
    const char* const where = scan_.at();
    count_ = scan_.number("the number of entries", 0, rows_ * cols_);
    if (symmetric_ && rows_ != cols_)
      scan_.fail(where, fmt::format("a matrix of {} x {} is not symmetric", rows_, cols_));
    scan_.expect_line_end();
    // Each entry takes a line of at least three bytes: a header that lies reserves no memory.
    if (count_ > scan_.rest().size() / 3)
      scan_.fail(where, fmt::format("truncated: {} entries do not fit in the {} bytes that follow",
                                    count_, scan_.rest().size()));
  }

  /// All of the matrix, sorted by row and column, mirrored ones included.
  template <class T>
  std::vector<Entry<T>> entries() {
    std::vector<Entry<T>> all;
    all.reserve(symmetric_ ? 2 * count_ : count_);
    for (std::size_t i = 0; i < count_; ++i) {
      if (!scan_.next_line('%'))
        scan_.fail(scan_.at(), fmt::format("the file ends after {} of {} entries", i, count_));
      const char* const where = scan_.at();
      const auto row = scan_.number("the row", 1, rows_);
      const auto col = scan_.number("the column", 1, cols_);
      Entry<T> entry{static_cast<std::uint32_t>(row - 1), static_cast<std::uint32_t>(col - 1), 1};
      scan_.skip_blanks();
      if constexpr (std::is_same_v<T, double>) entry.value = scan_.real("the value");
      if constexpr (std::is_same_v<T, std::int64_t>) entry.value = scan_.integer("the value");
      scan_.expect_line_end();
      all.push_back(entry);
      if (!symmetric_ || entry.col == entry.row) continue;
      if (entry.col > entry.row)
        scan_.fail(where, fmt::format("row {}, column {} is above the diagonal; of a symmetric "
                                      "matrix the lower triangle stands in the file",
                                      entry.row + 1, entry.col + 1));
      all.push_back({entry.col, entry.row, entry.value});
    }
    if (scan_.next_line('%'))
      scan_.fail(scan_.at(), fmt::format("more than the {} entries that are announced", count_));
    const auto place = [](const Entry<T>& entry) { return std::pair(entry.row, entry.col); };
    std::ranges::sort(all, {}, place);
    const auto twice = std::ranges::adjacent_find(all, {}, place);
    if (twice != all.end())
      throw FileError(name_, fmt::format("row {}, column {} stands twice; add its values up",
                                         twice->row + 1, twice->col + 1));
    return all;
  }

  template <class T>
  AnyMatrix dense(const std::vector<Entry<T>>& entries) const {
    check_working_memory(name_, rows_, cols_, sizeof(T));
    Matrix<T> matrix(rows_, cols_);
    for (const Entry<T>& entry : entries) matrix(entry.row, entry.col) = entry.value;
    return matrix;
  }

  Pattern pattern(const std::vector<Entry<char>>& entries) const {
    check_working_memory(name_, rows_, cols_ + sizeof(std::size_t), 1);
    Pattern pattern{rows_, cols_, std::vector<std::size_t>(rows_ + 1), {}};
    for (const Entry<char>& entry : entries) {
      ++pattern.row_offsets[entry.row + std::size_t{1}];
      pattern.col_indices.push_back(entry.col);
    }
    for (std::size_t r = 0; r < rows_; ++r) pattern.row_offsets[r + 1] += pattern.row_offsets[r];
    return pattern;
  }

  TextScanner scan_;
  const std::string& name_;
  std::string field_;
  bool symmetric_ = false;
  std::size_t rows_ = 0, cols_ = 0, count_ = 0;
};

}  // namespace

std::variant<AnyMatrix, Pattern> parse_mtx(std::string_view text, const std::string& name) {
  return Reader(without_mark(text, name), name).read();
}

}  // namespace denim::tensor
