#include "gen/emit/ram_style.hpp"

#include <filesystem>
#include <stdexcept>

namespace denim::emit {

std::string_view ram_attributes(ir::RamStyle style) {
  switch (style) {
    case ir::RamStyle::block:
      return R"(ram_style = "block", ramstyle = "M20K")";
    case ir::RamStyle::distributed:
      return R"(ram_style = "distributed", ramstyle = "MLAB")";
    default:
      return {};
  }
}

std::string leaf_text(const ir::Leaf& leaf, std::string text) {
  if (leaf.style == ir::RamStyle::automatic) return text;
  const auto replace = [&](const std::string& old, const std::string& by) {
    const std::size_t at = text.find(old);
    if (at == std::string::npos) throw std::logic_error(leaf.file + " has no '" + old + "'");
    text.replace(at, old.size(), by);
  };
  const std::string module = std::filesystem::path(leaf.file).stem().string();
  replace("module " + module + " ", "module " + leaf.name + " ");
  replace("(* no_rw_check *) ",
          "(* no_rw_check, " + std::string(ram_attributes(leaf.style)) + " *)\n  ");
  return text;
}

}  // namespace denim::emit
