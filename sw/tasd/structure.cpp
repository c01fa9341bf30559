#include "sw/tasd/structure.hpp"

#include <algorithm>
#include <set>

namespace denim::tasd {

namespace {

/// Of each row's blocks of M: how many have so many non-zeros.
using Counts = std::vector<std::size_t>;

Counts count(const tensor::Matrix<std::int8_t>& marks, std::size_t m) {
  Counts counts(m + 1);
  for (std::size_t r = 0; r < marks.rows(); ++r) {
    const auto row = marks.row(r);
    for (std::size_t begin = 0; begin < row.size(); begin += m) {
      const auto block = row.subspan(begin, std::min(m, row.size() - begin));
      ++counts[static_cast<std::size_t>(std::ranges::count(block, std::int8_t{1}))];
    }
  }
  return counts;
}

/// Share of the non-zeros.
double dropped(const Counts& counts, std::size_t n) {
  std::size_t all = 0;
  std::size_t lost = 0;
  for (std::size_t filled = 0; filled < counts.size(); ++filled) {
    all += filled * counts[filled];
    lost += filled > n ? (filled - n) * counts[filled] : 0;
  }
  return all == 0 ? 0 : static_cast<double>(lost) / static_cast<double>(all);
}

/// 1 where an element is not zero.
tensor::Tensor marks_of(const tensor::Tensor& tensor) {
  tensor::Matrix<std::int8_t> marks(tensor.rows(), tensor.cols());
  std::visit(
      [&]<class T>(const tensor::Matrix<T>& values) {
        std::ranges::transform(values.values(), marks.values().begin(),
                               [](T value) { return static_cast<std::int8_t>(value != T{}); });
      },
      tensor.values);
  return {std::move(marks), tensor.shape};
}

/// The sparsest first; of alike ones, which the smaller implies, that of the smaller blocks.
std::vector<Term> terms_to_try(std::span<const Term> told) {
  std::vector<Term> terms(told.begin(), told.end());
  for (const int m : {4, 8, 16}) {
    for (int n = 1; n <= m / 2; ++n) terms.push_back({n, m});
  }
  std::ranges::sort(terms, [](const Term& x, const Term& y) {
    return x.n * y.m != y.n * x.m ? x.n * y.m < y.n * x.m : x.m < y.m;
  });
  return terms;
}

}  // namespace

std::vector<Structure> other_structures(const tensor::Tensor& tensor, const tensor::Shape& shape,
                                        std::span<const Term> terms) {
  const tensor::Tensor marks = marks_of(tensor);
  const std::vector<Term> tried = terms_to_try(terms);
  const auto counts_of = [&](const tensor::Shape& way) {
    const tensor::AnyMatrix a = tensor::arranged(marks, way);
    std::vector<Counts> counts(kMaxM + 1);
    for (const Term& term : tried) {
      Counts& wanted = counts[static_cast<std::size_t>(term.m)];
      if (wanted.empty()) {
        wanted = count(std::get<tensor::Matrix<std::int8_t>>(a.values),
                       static_cast<std::size_t>(term.m));
      }
    }
    return counts;
  };
  const std::vector<Counts> now = counts_of(shape);
  const auto all = static_cast<std::size_t>(std::ranges::count(
      std::get<tensor::Matrix<std::int8_t>>(marks.values).values(), std::int8_t{1}));
  std::set<std::size_t> axes{shape.axis_along_row()};
  std::vector<Structure> found;
  for (const tensor::Shape& way : tensor::other_shapes(shape)) {
    const std::size_t axis = way.axis_along_row();
    if (axes.contains(axis)) continue;
    const std::vector<Counts> counts = counts_of(way);
    for (const Term& term : tried) {
      const auto n = static_cast<std::size_t>(term.n);
      const auto m = static_cast<std::size_t>(term.m);
      if (m > way.cols()) continue;
      const double so_read = dropped(counts[m], n);
      const double as_read = dropped(now[m], n);
      const bool is_few = as_read * static_cast<double>(all) <= static_cast<double>(kFew);
      if (so_read > kAlmost || as_read <= kNot || is_few) continue;
      found.push_back({way, term, so_read, as_read});
      axes.insert(axis);
      break;
    }
  }
  return found;
}

}  // namespace denim::tasd
