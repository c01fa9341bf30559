// .npy files: what is read, what is written, and what is refused.
#include "sw/tensor/npy.hpp"

#include <sys/stat.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "sw/tensor/half.hpp"
#include "tests/catch.hpp"
#include "tests/unit/tensor_files.hpp"

namespace {

using namespace denim::tensor;
using denim::test::bytes_of;
using denim::test::TemporaryFolder;

/// A .npy file of any version around any header text and data; not aligned, as nothing requires it.
std::string npy(std::string header, const std::string& data, int version = 1) {
  header += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  for (std::size_t i = 0; i < length_bytes; ++i)
    bytes += static_cast<char>((header.size() >> (8 * i)) & 0xff);
  return bytes + header + data;
}

std::string npy(const std::string& descr, bool fortran, const std::string& shape,
                const std::string& data, int version = 1) {
  return npy("{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") +
                 ", 'shape': " + shape + ", }",
             data, version);
}

template <class T>
std::string raw(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

template <class T>
void check_type(const std::string& descr, Dtype dtype, const std::vector<T>& six) {
  CAPTURE(descr);
  const TemporaryFolder folder;
  for (int version = 1; version <= 3; ++version) {
    const auto c = read_npy(folder.write("c.npy", npy(descr, false, "(2, 3)", raw(six), version)));
    CHECK(c.dtype == dtype);
    CHECK(c == AnyMatrix(Matrix<T>::from(2, 3, six)));
  }
  const auto f = read_npy(folder.write("f.npy", npy(descr, true, "(2, 3)", raw(six))));
  CHECK(f == AnyMatrix(Matrix<T>::from(2, 3, {six[0], six[2], six[4], six[1], six[3], six[5]})));

  const auto written = folder.path() / "written.npy";
  write_npy(written, f);
  CHECK(read_npy(written) == f);
}

}  // namespace

TEST_CASE("Every element type is read in C and Fortran order and written back", "[tensor]") {
  check_type<std::int8_t>("|i1", Dtype::kInt8, {-128, -1, 0, 1, 2, 127});
  check_type<std::int8_t>("<i1", Dtype::kInt8, {-128, -1, 0, 1, 2, 127});
  check_type<std::int16_t>("<i2", Dtype::kInt16, {-32768, -1, 0, 1, 2, 32767});
  check_type<std::int32_t>("<i4", Dtype::kInt32, {INT32_MIN, -1, 0, 1, 2, INT32_MAX});
  check_type<std::int64_t>("<i8", Dtype::kInt64, {INT64_MIN, -1, 0, 1, 2, INT64_MAX});
  check_type<float>("<f4", Dtype::kFloat32, {-1.5f, 1e-45f, 0, 3e38f, 2, 3});
  check_type<double>("<f8", Dtype::kFloat64, {-1.5, 5e-324, 0, 1e308, 2, 3});
}

TEST_CASE("float16 is read as float and written back bit by bit", "[tensor]") {
  // Every finite one: 2 signs of 31 exponents of 1024 fractions.
  std::vector<std::uint16_t> halves;
  for (std::uint32_t half = 0; half < 0x10000; ++half)
    if ((half & 0x7c00) != 0x7c00) halves.push_back(static_cast<std::uint16_t>(half));
  REQUIRE(halves.size() == 62 * 1024);
  const TemporaryFolder folder;
  const auto file = folder.write("h.npy", npy("<f2", false, "(62, 1024)", raw(halves)));
  const AnyMatrix matrix = read_npy(file);
  CHECK(matrix.dtype == Dtype::kFloat16);
  const auto& floats = std::get<Matrix<float>>(matrix.values);
  CHECK(floats(0, 1) == 0x1p-24f);
  CHECK(floats(1, 0) == 0x1p-14f);
  CHECK(floats(15, 0) == 1.0f);
  CHECK(floats(15, 512) == 1.5f);
  CHECK(floats(30, 1023) == 65504.0f);
  CHECK(floats(46, 0) == -1.0f);

  const auto written = folder.path() / "w.npy";
  write_npy(written, matrix);
  const std::string bytes = bytes_of(written);
  REQUIRE(bytes.size() == 128 + 2 * halves.size());
  CHECK(bytes.substr(128) == raw(halves));

  for (const float none : {1.0f + 0x1p-11f, 65505.0f, 70000.0f, 0x1p-25f, 0x1.8p-24f}) {
    CAPTURE(none);
    CHECK_FALSE(half_from_float(none).has_value());
  }
  const auto wrong = AnyMatrix::float16(Matrix<float>::from(1, 2, {1.0f, 0.1f}));
  CHECK_REFUSED(write_npy(written, wrong), "w.npy: row 0, column 1: 0.1 is not a float16");
  CHECK(bytes_of(written) == bytes);
}

