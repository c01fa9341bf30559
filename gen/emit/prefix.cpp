#include "gen/emit/prefix.hpp"

#include <cctype>

#include "gen/emit/sv_guard.hpp"

namespace denim::emit {

std::string with_prefix(std::string_view text, std::string_view prefix) {
  if (prefix.empty()) return std::string(text);
  const auto in_word = [&](std::size_t at) {
    const auto c = static_cast<unsigned char>(text[at]);
    return std::isalnum(c) != 0 || c == '_' || c == '$';
  };
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && in_word(end)) ++end;
    const std::string_view word = text.substr(at, end - at);
    if (word.starts_with("denim_") ||
        (!word.empty() && text.substr(end).starts_with(guard_instance)))
      result += prefix;
    result += word;
    if (end < text.size()) result += text[end++];
    at = end;
  }
  return result;
}

}  // namespace denim::emit
