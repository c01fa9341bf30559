#include "gen/emit/sv_guard.hpp"

#include <fmt/format.h>

#include <cctype>
#include <string_view>

namespace denim::emit {

namespace {

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Operators become words, all that no identifier may have an underscore between words.
std::string words(std::string_view text) {
  static constexpr std::string_view package = "denim_pkg::";
  std::string name;
  const auto next = [&](std::string_view word) {
    if (!name.empty() && name.back() != '_') name += '_';
    name += word;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at).starts_with(package)) {
      at += package.size() - 1;
    } else if (is_letter(text[at])) {
      name += text[at];
    } else {
      next(text[at] == '+' ? "plus" : text[at] == '-' ? "minus" : text[at] == '*' ? "times" : "");
    }
  }
  if (!name.empty() && name.back() == '_') name.pop_back();
  return name;
}

// "gen_addr_width_at_least_1": unique in a module, as the guard is.
std::string label(const std::string& name) {
  static constexpr std::string_view must = "_must_be";
  std::string text = name;
  text.erase(text.find(must), must.size());
  std::string label = "gen_";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool capital = std::isupper(static_cast<unsigned char>(text[at])) != 0;
    if (capital && at > 0 && text[at - 1] != '_') label += '_';
    label += static_cast<char>(std::tolower(static_cast<unsigned char>(text[at])));
  }
  return label;
}

// True where the guard does not hold.
std::string broken(const ir::Guard& guard) {
  using Rule = ir::Guard::Rule;
  const std::string value = guard.value.text();
  switch (guard.rule) {
    case Rule::at_least:
      return value + " < " + guard.bound.text();
    case Rule::at_most:
      return value + " > " + guard.bound.text();
    case Rule::power_of_two:
      return fmt::format("{} != 2 ** $clog2({})", value, value);
    case Rule::multiple_of:
      return fmt::format("({}) % ({}) != 0", value, guard.bound.text());
  }
  return {};
}

}  // namespace

std::string guard_name(const ir::Guard& guard) { return words(guard.text()); }

std::string guard_lines(const ir::Guard& guard, int indent) {
  const std::string name = guard_name(guard);
  return fmt::format("{0:{1}}if ({2}) begin : {3}\n{0:{1}}  {4} u_stop ();\n{0:{1}}end\n", "",
                     indent, broken(guard), label(name), name);
}

std::string guard_lines(std::span<const ir::Guard> guards, int indent) {
  std::string lines;
  for (const ir::Guard& guard : guards) lines += guard_lines(guard, indent);
  return lines;
}

}  // namespace denim::emit
