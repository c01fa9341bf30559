// Units that take N:M terms from a beat of values: a selection network or a comparator tree for
// each block, and the chain of them that takes a series.
#pragma once

#include <string>
#include <vector>

#include "gen/ir/ir.hpp"

namespace denim::blocks {

enum class TasdForm {
  serial,  // a comparator tree takes one element of each block a cycle
  sorter,  // a pipelined network finds all of them, a beat a cycle
};

struct TasdShape {
  // Takes terms of one M that follow one another: the first ns[0] of the elements that it finds in
  // a block are the view of the first, the next ns[1] that of the second.
  struct Unit {
    int m = 8;            // elements of a block, at least 2
    std::vector<int> ns;  // of its terms; elements beyond m are empty pairs
    int kept = 4;         // elements that it finds in a block: at most all of its terms, and m
  };
  TasdForm form = TasdForm::sorter;
  int elements = 8;  // of a beat, a multiple of every m
  std::vector<Unit> units;
  int levels = 2;      // comparators of the sorter between two registers; 0: no limit
  int width = 8;       // default of the parameter Width, bits
  int side_width = 0;  // default of the parameter SideWidth, bits; 0: nothing goes along
};

// Two wires of a selection network, of which the first gets the greater rank.
struct Comparator {
  int first = 0;
  int second = 1;
  bool greater_used = true;  // whether anything behind it needs the rank
  bool lesser_used = true;
};
// Batcher's odd-even merge sort ("Sorting networks and their applications", AFIPS 1968), level by
// level, without what the n greatest of m do not need: of each sorted run its n greatest go on, and
// nothing compares what no output depends on. They are on the first n wires in the end.
std::vector<std::vector<Comparator>> selection_network(int m, int n);

// Adds the module `name`, and before it one for each unit, <name>_unit_<number>. Parameters Width
// and, where something goes along, SideWidth. Ports: clk_i, rst_ni; valid_i, ready_o, data_i (the
// values, element 0 lowest) and side_i; valid_o, ready_i, side_o, value_o and index_o (the pairs:
// for each term, in it for each block, its elements in falling order of rank, the first lowest),
// and data_o (the residual). An index has the bits that the largest m needs. Outputs hold still
// while they wait.
const ir::Module& add_tasd(ir::Design& design, const std::string& name, const TasdShape& shape);

}  // namespace denim::blocks
