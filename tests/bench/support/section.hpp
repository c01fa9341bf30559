// A page that several benches write, each a section of its own between two comments.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace denim::bench {

inline std::string whole_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// `page` with the section of that name as `text`, at the end if it has none.
inline std::string with_section(std::string page, const std::string& name,
                                const std::string& text) {
  const std::string begin = fmt::format("<!-- begin {} -->\n", name);
  const std::string end = fmt::format("<!-- end {} -->\n", name);
  const std::size_t at = page.find(begin);
  if (at == std::string::npos) return page + "\n" + begin + text + end;
  const std::size_t stop = page.find(end, at);
  if (stop == std::string::npos)
    throw std::runtime_error(fmt::format("a page with '{}' and no '{}'", begin, end));
  return page.replace(at, stop + end.size() - at, begin + text + end);
}

// The sections of a page, with their comments.
inline std::string sections_of(const std::string& page) {
  std::string text;
  for (std::size_t at = page.find("<!-- begin "); at != std::string::npos;
       at = page.find("<!-- begin ", at + 1)) {
    const std::size_t end = page.find("<!-- end ", at);
    const std::size_t stop = page.find('\n', end);
    if (end == std::string::npos || stop == std::string::npos) break;
    text += "\n" + page.substr(at, stop + 1 - at);
  }
  return text;
}

// Markdown with its headings one level down.
inline std::string one_level_down(const std::string& markdown) {
  std::string text = "\n" + markdown;
  for (std::size_t at = text.find("\n#"); at != std::string::npos; at = text.find("\n#", at + 2))
    text.insert(at + 1, "#");
  return text.substr(1);
}

inline void replace_section(const std::filesystem::path& file, const std::string& name,
                            const std::string& text) {
  const std::string page = with_section(whole_file(file), name, text);
  std::ofstream stream(file, std::ios::binary);
  stream << page;
  if (!stream.flush()) throw std::runtime_error(fmt::format("cannot write {}", file.string()));
}

}  // namespace denim::bench
