// denim run: every form of operand gives the product that the test itself computes.
#include "sw/flow/operands.hpp"
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

// 13 × 45 times 45 × 7: nothing is a multiple of a tile or a block.
const Table<std::int32_t> a_values = integers(13, 45, 0.3, 1);
const Table<std::int32_t> b_values = integers(45, 7, 0.9, 2);

/// Runs with these files and more options; C as it was written.
Table<std::int32_t> result_of(const User& user, const Arguments& more,
                              const std::string& preset = "demm_2_8_4") {
  const Ended ended = user.denim(Arguments{"run", preset, "--c", "c.npy"} + more);
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK(ended.err.empty());
  CHECK_THAT(ended.out, ContainsSubstring("\nmismatches: 0\n"));
  return read_npy<std::int32_t>(user.text("c.npy"));
}

/// Its elements in Fortran order.
template <class T>
std::vector<T> transposed(const Table<T>& table) {
  std::vector<T> values;
  for (std::size_t c = 0; c < table.cols; ++c)
    for (std::size_t r = 0; r < table.rows; ++r) values.push_back(table.at(r, c));
  return values;
}

template <class T>
Table<T> scaled(const Table<std::int32_t>& table, double factor) {
  Table<T> result(table.rows, table.cols);
  for (std::size_t i = 0; i < result.values.size(); ++i) {
    result.values[i] = static_cast<T>(table.values[i] * factor);
  }
  return result;
}

/// The bits of float16 numbers that are small integers times 2^exponent.
Table<std::uint16_t> halves(const Table<std::int32_t>& table, int exponent) {
  Table<std::uint16_t> result(table.rows, table.cols);
  for (std::size_t i = 0; i < result.values.size(); ++i) {
    const int value = table.values[i];
    if (value == 0) continue;
    int top = 0;
    while (std::abs(value) >> (top + 1) != 0) ++top;
    const int fraction = std::abs(value) * 1024 / (1 << top) - 1024;
    result.values[i] = static_cast<std::uint16_t>((value < 0 ? 0x8000 : 0) |
                                                  (top + exponent + 15) << 10 | fraction);
  }
  return result;
}

TEST_CASE("run multiplies integers of every type, order and version", "[cli][run]") {
  const User user;
  user.write("b.npy", npy(b_values.as<std::int8_t>()));
  const auto a8 = a_values.as<std::int8_t>();
  const auto a16 = a_values.as<std::int16_t>();
  const std::vector<std::pair<const char*, std::string>> files{
      {"int8", npy(a8)},
      {"int16, version 2", npy("<i2", "(13, 45)", bytes_of(a16.values), false, 2)},
      {"int32, version 3", npy("<i4", "(13, 45)", bytes_of(a_values.values), false, 3)},
      {"int64", npy(a_values.as<std::int64_t>())},
      {"int8, Fortran", npy("|i1", "(13, 45)", bytes_of(transposed(a8)), true)},
      {"int16, Fortran", npy("<i2", "(13, 45)", bytes_of(transposed(a16)), true, 2)},
  };
  const auto golden = product(a_values, b_values);
  for (const auto& [what, file] : files) {
    CAPTURE(what);
    user.write("a.npy", file);
    CHECK(result_of(user, {"--a", "a.npy", "--b", "b.npy"}) == golden);
  }

  // Rank 4 (out, in, kh, kw), in C order, and in Fortran order, the first index fastest.
  const Arguments rank4{"--a", "a.npy", "--b", "b.npy", "--k-order", "channel-first"};
  user.write("a.npy", npy("|i1", "(13, 5, 3, 3)", bytes_of(a8.values)));
  CHECK(result_of(user, rank4) == golden);
  std::vector<std::int8_t> fortran;
  for (std::size_t x = 0; x < 3; ++x)
    for (std::size_t y = 0; y < 3; ++y)
      for (std::size_t in = 0; in < 5; ++in)
        for (std::size_t out = 0; out < 13; ++out)
          fortran.push_back(a8.at(out, (in * 3 + y) * 3 + x));
  user.write("a.npy", npy("|i1", "(13, 5, 3, 3)", bytes_of(fortran), true));
  CHECK(result_of(user, rank4) == golden);
  // B may have any of these forms too.
  const auto b16 = b_values.as<std::int16_t>();
  user.write("b.npy", npy("<i2", "(45, 7)", bytes_of(transposed(b16)), true, 3));
  CHECK(result_of(user, rank4, "demm_4_16_8") == golden);
}

