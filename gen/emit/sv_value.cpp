#include "gen/emit/sv_value.hpp"

#include <algorithm>

namespace denim::emit {
namespace {

using ir::Expr;
using ir::Operator;
using ir::Value;

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

// Where a line may end in the text of a value: a character that is none of SystemVerilog's, the
// deeper inside parentheses the greater.
constexpr char first_break = 1;
constexpr int deepest_break = 7;
bool is_break(char c) { return c >= first_break && c <= first_break + deepest_break; }
std::string break_at(int depth) {
  return {static_cast<char>(first_break + std::min(depth, deepest_break))};
}

class ValueWriter {
 public:
  explicit ValueWriter(const Signals& signals) : signals_(signals) {}

  // With breaks in it.
  std::string text(const Value& value, int depth = 0) const {
    return std::visit([&](const auto& node) { return text(node, depth); }, value.node());
  }

  Expr width_of(const Value& value) const {
    if (const auto* reference = std::get_if<ir::Reference>(&value.node()))
      return reference->slice ? reference->slice->width : signals_.at(reference->key()).width;
    if (const auto* constant = std::get_if<ir::Constant>(&value.node())) return constant->width;
    if (const auto* number = std::get_if<ir::Number>(&value.node())) return number->width;
    if (const auto* resized = std::get_if<ir::Resize>(&value.node())) return resized->width;
    if (const auto* chosen = std::get_if<ir::Selection>(&value.node()))
      return width_of(chosen->values.front());
    if (const auto* repeated = std::get_if<ir::Replication>(&value.node()))
      return repeated->count * width_of(repeated->part.front());
    if (const auto* parts = std::get_if<ir::Concatenation>(&value.node())) {
      Expr sum;
      for (const Value& part : parts->parts) sum += width_of(part);
      return sum;
    }
    const auto& operation = std::get<ir::Operation>(value.node());
    switch (operation.op) {
      case Operator::any:
      case Operator::equal:
      case Operator::less:
        return 1;
      case Operator::choose:
        return width_of(operation.operands[1]);
      default:
        return width_of(operation.operands[0]);
    }
  }

  std::vector<std::string> labels(const ir::Selection& selection) const {
    const Expr width = width_of(selection.number.front());
    std::vector<std::string> texts;
    for (std::size_t i = 0; i + 1 < selection.values.size(); ++i)
      texts.push_back(constant_text({width, i}));
    return texts;
  }

 private:
  bool is_bit(const Value& value) const { return is_one(width_of(value)); }

  // In parentheses, but for what binds closer than any operator.
  std::string operand(const Value& value, int depth) const {
    const auto* operation = std::get_if<ir::Operation>(&value.node());
    const bool is_selection = std::holds_alternative<ir::Selection>(value.node());
    const bool is_not =
        operation && operation->op == Operator::invert && !negated_comparison(*operation);
    if ((!operation || is_not) && !is_selection) return text(value, depth);
    return "(" + text(value, depth + 1) + ")";
  }

  // Whether SystemVerilog takes the text for a signed number. A cast leaves its operand's sign as
  // it is, and what is not sized is an int.
  bool is_signed(const Value& value) const {
    const auto all = [&](auto begin, auto end) {
      return std::all_of(begin, end, [&](const Value& one) { return is_signed(one); });
    };
    if (const auto* resized = std::get_if<ir::Resize>(&value.node())) return resized->is_signed;
    if (const auto* constant = std::get_if<ir::Constant>(&value.node()))
      return !constant->width.is_constant();
    if (std::holds_alternative<ir::Number>(value.node())) return true;
    if (const auto* chosen = std::get_if<ir::Selection>(&value.node()))
      return all(chosen->values.begin(), chosen->values.end());
    const auto* operation = std::get_if<ir::Operation>(&value.node());
    if (!operation) return false;
    switch (operation->op) {
      case Operator::any:
      case Operator::equal:
      case Operator::less:
        return false;
      case Operator::choose:
        return all(operation->operands.begin() + 1, operation->operands.end());
      default:
        return all(operation->operands.begin(), operation->operands.end());
    }
  }

  // Whether a wider context would give more than zeros above the value: tools do not agree that a
  // cast is none (Icarus 11 keeps a carry, and inverts what it adds).
  bool grows(const Value& value) const {
    const auto any = [&](auto begin, auto end) {
      return std::any_of(begin, end, [&](const Value& one) { return grows(one); });
    };
    if (const auto* chosen = std::get_if<ir::Selection>(&value.node()))
      return any(chosen->values.begin(), chosen->values.end());
    const auto* operation = std::get_if<ir::Operation>(&value.node());
    if (!operation) return false;
    switch (operation->op) {
      case Operator::any:
      case Operator::equal:
      case Operator::less:
        return false;
      case Operator::add:
      case Operator::subtract:
      case Operator::multiply:
        return true;
      case Operator::invert:
        return !negated_comparison(*operation) && !is_bit(operation->operands[0]);
      case Operator::choose:
        return any(operation->operands.begin() + 1, operation->operands.end());
      default:
        return !is_bit(operation->operands[0]) &&
               any(operation->operands.begin(), operation->operands.end());
    }
  }

