// SystemVerilog text of the IR's expressions and values; used by SvWriter alone.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gen/emit/comment.hpp"
#include "gen/ir/ir.hpp"

namespace denim::emit {

// How a signal is declared. One that is a scalar by its width, but selected by a loop index, is
// declared [0:0].
struct Declared {
  ir::Expr width;
  bool is_vector = true;
};

// Ports, nets and memories in scope, and those inside its loops by Reference::key.
using Signals = std::map<std::string, Declared>;

// Spaces around operators left out, as in ranges and selects: "Columns*AccWidth-1".
std::string compact_text(const ir::Expr& expression);
// "[Width-1:0]", "[7:0]"; empty for a scalar.
std::string range_text(const Declared& signal);
// A value on one line.
std::string value_text(const ir::Value& value, const Signals& signals);
// `prefix` value `suffix` and a line's end, `indent` columns in; on several lines if it does not
// fit into one.
std::string value_lines(const std::string& prefix, const ir::Value& value, std::string_view suffix,
                        int indent, const Signals& signals);
// The numbers by which a selection knows its values, but for the last, as they stand in a case.
std::vector<std::string> selection_labels(const ir::Selection& selection, const Signals& signals);

}  // namespace denim::emit
