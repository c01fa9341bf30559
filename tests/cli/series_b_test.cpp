// --series-b: of each column of B the largest of a block along K, for every engine; against plain
// loops.
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

using Ints = Table<std::int32_t>;

/// Of each column the `n` largest magnitudes of `m` rows, the first of equals.
Ints largest_of(const Ints& b, int n, std::size_t m) {
  Ints kept(b.rows, b.cols);
  for (std::size_t c = 0; c < b.cols; ++c) {
    for (std::size_t from = 0; from < b.rows; from += m) {
      for (int turn = 0; turn < n; ++turn) {
        std::size_t best = b.rows;
        for (std::size_t r = from; r < std::min(from + m, b.rows); ++r) {
          if (kept.at(r, c) != 0) continue;
          if (best == b.rows || std::abs(b.at(r, c)) > std::abs(b.at(best, c))) best = r;
        }
        if (best != b.rows) kept.at(best, c) = b.at(best, c);
      }
    }
  }
  return kept;
}

std::uint64_t nonzeros(const Ints& table) {
  return table.values.size() - static_cast<std::uint64_t>(std::ranges::count(table.values, 0));
}

TEST_CASE("of a series of B only what it keeps is multiplied", "[cli][run]") {
  const User user;
  const Ints a = integers(13, 22, 0.4, 1);
  const Ints b = integers(22, 7, 0.9, 2);
  user.write("a.npy", npy(a.as<std::int8_t>()));
  user.write("b.npy", npy(b.as<std::int8_t>()));
  const Ints kept = largest_of(b, 2, 4);
  REQUIRE(nonzeros(kept) < nonzeros(b));
  const Ints whole = product(a, b);
  const Ints expected = product(a, kept);
  double wrong = 0, right = 0;
  for (std::size_t i = 0; i < whole.values.size(); ++i) {
    wrong += std::pow(whole.values[i] - expected.values[i], 2);
    right += std::pow(whole.values[i], 2);
  }
  const Arguments operands{"--a", "a.npy", "--b", "b.npy", "--series-b", "2:4", "--json", "j.json"};
  for (const char* preset : {"outer_2_4_8", "demm_2_8_4"}) {
    CAPTURE(preset);
    const Ended ended = user.denim(Arguments{"run", preset, "--c", "c.npy"} + operands);
    INFO(ended.all());
    REQUIRE(ended.ok());
    CHECK(read_npy<std::int32_t>(user.text("c.npy")) == expected);
    const Json json = user.json("j.json");
    CHECK(json.at("mismatches") == 0);
    CHECK(json.at("series_b") == "2:4");
    CHECK(json.at("b_nnz") == nonzeros(kept));
    CHECK(json.at("b_dropped_nonzeros").get<double>() ==
          Approx(1 - static_cast<double>(nonzeros(kept)) / static_cast<double>(nonzeros(b))));
    CHECK(json.at("relative_error").get<double>() == Approx(std::sqrt(wrong / right)));
    CHECK_THAT(ended.out, ContainsSubstring("\nseries of B  2:4 drops "));
  }
}

TEST_CASE("a lossless series of B changes nothing, and compare tells one for all",
          "[cli][compare]") {
  const User user;
  const Arguments layer{"--synthetic", "24x40@0.3", "--cols", "9", "--json", "j.json"};
  const auto report = [&](const Arguments& more) {
    const Ended ended = user.denim(Arguments{"run", "outer_2_4_8", "--model-only"} + layer + more);
    INFO(ended.all());
    REQUIRE(ended.ok());
    return user.json("j.json");
  };
  const Json plain = report({});
  const Json lossless = report({"--series-b", "1:4+lossless"});
  CHECK(plain.at("series_b").is_null());
  CHECK(lossless.at("b_dropped_nonzeros") == 0);
  for (const char* key : {"cycles", "b_nnz", "products_useful", "relative_error"})
    CHECK(plain.at(key) == lossless.at(key));

  const Ended ended = user.denim(Arguments{"compare", "--engines", "outer_2_4_8,demm_2_8_4",
                                           "--rtl", "none", "--series-b", "1:4"} +
                                 layer);
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK_THAT(ended.out, ContainsSubstring("\nB: 1:4 drops "));
  const Json compared = user.json("j.json");
  for (const Json& row : compared.at("rows")) CHECK(row.at("series_b") == "1:4");
}

TEST_CASE("what is no series of B is refused", "[cli][run]") {
  const User user;
  const Arguments layer{"--synthetic", "24x40@0.3"};
  const auto refused = [&](const Arguments& more, const char* why) {
    const Ended ended = user.denim(Arguments{"run"} + more + layer);
    CHECK(ended.status == 2);
    CHECK_THAT(ended.err, ContainsSubstring("--series-b") && ContainsSubstring(why));
  };
  refused({"demm_2_8_4", "--cols", "3", "--series-b", "4:2"}, "is not a series");
  refused({"demm_2_8_4", "--cols", "3", "--series-b", "lossless"}, "is not a series");
  refused({"tasd_2_4", "--series-b", "2:4"}, "multiplies nothing");
}

}  // namespace
}  // namespace denim::test::cli
