#include "sw/synth/hierarchy.hpp"

namespace denim::synth {

Hierarchy::Hierarchy(const ir::Design& design) {
  for (const ir::Module& module : design.modules()) collect(module.body, "", modules_[module.name]);
}

void Hierarchy::collect(const ir::Scope& scope, const std::string& around,
                        std::map<std::string, std::string>& instances) {
  for (const ir::Instance& one : scope.instances()) instances[around + one.name] = one.of->name;
  for (const ir::Loop& loop : scope.loops())
    collect(loop.body, around + loop.label + ".", instances);
  for (const ir::FirstTurn& turn : scope.first_turns()) {
    collect(turn.first, around + "gen_first.", instances);
    collect(turn.next, around + "gen_next.", instances);
  }
}

Place Hierarchy::place(const std::string& path, const std::string& top) const {
  Place place{"", top, path};
  std::string scopes;  // since the last instance, without turns
  std::size_t begin = 0;
  for (std::size_t end = path.find('.'); end != std::string::npos; end = path.find('.', begin)) {
    const std::string part = path.substr(begin, end - begin);
    scopes += part.substr(0, part.find('['));
    begin = end + 1;
    const auto module = modules_.find(place.module);
    if (module == modules_.end()) break;
    const auto instance = module->second.find(scopes);
    if (instance == module->second.end()) {
      scopes += ".";
      continue;
    }
    place = {path.substr(0, end), instance->second, path.substr(begin)};
    scopes.clear();
  }
  return place;
}

}  // namespace denim::synth