TEST_CASE("run quantises floats", "[cli][run]") {
  const User user;
  const auto a = scaled<double>(a_values, 0.0123);
  const auto b = scaled<double>(b_values, 7.7);
  user.write("b.npy", npy(b));
  SECTION("float64 and float32") {
    const auto single = a.as<float>();
    user.write("a.npy", npy(a));
    CHECK(result_of(user, {"--a", "a.npy", "--b", "b.npy"}) == product(quantised(a), quantised(b)));
    user.write("a.npy", npy(single));
    CHECK(result_of(user, {"--a", "a.npy", "--b", "b.npy"}) ==
          product(quantised(single), quantised(b)));
  }
  SECTION("float16") {
    user.write("a.npy", npy(halves(a_values, -5)));
    const auto exact = scaled<double>(a_values, 1.0 / 32);
    CHECK(result_of(user, {"--a", "a.npy", "--b", "b.npy"}) ==
          product(quantised(exact), quantised(b)));
  }
  SECTION("what becomes 0 is told, and ties go to the even one") {
    Table<float> ties(1, 6);
    ties.values = {127, 0.5f, 1.5f, -2.5f, 0.25f, -126.5f};
    Table<std::int32_t> rounded(1, 6);
    rounded.values = {127, 0, 2, -2, 0, -126};
    user.write("a.npy", npy(ties));
    const auto rows = integers(6, 5, 1, 3);
    user.write("b.npy", npy(rows.as<std::int8_t>()));
    CHECK(result_of(user, {"--a", "a.npy", "--b", "b.npy", "--json", "j.json"}) ==
          product(rounded, rows));
    const Json json = user.json("j.json");
    CHECK(json.at("a_scale") == 1);
    CHECK(json.at("a_lost_count") == 2);
    CHECK(json.at("nnz") == 4);
    CHECK(json.at("products_useful") == 20);
    const Ended ended = user.denim({"run", "demm_2_8_4", "--a", "a.npy", "--b", "b.npy"});
    CHECK_THAT(ended.out,
               ContainsSubstring("\nquantised A  scale 1, 2 of 6 non-zeros lost to quantising\n"));
  }
}

TEST_CASE("run takes patterns, and B from the seed", "[cli][run]") {
  const User user;
  // Rows of 9, 0, 1 and 3 non-zeros.
  user.write("a.smtx", "4, 24, 13\n0 9 9 10 13\n0 1 2 3 4 5 6 7 23 12 1 9 20\n");
  const Arguments run{"--a", "a.smtx", "--cols", "9"};
  const auto first = result_of(user, run);
  CHECK(first.rows == 4);
  CHECK(first.cols == 9);
  CHECK(result_of(user, run + Arguments{"--seed", "0"}) == first);
  CHECK(result_of(user, run, "demm_4_16_8") == first);
  CHECK(result_of(user, run + Arguments{"--seed", "1"}) != first);
  fs::copy_file(user.path("a.smtx"), user.path("A.SMTX"));
  CHECK(result_of(user, {"--a", "A.SMTX", "--cols", "9"}) == first);

  // The operands are denim's own choice; the product is not.
  const tensor::AnyMatrix read = denim::flow::read_a(user.path("a.smtx"), 0);
  const auto& values = std::get<tensor::Matrix<std::int8_t>>(read.values);
  Table<std::int32_t> a(4, 24);
  std::copy(values.values().begin(), values.values().end(), a.values.begin());
  CHECK(nonzeros(a) == 13);
  CHECK(a.at(0, 23) != 0);
  CHECK(a.at(3, 20) != 0);
  Table<std::int32_t> b(24, 9);
  const auto b_random = denim::flow::random_b(24, 9, 0, 8);
  std::copy(b_random.values().begin(), b_random.values().end(), b.values.begin());
  CHECK(*std::max_element(b.values.begin(), b.values.end()) <= 127);
  CHECK(*std::min_element(b.values.begin(), b.values.end()) >= -128);
  CHECK(nonzeros(b) > 200);
  CHECK(first == product(a, b));
}