TEST_CASE("bfloat16 is read as float and written back bit by bit", "[tensor]") {
  // '<V2' is what NumPy 2.4 writes of ml_dtypes.bfloat16. Every finite one.
  std::vector<std::uint16_t> halves;
  for (std::uint32_t half = 0; half < 0x10000; ++half)
    if ((half & 0x7f80) != 0x7f80) halves.push_back(static_cast<std::uint16_t>(half));
  REQUIRE(halves.size() == 510 * 128);
  const TemporaryFolder folder;
  const auto file = folder.write("b.npy", npy("<V2", false, "(510, 128)", raw(halves)));
  const AnyMatrix matrix = read_npy(file);
  CHECK(matrix.dtype == Dtype::kBfloat16);
  CHECK(to_string(matrix.dtype) == "bfloat16");
  const auto& floats = std::get<Matrix<float>>(matrix.values);
  CHECK(floats(127, 0) == 1.0f);
  CHECK(floats(127, 64) == 1.5f);
  CHECK(floats(255 + 127, 1) == -1.0078125f);
  const auto written = folder.path() / "w.npy";
  write_npy(written, matrix);
  CHECK(bytes_of(written).substr(128) == raw(halves));
  CHECK(bytes_of(written).find("'descr': '<V2'") != std::string::npos);
  AnyMatrix wrong = Matrix<float>::from(1, 2, {1.0f, 0.1f});
  wrong.dtype = Dtype::kBfloat16;
  CHECK_REFUSED(write_npy(written, wrong), "w.npy: row 0, column 1: 0.1 is not a bfloat16");
  CHECK_REFUSED(read_npy(folder.write("b.npy", npy("<V2", false, "(1, 1)", "\x80\x7f"))),
                "row 0, column 0: the value is inf");
}

TEST_CASE("uint8 is read less its zero point, bool as 0 and 1", "[tensor]") {
  const TemporaryFolder folder;
  const auto bytes = folder.write("u.npy", npy("|u1", false, "(1, 3)", "\x01\x80\xff"));
  const auto values = [&](int zero_point) {
    const AnyMatrix read = read_npy(bytes, zero_point);
    CHECK(read.dtype == Dtype::kUint8);
    return std::get<Matrix<std::int16_t>>(read.values);
  };
  CHECK(values(0) == Matrix<std::int16_t>::from(1, 3, {1, 128, 255}));
  CHECK(values(128) == Matrix<std::int16_t>::from(1, 3, {-127, 0, 127}));
  CHECK(values(255) == Matrix<std::int16_t>::from(1, 3, {-254, -127, 0}));
  CHECK_REFUSED(read_npy(bytes), "u.npy: unsigned elements", "--zero-point");

  const AnyMatrix truths =
      read_npy(folder.write("b.npy", npy("|b1", false, "(1, 3)", std::string("\0\1\2", 3))));
  CHECK(truths.dtype == Dtype::kBool);
  CHECK(std::get<Matrix<std::int8_t>>(truths.values) == Matrix<std::int8_t>::from(1, 3, {0, 1, 1}));

  // Written as what holds them.
  write_npy(folder.path() / "w.npy", truths);
  CHECK(read_npy(folder.path() / "w.npy").dtype == Dtype::kInt8);
  write_npy(folder.path() / "w.npy", read_npy(bytes, 128));
  CHECK(read_npy(folder.path() / "w.npy") ==
        AnyMatrix(Matrix<std::int16_t>::from(1, 3, {-127, 0, 127})));
}

TEST_CASE("A tensor of any rank keeps its shape, and its last index runs fastest", "[tensor]") {
  const TemporaryFolder folder;
  std::vector<std::int16_t> rising;
  for (std::int16_t i = 0; i < 2 * 3 * 4 * 5; ++i) rising.push_back(i);
  const auto c = read_npy(folder.write("c.npy", npy("<i2", false, "(2, 3, 4, 5)", raw(rising))));
  CHECK(c == AnyMatrix(Matrix<std::int16_t>::from(2, 60, rising)));
  CHECK(c.shape == std::vector<std::size_t>{2, 3, 4, 5});
  CHECK(read_npy(folder.write("3.npy", npy("<i2", false, "(8, 5, 3)", raw(rising)))).rows() == 8);
  CHECK(read_npy(folder.write("1.npy", npy("<i2", false, "(120,)", raw(rising)))).cols() == 1);

  const auto f = read_npy(folder.write("f.npy", npy("<i2", true, "(2, 3, 4, 5)", raw(rising))));
  const auto& matrix = std::get<Matrix<std::int16_t>>(f.values);
  REQUIRE(matrix.rows() == 2);
  REQUIRE(matrix.cols() == 60);
  for (std::size_t out = 0; out < 2; ++out)
    for (std::size_t in = 0; in < 3; ++in)
      for (std::size_t y = 0; y < 4; ++y)
        for (std::size_t x = 0; x < 5; ++x)
          CHECK(matrix(out, in * 20 + y * 5 + x) ==
                static_cast<std::int16_t>(out + 2 * (in + 3 * (y + 4 * x))));
}

