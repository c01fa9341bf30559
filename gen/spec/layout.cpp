#include "gen/spec/layout.hpp"

#include <bit>
#include <stdexcept>

namespace denim::spec {

unsigned index_width(std::uint64_t count) {
  return count > 1 ? static_cast<unsigned>(std::bit_width(count - 1)) : 1;
}

const Field* Layout::find(std::string_view name) const {
  for (const Field& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

const Field* Layout::holding(Holds holds) const {
  for (const Field& field : fields) {
    if (field.holds == holds) return &field;
  }
  return nullptr;
}

const Field& Layout::field(std::string_view name) const {
  if (const Field* found = find(name)) return *found;
  throw std::out_of_range("stream '" + stream + "' has no field '" + std::string(name) + "'");
}

Layout layout(const Spec& spec, std::string_view stream) {
  Layout result;
  result.stream = std::string(stream);
  for (const FieldDeclaration& declared : spec.engine().stream(stream).fields) {
    Field field;
    field.name = declared.name;
    field.offset = result.width;
    field.width = static_cast<unsigned>(declared.width.evaluate(spec));
    field.count = declared.repeat.empty() ? 1 : static_cast<unsigned>(spec.number(declared.repeat));
    if (field.count == 0) continue;
    field.meaning = declared.meaning;
    field.holds = declared.holds;
    result.width += field.width * field.count;
    result.fields.push_back(std::move(field));
  }
  return result;
}

unsigned value_width(const Spec& spec, Carries carries) {
  for (const StreamDeclaration& stream : spec.engine().streams) {
    if (stream.carries != carries) continue;
    const Layout found = layout(spec, stream.name);
    if (const Field* values = found.holding(Holds::values)) return values->width;
  }
  throw std::out_of_range("engine '" + spec.engine().name + "' has no such values");
}

}  // namespace denim::spec
