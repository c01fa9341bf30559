// What a bench tells: printed as it comes, and kept as Markdown and JSON. A limit that is missed is
// marked where it stands, told again at the end, and makes the status 1.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/bench/support/section.hpp"

namespace denim::bench {

using Json = nlohmann::ordered_json;

// Cells are text; the first `left` columns are aligned to the left, all others to the right.
struct Table {
  std::vector<std::string> titles;
  std::size_t left = 1;
  std::vector<std::vector<std::string>> rows = {};

  void add(std::vector<std::string> cells) {
    if (cells.size() != titles.size()) throw std::logic_error("a table row of another width");
    rows.push_back(std::move(cells));
  }
};

// Where the outputs go; empty: nowhere.
struct Outputs {
  std::filesystem::path markdown, json;
};

class Report {
 public:
  explicit Report(const std::string& title) {
    emit(fmt::format("{}\n", title));
    markdown_ = fmt::format("# {}\n", title);
    json_["title"] = title;
  }

  void section(const std::string& title) {
    emit(fmt::format("\n== {}\n", title));
    markdown_ += fmt::format("\n## {}\n", title);
  }

  void paragraph(const std::string& text) {
    emit(text + "\n");
    markdown_ += "\n" + text + "\n";
  }

  void table(const Table& table) {
    emit(to_text(table));
    markdown_ += "\n" + to_markdown(table);
  }

  // A cell, marked if its limit is missed; `what` then says which limit of what.
  std::string cell(const std::string& text, bool holds, const std::string& what) {
    limit(holds, what);
    return holds ? text : text + " !";
  }
  void limit(bool holds, const std::string& what) {
    ++limits_;
    if (!holds) missed_.push_back(what);
  }

  Json& json() { return json_; }
  const std::string& markdown() const { return markdown_; }

  // Tells the limits, writes the files, returns the status. Throws std::runtime_error for a file
  // that cannot be written.
  int finish(const Outputs& outputs) {
    section("Limits");
    std::string list;
    for (const std::string& what : missed_) list += "- missed: " + what + "\n";
    list += fmt::format("- {} limits checked, {} missed", limits_, missed_.size());
    paragraph(list);
    json_["limits"] = {{"checked", limits_}, {"missed", missed_}};
    // What other benches keep on that page stays.
    write(outputs.markdown, markdown_ + sections_of(whole_file(outputs.markdown)));
    write(outputs.json, json_.dump(2) + "\n");
    return missed_.empty() ? 0 : 1;
  }

 private:
  static void emit(const std::string& text) {
    fmt::print("{}", text);
    std::fflush(stdout);
  }

  // Columns on a screen: our texts have no wide or combining characters.
  static std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
  }

  // The end of a long name tells more than its beginning.
  static std::string shortened(const std::string& text) {
    constexpr std::size_t longest = 44;
    return text.size() <= longest ? text : "…" + text.substr(text.size() - longest + 1);
  }

  static std::string to_text(const Table& table) {
    std::vector<std::size_t> widths;
    for (const std::string& title : table.titles) widths.push_back(width(title));
    for (const auto& row : table.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        widths[i] = std::max(widths[i], width(shortened(row[i])));
      }
    }
    std::string text;
    const auto line = [&](const std::vector<std::string>& cells) {
      std::string result;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string shown = shortened(cells[i]);
        const std::string space(widths[i] - width(shown), ' ');
        result += i < table.left ? shown + space : space + shown;
        result += "  ";
      }
      result.erase(result.find_last_not_of(' ') + 1);
      text += result + "\n";
    };
    line(table.titles);
    for (const auto& row : table.rows) line(row);
    return text;
  }

  static std::string to_markdown(const Table& table) {
    std::string text;
    const auto line = [&](const std::vector<std::string>& cells) {
      for (const std::string& cell : cells) text += "| " + cell + " ";
      text += "|\n";
    };
    line(table.titles);
    for (std::size_t i = 0; i < table.titles.size(); ++i) text += i < table.left ? "|---" : "|--:";
    text += "|\n";
    for (const auto& row : table.rows) line(row);
    return text;
  }

  static void write(const std::filesystem::path& path, const std::string& text) {
    if (path.empty()) return;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw std::runtime_error(fmt::format("cannot write {}", path.string()));
    emit(fmt::format("written: {}\n", path.string()));
  }

  std::string markdown_;
  Json json_;
  std::size_t limits_ = 0;
  std::vector<std::string> missed_;
};

// 1234567 → "1 234 567".
inline std::string grouped(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ' ');
  return text;
}

}  // namespace denim::bench
