// What software and RTL around an engine want to know of it as constants: the keys of its spec, the
// latency, where each field of each stream lies, its settings and error bits. One table, which the
// file of parameters of every language is written from (params_*.cpp).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gen/spec/spec.hpp"

namespace denim::emit {

struct Constant {
  std::string name;  // in snake_case: "a_index_offset"
  spec::KeyValue value;
  std::string comment;  // empty where that of the group says all
};

struct ConstantGroup {
  bool begins_part = true;  // false: more of the part that the group before it is of
  std::string comment;
  std::vector<Constant> constants;
};

std::vector<ConstantGroup> constants(const spec::Spec& spec);

// How a language says them.
struct ConstantStyle {
  std::string_view comment_mark;
  int indent = 0;
  std::function<std::string(const std::string& name, const spec::KeyValue& value)> declare;
};

// A declaration a line, with its comment; the groups in their order.
std::string constants_text(const spec::Spec& spec, const ConstantStyle& style);

// A list as one text, its elements with a blank between them: languages without lists that may be
// empty have that.
std::string list_text(const spec::List& list);

}  // namespace denim::emit
