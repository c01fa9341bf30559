#include "gen/engines/engine.hpp"

#include <map>
#include <stdexcept>

namespace denim::generators {

namespace {
std::map<std::string, Generate, std::less<>>& registry() {
  static std::map<std::string, Generate, std::less<>> all;
  return all;
}
}  // namespace

const Generate& find_generator(std::string_view engine) {
  const auto found = registry().find(engine);
  if (found == registry().end()) {
    throw std::out_of_range("engine '" + std::string(engine) + "' has no generator");
  }
  return found->second;
}

void add_generator(const std::string& engine, Generate generate) {
  registry().emplace(engine, std::move(generate));
}

}  // namespace denim::generators
