// N:M terms and series of them, as a user writes them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace denim::tasd {

/// The longest block there is.
inline constexpr int kMaxM = 1024;

/// The pattern N:M: at most n non-zeros in each block of m consecutive elements of a row.
/// 1 <= n <= m <= kMaxM.
struct Term {
  int n = 0;
  int m = 0;

  bool valid() const { return 1 <= n && n <= m && m <= kMaxM; }
  std::string to_string() const;  ///< "2:4"

  bool operator==(const Term&) const = default;
};

/// A text that is no series. what() is one line that says where and gives an example.
class SeriesError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A series A₁ + A₂ + … of terms: each is taken of what those before it left, so their order
/// matters.
struct Series {
  std::vector<Term> terms;  ///< at least one; none stands for "lossless" by whatever terms
  bool repeat_last =
      false;  ///< after the terms, the last one again until nothing is left: lossless

  /// Reads `term ("+" term)* ["+lossless"]` where a term is N:M, such as "2:4+2:8+lossless".
  ///
  /// Throws SeriesError with the position (counted from 1) of what is wrong.
  static Series parse(std::string_view text);

  /// The text that parse() reads back as the same series.
  std::string to_string() const;

  bool operator==(const Series&) const = default;
};

}  // namespace denim::tasd
