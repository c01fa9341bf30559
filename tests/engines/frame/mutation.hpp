// Bugs in what the generator emits, as mutations of the design before it becomes text.
//
// A design has sites: the places where a value stands. A site's path names its module, the scopes
// around it and what it is:
//   "top: gen_lane.u_lane.end_i"      an input of an instance
//   "top: gen_segment.held"           an assignment, by its target; "{c_row, c_data}" for several
//   "pe: product_0.value", ".enable", ".clear"  a register
//   "top: tile.write", ".address", ".data"  a memory
// The module is "top", or its name behind the spec's; a path that several sites have gets "#2" and
// so on behind it. All mutations of a design are in it at once, each where `bug`, the output of a
// leaf that only tests have, is its number.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gen/bundle/bundle.hpp"
#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"
#include "tests/engines/frame/judge.hpp"

namespace denim::test::engines {

// Of what is in scope, by the key of a reference to it.
using Widths = std::map<std::string, ir::Expr>;

struct Site {
  ir::Module* module;
  ir::Value* value;
  Widths widths;
  bool is_input = false;  // of an instance
};

// By path. The design outlives them.
std::map<std::string, Site> sites_of(ir::Design& design, const std::string& spec_name);

// What becomes of a value. Throws std::logic_error where it does not apply.
using Edit = std::function<ir::Value(const ir::Value& value, const Widths& widths)>;

struct Change {
  std::string path;
  Edit edit;
};

struct Mutation {
  std::string what;
  std::vector<Change> changes;
  Found found = Found::always;
};

// A design with mutations in it.
class Mutant {
 public:
  explicit Mutant(const spec::Spec& spec);

  // Throws std::logic_error, and is as before, where the mutation does not apply or the design with
  // it is not sound.
  void add(const Mutation& mutation, std::uint32_t number);

  bool empty() const { return is_empty_; }
  ir::Design take() { return std::move(design_); }
  // The text of the leaf that tells the number.
  static std::map<std::string, std::string> leaf_texts();

 private:
  struct Sound {
    Site site;
    ir::Value value;  // without mutations
  };

  ir::Value bug_of(ir::Module& module);

  ir::Design design_;
  std::map<std::string, Sound> sites_;
  std::map<const ir::Module*, ir::Value> bugs_;  // of the modules with mutations
  bool is_empty_ = true;
};

// The width of a value in bits, as its nodes tell it.
ir::Expr width_of(const ir::Value& value, const Widths& widths);

namespace edits {

// A net or a port by its name, for what follows.
ir::Value net(std::string name);

Edit put(ir::Value value);                  // something else
Edit zero();                                // no bit set
Edit ones();                                // all bits set
Edit inverted();                            // each bit
Edit plus(std::uint64_t number);            // modulo the width
Edit part(std::size_t number, Edit edit);   // of the values directly in it, counted from 0
Edit in(std::string name, Edit edit);       // each reference of that key in it
Edit at(std::string index, ir::Expr turn);  // a loop's index is another one
Edit when(std::string index, std::uint32_t turn, Edit edit);  // in that turn of a loop only
Edit on(int elements);                             // a slice begins so many elements further on
Edit in_turn(std::size_t loop, int by);            // of a loop around it, that many turns later
Edit with(ir::Operator op);                        // another operator
Edit swapped(std::size_t one, std::size_t other);  // of the values directly in it
Edit as_unsigned();                                // what was extended by its sign: by zeros

// The same on several sites.
std::vector<Change> each(std::vector<std::string> paths, Edit edit);

}  // namespace edits
}  // namespace denim::test::engines
