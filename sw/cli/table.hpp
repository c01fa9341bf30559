// A table that is printed and written as Markdown from the same cells.
#pragma once

#include <string>
#include <vector>

namespace denim::cli {

struct Table {
  enum class Align { left, right };
  struct Column {
    std::string head;
    Align align = Align::right;
  };

  std::string title;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  // each with a cell a column
  std::vector<std::string> notes;              // below the table, a line each

  // Columns as wide as their widest cell, two blanks between them; every line ends with '\n'.
  std::string to_text() const;
  // A GitHub table under the title as a heading; what Markdown would take for its own is escaped.
  std::string to_markdown() const;
};

// Characters, not bytes, of UTF-8 text.
std::size_t width_of(const std::string& text);

}  // namespace denim::cli
