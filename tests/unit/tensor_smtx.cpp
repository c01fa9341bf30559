// .smtx files: what is read, and what is refused where.
#include "sw/tensor/smtx.hpp"

#include <map>
#include <string>

#include "tests/catch.hpp"
#include "tests/unit/tensor_files.hpp"

namespace {

using namespace denim::tensor;
using denim::test::TemporaryFolder;

Pattern read(const std::string& text) {
  const TemporaryFolder folder;
  return read_smtx(folder.write("p.smtx", text));
}

}  // namespace

TEST_CASE("A pattern is read", "[tensor]") {
  const Pattern expected{3, 4, {0, 2, 2, 5}, {0, 3, 0, 1, 2}};
  CHECK(read("3, 4, 5\n0 2 2 5\n0 3 0 1 2\n") == expected);
  CHECK(read("3, 4, 5\n0 2 2 5 \n0 3 0 1 2 \n") == expected);  // as the collection has it
  CHECK(read("3,4,5\n0 2 2 5\n0 3 0 1 2") == expected);
  CHECK(read(" 3 ,\t4 , 5 \r\n0  2 2\t5\r\n 0 3 0 1 2\r\n\n \n") == expected);
  CHECK(read("1, 4294967295, 1\n0 1\n4294967294\n").col_indices[0] == 4294967294u);
}

TEST_CASE("A pattern without non-zeros may lack its third line", "[tensor]") {
  const Pattern expected{2, 4, {0, 0, 0}, {}};
  for (const char* text : {"2, 4, 0\n0 0 0", "2, 4, 0\n0 0 0\n", "2, 4, 0\n0 0 0\n\n"}) {
    CAPTURE(text);
    CHECK(read(text) == expected);
  }
}

