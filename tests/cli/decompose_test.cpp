// denim decompose: terms in the file's own type that add up to the original, and what they keep.
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

/// ‖x‖F, in long double, whose range holds the square of any double.
template <class T>
double norm(const Table<T>& table) {
  long double sum = 0;
  for (const T value : table.values) sum += static_cast<long double>(value) * value;
  return static_cast<double>(std::sqrt(sum));
}

/// Checks what `decompose` of a.npy into 2:4+1:8 says and writes, for elements held as T.
template <class T>
void check_decomposed(const User& user, const Table<T>& a) {
  user.write("a.npy", npy(a));
  const Ended ended =
      user.denim({"decompose", "a.npy", "--series", "2:4+1:8", "-o", "terms", "--json", "j.json"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK(ended.err.empty());

  auto left = a;
  const auto first = take_term(left, 2, 4);
  const auto second = take_term(left, 1, 8);
  REQUIRE(nonzeros(left) > 0);
  CHECK(read_npy<T>(user.text("terms/term1_2_4.npy")) == first);
  CHECK(read_npy<T>(user.text("terms/term2_1_8.npy")) == second);
  CHECK(read_npy<T>(user.text("terms/residual.npy")) == left);

  const Json json = user.json("j.json");
  INFO(json.dump(2));
  CHECK(json.at("series") == "2:4+1:8");
  CHECK(json.at("rows") == a.rows);
  CHECK(json.at("k") == a.cols);
  CHECK(json.at("nnz") == nonzeros(a));
  CHECK(json.at("dropped_nonzeros_count") == nonzeros(left));
  CHECK(json.at("dropped_nonzeros").get<double>() ==
        Approx(double(nonzeros(left)) / double(nonzeros(a))));
  CHECK(json.at("dropped_magnitude").get<double>() == Approx(magnitude(left) / magnitude(a)));
  CHECK(json.at("executed_fraction").get<double>() == Approx(2.0 / 4 + 1.0 / 8));
  CHECK(json.at("error").get<double>() == Approx(norm(left) / norm(a)));
  REQUIRE(json.at("terms").size() == 2);
  const auto check_term = [&](const Json& term, int n, int m, const Table<T>& kept) {
    CHECK(term.at("n") == n);
    CHECK(term.at("m") == m);
    CHECK(term.at("kept_count") == nonzeros(kept));
    CHECK(term.at("kept_magnitude").get<double>() == Approx(magnitude(kept)));
  };
  check_term(json.at("terms")[0], 2, 4, first);
  check_term(json.at("terms")[1], 1, 8, second);

  // The table: a line a term, and what is left.
  CHECK_THAT(ended.out, ContainsSubstring("11 × 30 " + json.at("type").get<std::string>() + ", "));
  for (const char* line : {"\n2:4 ", "\n1:8 ", "\nleft ", "executed fraction 0.6250"}) {
    CHECK_THAT(ended.out, ContainsSubstring(line));
  }
}

TEST_CASE("decompose works on the file's own type", "[cli][decompose]") {
  const User user;
  auto values = integers(11, 30, 0.8, 8);
  SECTION("int8") { check_decomposed(user, values.as<std::int8_t>()); }
  SECTION("int16") {
    for (std::int32_t& value : values.values) value *= 200;
    check_decomposed(user, values.as<std::int16_t>());
  }
  SECTION("int32") {
    for (std::int32_t& value : values.values) value *= 10'000'000;
    check_decomposed(user, values);
  }
  SECTION("int64") {
    auto wide = values.as<std::int64_t>();
    for (std::int64_t& value : wide.values) value *= 1'000'000'000'000;
    check_decomposed(user, wide);
  }
  SECTION("float32") {
    auto floats = values.as<float>();
    for (float& value : floats.values) value *= 1e-3f;
    check_decomposed(user, floats);
  }
  SECTION("float64") {
    auto floats = values.as<double>();
    for (double& value : floats.values) value *= 1e-200;
    check_decomposed(user, floats);
  }
}

TEST_CASE("the terms of a float16 file are float16, bit by bit", "[cli][decompose]") {
  const User user;
  // Bits whose order as unsigned numbers, without the sign, is that of the magnitudes; also
  // subnormal numbers, and the largest.
  Table<std::uint16_t> a(5, 37);
  const auto random = integers(5, 37, 0.7, 9, 0x7bff);
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const std::int32_t value = random.values[i];
    a.values[i] = static_cast<std::uint16_t>(value < 0 ? 0x8000 | -value : value);
  }
  a.at(0, 0) = 0x7bff;
  a.at(0, 1) = 0x0001;
  a.at(0, 2) = 0x8001;
  user.write("a.npy", npy(a));
  const Ended ended =
      user.denim({"decompose", "a.npy", "--series", "1:4+lossless", "-o", "t", "--json", "j.json"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  const Json json = user.json("j.json");
  CHECK(json.at("type") == "float16");
  CHECK(json.at("dropped_nonzeros") == 0);
  CHECK(json.at("dropped_magnitude") == 0);
  CHECK_THAT(ended.out, ContainsSubstring(", lossless"));
  REQUIRE(json.at("terms").size() == 4);
  // Every element is in one term as it was, and nowhere else.
  Table<std::uint16_t> sum(a.rows, a.cols);
  for (int term = 1; term <= 4; ++term) {
    const auto kept =
        read_npy<std::uint16_t>(user.text("t/term" + std::to_string(term) + "_1_4.npy"));
    for (std::size_t i = 0; i < sum.values.size(); ++i) {
      CHECK((kept.values[i] == 0 || sum.values[i] == 0));
      sum.values[i] = static_cast<std::uint16_t>(sum.values[i] | kept.values[i]);
    }
    CHECK(nonzeros(kept) == json.at("terms")[static_cast<std::size_t>(term - 1)].at("kept_count"));
  }
  CHECK(sum == a);
  CHECK(nonzeros(read_npy<std::uint16_t>(user.text("t/residual.npy"))) == 0);
  const Json manifest = user.json("t/manifest.json");
  CHECK(manifest.at("files").size() == 5);
}

TEST_CASE("decompose takes patterns, prints only the table, and says nothing is left of nothing",
          "[cli][decompose]") {
  const User user;
  user.write("a.smtx", "2, 9, 3\n0 1 3\n3 0 8\n");
  const auto before = user.files();
  const Ended ended = user.denim({"decompose", "a.smtx", "--series", "1:8"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK_THAT(ended.out, ContainsSubstring("2 × 9 int8, 3 non-zeros\n"));
  CHECK(user.files() == before);
  // Values come from the seed.
  const Arguments decompose{"decompose", "a.smtx", "--series", "9:9", "-o"};
  REQUIRE(user.denim(decompose + Arguments{"zero"}).ok());
  REQUIRE(user.denim(decompose + Arguments{"zero2", "--seed", "0"}).ok());
  REQUIRE(user.denim(decompose + Arguments{"one", "--seed", "1"}).ok());
  const auto values = read_npy<std::int8_t>(user.text("zero/term1_9_9.npy"));
  CHECK(nonzeros(values) == 3);
  CHECK((values.at(0, 3) != 0 && values.at(1, 0) != 0 && values.at(1, 8) != 0));
  CHECK(user.text("zero2/term1_9_9.npy") == user.text("zero/term1_9_9.npy"));
  CHECK(user.text("one/term1_9_9.npy") != user.text("zero/term1_9_9.npy"));

  user.write("zeros.npy", npy(Table<float>(3, 5)));
  const Ended zeros = user.denim({"decompose", "zeros.npy", "--series", "2:4", "--json", "z.json"});
  INFO(zeros.all());
  REQUIRE(zeros.ok());
  for (const char* key : {"nnz", "dropped_nonzeros", "dropped_magnitude"}) {
    CHECK(user.json("z.json").at(key) == 0);
  }
}

/// Checks a row of a menu against the terms (n, m) taken here.
void check_menu_row(const Json& row, const Table<std::int32_t>& a,
                    const std::vector<std::pair<std::size_t, std::size_t>>& terms) {
  auto left = a;
  double fraction = 0;
  std::string series;
  for (const auto& [n, m] : terms) {
    take_term(left, n, m);
    fraction += double(n) / double(m);
    series += fmt::format("{}{}:{}", series.empty() ? "" : "+", n, m);
  }
  INFO(row.dump(1));
  CHECK(row.at("series") == series);
  CHECK(row.at("nnz") == nonzeros(a));
  CHECK(row.at("executed_fraction").get<double>() == Approx(fraction));
  CHECK(row.at("dropped_nonzeros_count") == nonzeros(left));
  CHECK(row.at("dropped_nonzeros").get<double>() ==
        Approx(double(nonzeros(left)) / double(nonzeros(a))));
  CHECK(row.at("dropped_magnitude").get<double>() == Approx(magnitude(left) / magnitude(a)));
  CHECK(row.at("error").get<double>() == Approx(norm(left) / norm(a)));
  CHECK(row.at("terms").size() == terms.size());
}

TEST_CASE("decompose lists what every series of a menu keeps", "[cli][decompose]") {
  const User user;
  const auto a = integers(11, 30, 0.6, 8);
  user.write("a.npy", npy(a.as<std::int8_t>()));
  const auto list = [&](const std::string& spec) {
    const Ended ended = user.denim({"decompose", "a.npy", "--menu", spec, "--json", "j.json"});
    INFO(ended.all());
    REQUIRE(ended.ok());
    CHECK(ended.err.empty());
    const Json json = user.json("j.json");
    CHECK(json.at("menu") == spec);
    CHECK(json.at("file") == "a.npy");
    CHECK(json.at("type") == "int8");
    CHECK(json.at("rows") == 11);
    CHECK(json.at("k") == 30);
    // The table has the same figures, a line a series.
    for (const Json& row : json.at("series")) {
      const auto at = ended.out.find("\n" + row.at("series").get<std::string>() + " ");
      REQUIRE(at != std::string::npos);
      const std::string line = ended.out.substr(at + 1, ended.out.find('\n', at + 1) - at - 1);
      CHECK_THAT(line, ContainsSubstring(
                           fmt::format(" {:.4f} ", row.at("executed_fraction").get<double>())));
      for (const char* key : {"dropped_nonzeros", "dropped_magnitude"}) {
        CHECK_THAT(line,
                   ContainsSubstring(fmt::format(" {:.2f} %", 100 * row.at(key).get<double>())));
      }
      const bool lossless = row.at("dropped_nonzeros_count") == 0;
      CHECK(line.ends_with(lossless ? " lossless"
                                    : fmt::format(" {:.2e}", row.at("error").get<double>())));
    }
    return std::pair(json.at("series"), ended.out);
  };
  const auto [vegeta, vegeta_said] = list("vegeta_m4");
  REQUIRE(vegeta.size() == 4);
  check_menu_row(vegeta[0], a, {{1, 4}});
  check_menu_row(vegeta[1], a, {{2, 4}});
  check_menu_row(vegeta[2], a, {{2, 4}, {1, 4}});
  check_menu_row(vegeta[3], a, {{4, 4}});
  CHECK(vegeta[2].at("error").get<double>() > 0);
  CHECK(vegeta_said.find("more only repeat") == std::string::npos);

  // A menu that only repeats a term ends with the first lossless one.
  auto sparse = a;
  for (auto& value : sparse.values) value = 0;
  for (std::size_t c = 0; c < 5; ++c) sparse.at(3, c) = 7;
  user.write("a.npy", npy(sparse.as<std::int8_t>()));
  const auto [demm, demm_said] = list("demm_2_8_4");
  REQUIRE(demm.size() == 3);
  check_menu_row(demm[0], sparse, {{2, 8}});
  check_menu_row(demm[1], sparse, {{2, 8}, {2, 8}});
  check_menu_row(demm[2], sparse, {{2, 8}, {2, 8}, {2, 8}});
  CHECK_THAT(demm_said, ContainsSubstring("\n1 more only repeat the term"));
  // Lossless from the first on, and yet all are listed, for others are not longer forms of it.
  for (auto& value : sparse.values) value = 0;
  sparse.at(3, 3) = 1;
  user.write("a.npy", npy(sparse.as<std::int8_t>()));
  CHECK(list("vegeta_m4").first.size() == 4);
  CHECK(list("demm_2_8_4").first.size() == 1);
  user.write("a.npy", npy(Table<std::int8_t>(11, 30)));
  CHECK(list("demm_2_8_4").first[0].at("error") == 0);
}

}  // namespace
}  // namespace denim::test::cli