TEST_CASE("run keeps what the series keeps", "[cli][run]") {
  const User user;
  user.write("a.npy", npy(a_values.as<std::int8_t>()));
  user.write("b.npy", npy(b_values.as<std::int8_t>()));
  using Terms = std::vector<std::pair<std::size_t, std::size_t>>;
  const std::vector<std::pair<std::string, Terms>> lossy{
      {"2:8", {{2, 8}}}, {"1:4+1:16", {{1, 4}, {1, 16}}}, {"3:10", {{3, 10}}}};
  for (const auto& [series, terms] : lossy) {
    CAPTURE(series);
    const auto c =
        result_of(user, {"--a", "a.npy", "--b", "b.npy", "--series", series, "--json", "j.json"});
    auto left = a_values;
    for (const auto& [n, m] : terms) take_term(left, n, m);
    auto kept = a_values;
    for (std::size_t i = 0; i < kept.values.size(); ++i) kept.values[i] -= left.values[i];
    CHECK(c == product(kept, b_values));

    const Json json = user.json("j.json");
    CHECK(json.at("series") == series);
    CHECK(json.at("nnz") == nonzeros(a_values));
    CHECK(json.at("dropped_nonzeros_count") == nonzeros(left));
    CHECK(json.at("dropped_nonzeros").get<double>() ==
          Approx(double(nonzeros(left)) / double(nonzeros(a_values))));
    CHECK(json.at("dropped_magnitude").get<double>() ==
          Approx(magnitude(left) / magnitude(a_values)));
    const auto squares = [](const Table<std::int32_t>& table) {
      double sum = 0;
      for (const std::int32_t value : table.values) sum += double(value) * value;
      return sum;
    };
    CHECK(
        json.at("relative_error").get<double>() ==
        Approx(std::sqrt(squares(product(left, b_values)) / squares(product(a_values, b_values)))));
    std::size_t pairs = 0;
    for (std::size_t k = 0; k < b_values.rows; ++k) {
      std::size_t of_a = 0, of_b = 0;
      for (std::size_t r = 0; r < kept.rows; ++r) of_a += kept.at(r, k) != 0 ? 1 : 0;
      for (std::size_t j = 0; j < b_values.cols; ++j) of_b += b_values.at(k, j) != 0 ? 1 : 0;
      pairs += of_a * of_b;
    }
    CHECK(json.at("products_useful") == pairs);
  }
  for (const char* series : {"lossless", "2:4+lossless", "1:3+2:8+lossless"}) {
    CAPTURE(series);
    CHECK(result_of(user, {"--a", "a.npy", "--b", "b.npy", "--series", series, "--json",
                           "j.json"}) == product(a_values, b_values));
    const Json json = user.json("j.json");
    CHECK(json.at("dropped_nonzeros") == 0);
    CHECK(json.at("relative_error") == 0);
  }
}

TEST_CASE("stalls cost cycles and change no result", "[cli][run]") {
  const User user;
  user.write("a.npy", npy(a_values.as<std::int8_t>()));
  user.write("b.npy", npy(b_values.as<std::int8_t>()));
  const auto golden = product(a_values, b_values);
  std::uint64_t unstalled = 0;
  std::vector<std::uint64_t> cycles;
  for (const char* stall : {"0", "0.5", "0.95"}) {
    for (const char* seed : {"0", "7"}) {
      CAPTURE(stall, seed);
      CHECK(result_of(user, {"--a", "a.npy", "--b", "b.npy", "--stall", stall, "--seed", seed,
                             "--json", "j.json"}) == golden);
      const Json json = user.json("j.json");
      CHECK(json.at("stall").get<double>() == Approx(std::stod(stall)));
      if (std::string(stall) == "0") {
        unstalled = json.at("cycles").get<std::uint64_t>();
        CHECK(json.at("cycles_model") == unstalled);
      } else {
        CHECK(json.at("cycles_model") == unstalled);
        CHECK(json.at("cycles").get<std::uint64_t>() > unstalled);
        cycles.push_back(json.at("cycles").get<std::uint64_t>());
      }
    }
  }
  CHECK(cycles[0] != cycles[1]);  // by the seed
  CHECK(cycles[2] > 2 * cycles[0]);
  REQUIRE(user.denim({"run", "demm_2_8_4", "--a", "a.npy", "--b", "b.npy", "--stall", "0.5",
                      "--json", "again.json"})
              .ok());
  CHECK(user.json("again.json").at("cycles") == cycles[0]);
}

