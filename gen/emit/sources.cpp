// What a bundle was made of: <name>.f, the list of its RTL for tools that take -f, and <name>.toml,
// its spec.
#include "gen/emit/bundle_file.hpp"

namespace denim::emit {

namespace {

// One path a line, relative to the list, packages first.
const RegisterBundleFile file_list("{}.f", [](const Contents& contents) {
  return provenance(contents.spec, "// ") + source_lines(contents, "");
});

const RegisterBundleFile own_spec("{}.toml", [](const Contents& contents) {
  return provenance(contents.spec, "# ") + contents.spec.canonical();
});

}  // namespace

}  // namespace denim::emit
