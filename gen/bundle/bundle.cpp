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
#include "gen/emit/bundle_file.hpp"
#include "gen/emit/manifest.hpp"
#include "gen/emit/prefix.hpp"
#include "gen/emit/ram_style.hpp"
#include "gen/emit/sv_writer.hpp"
#include "gen/engines/engine.hpp"
#include "gen/wrap/tops.hpp"

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
  const ir::Module& top = design.top();
  emit::Contents contents{spec, top, {}, {}, {}};
  for (const wrap::Top& added : wrap::add_tops(spec, design))
    contents.tops.push_back({added.name, added.meaning, added.module});
  ir::check(design);

  Bundle bundle;
  bundle.name = spec.name();
  bundle.top = top.name;
  bundle.folder = fmt::format("{}-{}", spec.name(), spec.hash());
  // Sources in the order in which tools want them: the package, leaves, emitted modules, tops.
  const auto add_source = [&](const std::string& path, const std::string& text) {
    contents.sources.push_back(path);
    bundle.files[path] = emit::with_prefix(text, spec.prefix());
  };
  const auto file_text = [&](std::string_view path) {
    const auto other = leaf_texts.find(fs::path(path).filename().string());
    return other == leaf_texts.end() ? std::string(embedded_text(path)) : other->second;
  };
  add_source(in_bundle(spec, "denim_pkg"), file_text(package_file));
  for (const ir::Leaf* leaf : design.leaves())
    add_source(in_bundle(spec, leaf->name), emit::leaf_text(*leaf, file_text(leaf->file)));
  const std::string header = emit::provenance(spec, "");
  for (const ir::Module& module : design.modules()) {
    const bool is_top =
        std::ranges::find(contents.tops, &module, &emit::Top::module) != contents.tops.end();
    add_source(
        fmt::format("rtl/{}.{}", module.name, is_top ? "v" : "sv"),
        emit::write_module(module, header,
                           is_top ? emit::Language::verilog_2001 : emit::Language::systemverilog));
  }
  for (const emit::WriteBundleFiles& files : emit::bundle_files_of_specs())
    bundle.files.merge(files(spec));
  for (const auto& [path, text] : bundle.files) contents.files.push_back(path);
  const std::vector<emit::BundleFile> others = emit::bundle_files();
  for (const emit::BundleFile& file : others) contents.files.push_back(file.path_in(contents));
  std::ranges::sort(contents.files);
  for (const emit::BundleFile& file : others)
    bundle.files[file.path_in(contents)] = file.write(contents);

  const auto hash = [&] {
    std::uint64_t result = spec::fnv1a("");
    for (const auto& [path, text] : bundle.files) {
      result = spec::fnv1a(text, spec::fnv1a(fmt::format("{}:{}:", path, text.size()), result));
    }
    return result;
  };
  bundle.files["manifest.json"] = emit::write_manifest(contents, fmt::format("{:016x}", hash()));
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
