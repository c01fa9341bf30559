// The files of a bundle beside its modules. Each has a writer that registers itself by a static
// object in the file that defines it: to add a file of a bundle, add a file here and touch no
// other.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"

namespace denim::emit {

// A module around the engine, in Verilog-2001.
struct Top {
  std::string name;  // "axis"
  std::string meaning;
  const ir::Module* module = nullptr;
};

// What a writer may tell of.
struct Contents {
  const spec::Spec& spec;
  const ir::Module& engine;
  std::vector<Top> tops;
  std::vector<std::string> sources;  // of the RTL, in the order in which tools want them
  std::vector<std::string> files;    // all of the bundle but manifest.json, sorted

  const Top& top(std::string_view name) const;  // throws std::out_of_range
};

struct BundleFile {
  std::string path;  // in the bundle; "{}" stands for the name of the engine's module
  std::function<std::string(const Contents&)> write;

  std::string path_in(const Contents& contents) const;
};

// All that are registered, sorted by path.
std::vector<BundleFile> bundle_files();

struct RegisterBundleFile {
  RegisterBundleFile(std::string path, std::function<std::string(const Contents&)> write);
};

// Files of which the spec alone says what they are and how many: path in the bundle → text.
using WriteBundleFiles = std::function<std::map<std::string, std::string>(const spec::Spec&)>;

// All that are registered, in any order.
const std::vector<WriteBundleFiles>& bundle_files_of_specs();

// May stand in a folder above, which knows what gen does not, such as a compiler.
struct RegisterBundleFiles {
  explicit RegisterBundleFiles(WriteBundleFiles write);
};

// The comment lines that begin every emitted file: generator, version, spec hash and the command
// that remakes it. `comment` begins each line: "// ", "# ", or nothing.
std::string provenance(const spec::Spec& spec, std::string_view comment);
// The command, "denim gen ./demm_2_8_4.toml".
std::string remake_command(const spec::Spec& spec);

// The sources with a margin in front, "  - rtl/denim_pkg.sv", those only whose names end so.
std::string source_lines(const Contents& contents, std::string_view margin,
                         std::string_view ending = "");

}  // namespace denim::emit
