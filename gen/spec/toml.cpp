#include "gen/spec/toml.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace denim::spec {

namespace {

// Whether toml++ fails an assertion over the text.
bool fails(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
  } catch (const TomlAssertion&) {
    return true;
  } catch (const toml::parse_error&) {
  }
  return false;
}

// Each character beyond ASCII as a '?'. Where toml++ 3.3 looks for blanks, some of those make it
// reach code that its compiler took for unreachable.
std::string ascii_only(std::string_view text) {
  std::string ascii;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      ascii += c;
    } else if (byte >= 0xc0) {
      ascii += '?';  // the first byte of a character
    }
  }
  return ascii;
}

// Where it does: at the end of the shortest beginning that it fails over. It reads from front to
// back, so that every longer one fails too.
TomlError place_of_failure(std::string_view text) {
  std::size_t passes = 0;
  std::size_t failing = text.size();
  while (failing - passes > 1) {
    const std::size_t middle = passes + (failing - passes) / 2;
    (fails(text.substr(0, middle)) ? failing : passes) = middle;
  }
  const std::size_t at = failing == 0 ? 0 : failing - 1;
  const std::string_view before = text.substr(0, at);
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto line = 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
  const char c = text.empty() ? ' ' : text[at];
  return {c > ' ' && c < 0x7f ? fmt::format("'{}' cannot stand here; this is no TOML", c)
                              : std::string("this is no TOML"),
          line, at - line_begin + 1};
}

}  // namespace

void fail_toml_assertion(const char* text) { throw TomlAssertion(text); }

toml::table parse_toml(std::string_view text, const std::string& source) {
  if (text.size() > longest_toml)
    throw TomlError(
        fmt::format("the text has {} bytes; a spec has at most {}", text.size(), longest_toml), 1,
        1);
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    throw TomlError("this is UTF-16; save the text as UTF-8", 1, 1);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // an editor's byte order mark
  const std::string ascii = ascii_only(text);
  const bool only_ascii = ascii == text;
  const bool several_lines =
      text.find("\"\"\"") != std::string_view::npos || text.find("'''") != std::string_view::npos;
  if (!only_ascii && several_lines)
    throw TomlError("a text with strings of several lines must be ASCII", 1, 1);
  try {
    // What is right with '?' has all else in comments and strings, where it is safe.
    toml::table table = toml::parse(ascii, source);
    if (only_ascii) return table;  // moved: a copy knows no places
    return toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    throw TomlError(only_ascii ? std::string(error.description())
                               : fmt::format("{}; only comments and strings may have characters "
                                             "beyond ASCII, shown as '?'",
                                             error.description()),
                    at.line, at.column);
  } catch (const TomlAssertion&) {
    throw place_of_failure(ascii);
  }
}

}  // namespace denim::spec
