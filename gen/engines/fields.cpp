#include "gen/engines/fields.hpp"

#include <cctype>
#include <stdexcept>

namespace denim::generators {

namespace {

std::string capitalised(const std::string& word) {
  std::string text = word;
  text.at(0) = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

const ir::Expr& key_at(const Keys& keys, const std::string& key) {
  const auto found = keys.find(key);
  if (found == keys.end())
    throw std::logic_error("the fields use key '" + key + "' without a value");
  return found->second;
}

ir::Expr width_of(const spec::Width& width, const Keys& keys) {
  switch (width.kind) {
    case spec::Width::Kind::bits:
      return width.bits;
    case spec::Width::Kind::key:
      return key_at(keys, width.key);
    case spec::Width::Kind::index:
      return ir::Expr::index_width(
          key_at(keys, width.over.empty() ? width.key : width.key + "/" + width.over));
    case spec::Width::Kind::count:
      return ir::Expr::index_width(key_at(keys, width.key) + 1);
  }
  throw std::logic_error("unknown kind of width");
}

}  // namespace

Fields::Fields(ir::Module& module, const spec::StreamDeclaration& stream, const Keys& keys) {
  const std::string prefix = capitalised(stream.name);
  ir::Expr end = 0;
  for (const spec::FieldDeclaration& declared : stream.fields) {
    Field field;
    field.count = declared.repeat.empty() ? ir::Expr(1) : key_at(keys, declared.repeat);
    if (field.count == ir::Expr(0)) continue;
    field.width = width_of(declared.width, keys);
    const bool derived = declared.width.kind == spec::Width::Kind::index ||
                         declared.width.kind == spec::Width::Kind::count;
    if (derived) {
      field.width = module.localparam(
          prefix + capitalised(declared.name) + "Width", field.width,
          "Width of " + declared.name + " in " + stream.name + "'s payload, bits");
    }
    field.offset =
        module.localparam(prefix + capitalised(declared.name) + "Offset", end,
                          "First bit of " + declared.name + " in " + stream.name + "'s payload");
    end = field.offset + field.count * field.width;
    fields_.emplace(declared.name, field);
  }
  data_width_ =
      module.localparam(prefix + "DataWidth", end, "Width of " + stream.name + "'s payload, bits");
}

const Fields::Field& Fields::at(std::string_view field) const {
  const auto found = fields_.find(field);
  if (found == fields_.end()) throw std::out_of_range("no field '" + std::string(field) + "'");
  return found->second;
}

ir::Expr Fields::width(std::string_view field) const { return at(field).width; }

ir::Value Fields::all(const ir::Value& data, std::string_view field) const {
  return data.slice(at(field).offset, at(field).count * at(field).width);
}

ir::Value Fields::element(const ir::Value& data, std::string_view field,
                          const ir::Expr& index) const {
  return elements(data, field, index, 1);
}

ir::Value Fields::elements(const ir::Value& data, std::string_view field, const ir::Expr& first,
                           const ir::Expr& count) const {
  return data.slice(at(field).offset + first * at(field).width, count * at(field).width);
}

}  // namespace denim::generators
