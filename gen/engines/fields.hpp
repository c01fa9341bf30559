// The payload of a stream inside an emitted module: the engine's table of fields as localparams, so
// that a field keeps its place when a parameter is overridden.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "gen/ir/ir.hpp"
#include "gen/spec/engine.hpp"

namespace denim::generators {

// What each spec key is in the module: a parameter, a localparam or a constant; and "key/over" for
// the share of a key that a field's width uses.
using Keys = std::map<std::string, ir::Expr, std::less<>>;

class Fields {
 public:
  // Adds localparams to the module: <Stream><Field>Offset for each field, <Stream><Field>Width
  // where that is no key, and <Stream>DataWidth.
  Fields(ir::Module& module, const spec::StreamDeclaration& stream, const Keys& keys);

  const ir::Expr& data_width() const { return data_width_; }
  bool has(std::string_view field) const { return fields_.contains(field); }
  ir::Expr width(std::string_view field) const;  // of one element
  // The whole field (all its elements), one element, or `count` elements, of a payload.
  ir::Value all(const ir::Value& data, std::string_view field) const;
  ir::Value element(const ir::Value& data, std::string_view field, const ir::Expr& index) const;
  ir::Value elements(const ir::Value& data, std::string_view field, const ir::Expr& first,
                     const ir::Expr& count) const;

 private:
  struct Field {
    ir::Expr offset;
    ir::Expr width;
    ir::Expr count;
  };
  const Field& at(std::string_view field) const;

  std::map<std::string, Field, std::less<>> fields_;
  ir::Expr data_width_;
};

}  // namespace denim::generators
