#include "sw/cli/csv.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sw/cli/output.hpp"
#include "sw/tensor/error.hpp"
#include "sw/tensor/file.hpp"

namespace denim::cli {

namespace {

// Walks over one line after the other. A quoted field ends on its line.
class Reader {
 public:
  Reader(std::string_view text, const std::string& path)
      : text_(tensor::without_mark(text, path)), path_(path) {}

  // The fields of the next line that has any; none at the end of the file.
  std::vector<CsvField> record() {
    while (!text_.empty()) {
      ++line_number_;
      const std::size_t end = std::min(text_.find('\n'), text_.size());
      line_ = text_.substr(0, end);
      text_.remove_prefix(std::min(end + 1, text_.size()));
      if (line_.ends_with('\r')) line_.remove_suffix(1);
      if (const auto at = not_utf8(line_)) fail(*at, "this is no UTF-8; save the file as UTF-8");
      const std::size_t begin = line_.find_first_not_of(" \t");
      if (begin == std::string_view::npos || line_[begin] == '#') continue;
      if (separator_ == none) separator_ = find_separator();
      std::vector<CsvField> result = fields();
      if (!std::ranges::all_of(result, &std::string::empty, &CsvField::text)) return result;
    }
    return {};
  }

  [[noreturn]] void fail(std::size_t at, std::string_view message) const {
    throw tensor::FileError(path_, line_number_, at + 1, message);
  }

 private:
  // The first of the line that is in no quotes.
  char find_separator() const {
    bool in_quotes = false;
    for (const char c : line_) {
      in_quotes ^= c == '"';
      if (!in_quotes && (c == ',' || c == ';' || c == '\t')) return c;
    }
    return ',';
  }

  std::vector<CsvField> fields() {
    std::vector<CsvField> result;
    at_ = 0;
    for (;;) {
      skip_blanks();
      const std::size_t begin = at_;
      std::string content = at_ < line_.size() && line_[at_] == '"' ? quoted() : plain();
      result.push_back({std::move(content), line_number_, begin + 1});
      if (at_ == line_.size()) return result;
      ++at_;  // the separator
    }
  }

  std::string plain() {
    const std::size_t begin = at_;
    at_ = std::min(line_.find(separator_, at_), line_.size());
    const std::string_view field = line_.substr(begin, at_ - begin);
    return std::string(field.substr(0, field.find_last_not_of(" \t") + 1));
  }

  std::string quoted() {
    const std::size_t begin = at_++;
    std::string content;
    for (;; ++at_) {
      if (at_ == line_.size()) fail(begin, "the quote is not closed on its line; add '\"'");
      if (line_[at_] == '"') {
        if (at_ + 1 == line_.size() || line_[at_ + 1] != '"') break;
        ++at_;
      }
      content += line_[at_];
    }
    ++at_;
    skip_blanks();
    if (at_ != line_.size() && line_[at_] != separator_) {
      fail(at_, fmt::format("the field goes on behind its quotes; '{}' or the end of the line must "
                            "follow, and a quote in quotes is written \"\"",
                            separator_));
    }
    return content;
  }

  void skip_blanks() {
    while (at_ < line_.size() && line_[at_] != separator_ &&
           (line_[at_] == ' ' || line_[at_] == '\t')) {
      ++at_;
    }
  }

  std::string_view text_;  // that is left
  std::string_view line_;
  static constexpr char none = 0;
  char separator_ = none;  // known from the first line on
  std::size_t line_number_ = 0;
  std::size_t at_ = 0;  // in the line
  const std::string& path_;
};

}  // namespace

void Csv::refuse(const CsvField& field, std::string_view message) const {
  throw tensor::FileError(path, field.line, field.column, message);
}

Csv read_csv(const std::filesystem::path& path) {
  const std::string text = tensor::read_file(path);
  Csv csv{tensor::input_name(path), {}, {}};
  Reader reader(text, csv.path);
  csv.names = reader.record();
  if (csv.names.empty()) {
    throw tensor::FileError(csv.path, "is empty; its first line must name the columns");
  }
  while (csv.names.back().text.empty()) csv.names.pop_back();
  for (std::size_t i = 0; i < csv.names.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (csv.names[i].text == csv.names[j].text) {
        csv.refuse(csv.names[i],
                   fmt::format("'{}' names a second column; each needs a name of its own",
                               csv.names[i].text));
      }
    }
  }
  for (std::vector<CsvField> record = reader.record(); !record.empty(); record = reader.record()) {
    while (record.size() > csv.names.size() && record.back().text.empty()) record.pop_back();
    if (record.size() != csv.names.size()) {
      const CsvField& where = record[std::min(record.size() - 1, csv.names.size())];
      csv.refuse(where,
                 fmt::format("the line has {} field{} and the first line names {}; give one "
                             "for each",
                             record.size(), record.size() == 1 ? "" : "s", csv.names.size()));
    }
    csv.records.push_back(std::move(record));
  }
  return csv;
}

}  // namespace denim::cli
