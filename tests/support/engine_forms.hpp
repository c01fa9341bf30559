// The forms of every engine, as presets with overrides: what the tests run through tools and
// simulators. An engine's table is tests/support/<engine>_forms.hpp.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "tests/support/demm_forms.hpp"
#include "tests/support/nm_array_forms.hpp"
#include "tests/support/outer_forms.hpp"

namespace denim::test {

struct EngineForm {
  std::string preset;
  std::vector<std::string> overrides;

  spec::Spec spec() const { return spec::Spec::load(preset, overrides); }
};

inline std::ostream& operator<<(std::ostream& out, const EngineForm& form) {
  out << form.preset;
  for (const std::string& key_value : form.overrides) out << " --set " << key_value;
  return out;
}

inline std::vector<EngineForm> engine_forms() {
  std::vector<EngineForm> forms;
  for (const DemmForm& form : demm_forms) forms.push_back({"demm_4_16_8", form.overrides()});
  for (const NmArrayForm& form : nm_array_forms) forms.push_back({"stc_2_4_64", form.overrides()});
  for (const OuterForm& form : outer_forms) forms.push_back({"outer_2_4_8", form.overrides()});
  return forms;
}

}  // namespace denim::test
