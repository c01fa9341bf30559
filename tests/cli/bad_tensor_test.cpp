// Tensors, operands and series that are refused, by every command that reads them.
#include <limits>

#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

/// Refused as A by run, compile and decompose alike; by `run` also as B, where it is a .npy.
void check_refused(const User& user, const std::string& name, const std::string& bytes,
                   std::initializer_list<std::string> parts) {
  INFO(name << (name.ends_with(".smtx") ? ":\n" + bytes : ""));
  user.write(name, bytes);
  CHECK_BAD(user, {"decompose", name, "--series", "2:4", "-o", "deep/out", "--json", "j.json"},
            parts);
  CHECK_BAD(user,
            {"run", "demm_2_8_4", "--a", name, "--cols", "2", "--json", "j.json", "--c", "c.npy"},
            parts);
  CHECK_BAD(user, {"compile", "demm_2_8_4", "--a", name, "--cols", "2", "-o", "deep/out"}, parts);
  if (!name.ends_with(".npy")) return;
  user.write("good.smtx", "1, 3, 1\n0 1\n2\n");
  CHECK_BAD(user, {"run", "demm_2_8_4", "--a", "good.smtx", "--b", name, "--json", "j.json"},
            parts);
}

TEST_CASE("a .npy file that is none is refused", "[cli][bad]") {
  const User user;
  const auto refused = [&](const std::string& bytes, std::initializer_list<std::string> parts) {
    check_refused(user, "x.npy", bytes, parts);
  };
  const std::string good = npy(integers(3, 4, 1, 1).as<std::int8_t>());
  refused("", {"x.npy: ", "empty"});
  refused("PK\x03\x04 and no more of a zip file", {"x.npy: is no whole zip file"});
  refused(good.substr(0, 4), {"x.npy: truncated"});
  refused(good.substr(0, 40), {"x.npy: truncated"});
  refused(good.substr(0, good.size() - 1), {"x.npy: truncated", "(3, 4)", "12 bytes, 11"});
  refused(good + "x", {"x.npy: mislabelled", "(3, 4)", "12 bytes, 13"});
  const std::string data(24, '\1');
  refused(npy("|i1", "(3, 4)", data.substr(0, 12), false, 4),
          {"x.npy: unsupported .npy version 4.0", "1.0, 2.0 and 3.0"});
  refused(npy("<f4", "(3, 2)", data.substr(0, 12)), {"x.npy: ", "float32 takes 24 bytes, 12"});
  // Types.
  refused(npy(">i2", "(3, 4)", data), {"x.npy: big-endian", "'>i2'", "astype('<i2')"});
  refused(npy(">f8", "(3, 1)", data), {"x.npy: big-endian", "astype('<f8')"});
  refused(npy("|u1", "(3, 4)", data), {"x.npy: unsigned", "--zero-point"});
  refused(npy("<u4", "(3, 2)", data), {"x.npy: unsigned", "int32"});
  refused(npy("<c8", "(3, 1)", data), {"x.npy: complex", "float32"});
  refused(npy("|V2", "(3, 4)", data), {"x.npy: elements without a type", "float32"});
  refused(npy("|O", "(3, 1)", data), {"x.npy: Python objects", "float64"});
  refused(npy("<U2", "(3, 1)", data), {"x.npy: ", "'<U2'", "denim reads int8"});
  // Shapes.
  refused(npy("|i1", "(24,)", data), {"x.npy: rank 1", "(24,)", "save it as (24, 1)"});
  refused(npy("|i1", "()", data), {"x.npy: rank 0", "rank 2"});
  refused(npy("|i1", "(1, 2, 2, 6, 1)", data), {"x.npy: rank 5", "(1, 2, 2, 6, 1)"});
  refused(npy("|i1", "(0, 4)", ""), {"x.npy: shape (0, 4) has no elements", "at least 1"});
  refused(npy("<i8", "(4294967296, 4294967296)", data), {"x.npy: ", "overflows 64 bits"});
  refused(npy("|i1", "(-3, 4)", data), {"x.npy: malformed .npy header at byte ", "not negative"});
  refused(npy("|i1", "[3, 4]", data), {"x.npy: malformed .npy header at byte ", "'(' expected"});
  refused(npy("|i1", "(3, 4), 'more': 1", data), {"x.npy: ", "unknown key 'more'", "'shape'"});
  CHECK_BAD(user, {"decompose", "nowhere.npy", "--series", "2:4"},
            {"nowhere.npy: cannot be opened: No such file"});
  CHECK_BAD(user, {"run", "demm_2_8_4", "--a", "nowhere.npy", "--cols", "1"}, {"nowhere.npy: "});
  CHECK_BAD(user, {"run", "demm_2_8_4", "--a", ".", "--cols", "1"}, {".: this is a folder"});
}

