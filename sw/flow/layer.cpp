#include "sw/flow/layer.hpp"

#include <algorithm>

#include "sw/golden/golden.hpp"

namespace denim::flow {

namespace {

using tensor::Matrix;

Apart take_apart(const Matrix<std::int32_t>& a, const tasd::Series& series) {
  Apart apart;
  if (series.terms.empty()) {
    apart.quality = tasd::quality_of(a);
    return apart;
  }
  apart.dropped = a;
  apart.quality = tasd::take_terms<std::int32_t>(
      apart.dropped, series, [&](const Matrix<std::int32_t>& kept, const tasd::TermStats& stats) {
        apart.parts.emplace_back(kept, stats.term);
      });
  if (apart.quality.lossless()) apart.dropped = {};
  return apart;
}

}  // namespace

const Apart& Layer::apart(const tasd::Series& series) const {
  const std::string key = series.to_string();
  const auto found = apart_.find(key);
  if (found != apart_.end()) return found->second;
  return apart_.emplace(key, take_apart(operands_.a.values, series)).first->second;
}

const Matrix<std::int64_t>& Layer::results(const tasd::Series& series) const {
  const Matrix<std::int32_t>& a = operands_.a.values;
  const Matrix<std::int32_t>& b = operands_.b.values;
  const Matrix<std::int32_t>& dropped = apart(series).dropped;
  // A series that goes on until nothing is left computes with A itself, whatever was taken.
  const bool whole = series.repeat_last || dropped.size() == 0 || b.size() == 0;
  const std::string key = whole ? std::string() : series.to_string();
  const auto found = results_.find(key);
  if (found != results_.end()) return found->second;
  Matrix<std::int64_t> results;
  if (b.size() == 0) {
    results = Matrix<std::int64_t>(a.rows(), a.cols());
    std::ranges::copy(a.values(), results.values().begin());
  } else if (whole) {
    results = golden::multiply(a, b);
  } else {
    results = golden::multiply(kept(series), b);
  }
  return results_.emplace(key, std::move(results)).first->second;
}

Matrix<std::int64_t> Layer::whole_results() const {
  Matrix<std::int32_t> b = operands_.b.values;
  const Matrix<std::int32_t>& dropped = operands_.b_series->dropped;
  for (std::size_t i = 0; i < b.size(); ++i) b.values()[i] += dropped.values()[i];
  return golden::multiply(operands_.a.values, b);
}

Matrix<std::int32_t> Layer::kept(const tasd::Series& series) const {
  Matrix<std::int32_t> kept = operands_.a.values;
  const Matrix<std::int32_t>& dropped = apart(series).dropped;
  for (std::size_t i = 0; i < dropped.size(); ++i) kept.values()[i] -= dropped.values()[i];
  return kept;
}

std::uint64_t Layer::products(const tasd::Series& series) const {
  const Matrix<std::int32_t>& b = operands_.b.values;
  if (b.size() == 0) return 0;
  const Matrix<std::int32_t> a =
      apart(series).dropped.size() == 0 ? operands_.a.values : kept(series);
  std::vector<std::uint64_t> in_column(a.cols());
  for (std::size_t r = 0; r < a.rows(); ++r)
    for (std::size_t k = 0; k < a.cols(); ++k) in_column[k] += a(r, k) != 0 ? 1 : 0;
  std::uint64_t products = 0;
  for (std::size_t k = 0; k < b.rows(); ++k) {
    const auto row = b.row(k);
    const auto zeros = static_cast<std::uint64_t>(std::ranges::count(row, 0));
    products += in_column[k] * (row.size() - zeros);
  }
  return products;
}

std::uint64_t Layer::b_nonzeros() const {
  const Matrix<std::int32_t>& b = operands_.b.values;
  return b.size() - static_cast<std::uint64_t>(std::ranges::count(b.values(), 0));
}

double Layer::error_to_file(const tasd::Series& series) const {
  const std::string key = series.to_string();
  const auto found = errors_to_file_.find(key);
  if (found != errors_to_file_.end()) return found->second;
  const double error = tensor::error_to_original(
      operands_.a_file, operands_.a,
      apart(series).dropped.size() == 0 ? operands_.a.values : kept(series));
  return errors_to_file_.emplace(key, error).first->second;
}

double Layer::relative_error(const tasd::Series& series) const {
  const Matrix<std::int32_t>& b = operands_.b.values;
  const Matrix<std::int32_t>& dropped = apart(series).dropped;
  const bool whole_b = !operands_.b_series || operands_.b_series->quality.lossless();
  if (b.size() == 0 || (dropped.size() == 0 && whole_b)) return 0;
  const std::string key = series.to_string();
  const auto found = errors_.find(key);
  if (found != errors_.end()) return found->second;
  const double error = whole_b ? golden::relative_error(operands_.a.values, dropped, b)
                               : golden::relative_error(whole_results(), results(series));
  return errors_.emplace(key, error).first->second;
}

}  // namespace denim::flow
