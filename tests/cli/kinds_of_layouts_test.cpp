// Kinds of files and layouts together: a tensor of rank 4 from whatever file holds it, groups whose
// A is larger than their file, tables that name both.
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"
#include "tests/support/zip_file.hpp"

namespace denim::test::cli {
namespace {

// A convolution of 4 output channels, 2 channels and a kernel of 1 × 3, as (out, kh, kw, in), in
// which k runs channel-last as it stands; and the same as (kh, kw, in, out).
const std::string ohwi_shape = "(4, 1, 3, 2)";
const std::string hwio_shape = "(1, 3, 2, 4)";

std::vector<std::uint8_t> shifted_by_100(const Table<std::int32_t>& table) {
  std::vector<std::uint8_t> bytes;
  for (const std::int32_t value : table.values) {
    bytes.push_back(static_cast<std::uint8_t>(value + 100));
  }
  return bytes;
}

Table<std::int32_t> transposed(const Table<std::int32_t>& table) {
  Table<std::int32_t> result(table.cols, table.rows);
  for (std::size_t r = 0; r < table.rows; ++r)
    for (std::size_t c = 0; c < table.cols; ++c) result.at(c, r) = table.at(r, c);
  return result;
}

TEST_CASE("a convolution is laid out alike from every kind of file", "[cli][files][shape]") {
  const User user;
  const auto a = integers(4, 6, 0.6, 1, 100);
  const auto b = integers(6, 3, 1, 2, 100);
  const auto hwio = transposed(a);
  user.write("b.npz", zip_file({{"b.npy", npy(b.as<std::int8_t>()), true}}));
  user.write("u8.npy", npy("|u1", ohwi_shape, bytes_of(shifted_by_100(a))));
  user.write(
      "nets.npz",
      zip_file(
          {{"ohwi.npy", npy("|i1", ohwi_shape, bytes_of(a.as<std::int8_t>().values)), true},
           {"hwio.npy", npy("<i2", hwio_shape, bytes_of(hwio.as<std::int16_t>().values)), false}}));
  std::string entries;
  for (std::size_t r = 0; r < hwio.rows; ++r)
    for (std::size_t c = 0; c < hwio.cols; ++c)
      entries += fmt::format("{} {} {}\n", r + 1, c + 1, hwio.at(r, c));
  user.write("t.mtx", "%%MatrixMarket matrix coordinate integer general\n6 4 24\n" + entries);
  const Arguments last{"--k-order", "channel-last", "--layout"};
  const std::pair<Arguments, std::string> cases[] = {
      {Arguments{"--a", "nets.npz:ohwi"} + last + Arguments{"ohwi"}, "(4, 1, 3, 2) read as ohwi"},
      {Arguments{"--a", "nets.npz:hwio"} + last + Arguments{"hwio"}, "(1, 3, 2, 4) read as hwio"},
      {Arguments{"--a", "u8.npy", "--zero-point", "100"} + last + Arguments{"ohwi"},
       "read as ohwi"},
      {{"--a", "t.mtx", "--transpose"}, "(6, 4) read as rk, transposed"},
      {{"--a", "t.mtx", "--layout", "kr"}, "(6, 4) read as kr"},
  };
  for (const auto& [operand, way] : cases) {
    CAPTURE(operand);
    const Ended ended = user.denim(
        Arguments{"run", "demm_2_8_4", "--b", "b.npz", "--c", "c.npy", "--json", "j.json"} +
        operand);
    INFO(ended.all());
    REQUIRE(ended.ok());
    CHECK(read_npy<std::int32_t>(user.text("c.npy")) == product(a, b));
    CHECK_THAT(ended.out, ContainsSubstring(way));
    CHECK(user.json("j.json").at("error_to_file") == 0);
  }
  // B too may be an array of several, and is a matrix whatever holds it.
  const Arguments run{"run", "demm_2_8_4"};
  CHECK_BAD(user, run + Arguments{"--a", "nets.npz:ohwi", "--layout", "ohwi", "--b", "b.npz"},
            {"nets.npz:ohwi is of rank 4 and b.npz of rank 2", "--k-order channel-last"});
  CHECK_BAD(user, run + Arguments{"--a", "t.mtx", "--transpose", "--b", "nets.npz:ohwi"},
            {"nets.npz:ohwi: rank 4 tensor, shape (4, 1, 3, 2); B is a matrix"});
  CHECK_BAD(user, run + Arguments{"--a", "t.mtx", "--layout", "oihw", "--cols", "2"},
            {"t.mtx: rank 2 tensor, shape (6, 4): layout oihw is for rank 4"});
}

TEST_CASE("behind the blocks of a grouped uint8 file is 0, not its zero point",
          "[cli][files][shape]") {
  const User user;
  const auto a = integers(4, 6, 1, 1, 100);
  user.write("a.npy", npy("|u1", ohwi_shape, bytes_of(shifted_by_100(a))));
  const Ended ended = user.denim({"decompose", "a.npy", "--layout", "ohwi", "--groups", "2",
                                  "--zero-point", "100", "--series", "4:4", "--json", "j.json"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK_THAT(ended.out, ContainsSubstring("4 × 12 uint8, 24 non-zeros"));
  CHECK(user.json("j.json").at("groups") == 2);
}

TEST_CASE("an A that groups make too large is refused before it is made", "[cli][files][shape]") {
  const User user;
  const std::size_t outs = 1 << 20;
  user.write("a.npy", npy(Table<std::int8_t>(outs, 1)));
  for (const Arguments& command :
       {Arguments{"decompose", "a.npy", "--series", "2:4"},
        Arguments{"run", "demm_2_8_4", "--a", "a.npy", "--cols", "2", "--model-only"}}) {
    CHECK_BAD(user, command + Arguments{"--groups", std::to_string(outs)},
              {"a.npy: a matrix of 1048576 × 1048576 needs 4398.0 GB, and "});
  }
  CHECK(user.denim({"decompose", "a.npy", "--series", "2:4", "--groups", "2"}).ok());
}

TEST_CASE("a layer table has separators, notes and groups at once", "[cli][files][shape]") {
  const User user;
  const auto a = integers(4, 6, 0.6, 1, 100);
  user.write("u8.npy", npy("|u1", ohwi_shape, bytes_of(shifted_by_100(a))));
  user.write("l.csv",
             "\xef\xbb\xbf# of a net\nLayer name;groups;n;file;\n"
             "whole;1;3;u8.npy;\n# one that is grouped\nparts;2;3;u8.npy;\n");
  const Arguments compare{"compare", "--engines",    "demm_2_8_4", "--rtl",  "none",
                          "--json",  "j.json",       "--layout",   "ohwi",   "--model-list",
                          "l.csv",   "--zero-point", "100",        "--seed", "3"};
  const Ended ended = user.denim(compare);
  INFO(ended.all());
  REQUIRE(ended.ok());
  const Json rows = user.json("j.json").at("rows");
  REQUIRE(rows.size() == 2);
  CHECK(rows.at(0).at("groups") == 1);
  CHECK(rows.at(1).at("groups") == 2);
  for (const Json& row : rows) {
    CHECK(row.at("layout") == "ohwi");
    CHECK(row.at("a_lost_count") == 0);
  }
  user.write("l.csv", "layer\tgroups\tn\tfile\nparts\t3\t3\tu8.npy\n");
  CHECK_BAD(user, compare, {"l.csv:2:11: ", "u8.npy: rank 4 tensor", "cannot be 3 groups"});
}

TEST_CASE("standard output takes one file and no terms beside it", "[cli][files]") {
  const User user;
  CHECK_BAD(user,
            {"run", "demm_2_8_4", "--set", "tail=tasd", "--set", "tail_terms=[\"1:4\"]",
             "--synthetic", "8x16@0.5", "--cols", "8", "--a-is", "activations", "--c", "-"},
            {"--c: ", "a file for each term", "'-' cannot take"});
}

}  // namespace
}  // namespace denim::test::cli