TEST_CASE("A malformed pattern is refused with line and column", "[tensor]") {
  struct Case {
    const char* text;
    const char* where;
    const char* what;
  };
  const Case cases[] = {
      {"", "p.smtx:1:1:", "empty"},
      {"\n", "p.smtx:1:1:", "the number of rows expected"},
      {"rows, cols, nnz\n", "p.smtx:1:1:", "not 'r'"},
      {"3 4 5\n", "p.smtx:1:3:", "',' expected after the number of rows, not '4'"},
      {"3, 4\n",
       "p.smtx:1:5:", "',' expected after the number of columns, not the end of the line"},
      {"3, 4, \n", "p.smtx:1:7:", "the number of non-zeros expected"},
      {"3, 4, 5, 6\n", "p.smtx:1:8:", "',' after the number of non-zeros"},
      {"3.0, 4, 5\n", "p.smtx:1:2:", "the number of rows goes on with '.'"},
      {"-3, 4, 5\n", "p.smtx:1:1:", "not '-'"},
      {"0, 4, 0\n0\n", "p.smtx:1:1:", "the number of rows is 0"},
      {"3, 0, 0\n0 0 0 0\n", "p.smtx:1:4:", "the number of columns is 0"},
      {"3, 4294967296, 0\n", "p.smtx:1:4:", "below 2^32"},
      {"99999999999999999999, 4, 5\n", "p.smtx:1:1:", "overflows"},
      {"3, 4, 13\n", "p.smtx:1:7:", "13 non-zeros do not fit a matrix of 3 x 4"},
      {"4294967295, 4294967295, 9\n0 1\n", "p.smtx:1:", "truncated"},
      {"9, 4294967295, 4294967295\n0 1\n", "p.smtx:1:", "truncated"},
      {"3, 4, 5", "p.smtx:1:8:", "the file ends before the row offsets"},
      {"3, 4, 5\n0 2 2\n0 3 0 1 2\n", "p.smtx:2:6:", "the line ends after 3 of 4 numbers"},
      {"3, 4, 5\n0 2 2 5 5\n0 3 0 1 2\n", "p.smtx:2:9:", "'5' after the last row offset"},
      {"3, 4, 5\n1 2 2 5\n0 3 0 1 2\n", "p.smtx:2:1:", "must be 0"},
      {"3, 4, 5\n0 2 1 5\n0 3 0 1 2\n", "p.smtx:2:5:", "row offset 1 after 2"},
      {"3, 4, 5\n0 2 2 4\n0 3 0 1 2\n", "p.smtx:2:7:", "there are 5 non-zeros"},
      {"3, 4, 5\n0 2 6 6\n0 3 0 1 2\n", "p.smtx:2:5:", "there are 5 non-zeros"},
      {"3, 4, 5\n0 0 0 5\n0 1 2 3 4\n", "p.smtx:2:7:", "row 2 would have 5 non-zeros in 4"},
      {"3, 4, 5\n0 2 2 5\n", "p.smtx:3:1:", "the file ends after 0 of 5 numbers"},
      {"3, 4, 5\n0 2 2 5", "p.smtx:2:8:", "the file ends before the 5 column indices"},
      {"3, 4, 5\n0 2 2 5\n0 3 0 1", "p.smtx:3:8:", "the file ends after 4 of 5 numbers"},
      {"3, 4, 5\n0 2 2 5\n0 3 0 1 2 3\n", "p.smtx:3:11:", "'3' after the last column index"},
      {"3, 4, 5\n0 2 2 5\n0 4 0 1 2\n", "p.smtx:3:3:", "has indices 0 to 3"},
      {"3, 4, 5\n0 2 2 5\n0 3 0 2 1\n", "p.smtx:3:9:", "column index 1 after 2 in row 2"},
      {"3, 4, 5\n0 2 2 5\n0 0 0 1 2\n", "p.smtx:3:3:", "column index 0 after 0 in row 0"},
      {"3, 4, 5\n0 2 2 5\n0 x 0 1 2\n", "p.smtx:3:3:", "column index expected"},
      {"3, 4, 5\n0 2 2 5\n0 -3 0 1 2\n", "p.smtx:3:3:", "not '-'"},
      {"3, 4, 5\n0 2 2 5\n0 3e0 0 1 2\n", "p.smtx:3:4:", "goes on with 'e'"},
      {"3, 4, 5\n0 2 2 5\n0 3 0 1 2\nmore\n", "p.smtx:4:1:", "'m' after the third line"},
      {"3, 4, 5\n0 2 2 5\n0 3 0 1 2\n\n 7", "p.smtx:5:2:", "'7' after the third line"},
      {"3, 4, 5\n0 2 2 5\n0 3 \x01 1 2\n", "p.smtx:3:5:", "the byte 0x01"},
      {"2, 4, 0\n0 0 0\n1\n", "p.smtx:3:1:", "'1' after the last column index"},
  };
  for (const Case& bad : cases) {
    CAPTURE(bad.text);
    CHECK_REFUSED(read(bad.text), bad.where, bad.what);
  }
  CHECK_REFUSED(read_smtx("/nonexistent/p.smtx"), "cannot be opened");
}

TEST_CASE("A pattern is filled with non-zeros from the seed", "[tensor]") {
  Pattern pattern{1, 20000, {0, 20000}, {}};
  for (std::uint32_t i = 0; i < 20000; ++i) pattern.col_indices.push_back(i);
  for (const int bits : {2, 4, 8}) {
    Rng rng(5);
    const auto matrix = fill_pattern<std::int8_t>(pattern, bits, rng);
    std::map<int, int> counts;
    for (const auto value : matrix.values()) ++counts[value];
    const int largest = (1 << (bits - 1)) - 1;
    CAPTURE(bits);
    CHECK(counts.count(0) == 0);
    CHECK(counts.begin()->first == -largest);
    CHECK(counts.rbegin()->first == largest);
    REQUIRE(counts.size() == static_cast<std::size_t>(2 * largest));
    for (const auto& [value, count] : counts) CHECK(count > 20000 / (2 * largest) / 2);
  }

  const Pattern small{3, 4, {0, 2, 2, 5}, {0, 3, 0, 1, 2}};
  Rng rng(5);
  Rng same(5);
  const auto matrix = fill_pattern<std::int32_t>(small, 16, rng);
  CHECK(matrix == fill_pattern<std::int32_t>(small, 16, same));
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t col = 0; col < 4; ++col) {
      const bool expected = (row == 0 && (col == 0 || col == 3)) || (row == 2 && col < 3);
      CHECK((matrix(row, col) != 0) == expected);
    }
  CHECK_REFUSED(fill_pattern<std::int8_t>(small, 9, rng), "2 to 8");
  CHECK_REFUSED(fill_pattern<std::int8_t>(small, 1, rng), "2 to 8");
}
