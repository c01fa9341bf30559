#include "gen/ir/value.hpp"

#include <stdexcept>

namespace denim::ir {

Value::Value(Node node) : node_(std::move(node)) {}
Value::Value(Reference reference) : node_(std::move(reference)) {}
Value::Value(Constant constant) : node_(std::move(constant)) {}
Value::Value(Number number) : node_(std::move(number)) {}
Value::Value(Concatenation concatenation) : node_(std::move(concatenation)) {}
Value::Value(Replication replication) : node_(std::move(replication)) {}
Value::Value(Resize resize) : node_(std::move(resize)) {}
Value::Value(Operation operation) : node_(std::move(operation)) {}
Value::Value(Selection selection) : node_(std::move(selection)) {}

Reference Value::whole_reference(const char* what) const {
  const auto* reference = std::get_if<Reference>(&node_);
  if (!reference)
    throw std::logic_error(std::string(what) + " of something that is neither a net nor a port");
  if (reference->slice)
    throw std::logic_error("signal " + reference->name + ": " + what +
                           " of a slice; add the offsets");
  return *reference;
}

Value Value::slice(Expr low, Expr width) const {
  Reference sliced = whole_reference("a slice");
  sliced.slice = Slice{std::move(low), std::move(width)};
  return Value(std::move(sliced));
}

Value Value::element(Expr low, Value index, Expr width) const {
  Reference sliced = whole_reference("an element");
  sliced.slice = Slice{std::move(low), std::move(width), {std::move(index)}};
  return Value(std::move(sliced));
}

Value Value::word(Value address) const {
  Reference addressed = whole_reference("a word");
  addressed.word = {std::move(address)};
  return Value(std::move(addressed));
}

Value Value::word(const Expr& number) const { return word(ir::number(32, number)); }

Value Value::in_turn(std::string label, Expr index) const {
  const auto* reference = std::get_if<Reference>(&node_);
  if (!reference) throw std::logic_error("a turn of something that is neither a net nor a port");
  Reference outside = *reference;
  outside.turns.insert(outside.turns.begin(), Turn{std::move(label), std::move(index)});
  return Value(std::move(outside));
}

std::string Reference::key() const {
  std::string text;
  for (const Turn& turn : turns) text += turn.label + ".";
  return text + name;
}

Value constant(Expr width, std::uint64_t value) { return Value(Constant{std::move(width), value}); }

Value number(Expr width, Expr value) { return Value(Number{std::move(width), std::move(value)}); }

Value concatenate(std::vector<Value> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return Value(Concatenation{std::move(parts)});
}

Value replicate(Expr count, Value part) {
  return Value(Replication{std::move(count), {std::move(part)}});
}

Value extend(Value value, Expr width) {
  return Value(Resize{std::move(width), false, {std::move(value)}});
}

Value extend_signed(Value value, Expr width) {
  return Value(Resize{std::move(width), true, {std::move(value)}});
}

namespace {

Value operation(Operator op, Value a, Value b) {
  Operation result{op, {}};
  result.operands.push_back(std::move(a));
  result.operands.push_back(std::move(b));
  return Value(std::move(result));
}

}  // namespace

Value operator+(Value a, Value b) { return operation(Operator::add, std::move(a), std::move(b)); }
Value operator-(Value a, Value b) {
  return operation(Operator::subtract, std::move(a), std::move(b));
}
Value operator*(Value a, Value b) {
  return operation(Operator::multiply, std::move(a), std::move(b));
}
Value operator&(Value a, Value b) {
  return operation(Operator::bit_and, std::move(a), std::move(b));
}
Value operator|(Value a, Value b) {
  return operation(Operator::bit_or, std::move(a), std::move(b));
}
Value equal(Value a, Value b) { return operation(Operator::equal, std::move(a), std::move(b)); }
Value less(Value a, Value b) { return operation(Operator::less, std::move(a), std::move(b)); }

Value operator~(Value a) { return Value(Operation{Operator::invert, {std::move(a)}}); }
Value any(Value bits) { return Value(Operation{Operator::any, {std::move(bits)}}); }

Value choose(Value condition, Value yes, Value no) {
  Operation result{Operator::choose, {}};
  result.operands.push_back(std::move(condition));
  result.operands.push_back(std::move(yes));
  result.operands.push_back(std::move(no));
  return Value(std::move(result));
}

Value select(Value number, std::vector<Value> values) {
  if (values.size() == 1) return std::move(values.front());
  return Value(Selection{{std::move(number)}, std::move(values)});
}

}  // namespace denim::ir
