// The files of a bundle beside its SystemVerilog: wrapper, C++ constants, manifest, README, file
// list. Everything they say comes from the IR's ports and the engine's tables.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"

namespace denim::emit {

// The comment lines that begin every emitted file: generator, version, spec hash and the command
// that remakes it. `comment` begins each line: "// ", "# ", or nothing.
std::string provenance(const spec::Spec& spec, std::string_view comment);

// Verilog-2001 module <top>_wrapper: the ports of `top` with literal ranges at the spec's values,
// for flows whose top cannot be SystemVerilog.
std::string wrapper_name(const ir::Module& top);
std::string write_wrapper(const ir::Module& top, const spec::Spec& spec);

// C++ constants: the spec's keys, and offset, width and count of every field.
std::string write_params(const ir::Module& top, const spec::Spec& spec);

// The README.md of the bundle: ports, every payload bit of every stream, error bits, use.
std::string write_readme(const ir::Module& top, const spec::Spec& spec,
                         std::span<const std::string> files);

// manifest.json; `files` are all others, `bundle_hash` is over their names and texts.
std::string write_manifest(const ir::Module& top, const spec::Spec& spec,
                           std::span<const std::string> files, const std::string& file_list,
                           const std::string& bundle_hash);

// One path a line, relative to the list, packages first: for tools that take -f.
std::string write_file_list(const spec::Spec& spec, std::span<const std::string> sources);

}  // namespace denim::emit
