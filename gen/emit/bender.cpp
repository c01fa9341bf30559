// Bender.yml, the manifest of Bender.
#include <fmt/format.h>

#include "gen/emit/bundle_file.hpp"

namespace denim::emit {

namespace {

const RegisterBundleFile bender("Bender.yml", [](const Contents& contents) {
  return fmt::format("{}package:\n  name: {}\n\nsources:\n{}", provenance(contents.spec, "# "),
                     contents.engine.name, source_lines(contents, "  - "));
});

}  // namespace

}  // namespace denim::emit
