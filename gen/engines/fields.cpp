#include "gen/engines/fields.hpp"

#include <algorithm>
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

// Fields side by side of as many elements are one product: "Segments * (AEndWidth + 2)".
ir::Expr payload_width(const std::vector<std::pair<ir::Expr, ir::Expr>>& counts_and_widths) {
  ir::Expr sum;
  for (auto field = counts_and_widths.begin(); field != counts_and_widths.end();) {
    const ir::Expr count = field->first;
    ir::Expr widths;
    for (; field != counts_and_widths.end() && field->first == count; ++field)
      widths += field->second;
    sum += count * widths;
  }
  return sum;
}

}  // namespace

Fields::Fields(ir::Module& module, const spec::StreamDeclaration& stream, const Keys& keys)
    : stream_(stream.name), is_sink_(stream.sink) {
  const std::string prefix = capitalised(stream.name);
  std::vector<std::pair<ir::Expr, ir::Expr>> sizes;
  for (const spec::FieldDeclaration& declared : stream.fields) {
    Field field{declared.name, declared.meaning, 0, 1, !declared.repeat.empty()};
    if (field.is_repeated) field.count = key_at(keys, declared.repeat);
    if (field.count == ir::Expr(0)) continue;
    field.width = width_of(declared.width, keys);
    const bool derived = declared.width.kind == spec::Width::Kind::index ||
                         declared.width.kind == spec::Width::Kind::count;
    if (derived) {
      field.width = module.localparam(
          prefix + capitalised(declared.name) + "Width", field.width,
          "Width of " + declared.name + " in a beat of " + stream.name + ", bits");
    }
    sizes.emplace_back(field.count, field.width);
    fields_.push_back(std::move(field));
  }
  data_width_ = module.localparam(prefix + "DataWidth", payload_width(sizes),
                                  "Width of a beat of " + stream.name + ", bits");
}

void Fields::connect(ir::Scope& body, const ir::Value& data) {
  if (fields_.size() == 1) {
    fields_.front().net = data;
    return;
  }
  std::vector<ir::Value> nets;  // most significant first
  for (Field& field : fields_) {
    field.net = body.net(stream_ + "_" + field.name, field.count * field.width);
    nets.insert(nets.begin(), *field.net);
  }
  if (is_sink_) {
    body.assign(ir::concatenate(std::move(nets)), data);
  } else {
    body.assign(data, ir::concatenate(std::move(nets)));
  }
}

const Fields::Field* Fields::find(std::string_view field) const {
  const auto found = std::ranges::find(fields_, field, &Field::name);
  return found == fields_.end() ? nullptr : &*found;
}

const Fields::Field& Fields::at(std::string_view field) const {
  const Field* found = find(field);
  if (!found) throw std::out_of_range("no field '" + std::string(field) + "'");
  return *found;
}

ir::Value Fields::element(std::string_view field, const ir::Expr& index) const {
  return all(field).element(index, at(field).width);
}

}  // namespace denim::generators
