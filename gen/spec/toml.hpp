// The one door to toml++, whose assertions become errors: some malformed texts fail one.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace denim::spec {

// An assertion inside toml++ failed.
struct TomlAssertion : std::logic_error {
  using std::logic_error::logic_error;
};
[[noreturn]] void fail_toml_assertion(const char* text);

}  // namespace denim::spec

// Without assertions toml++ lets the compiler assume what they say, which is worse than a failed
// one.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(...) \
  ((__VA_ARGS__) ? static_cast<void>(0) : ::denim::spec::fail_toml_assertion(#__VA_ARGS__))
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace denim::spec {

// What is wrong with a text that is no TOML, and where, counted from 1.
struct TomlError : std::runtime_error {
  TomlError(const std::string& what, std::size_t at_line, std::size_t at_column)
      : std::runtime_error(what), line(at_line), column(at_column) {}
  std::size_t line;
  std::size_t column;
};

// The longest text that is parsed, in bytes: toml++ recurses as deep as a key has dots.
inline constexpr std::size_t longest_toml = 16384;

// Parses; `source` is what the regions of the table's nodes call the text. Throws TomlError.
toml::table parse_toml(std::string_view text, const std::string& source);

}  // namespace denim::spec
