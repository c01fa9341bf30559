#include "sw/cli/table.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace denim::cli {

namespace {

// What Markdown would take for its own; an underscore within a word is none of that.
std::string escaped(const std::string& text) {
  const auto is_word = [&](std::size_t i) {
    return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0;
  };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool special =
        text[i] == '_' ? !(is_word(i - 1) && is_word(i + 1))
                       : std::string_view("\\`*[]<>|#~&").find(text[i]) != std::string_view::npos;
    if (special) result += '\\';
    result += text[i];
  }
  return result;
}

}  // namespace

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string Table::to_text() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    widths.push_back(width_of(columns[i].head));
    for (const auto& row : rows) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text = title + "\n";
  const auto add_line = [&](auto&& cell) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string& content = cell(i);
      const std::string padding(widths[i] - width_of(content), ' ');
      const bool left = columns[i].align == Align::left;
      line += (i == 0 ? "" : "  ") + (left ? content + padding : padding + content);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  add_line([&](std::size_t i) -> const std::string& { return columns[i].head; });
  for (const auto& row : rows) {
    add_line([&](std::size_t i) -> const std::string& { return row[i]; });
  }
  for (const std::string& note : notes) text += note + "\n";
  return text;
}

std::string Table::to_markdown() const {
  std::string text = "## " + escaped(title) + "\n\n|";
  for (const Column& column : columns) text += " " + escaped(column.head) + " |";
  text += "\n|";
  for (const Column& column : columns) text += column.align == Align::left ? " --- |" : " ---: |";
  for (const auto& row : rows) {
    text += "\n|";
    for (const std::string& cell : row) text += " " + escaped(cell) + " |";
  }
  text += "\n";
  for (const std::string& note : notes) text += "\n" + escaped(note) + "\n";
  return text;
}

}  // namespace denim::cli