TEST_CASE("NaN and Inf are refused with their position", "[cli][bad]") {
  const User user;
  Table<float> a(3, 4);
  a.at(1, 2) = std::numeric_limits<float>::quiet_NaN();
  check_refused(user, "x.npy", npy(a), {"x.npy: row 1, column 2: ", "nan", "finite"});
  a.at(1, 2) = -std::numeric_limits<float>::infinity();
  check_refused(user, "x.npy", npy(a), {"x.npy: row 1, column 2: ", "-inf", "finite"});
  // As in the matrix that it is read as: (out, in·kh·kw), whatever the order in the file.
  Table<double> b(6, 2);
  b.values[7] = std::numeric_limits<double>::infinity();
  check_refused(user, "x.npy", npy("<f8", "(2, 1, 3, 2)", bytes_of(b.values)),
                {"x.npy: row 1, column 1: ", "inf"});
  check_refused(user, "x.npy", npy("<f8", "(6, 2)", bytes_of(b.values), true),
                {"x.npy: row 1, column 1: ", "inf"});
  std::vector<std::uint16_t> halves(6, 0x3c00);
  halves[5] = 0xfc01;
  check_refused(user, "x.npy", npy("<f2", "(2, 3)", bytes_of(halves)),
                {"x.npy: row 1, column 2: ", "nan"});
}

TEST_CASE("a .smtx file that is none is refused with line and column", "[cli][bad]") {
  const User user;
  const auto refused = [&](const std::string& bytes, std::initializer_list<std::string> parts) {
    check_refused(user, "x.smtx", bytes, parts);
  };
  refused("", {"x.smtx:1:1: the file is empty", "three lines"});
  refused(
      "\x93"
      "NUMBER",
      {"x.smtx:1:1: ", "the byte 0x93"});
  refused("2 3 1\n0 1 1\n0\n", {"x.smtx:1:3: ", "',' expected"});
  refused("2, 3\n0 1 1\n0\n", {"x.smtx:1:5: ", "',' expected"});
  refused("two, 3, 1\n0 1 1\n0\n", {"x.smtx:1:1: ", "whole number"});
  refused("2, 3, 1 4\n0 1 1\n0\n", {"x.smtx:1:9: ", "after the number of non-zeros"});
  refused("2.5, 3, 1\n0 1 1\n0\n", {"x.smtx:1:2: ", "whole number"});
  refused("0, 3, 0\n0\n\n", {"x.smtx:1:1: the number of rows is 0", "at least 1"});
  refused("2, 0, 0\n0 0 0\n\n", {"x.smtx:1:4: the number of columns is 0"});
  refused("2, 4294967296, 0\n0 0 0\n\n", {"x.smtx:1:4: ", "below 2^32"});
  refused("2, 99999999999999999999, 0\n0 0 0\n\n", {"x.smtx:1:4: ", "overflows 64 bits"});
  refused("2, 3, 7\n0 1 7\n0\n", {"x.smtx:1:7: 7 non-zeros do not fit", "2 x 3"});
  refused("4000000000, 4000000000, 1\n0 1\n0\n", {"x.smtx:1:", "truncated"});
  refused("2, 3, 1\n", {"x.smtx:2:1: the file ends after 0 of 3 numbers"});
  refused("2, 3, 1", {"x.smtx:1:", "the file ends before the row offsets"});
  refused("2, 3, 1\n0 1\n0\n", {"x.smtx:2:4: the line ends after 2 of 3 numbers"});
  refused("2, 3, 1\n0 1 1 1\n0\n", {"x.smtx:2:7: ", "there should be 3"});
  refused("2, 3, 1\n1 1 1\n0\n", {"x.smtx:2:1: the first row offset is 1; it must be 0"});
  refused("3, 3, 2\n0 2 1 2\n0 1\n", {"x.smtx:2:5: row offset 1 after 2", "must not fall"});
  refused("2, 3, 2\n0 1 1\n0 1\n", {"x.smtx:2:5: row offset 1 where there are 2 non-zeros"});
  refused("2, 3, 2\n0 1 3\n0 1\n", {"x.smtx:2:5: row offset 3 where there are 2 non-zeros"});
  refused("2, 3, 4\n0 4 4\n0 1 2 2\n", {"x.smtx:2:3: row 0 would have 4 non-zeros in 3 columns"});
  refused("2, 3, 1\n0 1 1\n3\n", {"x.smtx:3:1: column index 3 is out of range", "0 to 2"});
  refused("2, 3, 2\n0 2 2\n1 0\n", {"x.smtx:3:3: column index 0 after 1 in row 0", "must rise"});
  refused("2, 3, 2\n0 2 2\n1 1\n", {"x.smtx:3:3: column index 1 after 1", "none twice"});
  refused("2, 3, 2\n0 2 2\n-1 1\n", {"x.smtx:3:1: ", "not negative"});
  refused("2, 3, 2\n0 2 2\n1\n", {"x.smtx:3:2: the line ends after 1 of 2 numbers"});
  refused("2, 3, 2\n0 2 2\n", {"x.smtx:3:1: "});
  refused("2, 3, 2\n0 2 2", {"x.smtx:2:6: the file ends before the 2 column indices"});
  refused("2, 3, 2\n0 2 2\n0 1 2\n", {"x.smtx:3:5: ", "there should be 2"});
  refused("2, 3, 2\n0 2 2\n0 1\n5 6\n", {"x.smtx:4:1: ", "after the third line"});
  CHECK_BAD(user, {"decompose", "nowhere.smtx", "--series", "2:4"}, {"nowhere.smtx: "});
}

