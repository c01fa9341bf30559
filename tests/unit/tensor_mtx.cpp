// Matrix Market files: what is read, and what is refused where.
#include "sw/tensor/mtx.hpp"

#include "tests/catch.hpp"

namespace {

using namespace denim::tensor;

std::variant<AnyMatrix, Pattern> parse(const std::string& text) { return parse_mtx(text, "x.mtx"); }

template <class T>
Matrix<T> read(const std::string& text) {
  return std::get<Matrix<T>>(std::get<AnyMatrix>(parse(text)).values);
}

const std::string general = "%%MatrixMarket matrix coordinate real general\n";

}  // namespace

TEST_CASE("A Matrix Market matrix is read", "[tensor][mtx]") {
  const auto expected = Matrix<double>::from(2, 3, {0, 0, 2.5, -1, 0, 0});
  CHECK(read<double>(general + "2 3 2\n1 3 2.5\n2 1 -1\n") == expected);
  CHECK(read<double>(general + "2 3 2\n2 1 -1e0\n1 3 +25e-1") == expected);
  CHECK(read<double>("\xef\xbb\xbf" + general + "2 3 2\r\n1 3 2.5\r\n2 1 -1\r\n") == expected);
  CHECK(read<double>("%%MatrixMarket  MATRIX Coordinate\tReal General \n% a word\n\n  2 3  2 \n"
                     "\n 1\t3 2.5 \n%%\n2 1 -1\n\n") == expected);
  CHECK(read<double>(general + "1 2 1\n1 2 0\n") == Matrix<double>(1, 2));
  CHECK(read<double>(general + "1 2 0\n") == Matrix<double>(1, 2));
  CHECK(read<std::int64_t>("%%MatrixMarket matrix coordinate integer general\n1 2 2\n1 1 "
                           "-9223372036854775808\n1 2 7\n") ==
        Matrix<std::int64_t>::from(1, 2, {INT64_MIN, 7}));
}

TEST_CASE("The lower triangle stands for a symmetric matrix", "[tensor][mtx]") {
  CHECK(read<double>("%%MatrixMarket matrix coordinate real symmetric\n3 3 3\n1 1 5\n3 1 2\n3 2 -3"
                     "\n") == Matrix<double>::from(3, 3, {5, 0, 2, 0, 0, -3, 2, -3, 0}));
  const auto pattern = std::get<Pattern>(
      parse("%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n3 2\n2 2\n"));
  CHECK(pattern == Pattern{3, 3, {0, 0, 2, 3}, {1, 2, 1}});
}

TEST_CASE("A pattern of Matrix Market is one", "[tensor][mtx]") {
  const auto pattern = std::get<Pattern>(
      parse("%%MatrixMarket matrix coordinate pattern general\n3 4 5\n3 1\n1 4\n3 3\n1 1\n3 2\n"));
  CHECK(pattern == Pattern{3, 4, {0, 2, 2, 5}, {0, 3, 0, 1, 2}});
}

TEST_CASE("What is not read of Matrix Market is refused with line and column", "[tensor][mtx]") {
  const auto header = [](const std::string& words) { return "%%MatrixMarket " + words + "\n"; };
  CHECK_REFUSED(parse(""), "x.mtx:1:1: the first line must be %%MatrixMarket");
  CHECK_REFUSED(parse("1 1 1\n"), "x.mtx:1:1: the first line must be");
  CHECK_REFUSED(parse(header("vector coordinate real general")), ":1:16: the object 'vector'");
  CHECK_REFUSED(parse(header("matrix array real general")), ":1:23: the format 'array'",
                "numpy.save('x.npy'");
  CHECK_REFUSED(parse(header("matrix coordinate complex general")), ":1:34: the field 'complex'");
  CHECK_REFUSED(parse(header("matrix coordinate real hermitian")), ":1:39: the symmetry 'herm");
  CHECK_REFUSED(parse(header("matrix coordinate real skew-symmetric")),
                ":1:39: the symmetry 'skew-symmetric'", "symmetry='general'");
  CHECK_REFUSED(parse(header("matrix coordinate real")), ":1:38: the symmetry ''");
  CHECK_REFUSED(parse(header("matrix coordinate real general 1")), ":1:47: '1' where the line");
  CHECK_REFUSED(parse(general), "x.mtx:2:1: the file ends before the line 'rows");
  CHECK_REFUSED(parse(general + "% 1 1 1\n"), "the file ends before the line");
  CHECK_REFUSED(parse(general + "0 3 1\n1 1 1\n"), ":2:1: the number of rows is 0");
  CHECK_REFUSED(parse(general + "2 4294967296 1\n"), ":2:3: the number of columns", "below 2^32");
  CHECK_REFUSED(parse(general + "2 3\n"), ":2:4: the number of entries expected");
  CHECK_REFUSED(parse(general + "2 3 7\n"), ":2:5: the number of entries is 7; it must be 0 to 6");
  CHECK_REFUSED(parse(general + "2 3 1 1\n"), ":2:7: '1' where the line should end");
  CHECK_REFUSED(parse(general + "2000 3000 5000000\n1 1 1\n"), ":2:11: truncated");
  CHECK_REFUSED(parse(general + "2 3 2\n1 1 1\n"), ":4:1: the file ends after 1 of 2 entries");
  CHECK_REFUSED(parse(general + "2 3 1\n1 1 1\n1 2 1\n"), ":4:1: more than the 1 entries");
  CHECK_REFUSED(parse(general + "2 3 1\n0 1 1\n"), ":3:1: the row is 0; it must be 1 to 2");
  CHECK_REFUSED(parse(general + "2 3 1\n1 4 1\n"), ":3:3: the column is 4; it must be 1 to 3");
  CHECK_REFUSED(parse(general + "2 3 1\n1 3\n"), ":3:4: the value expected");
  CHECK_REFUSED(parse(general + "2 3 1\n1 3 1 1\n"), ":3:7: '1' where the line should end");
  CHECK_REFUSED(parse(general + "2 3 1\n1 3 nan\n"), ":3:5: the value must be a finite number");
  CHECK_REFUSED(parse(general + "2 3 1\n1 3 -inf\n"), ":3:5: the value must be a finite number");
  CHECK_REFUSED(parse(general + "2 3 1\n1 3 1e999\n"), ":3:5: the value overflows");
  CHECK_REFUSED(parse(general + "2 3 2\n1 3 1\n1 3 2\n"), "x.mtx: row 1, column 3 stands twice");
  CHECK_REFUSED(parse(header("matrix coordinate integer general") + "1 1 1\n1 1 1.5\n"),
                ":3:6: the value goes on with '.'");
  CHECK_REFUSED(parse(header("matrix coordinate pattern general") + "1 1 1\n1 1 1\n"),
                ":3:5: '1' where the line should end");
  CHECK_REFUSED(parse(header("matrix coordinate real symmetric") + "2 3 0\n"), "is not symmetric");
  CHECK_REFUSED(parse(header("matrix coordinate real symmetric") + "2 2 1\n1 2 1\n"),
                ":3:1: row 1, column 2 is above the diagonal", "lower triangle");
}

TEST_CASE("A sparse matrix that is too large when dense is refused before it is made",
          "[tensor][mtx]") {
  for (const std::string field : {"real", "integer", "pattern"}) {
    CAPTURE(field);
    CHECK_REFUSED(parse("%%MatrixMarket matrix coordinate " + field + " general\n" +
                        "4294967295 4294967295 1\n1 1" + (field == "pattern" ? "" : " 1") + "\n"),
                  "x.mtx: a matrix of 4294967295 × ", " GB, and ", " GB are free");
  }
}