  // Where the sign is not to count.
  std::string unsigned_text(const Value& value, int depth) const {
    return is_signed(value) ? "$unsigned(" + text(value, depth + 1) + ")" : text(value, depth);
  }
  // Where the value is cast to another width, or an index.
  std::string cast_text(const Value& value, int depth) const {
    return grows(value) ? "$unsigned(" + text(value, depth + 1) + ")" : unsigned_text(value, depth);
  }

  // The operand of ~, ! or |. Icarus 11 takes ~~ for another operator, and Yosys 0.23 takes the
  // parentheses of (W+1)'(x) for the operand.
  std::string unary_operand(const Value& value, int depth) const {
    const std::string inside = operand(value, depth);
    const bool is_plain = std::holds_alternative<ir::Reference>(value.node()) ||
                          std::holds_alternative<ir::Concatenation>(value.node()) ||
                          std::holds_alternative<ir::Replication>(value.node());
    const bool is_closed = is_plain || inside != text(value, depth);
    return is_closed ? inside : "(" + text(value, depth + 1) + ")";
  }

  // An operand of a chain of the same operator needs none: a + b + c.
  std::string first_operand(const Value& value, Operator op, int depth) const {
    const auto* operation = std::get_if<ir::Operation>(&value.node());
    const bool is_sum = op == Operator::add || op == Operator::subtract;
    const bool chained =
        operation &&
        ((operation->op == op && op != Operator::equal && op != Operator::less) ||
         (is_sum && (operation->op == Operator::add || operation->op == Operator::subtract ||
                     operation->op == Operator::multiply)));
    return chained ? text(value, depth) : operand(value, depth);
  }

  const ir::Operation* negated_comparison(const ir::Operation& invert) const {
    const auto* inside = std::get_if<ir::Operation>(&invert.operands[0].node());
    const bool compares = inside && (inside->op == Operator::equal || inside->op == Operator::less);
    return compares ? inside : nullptr;
  }

  std::string binary(const ir::Operation& operation, const std::string& symbol, int depth) const {
    const Value& second = operation.operands[1];
    if (operation.op == Operator::less && is_signed(operation.operands[0]) && is_signed(second))
      return unsigned_text(operation.operands[0], depth) + break_at(depth) + " " + symbol + " " +
             operand(second, depth);
    const bool product_in_sum = operation.op == Operator::add &&
                                std::holds_alternative<ir::Operation>(second.node()) &&
                                std::get<ir::Operation>(second.node()).op == Operator::multiply;
    return first_operand(operation.operands[0], operation.op, depth) + break_at(depth) + " " +
           symbol + " " + (product_in_sum ? text(second, depth) : operand(second, depth));
  }

  std::string condition(const Value& value, int depth) const {
    const auto* operation = std::get_if<ir::Operation>(&value.node());
    const bool is_choice = (operation && operation->op == Operator::choose) ||
                           std::holds_alternative<ir::Selection>(value.node());
    return is_choice ? "(" + text(value, depth + 1) + ")" : text(value, depth);
  }

  std::string text(const ir::Operation& operation, int depth) const {
    const auto& operands = operation.operands;
    switch (operation.op) {
      case Operator::add:
        return binary(operation, "+", depth);
      case Operator::subtract:
        return binary(operation, "-", depth);
      case Operator::multiply:
        return binary(operation, "*", depth);
      case Operator::bit_and:
        return binary(operation, is_bit(operands[0]) ? "&&" : "&", depth);
      case Operator::bit_or:
        return binary(operation, is_bit(operands[0]) ? "||" : "|", depth);
      case Operator::equal:
        return binary(operation, "==", depth);
      case Operator::less:
        return binary(operation, "<", depth);
      case Operator::any:
        return "|" + unary_operand(operands[0], depth);
      case Operator::invert:
        if (const ir::Operation* inside = negated_comparison(operation))
          return binary(*inside, inside->op == Operator::equal ? "!=" : ">=", depth);
        return (is_bit(operands[0]) ? "!" : "~") + unary_operand(operands[0], depth);
      case Operator::choose:
        return condition(operands[0], depth) + break_at(depth) + " ? " +
               condition(operands[1], depth) + break_at(depth + 1) + " : " +
               text(operands[2], depth);
    }
    return {};
  }

  std::string text(const ir::Selection& selection, int depth) const {
    const std::vector<std::string> numbers = labels(selection);
    if (numbers.size() == 1 && is_bit(selection.number.front()))
      return condition(selection.number.front(), depth) + break_at(depth) + " ? " +
             condition(selection.values[1], depth) + break_at(depth) + " : " +
             text(selection.values[0], depth);
    const std::string number = operand(selection.number.front(), depth);
    std::string chain;
    for (std::size_t i = 0; i < numbers.size(); ++i)
      chain += number + " == " + numbers[i] + " ? " + condition(selection.values[i], depth) +
               break_at(depth) + " : ";
    return chain + text(selection.values.back(), depth);
  }

