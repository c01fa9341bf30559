#include "gen/emit/registers.hpp"

#include <fmt/format.h>

#include <cctype>

namespace denim::emit {

std::string upper_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string accesses_text(const spec::RegisterDeclaration& one) {
  std::string text;
  for (const spec::RegisterField& field : one.fields) {
    const std::string access(spec::access_text(field.access));
    if (text.find(access) == std::string::npos) text += (text.empty() ? "" : ", ") + access;
  }
  return text;
}

std::string bits_text(const spec::RegisterField& field) {
  return field.width == 1 ? fmt::format("[{}]", field.low)
                          : fmt::format("[{}:{}]", field.low + field.width - 1, field.low);
}

}  // namespace denim::emit
