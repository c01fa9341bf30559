// From a spec to the folder that a user takes away: engine → checks → files.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"

namespace denim::bundle {

struct Bundle {
  std::string name;     // of the spec
  std::string top;      // the SystemVerilog engine
  std::string folder;   // "<name>-<spec hash>", its usual name
  std::string content;  // "<name>-<hash of all files>", another for other bytes
  std::map<std::string, std::string> files;  // path in the bundle → text, manifest.json among them
};

// Generates and checks; the same spec gives the same bytes. Throws SpecError for a name that is a
// keyword, and std::logic_error for a design that is not sound, a defect of the generator.
Bundle generate(const spec::Spec& spec);

// The same in two steps, for who changes the design in between. The first takes the spec's engine
// and does not check; the second checks. `leaf_texts` has the texts of leaves by file name,
// "denim_ram.sv", where they are not those of the project.
ir::Design design(const spec::Spec& spec);
Bundle generate(const spec::Spec& spec, ir::Design design,
                const std::map<std::string, std::string>& leaf_texts = {});

// Writes the bundle as `folder`, whole or not at all; nothing happens where it is there already,
// byte by byte. Throws FolderError (gen/bundle/folder.hpp) for a folder that may not be replaced.
void write(const Bundle& bundle, const std::filesystem::path& folder);

}  // namespace denim::bundle