TEST_CASE("A written file is what NumPy would write", "[tensor]") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "a.npy";
  write_npy(file, Matrix<std::int8_t>::from(2, 3, {1, 2, 3, 4, 5, 6}));
  const std::string bytes = bytes_of(file);
  REQUIRE(bytes.size() == 128 + 6);
  CHECK(bytes.substr(0, 10) == std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  const std::string dict = "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }";
  CHECK(bytes.substr(10, 118) == dict + std::string(117 - dict.size(), ' ') + '\n');
  CHECK(bytes.substr(128) == "\1\2\3\4\5\6");
  CHECK(folder.file_count() == 1);  // nothing temporary stays
}

TEST_CASE("Any dictionary that Python would read as the header is read", "[tensor]") {
  const TemporaryFolder folder;
  for (const char* header : {
           "{'descr':'|i1','fortran_order':False,'shape':(1,2)}",
           "{\"shape\": (1, 2,), \"descr\": \"|i1\", \"fortran_order\": False}",
           "  { 'fortran_order' : False , 'descr' : '|i1' , 'shape' : ( 1 , 2 , ) , }   ",
           "{'descr': '|i1', 'fortran_order': False, 'shape': (1L, 2L), }",
       }) {
    CAPTURE(header);
    CHECK(read_npy(folder.write("a.npy", npy(header, "ab"))) ==
          AnyMatrix(Matrix<std::int8_t>::from(1, 2, {'a', 'b'})));
  }
}

TEST_CASE("A malformed header is refused with its place", "[tensor]") {
  struct Case {
    const char* header;
    const char* what;
  };
  const Case cases[] = {
      {"", "'{' expected"},
      {"[]", "byte 10: '{' expected"},
      {"{'descr': '|i1', 'fortran_order': False}", "'shape' is missing"},
      {"{'descr': '|i1', 'shape': (1, 2)}", "'fortran_order' is missing"},
      {"{'fortran_order': False, 'shape': (1, 2)}", "'descr' is missing"},
      {"{'descr': '|i1', 'descr': '|i1', 'fortran_order': False, 'shape': (1, 2)}",
       "byte 27: the key 'descr' stands twice"},
      {"{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2), 'more': 1}",
       "unknown key 'more'"},
      {"{'descr': '|i1', 'fortran_order': 0, 'shape': (1, 2)}", "True or False expected"},
      {"{'descr': '|i1', 'fortran_order': False, 'shape': (1, -2)}", "a dimension expected"},
      {"{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2.0)}", "')' expected"},
      {"{'descr': '|i1', 'fortran_order': False, 'shape': (1, 99999999999999999999)}", "overflows"},
      {"{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2)", "'}' expected"},
      {"{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2)} + f()", "after the dictionary"},
      {"{'descr': '|i1', 'fortran_order': False, 'shape': [1, 2]}", "'(' expected"},
      {"{'descr: ", "does not end"},
      {"{'descr': ", "a quoted string expected"},
      {"{'descr': [('a', '|i1')], 'fortran_order': False, 'shape': (1, 2)}", "structured"},
      {"{descr: '|i1'}", "byte 11: a quoted string expected"},
  };
  const TemporaryFolder folder;
  for (const Case& bad : cases) {
    CAPTURE(bad.header);
    CHECK_REFUSED(read_npy(folder.write("a.npy", npy(bad.header, "ab"))), "a.npy: ", bad.what);
  }
}

TEST_CASE("Element types that denim does not read are refused by name", "[tensor]") {
  const TemporaryFolder folder;
  const std::string eight(8, '\0');
  const auto read = [&](const std::string& descr) {
    return read_npy(folder.write("a.npy", npy(descr, false, "(1, 1)", eight)));
  };
  CHECK_REFUSED(read(">f4"), "big-endian", "astype('<f4')");
  CHECK_REFUSED(read(">i2"), "big-endian");
  CHECK_REFUSED(read("|u1"), "unsigned elements ('|u1')", "--zero-point Z, 0 to 255");
  CHECK_REFUSED(read("<u4"), "unsigned");
  CHECK_REFUSED(read("|V2"), "elements without a type ('|V2')", "astype('float32')");
  CHECK_REFUSED(read("<V1"), "elements without a type ('<V1')");  // float8 and int4 alike
  CHECK_REFUSED(read("<c8"), "complex");
  CHECK_REFUSED(read("|O"), "Python objects");
  CHECK_REFUSED(read("<f16"), "'<f16'");
  CHECK_REFUSED(read(""), "''");
}