  std::string text(const ir::Resize& resize, int depth) const {
    const Value& value = resize.value.front();
    return primary_text(resize.width) + "'(" +
           (resize.is_signed ? "$signed(" + break_at(depth + 1) + text(value, depth + 1) + ")"
                             : cast_text(value, depth + 1)) +
           ")";
  }

  std::string text(const ir::Constant& constant, int) const { return constant_text(constant); }

  std::string text(const ir::Number& number, int) const {
    return primary_text(number.width) + "'(" + number.value.text() + ")";
  }

  std::string text(const ir::Concatenation& concatenation, int depth) const {
    std::string inside;
    for (const Value& part : concatenation.parts)
      inside += (inside.empty() ? "" : "," + break_at(depth) + " ") + text(part, depth + 1);
    return "{" + inside + "}";
  }

  std::string text(const ir::Replication& repeated, int depth) const {
    const std::string part = text(repeated.part.front(), depth + 1);
    const bool is_concatenation =
        std::holds_alternative<ir::Concatenation>(repeated.part.front().node());
    return "{" + primary_text(repeated.count) + (is_concatenation ? part : "{" + part + "}") + "}";
  }

  std::string text(const ir::Reference& reference, int depth) const {
    const Declared& signal = signals_.at(reference.key());
    std::string name;
    for (const ir::Turn& turn : reference.turns)
      name += turn.label + "[" + compact_text(turn.index) + "].";
    name += reference.name;
    for (const Value& address : reference.word) name += "[" + address_text(address, depth) + "]";
    if (!reference.slice || !signal.is_vector) return name;
    const auto& [low, width, index] = *reference.slice;
    if (!index.empty()) return name + "[" + element_text(low, width, index.front(), depth) + "]";
    const bool starts_at_zero = low == Expr(0);
    if (starts_at_zero && width == signal.width) return name;
    const std::string low_text = compact_text(low);
    if (is_one(width)) return name + "[" + low_text + "]";
    const bool is_fixed = low.is_constant() && width.is_constant();
    if (is_fixed || starts_at_zero)
      return name + "[" + compact_text(low + width - 1) + ":" + low_text + "]";
    return name + "[" + low_text + " +: " + compact_text(width) + "]";
  }

  std::string address_text(const Value& address, int depth) const {
    const auto* number = std::get_if<ir::Number>(&address.node());
    return number ? compact_text(number->value) : cast_text(address, depth + 1);
  }

  std::string element_text(const Expr& low, const Expr& width, const Value& index,
                           int depth) const {
    const std::string number = cast_text(index, depth + 1);
    if (is_one(width) && low == Expr(0)) return number;
    const std::string base = low == Expr(0) ? "" : compact_text(low) + "+";
    if (is_one(width)) return base + "32'(" + number + ")";
    return base + "32'(" + number + ")*" + primary_text(width) + " +: " + compact_text(width);
  }

  const Signals& signals_;
};

std::string without_breaks(std::string text) {
  std::erase_if(text, is_break);
  return text;
}

std::size_t shown_size(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_break(c); }));
}

// Where the line that begins the text is to end: at the break least deep in parentheses, of these
// the last one that fits; at the first one where none does; nothing where there is none.
std::size_t end_of_line(std::string_view text, std::size_t width) {
  std::size_t best = std::string_view::npos;
  std::size_t shown = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (shown > width && best != std::string_view::npos) break;
    if (!is_break(text[i])) {
      ++shown;
    } else if (i > 0 && (best == std::string_view::npos || text[i] <= text[best])) {
      best = i;
    }
  }
  return best;
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

std::string value_text(const Value& value, const Signals& signals) {
  return without_breaks(ValueWriter(signals).text(value));
}

std::vector<std::string> selection_labels(const ir::Selection& selection, const Signals& signals) {
  return ValueWriter(signals).labels(selection);
}

std::string value_lines(const std::string& prefix, const Value& value, std::string_view suffix,
                        int indent, const Signals& signals) {
  std::string rest = prefix + ValueWriter(signals).text(value) + std::string(suffix);
  std::string margin(static_cast<std::size_t>(indent), ' ');
  std::string lines;
  while (margin.size() + shown_size(rest) > kLineWidth) {
    std::size_t end = end_of_line(rest, kLineWidth - margin.size());
    // Behind the assignment rather than inside parentheses, or too late.
    const std::size_t assigned = lines.empty() ? prefix.find_last_of('=') : std::string::npos;
    const bool inside = end == std::string::npos || rest[end] != first_break ||
                        margin.size() + shown_size(rest.substr(0, end)) > kLineWidth;
    if (inside && assigned != std::string::npos) end = assigned + 1;
    if (end == std::string::npos) break;
    lines += margin + without_breaks(rest.substr(0, end)) + "\n";
    rest.erase(0, rest.find_first_not_of(' ', is_break(rest[end]) ? end + 1 : end));
    if (static_cast<int>(margin.size()) == indent) margin += "    ";
  }
  return lines + margin + without_breaks(rest) + "\n";
}

}  // namespace denim::emit
