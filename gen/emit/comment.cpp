#include "gen/emit/comment.hpp"

#include <algorithm>

namespace denim::emit {

std::vector<std::string> wrapped(const std::string& paragraph, std::size_t width) {
  std::vector<std::string> lines;
  std::string rest = paragraph;
  while (rest.size() > width) {
    std::size_t blank = rest.rfind(' ', width);
    if (blank == std::string::npos || blank == 0) blank = rest.find(' ', width);
    if (blank == std::string::npos) break;
    lines.push_back(rest.substr(0, blank));
    rest.erase(0, blank + 1);
  }
  lines.push_back(rest);
  return lines;
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string comment_lines(const std::string& comment, int indent, std::string_view mark) {
  const std::string begin = std::string(static_cast<std::size_t>(indent), ' ') + std::string(mark);
  std::string lines;
  for (const std::string& paragraph : split_lines(comment)) {
    for (const std::string& line : wrapped(paragraph, kLineWidth - begin.size() - 1))
      lines += begin + (line.empty() ? "" : " " + line) + "\n";
  }
  return lines;
}

std::string with_comment(const std::string& declaration, const std::string& comment, int indent,
                         std::string_view mark) {
  const bool fits = declaration.find('\n') == std::string::npos && !comment.empty() &&
                    declaration.size() + 3 + mark.size() + comment.size() <= kLineWidth;
  if (fits) return declaration + "  " + std::string(mark) + " " + comment + "\n";
  return comment_lines(comment, indent, mark) + declaration + "\n";
}

}  // namespace denim::emit
