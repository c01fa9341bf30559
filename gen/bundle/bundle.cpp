#include "gen/bundle/bundle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <vector>

#include "denim_embedded.hpp"
#include "gen/bundle/folder.hpp"
#include "gen/emit/bundle_files.hpp"
#include "gen/emit/gtkwave.hpp"
#include "gen/emit/prefix.hpp"
#include "gen/emit/ram_style.hpp"
#include "gen/emit/sv_writer.hpp"
#include "gen/engines/engine.hpp"

namespace denim::bundle {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view package_file = "rtl/common/denim_pkg.sv";

std::string_view embedded_text(std::string_view path) {
  for (const embedded::File& file : embedded::files()) {
    if (file.path == path) return file.text;
  }
  throw std::logic_error(fmt::format("leaf file '{}' is not embedded", path));
}

std::string in_bundle(const spec::Spec& spec, std::string_view module) {
  return fmt::format("rtl/{}{}.sv", spec.prefix(), module);
}

std::optional<std::string> read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The folder is that bundle, byte by byte, and nothing else.
bool holds(const fs::path& folder, const Bundle& bundle) {
  const auto same = [&](const auto& file) { return read(folder / file.first) == file.second; };
  if (!same(*bundle.files.find("manifest.json")) || !std::ranges::all_of(bundle.files, same)) {
    return false;
  }
  std::size_t found = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) found += !entry.is_directory();
  return found == bundle.files.size();
}

}  // namespace

ir::Design design(const spec::Spec& spec) {
  if (!ir::is_identifier(spec.top_name())) {
    throw spec::SpecError(
        fmt::format("{} is \"{}\", a keyword of SystemVerilog; the top module needs another name",
                    spec.prefix().empty() ? "name" : "prefix and name", spec.top_name()));
  }
  ir::Design design;
  generators::find_generator(spec.engine().name)(spec, design);
  return design;
}

Bundle generate(const spec::Spec& spec) { return generate(spec, design(spec)); }

Bundle generate(const spec::Spec& spec, ir::Design design,
                const std::map<std::string, std::string>& leaf_texts) {
  ir::check(design);
  const ir::Module& top = design.top();

  Bundle bundle;
  bundle.name = spec.name();
  bundle.top = top.name;
  bundle.folder = fmt::format("{}-{}", spec.name(), spec.hash());
  // Sources in the order in which tools want them: the package, leaves, emitted modules, wrapper.
  std::vector<std::string> sources;
  const auto add_source = [&](const std::string& path, const std::string& text) {
    sources.push_back(path);
    bundle.files[path] = emit::with_prefix(text, spec.prefix());
  };
  const auto file_text = [&](std::string_view path) {
    const auto other = leaf_texts.find(fs::path(path).filename().string());
    return other == leaf_texts.end() ? std::string(embedded_text(path)) : other->second;
  };
  add_source(in_bundle(spec, "denim_pkg"), file_text(package_file));
  for (const ir::Leaf* leaf : design.leaves())
    add_source(in_bundle(spec, leaf->name), emit::leaf_text(*leaf, file_text(leaf->file)));
  for (const ir::Module& module : design.modules()) {
    add_source(fmt::format("rtl/{}.sv", module.name),
               emit::write_module(module, emit::provenance(spec, "")));
  }
  add_source(fmt::format("rtl/{}.v", emit::wrapper_name(top)), emit::write_wrapper(top, spec));

  const std::string file_list = top.name + ".f";
  bundle.files[file_list] = emit::write_file_list(spec, sources);
  bundle.files[top.name + "_params.hpp"] = emit::write_params(top, spec);
  bundle.files[top.name + ".gtkw"] = emit::write_gtkwave(spec);
  bundle.files[top.name + ".toml"] = emit::provenance(spec, "# ") + spec.canonical();

  std::vector<std::string> names{"README.md"};
  for (const auto& [path, text] : bundle.files) names.push_back(path);
  std::ranges::sort(names);
  bundle.files["README.md"] = emit::write_readme(top, spec, names);

  const auto hash = [&] {
    std::uint64_t result = spec::fnv1a("");
    for (const auto& [path, text] : bundle.files) {
      result = spec::fnv1a(text, spec::fnv1a(fmt::format("{}:{}:", path, text.size()), result));
    }
    return result;
  };
  bundle.files["manifest.json"] =
      emit::write_manifest(top, spec, names, file_list, fmt::format("{:016x}", hash()));
  bundle.content = fmt::format("{}-{:012x}", spec.name(), hash() & 0xffffffffffffU);
  return bundle;
}

void write(const Bundle& bundle, const fs::path& folder) {
  const auto holds_it = [&] {
    std::error_code none;
    return fs::is_directory(folder, none) && holds(folder, bundle);
  };
  if (holds_it()) return;
  try {
    NewFolder fresh(folder, "bundle");
    for (const auto& [path, text] : bundle.files) fresh.write(path, text);
    fresh.commit();
  } catch (const FolderError&) {
    if (!holds_it()) throw;  // otherwise another process has just written the same
  }
}

}  // namespace denim::bundle
