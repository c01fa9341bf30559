#include "sw/tasd/series.hpp"

#include <fmt/format.h>

#include <charconv>

namespace denim::tasd {

namespace {

constexpr std::string_view kLossless = "lossless";

/// Walks over the text of a series once, from left to right.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Series parse() {
    Series series;
    if (text_.empty()) fail(0, "the text is empty");
    for (;;) {
      if (text_.substr(at_).starts_with(kLossless)) {
        repeat_last(series);
        break;
      }
      series.terms.push_back(term());
      if (at_ == text_.size()) break;
      if (text_[at_] != '+') fail(at_, "'+' or the end expected after a term");
      ++at_;
    }
    return series;
  }

 private:
  [[noreturn]] void fail(std::size_t at, std::string_view message) const {
    throw SeriesError(fmt::format(
        "'{}' is not a series: {} at position {}; a series is N:M terms (1 <= N <= M <= {}) joined "
        "by '+', such as 2:4, 2:4+2:8 or 2:4+lossless",
        text_, message, at + 1, kMaxM));
  }

  void repeat_last(Series& series) {
    const std::size_t begin = at_;
    at_ += kLossless.size();
    if (at_ != text_.size()) fail(at_, "'lossless' must be the last element, it goes on");
    if (series.terms.empty()) fail(begin, "'lossless' has no term before it to repeat");
    series.repeat_last = true;
  }

  Term term() {
    const std::size_t begin = at_;
    const int n = number("N");
    if (at_ == text_.size() || text_[at_] != ':') fail(at_, "':' expected after N");
    ++at_;
    const std::size_t m_begin = at_;
    const int m = number("M");
    if (n < 1) fail(begin, "N is less than 1");
    if (m > kMaxM) fail(m_begin, fmt::format("M is larger than {}", kMaxM));
    if (n > m) fail(begin, fmt::format("N = {} is larger than M = {}", n, m));
    return {n, m};
  }

  int number(std::string_view name) {
    int value = 0;
    const char* const begin = text_.data() + at_;
    const auto [end, code] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (code == std::errc::result_out_of_range)
      fail(at_, fmt::format("{} is larger than {}", name, kMaxM));
    if (code != std::errc{} || *begin == '-')
      fail(at_, fmt::format("a number ({} of N:M) expected", name));
    at_ += static_cast<std::size_t>(end - begin);
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string Term::to_string() const { return fmt::format("{}:{}", n, m); }

Series Series::parse(std::string_view text) { return Parser(text).parse(); }

std::string Series::to_string() const {
  std::string text;
  for (const Term& term : terms)
    text += fmt::format("{}{}:{}", text.empty() ? "" : "+", term.n, term.m);
  if (repeat_last) text += fmt::format("{}{}", text.empty() ? "" : "+", kLossless);
  return text;
}

}  // namespace denim::tasd