TEST_CASE("the model alone says what a run would, and builds nothing", "[cli][run]") {
  User user;
  user.write("a.npy", npy(a_values.as<std::int8_t>()));
  const std::vector<Arguments> forms{
      {"demm_2_8_4"},
      {"demm_4_16_8", "--set", "segments=2", "--set", "overlap=true"},
      {"demm_4_16_8", "--set", "memory=banked", "--set", "segments=4", "--set", "overlap=true"}};
  const fs::path none = user.own_cache(false);
  for (const Arguments& form : forms) {
    for (const char* series : {"lossless", "2:4"}) {
      CAPTURE(form, series);
      const Arguments job =
          Arguments{"run"} + form + Arguments{"--a", "a.npy", "--cols", "9", "--series", series};
      user.set("DENIM_CACHE", none.string());
      const Ended modelled = user.denim(job + Arguments{"--model-only", "--json", "model.json"});
      INFO(modelled.all());
      REQUIRE(modelled.ok());
      CHECK_THAT(modelled.out, ContainsSubstring("no RTL was run"));
      CHECK_THAT(modelled.out, !ContainsSubstring("mismatches"));
      CHECK(fs::is_empty(none));
      user.set("DENIM_CACHE", User::shared_cache().string());
      const Ended ran = user.denim(job + Arguments{"--json", "run.json"});
      INFO(ran.all());
      REQUIRE(ran.ok());
      Json run = user.json("run.json");
      Json model = user.json("model.json");
      CHECK(run.at("cycles") == model.at("cycles"));
      CHECK(run.at("rtl") == true);
      CHECK(model.at("rtl") == false);
      for (const char* key : {"passed", "mismatches", "error_bits", "faults", "build_seconds",
                              "sim_seconds", "cycles_per_second"}) {
        CHECK_FALSE(model.contains(key));  // what was not measured is not said
        run.erase(key);
      }
      run.erase("rtl");
      model.erase("rtl");
      CHECK(run == model);
    }
  }
  for (const Arguments& wrong :
       {Arguments{"--stall", "0.5"}, Arguments{"--waves", "w.fst"}, Arguments{"--c", "c.npy"}}) {
    const Ended ended = user.denim(
        Arguments{"run", "demm_2_8_4", "--a", "a.npy", "--cols", "9", "--model-only"} + wrong);
    CHECK(ended.status == 2);
    CHECK_THAT(ended.err, ContainsSubstring("--model-only excludes " + wrong.front()));
  }
}

TEST_CASE("denim works from any folder, and a spec from a file is the same engine", "[cli][run]") {
  const User user;
  user.write("a b/a.npy", npy(a_values.as<std::int8_t>()));
  user.write("demm_2_8_4.toml",
             "engine = \"demm\"\nn = 2\nm = 8\ncolumns = 4\nrows = 16\n"
             "memory = \"regs\"\n");
  Call call = user.call({"run", user.path("demm_2_8_4.toml").string(), "--a",
                         user.path("a b/a.npy").string(), "--cols", "3", "--json",
                         user.path("j.json").string()});
  call.folder = "/";
  const Ended ended = Running(call).wait();
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK(user.json("j.json").at("preset") == "");
  REQUIRE(user.denim({"run", "demm_2_8_4", "--a", "a b/a.npy", "--cols", "3", "--json", "k.json"})
              .ok());
  CHECK(user.json("k.json").at("preset") == "demm_2_8_4");
  for (const char* key : {"spec", "spec_hash", "cycles", "nnz"}) {
    CHECK(user.json("j.json").at(key) == user.json("k.json").at(key));
  }
}

}  // namespace
}  // namespace denim::test::cli
