// What every JSON file of Denim says of itself.
#pragma once

#include "denim_version.hpp"

namespace denim::spec {

// Grows where a key of any of the files is renamed, goes, or means something else; CHANGELOG.md
// says what. A new key leaves it.
inline constexpr int json_schema = 1;

// Adds the keys "schema" and "denim_version".
template <class Json>
void add_schema(Json& object) {
  object["schema"] = json_schema;
  object["denim_version"] = DENIM_VERSION;
}

}  // namespace denim::spec