TEST_CASE("Files that are not what they say are refused", "[tensor]") {
  const TemporaryFolder folder;
  const auto read = [&](const std::string& bytes) {
    return read_npy(folder.write("a.npy", bytes));
  };
  const std::string good = npy("<i2", false, "(2, 3)", std::string(12, 'x'));
  REQUIRE_NOTHROW(read(good));
  CHECK_REFUSED(read_npy(folder.path() / "none.npy"), "none.npy: cannot be opened: No such file");
  CHECK_REFUSED(read_npy(folder.path()), "this is a folder");
  CHECK_REFUSED(read(""), "a.npy: the file is empty");
  CHECK_REFUSED(read("PK\3\4 and so on"), "not a .npy file");
  for (std::size_t size = 1; size < good.size(); ++size) {
    CAPTURE(size);
    CHECK_REFUSED(read(good.substr(0, size)), "a.npy: truncated");
  }
  CHECK_REFUSED(read(good + "x"), "something after the data", "takes 12 bytes, 13 follow");
  std::string version = good;
  version[6] = 4;
  CHECK_REFUSED(read(version), "unsupported .npy version 4.0");
  version[6] = 1;
  version[7] = 1;
  CHECK_REFUSED(read(version), "unsupported .npy version 1.1");

  const auto shape = [&](const char* text) { return read(npy("<i2", false, text, "abcdef")); };
  CHECK_REFUSED(shape("()"), "rank 0", "rank 2");
  CHECK_REFUSED(shape("(0, 3)"), "(0, 3) has no elements");
  CHECK_REFUSED(shape("(3, 3)"), "mislabelled", "takes 18 bytes, 6 follow");
  CHECK_REFUSED(shape("(4294967296, 4294967296)"), "overflows");
  CHECK_REFUSED(shape("(4294967296, 2147483648)"), "overflows");
}

TEST_CASE("NaN and Inf in a file are refused with their position", "[tensor]") {
  const TemporaryFolder folder;
  std::vector<float> floats(12, 1.0f);
  floats[7] = std::nanf("");
  CHECK_REFUSED(read_npy(folder.write("c.npy", npy("<f4", false, "(3, 4)", raw(floats)))),
                "c.npy: row 1, column 3: the value is nan");
  CHECK_REFUSED(read_npy(folder.write("f.npy", npy("<f4", true, "(3, 4)", raw(floats)))),
                "f.npy: row 1, column 2: the value is nan");
  std::vector<std::uint16_t> halves(12, 0x3c00);
  halves[11] = 0xfc00;
  CHECK_REFUSED(read_npy(folder.write("h.npy", npy("<f2", false, "(3, 4)", raw(halves)))),
                "row 2, column 3: the value is -inf");
  std::vector<double> doubles(12, std::numeric_limits<double>::max());
  doubles[0] = std::numeric_limits<double>::infinity();
  CHECK_REFUSED(read_npy(folder.write("d.npy", npy("<f8", false, "(1, 1, 3, 4)", raw(doubles)))),
                "row 0, column 0: the value is inf");
}

TEST_CASE("A file is written whole or not at all", "[tensor]") {
  const TemporaryFolder folder;
  const AnyMatrix one = Matrix<std::int8_t>::from(1, 1, {1});
  CHECK_REFUSED(write_npy(folder.path() / "none" / "a.npy", one), "a.npy: cannot be written");
  CHECK_REFUSED(write_npy(folder.path(), one), "not a regular file");
  const auto pipe = folder.path() / "pipe.npy";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_REFUSED(write_npy(pipe, one), "not a regular file");

  // Over an old file, and through a link to one, which stays a link.
  const auto file = folder.write("a.npy", "old");
  const auto link = folder.path() / "link.npy";
  std::filesystem::create_symlink("a.npy", link);
  write_npy(link, one);
  CHECK(std::filesystem::is_symlink(link));
  CHECK(read_npy(file) == one);
  CHECK(folder.file_count() == 3);
}

TEST_CASE("A matrix whose size overflows is refused", "[tensor]") {
  const std::size_t huge = std::size_t{1} << 32;
  CHECK_REFUSED(Matrix<std::int8_t>(huge, huge), "larger than memory");
  CHECK_REFUSED(Matrix<double>(huge, huge >> 4), "larger than memory");
  CHECK_REFUSED(Matrix<int>::from(2, 3, {1, 2}), "rows * cols");
}
