// Tables as comma-separated text (RFC 4180): a line of names, then lines of as many fields. A field
// may stand in double quotes, "" is a quote in it; blanks around a field are not part of it. As
// spreadsheets and scripts write them: the separator is the first ',', ';' or tab of the names;
// lines that begin with '#', or have nothing in any field, are left out; empty fields at the end of
// a line that no name stands above are none.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace denim::cli {

struct CsvField {
  std::string text;
  std::size_t line = 0;  // where it begins, counted from 1; the column in bytes
  std::size_t column = 0;
};

struct Csv {
  std::string path;
  std::vector<CsvField> names;                 // at least one
  std::vector<std::vector<CsvField>> records;  // each with a field a name

  // Throws tensor::FileError at the field's place.
  [[noreturn]] void refuse(const CsvField& field, std::string_view message) const;
};

// Throws tensor::FileError with line and column: no file, no line of names, a name twice, a line
// with more or fewer fields than names, a quote that is never closed or goes on behind its end,
// bytes that are no UTF-8.
Csv read_csv(const std::filesystem::path& path);

}  // namespace denim::cli
