// What may stand on the right of an assignment, in a register or at an input port: references to
// signals, constants, and what a person writes of them with operators.
//
// All numbers are unsigned words of bits. Sums, differences and products have the width of their
// terms, modulo 2^width; extend_signed() makes signed arithmetic of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gen/ir/expr.hpp"

namespace denim::ir {

class Value;

// Bits [low +: width]; with an index, the index-th word of `width` bits from `low` up.
struct Slice {
  Expr low;
  Expr width;
  std::vector<Value> index = {};  // at most one
};
// A turn of a generate loop, seen from outside it.
struct Turn {
  std::string label;
  Expr index;
};
struct Reference {
  std::string name;              // what is in scope, or a signal inside the turns
  std::optional<Slice> slice;    // whole if absent
  std::vector<Turn> turns = {};  // of loops in scope, outermost first
  std::vector<Value> word = {};  // of a memory or an array of nets: the address, exactly one

  // What names the signal whatever the turn: "gen_lane.gen_column.product".
  std::string key() const;
};
struct Constant {
  Expr width;
  std::uint64_t value = 0;
};
// The value of an expression of parameters and loop indices, which fits into the width.
struct Number {
  Expr width;
  Expr value;
};
struct Concatenation {
  std::vector<Value> parts;  // most significant first
};
struct Replication {
  Expr count;
  std::vector<Value> part;  // exactly one
};
// The value in `width` bits: cut, or extended by zeros or by its sign.
struct Resize {
  Expr width;
  bool is_signed = false;
  std::vector<Value> value;  // exactly one
};
enum class Operator {
  add,       // of two of equal width, as wide as they are: these four
  subtract,  //
  multiply,  //
  bit_and,   //
  bit_or,    //
  invert,    // each bit
  any,       // 1 bit: one of the bits is set
  equal,     // 1 bit, of two of equal width: these two
  less,      // unsigned
  choose,    // the second operand where the first, 1 bit, is set, otherwise the third
};
struct Operation {
  Operator op = Operator::add;
  std::vector<Value> operands;
};
// The value with that number; the last one also for every greater number.
struct Selection {
  std::vector<Value> number;  // exactly one
  std::vector<Value> values;  // of equal width, at least two, no more than the number can name
};

class Value {
 public:
  using Node = std::variant<Reference, Constant, Number, Concatenation, Replication, Resize,
                            Operation, Selection>;
  // A node of any kind stands for its value (hence implicit). One constructor for each kind spares
  // GCC 12 at -O2 a false -Wmaybe-uninitialized on a temporary Node.
  Value(Node node);                    // NOLINT(google-explicit-constructor)
  Value(Reference reference);          // NOLINT(google-explicit-constructor)
  Value(Constant constant);            // NOLINT(google-explicit-constructor)
  Value(Number number);                // NOLINT(google-explicit-constructor)
  Value(Concatenation concatenation);  // NOLINT(google-explicit-constructor)
  Value(Replication replication);      // NOLINT(google-explicit-constructor)
  Value(Resize resize);                // NOLINT(google-explicit-constructor)
  Value(Operation operation);          // NOLINT(google-explicit-constructor)
  Value(Selection selection);          // NOLINT(google-explicit-constructor)
  const Node& node() const { return node_; }
  Node& node() { return node_; }

  // Bits [low +: width] of a whole reference; throws std::logic_error on anything else.
  Value slice(Expr low, Expr width) const;
  Value bit(Expr low) const { return slice(std::move(low), 1); }
  // Its element `index` of `width` bits each, element 0 lowest; an index that is a signal is to be
  // below their number.
  Value element(const Expr& index, const Expr& width) const { return slice(index * width, width); }
  Value element(Value index, Expr width) const { return element(0, std::move(index), width); }
  // The same of the elements that begin at bit `low`.
  Value element(Expr low, Value index, Expr width) const;
  // The word of a memory or of an array of nets; below their number.
  Value word(Value address) const;
  Value word(const Expr& number) const;
  // The net, declared inside the loop `label`, as it is seen from outside in one of its turns. The
  // net's width must not depend on the loop's index.
  Value in_turn(std::string label, Expr index) const;

 private:
  Reference whole_reference(const char* what) const;

  Node node_;
};

Value constant(Expr width, std::uint64_t value);
Value number(Expr width, Expr value);
Value concatenate(std::vector<Value> parts);  // most significant first
Value replicate(Expr count, Value part);
Value extend(Value value, Expr width);         // by zeros, or cut
Value extend_signed(Value value, Expr width);  // by its sign, or cut
Value operator+(Value a, Value b);
Value operator-(Value a, Value b);
Value operator*(Value a, Value b);
Value operator&(Value a, Value b);
Value operator|(Value a, Value b);
Value operator~(Value a);
Value any(Value bits);
Value equal(Value a, Value b);
Value less(Value a, Value b);
Value choose(Value condition, Value yes, Value no);
Value select(Value number, std::vector<Value> values);

}  // namespace denim::ir
