#include "gen/emit/sv_guard.hpp"

#include <fmt/format.h>

#include <cctype>

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

// True where the guard does not hold.
std::string broken(const ir::Guard& guard) {
  using Rule = ir::Guard::Rule;
  const std::string value = guard.value.text();
  switch (guard.rule) {
    case Rule::at_least:
      return value + " < " + guard.bound.text();
    case Rule::at_most:
      return value + " > " + guard.bound.text();
    case Rule::between:
      return fmt::format("{0} < {1} || {0} > {2}", value, guard.bound.text(),
                         guard.greatest.text());
    case Rule::one_of: {
      std::string text;
      for (const std::int64_t choice : guard.choices)
        text += fmt::format("{}{} != {}", text.empty() ? "" : " && ", value, choice);
      return text;
    }
    case Rule::power_of_two:
      return fmt::format("{} != 2 ** $clog2({})", value, value);
    case Rule::multiple_of:
      return fmt::format("({}) % ({}) != 0", value, guard.bound.text());
  }
  return {};
}

}  // namespace

std::string guard_name(const ir::Guard& guard) { return words(guard.text()); }

std::string guard_lines(std::span<const ir::Guard> guards, int indent) {
  const std::string edge(static_cast<std::size_t>(indent), ' ');
  std::string lines;
  int number = 0;
  for (const ir::Guard& guard : guards) {
    const std::string name = guard_name(guard);
    lines += fmt::format("{}if ({}) begin : gen_guard_{}\n{}  {}{}\n{}end",
                         lines.empty() ? edge : " else ", broken(guard), ++number, edge,
                         guard_name(guard), guard_instance, edge);
  }
  return lines.empty() ? lines : lines + "\n";
}

}  // namespace denim::emit