TEST_CASE("operands that do not fit are refused", "[cli][bad]") {
  const User user;
  auto a = integers(3, 4, 1, 1);
  user.write("a.npy", npy(a.as<std::int8_t>()));
  const auto refused = [&](const std::string& a_file, const std::string& b_file,
                           std::initializer_list<std::string> parts, const Arguments& more = {}) {
    CAPTURE(a_file, b_file);
    CHECK_BAD(user,
              Arguments{"run", "demm_2_8_4", "--a", a_file, "--b", b_file, "--c", "c.npy"} + more,
              parts);
    CHECK_BAD(
        user,
        Arguments{"compile", "demm_2_8_4", "--a", a_file, "--b", b_file, "-o", "deep/out"} + more,
        parts);
  };
  user.write("b.npy", npy(Table<std::int8_t>(5, 2)));
  refused("a.npy", "b.npy", {"a.npy is 3×4", "b.npy is 5×2", "columns of A must be the rows of B"});
  user.write("b.npy", npy(Table<std::int8_t>(4, 2)));

  a.at(2, 1) = 128;
  user.write("wide.npy", npy(a.as<std::int16_t>()));
  refused("wide.npy", "b.npy",
          {"wide.npy: row 2, column 1: 128 does not fit 8 bits", "-128 to 127"});
  auto b = integers(4, 2, 1, 1).as<std::int64_t>();
  b.at(3, 0) = -5'000'000'000;
  user.write("wide.npy", npy(b));
  refused("a.npy", "wide.npy", {"wide.npy: row 3, column 0: -5000000000 does not fit 8 bits"});
  a.at(2, 1) = 7;
  a.at(0, 3) = -9;
  for (std::int32_t& value : a.values) value = std::clamp(value, -9, 7);
  user.write("wide.npy", npy(a));
  a.at(0, 0) = -9;
  refused("wide.npy", "b.npy", {"wide.npy: row 0, column ", "does not fit 4 bits", "-8 to 7"},
          {"--set", "a_width=4"});

  // 8 · 127 · 127 is more than 17 bits can hold; what is there is looked at, not what could be.
  Table<std::int8_t> row(2, 8);
  std::fill(row.values.begin() + 8, row.values.end(), std::int8_t{127});
  Table<std::int8_t> column(8, 1);
  std::fill(column.values.begin(), column.values.end(), std::int8_t{127});
  user.write("row.npy", npy(row));
  user.write("column.npy", npy(column));
  refused("row.npy", "column.npy",
          {"row 1 of C could reach", "129032", "17-bit", "65535", "acc_width"},
          {"--set", "acc_width=17"});
  REQUIRE(user.denim({"compile", "demm_2_8_4", "--set", "acc_width=18", "--a", "row.npy", "--b",
                      "column.npy", "-o", "fits"})
              .ok());
}

TEST_CASE("a series that is none is refused", "[cli][bad]") {
  const User user;
  user.write("a.smtx", "2, 3, 2\n0 2 2\n0 1\n");
  for (const std::string series :
       {"", "2", "2:", ":4", "2:4+", "+2:4", "5:4", "0:4", "-1:4", "2:0", "2:1025", "2:4,2:8",
        "2:4 + 2:8", "2:4+lossless+2:8", "2:4+losslessly", "two:four", "99999999999:4"}) {
    CAPTURE(series);
    const std::string what = "'" + series + "' is not a series";
    CHECK_BAD(user, {"decompose", "a.smtx", "--series", series, "-o", "deep/out"},
              {what, "position", "1 <= N <= M <= 1024", "2:4+lossless"});
    CHECK_BAD(user, {"run", "demm_2_8_4", "--a", "a.smtx", "--cols", "1", "--series", series},
              {what, "position"});
    CHECK_BAD(user,
              {"compile", "demm_2_8_4", "--a", "a.smtx", "--cols", "1", "--series", series, "-o",
               "deep/out"},
              {what, "position"});
  }
  // There is no engine whose own term it could repeat.
  CHECK_BAD(user, {"decompose", "a.smtx", "--series", "lossless"}, {"no term before it"});
}

}  // namespace
}  // namespace denim::test::cli
