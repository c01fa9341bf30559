// Tensor files and plain arithmetic for the tests of the command, written from the formats'
// descriptions and on purpose without denim's own code: what is compared must not share a mistake.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace denim::test::cli {

/// A matrix, row by row.
template <class T>
struct Table {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<T> values;

  Table() = default;
  Table(std::size_t r, std::size_t c) : rows(r), cols(c), values(r * c) {}
  T& at(std::size_t r, std::size_t c) { return values.at(r * cols + c); }
  const T& at(std::size_t r, std::size_t c) const { return values.at(r * cols + c); }
  bool operator==(const Table&) const = default;

  template <class To>
  Table<To> as() const {
    Table<To> result(rows, cols);
    std::transform(values.begin(), values.end(), result.values.begin(),
                   [](T value) { return static_cast<To>(value); });
    return result;
  }
};

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// A .npy file with whatever header one wants; `shape` as Python writes it.
inline std::string npy(std::string_view descr, std::string_view shape, std::string_view data,
                       bool fortran = false, int version = 1) {
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", descr,
                                   fortran ? "True" : "False", shape);
  header.append(63 - (header.size() + 12) % 64, ' ');
  header += '\n';
  std::string file = "\x93NUMPY";
  file += static_cast<char>(version);
  file += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) {
    file += static_cast<char>(header.size() >> (8 * i) & 0xff);
  }
  return file + header + std::string(data);
}

template <class T>
constexpr std::string_view descr_of() {
  if constexpr (std::is_same_v<T, std::int8_t>) return "|i1";
  if constexpr (std::is_same_v<T, std::int16_t>) return "<i2";
  if constexpr (std::is_same_v<T, std::int32_t>) return "<i4";
  if constexpr (std::is_same_v<T, std::int64_t>) return "<i8";
  if constexpr (std::is_same_v<T, std::uint16_t>) return "<f2";  // the bits of a float16
  if constexpr (std::is_same_v<T, float>) return "<f4";
  if constexpr (std::is_same_v<T, double>) return "<f8";
}

template <class T>
std::string npy(const Table<T>& table) {
  return npy(descr_of<T>(), fmt::format("({}, {})", table.rows, table.cols),
             bytes_of(table.values));
}

/// The table of a .npy file of exactly this type, rank 2, C order. Throws for any other.
template <class T>
Table<T> read_npy(const std::string& file) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(file.at(at)); };
  const std::size_t begin = 10;
  const std::size_t length = byte(8) + 256u * byte(9);
  const std::string header = file.substr(begin, length);
  Table<T> table;
  const auto shape = header.find("'shape': (");
  const bool right =
      file.starts_with("\x93NUMPY\x01") && (begin + length) % 64 == 0 &&
      header.find(fmt::format("'descr': '{}'", descr_of<T>())) != header.npos &&
      header.find("'fortran_order': False") != header.npos && shape != header.npos &&
      std::sscanf(header.c_str() + shape, "'shape': (%zu, %zu)", &table.rows, &table.cols) == 2;
  if (!right) throw std::runtime_error("no such .npy file: " + header);
  table.values.resize(table.rows * table.cols);
  if (file.size() - begin - length != table.values.size() * sizeof(T)) {
    throw std::runtime_error("a .npy file of another length: " + header);
  }
  std::memcpy(table.values.data(), file.data() + begin + length, file.size() - begin - length);
  return table;
}

/// Small integers, `density` of them not 0, the same for the same seed.
inline Table<std::int32_t> integers(std::size_t rows, std::size_t cols, double density,
                                    std::uint32_t seed, int largest = 127) {
  Table<std::int32_t> table(rows, cols);
  std::uint32_t state = seed * 2654435761u + 12345u;
  const auto draw = [&](std::uint32_t bound) {
    state = state * 1664525u + 1013904223u;
    return static_cast<std::int32_t>((state >> 8) % bound);
  };
  for (std::int32_t& value : table.values) {
    if (draw(1000) >= static_cast<std::int32_t>(density * 1000)) continue;
    value = 1 + draw(static_cast<std::uint32_t>(largest));
    if (draw(2) == 1) value = -value;
  }
  return table;
}

inline Table<std::int32_t> product(const Table<std::int32_t>& a, const Table<std::int32_t>& b) {
  if (a.cols != b.rows) throw std::runtime_error("shapes do not fit");
  Table<std::int32_t> c(a.rows, b.cols);
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < b.cols; ++j)
      for (std::size_t k = 0; k < a.cols; ++k) c.at(i, j) += a.at(i, k) * b.at(k, j);
  return c;
}

/// Symmetric, to 8 bits, half to even.
template <class T>
Table<std::int32_t> quantised(const Table<T>& table) {
  double largest = 0;
  for (const T value : table.values) largest = std::max(largest, std::fabs(double(value)));
  Table<std::int32_t> result(table.rows, table.cols);
  for (std::size_t i = 0; i < table.values.size(); ++i) {
    result.values[i] =
        static_cast<std::int32_t>(std::nearbyint(double(table.values[i]) / (largest / 127)));
  }
  return result;
}

/// What the first term of an n:m series keeps, by the definition: the n largest magnitudes of each
/// block of m elements of a row, of equal ones the first. Moved from `left`.
template <class T>
Table<T> take_term(Table<T>& left, std::size_t n, std::size_t m) {
  Table<T> kept(left.rows, left.cols);
  for (std::size_t r = 0; r < left.rows; ++r) {
    for (std::size_t begin = 0; begin < left.cols; begin += m) {
      std::vector<std::size_t> block(std::min(m, left.cols - begin));
      std::iota(block.begin(), block.end(), begin);
      std::stable_sort(block.begin(), block.end(), [&](std::size_t x, std::size_t y) {
        return std::fabs(double(left.at(r, x))) > std::fabs(double(left.at(r, y)));
      });
      block.resize(std::min(n, block.size()));
      for (const std::size_t c : block) std::swap(kept.at(r, c), left.at(r, c));
    }
  }
  return kept;
}

template <class T>
std::size_t nonzeros(const Table<T>& table) {
  return table.values.size() -
         static_cast<std::size_t>(std::count(table.values.begin(), table.values.end(), T{}));
}

template <class T>
double magnitude(const Table<T>& table) {
  double sum = 0;
  for (const T value : table.values) sum += std::fabs(double(value));
  return sum;
}

}  // namespace denim::test::cli
