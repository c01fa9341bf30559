#include "gen/emit/sv_value.hpp"

namespace denim::emit {
namespace {

using ir::Expr;

bool is_one(const Expr& expression) {
  return expression.is_constant() && expression.constant() == 1;
}

bool is_plain_name(const std::string& text) {
  return text.find_first_of(" :(-") == std::string::npos;
}

// An expression where the grammar wants a primary: a cast's width, a replication's count.
std::string primary_text(const Expr& expression) {
  const std::string text = compact_text(expression);
  return is_plain_name(text) && text.find_first_of("*+") == std::string::npos ? text
                                                                              : "(" + text + ")";
}

std::string constant_text(const ir::Constant& constant) {
  const std::string value = std::to_string(constant.value);
  if (is_one(constant.width)) return "1'b" + value;
  if (constant.width.is_constant()) return std::to_string(constant.width.constant()) + "'d" + value;
  // A bare number is a signed 32-bit one.
  const bool fits_int = constant.value <= 0x7fffffff;
  return primary_text(constant.width) + "'(" + (fits_int ? "" : "64'd") + value + ")";
}

std::string reference_text(const ir::Reference& reference, const Signals& signals) {
  const Declared& signal = signals.at(reference.key());
  std::string name;
  for (const ir::Turn& turn : reference.turns)
    name += turn.label + "[" + compact_text(turn.index) + "].";
  name += reference.name;
  if (!reference.slice || !signal.is_vector) return name;
  const auto& [low, width] = *reference.slice;
  const bool starts_at_zero = low == Expr(0);
  if (starts_at_zero && width == signal.width) return name;
  const std::string low_text = compact_text(low);
  if (is_one(width)) return name + "[" + low_text + "]";
  const bool is_fixed = low.is_constant() && width.is_constant();
  if (is_fixed || starts_at_zero)
    return name + "[" + compact_text(low + width - 1) + ":" + low_text + "]";
  return name + "[" + low_text + " +: " + compact_text(width) + "]";
}

std::string joined_text(const std::vector<ir::Value>& parts, const Signals& signals) {
  std::string text;
  for (const ir::Value& part : parts)
    text += (text.empty() ? "" : ", ") + value_text(part, signals);
  return text;
}

}  // namespace

std::string compact_text(const Expr& expression) {
  const std::string text = expression.text();
  std::string compact;
  for (const char c : text) {
    if (c != ' ') compact += c;
  }
  return compact;
}

std::string range_text(const Declared& signal) {
  return signal.is_vector ? "[" + compact_text(signal.width - 1) + ":0]" : "";
}

std::string value_text(const ir::Value& value, const Signals& signals) {
  if (const auto* reference = std::get_if<ir::Reference>(&value.node()))
    return reference_text(*reference, signals);
  if (const auto* constant = std::get_if<ir::Constant>(&value.node()))
    return constant_text(*constant);
  if (const auto* parts = std::get_if<ir::Concatenation>(&value.node()))
    return "{" + joined_text(parts->parts, signals) + "}";
  const auto& repeated = std::get<ir::Replication>(value.node());
  const ir::Value& part = repeated.part.front();
  const std::string text = value_text(part, signals);
  const bool has_braces = std::holds_alternative<ir::Concatenation>(part.node());
  return "{" + primary_text(repeated.count) + (has_braces ? text : "{" + text + "}") + "}";
}

std::string value_lines(const std::string& prefix, const ir::Value& value, std::string_view suffix,
                        int indent, const Signals& signals) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  const std::string line = margin + prefix + value_text(value, signals) + std::string(suffix);
  const auto* parts = std::get_if<ir::Concatenation>(&value.node());
  if (line.size() <= kLineWidth) return line + "\n";
  if (!parts) {
    if (!prefix.ends_with(" = ")) return line + "\n";
    return margin + prefix.substr(0, prefix.size() - 1) + "\n" + margin + "    " +
           value_text(value, signals) + std::string(suffix) + "\n";
  }
  std::string lines = margin + prefix + "{\n";
  for (std::size_t i = 0; i < parts->parts.size(); ++i) {
    const bool is_last = i + 1 == parts->parts.size();
    lines += value_lines("", parts->parts[i], is_last ? "" : ",", indent + 2, signals);
  }
  return lines + margin + "}" + std::string(suffix) + "\n";
}

}  // namespace denim::emit
