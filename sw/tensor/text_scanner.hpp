// Numbers of a text file, each with its line and column, for the readers of text formats alone.
#pragma once

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "sw/tensor/error.hpp"

namespace denim::tensor {

/// Walks over the text of a file. Keeps the start of the line, so that any place in it can be named
/// without counting anything while all goes well. The text must outlive the scanner.
class TextScanner {
 public:
  TextScanner(std::string_view text, std::string path)
      : at_(text.data()), end_(at_ + text.size()), line_begin_(at_), path_(std::move(path)) {}

  [[noreturn]] void fail(const char* at, std::string_view message) const {
    throw FileError(path_, line_, static_cast<std::size_t>(at - line_begin_) + 1, message);
  }

  const char* at() const { return at_; }
  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  /// What is left of the current line.
  std::string_view line() const { return rest().substr(0, rest().find('\n')); }
  bool at_end() const { return at_ == end_; }
  bool at_line_end() const { return at_ == end_ || *at_ == '\n'; }

  /// Within the line.
  void skip(std::size_t count) { at_ += count; }
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }

  /// Goes to the next line; false at the end of the file.
  bool next_line() {
    if (at_ == end_) return false;
    ++at_;
    ++line_;
    line_begin_ = at_;
    return true;
  }

  /// Goes to the next line that is neither blank nor, from `comment` on, a comment, and to the
  /// first character in it; false at the end of the file.
  bool next_line(char comment) {
    while (next_line()) {
      skip_blanks();
      if (!at_line_end() && *at_ != comment) return true;
      at_ += line().size();
    }
    return false;
  }

  void expect_line_end() {
    skip_blanks();
    if (!at_line_end()) fail(at_, fmt::format("{} where the line should end", found()));
  }

  /// What stands up to the next blank or the line's end, in lower case.
  std::string word() {
    std::string text;
    for (; !at_line_end() && static_cast<unsigned char>(*at_) > ' '; ++at_)
      text += static_cast<char>(std::tolower(static_cast<unsigned char>(*at_)));
    return text;
  }

  /// A whole number of the current line that is not negative. `what` names it in an error.
  std::size_t number(std::string_view what) {
    return parse<std::size_t>(what, "a whole number that is not negative");
  }
  std::size_t number(std::string_view what, std::size_t least, std::size_t most) {
    skip_blanks();
    const char* const where = at_;
    const std::size_t value = number(what);
    if (value < least || value > most)
      fail(where, fmt::format("{} is {}; it must be {} to {}", what, value, least, most));
    return value;
  }
  std::int64_t integer(std::string_view what) {
    return parse<std::int64_t>(what, "a whole number");
  }
  double real(std::string_view what) {
    const char* const where = at_;
    if (rest().starts_with('+')) ++at_;
    const auto value = parse<double>(what, "a number");
    if (!std::isfinite(value)) fail(where, fmt::format("{} must be a finite number", what));
    return value;
  }

  /// A dimension: from 1 to 2^32 - 1, because column indices are kept in 32 bits.
  std::size_t dimension(std::string_view what) {
    skip_blanks();
    const char* const where = at_;
    const std::size_t value = number(what);
    if (value < 1 || value > std::numeric_limits<std::uint32_t>::max())
      fail(where, fmt::format("{} is {}; it must be at least 1 and below 2^32", what, value));
    return value;
  }

  /// The next character, as an error should show it.
  std::string found() const {
    if (at_ == end_) return "the end of the file";
    if (*at_ == '\n') return "the end of the line";
    const auto code = static_cast<unsigned char>(*at_);
    return code > ' ' && code < 0x7f ? fmt::format("'{}'", *at_)
                                     : fmt::format("the byte 0x{:02x}", code);
  }

 private:
  template <class T>
  T parse(std::string_view what, std::string_view kind) {
    T value{};
    const auto [after, code] = std::from_chars(at_, end_, value);
    if (code == std::errc::result_out_of_range)
      fail(at_, fmt::format("{} overflows 64 bits", what));
    if (code != std::errc{}) fail(at_, fmt::format("{} expected, {}, not {}", what, kind, found()));
    at_ = after;
    if (at_ != end_ && *at_ != ' ' && *at_ != ',' && *at_ != '\n' && *at_ != '\r' && *at_ != '\t')
      fail(at_, fmt::format("{} goes on with {}; it must be {}", what, found(), kind));
    return value;
  }

  const char* at_;
  const char* end_;
  const char* line_begin_;
  std::size_t line_ = 1;
  std::string path_;
};

}  // namespace denim::tensor
