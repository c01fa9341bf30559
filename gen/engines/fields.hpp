// The payload of a stream inside an emitted module: unpacked once, into a net for each field of the
// engine's table, so that a field keeps its place when a parameter is overridden.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gen/ir/ir.hpp"
#include "gen/spec/engine.hpp"

namespace denim::generators {

// What each spec key is in the module: a parameter, a localparam or a constant; and "key/over" for
// the share of a key that a field's width uses.
using Keys = std::map<std::string, ir::Expr, std::less<>>;

class Fields {
 public:
  // Adds localparams to the module: <Stream><Field>Width where that is no key, and
  // <Stream>DataWidth.
  Fields(ir::Module& module, const spec::StreamDeclaration& stream, const Keys& keys);

  // Adds a net for each field, and unpacks the payload into them or, of a stream that the engine
  // gives, packs them into it. A payload of one field is that field.
  void connect(ir::Scope& body, const ir::Value& data);

  const ir::Expr& data_width() const { return data_width_; }
  bool has(std::string_view field) const { return find(field) != nullptr; }
  const ir::Expr& width(std::string_view field) const { return at(field).width; }  // of an element
  // The whole field (all its elements), or one element.
  const ir::Value& all(std::string_view field) const { return *at(field).net; }
  ir::Value element(std::string_view field, const ir::Expr& index) const;

 private:
  struct Field {
    std::string name, meaning;
    ir::Expr width;
    ir::Expr count;
    bool is_repeated = false;
    std::optional<ir::Value> net = std::nullopt;
  };
  const Field* find(std::string_view field) const;
  const Field& at(std::string_view field) const;

  std::string stream_;
  bool is_sink_;
  std::vector<Field> fields_;  // from bit 0 up
  ir::Expr data_width_;
};

}  // namespace denim::generators
