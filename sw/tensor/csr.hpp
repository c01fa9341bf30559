// A sparse matrix in compressed rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sw/tensor/matrix.hpp"

namespace denim::tensor {

// Row r has the columns[i] and values[i] for starts[r] ≤ i < starts[r + 1], columns rising, no
// value zero. Memory is in proportion to rows + non-zeros.
template <class T>
class Csr {
 public:
  Csr() = default;
  explicit Csr(const Matrix<T>& dense) : cols_(dense.cols()) {
    starts_.reserve(dense.rows() + 1);
    for (std::size_t r = 0; r < dense.rows(); ++r) {
      const auto row = dense.row(r);
      for (std::size_t c = 0; c < row.size(); ++c) {
        if (row[c] == T{}) continue;
        columns_.push_back(static_cast<std::uint32_t>(c));
        values_.push_back(row[c]);
      }
      starts_.push_back(values_.size());
    }
  }

  std::size_t rows() const { return starts_.size() - 1; }
  std::size_t cols() const { return cols_; }
  std::size_t nonzeros() const { return values_.size(); }
  std::span<const std::uint32_t> columns(std::size_t row) const {
    return {columns_.data() + starts_[row], starts_[row + 1] - starts_[row]};
  }
  std::span<const T> values(std::size_t row) const {
    return {values_.data() + starts_[row], starts_[row + 1] - starts_[row]};
  }

 private:
  std::size_t cols_ = 0;
  std::vector<std::uint64_t> starts_{0};
  std::vector<std::uint32_t> columns_;
  std::vector<T> values_;
};

}  // namespace denim::tensor
