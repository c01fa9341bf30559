// The keys of `nm_array`, lists among them: values, refusals, canonical form, layouts.
#include <set>

#include "gen/spec/layout.hpp"
#include "gen/spec/spec.hpp"
#include "tests/catch.hpp"

namespace spec = denim::spec;
using spec::Spec;

namespace {

// The engine's line comes before it, so that `text` begins in line 2.
Spec array(const std::string& text, const std::vector<std::string>& overrides = {}) {
  return Spec::parse("engine = \"nm_array\"\n" + text, "s.toml", "s", overrides);
}

std::vector<std::string> texts_of(const Spec& s) {
  return std::get<spec::List>(s.value("patterns"));
}

}  // namespace

TEST_CASE("spec: nm_array: defaults", "[spec][nm_array]") {
  const Spec s = array("");
  CHECK(s.canonical() == "engine = \"nm_array\"\nname = \"s\"\n");
  CHECK(s.patterns("patterns").empty());
  CHECK(s.engine().multipliers(s) == 512);
}

TEST_CASE("spec: nm_array: lists of patterns", "[spec][nm_array]") {
  const Spec s = array("n = 4\npatterns = [ '1:4', \"2:4\",\n  \"4:4\", ]\n");
  const std::vector<spec::Pattern> patterns = s.patterns("patterns");
  REQUIRE(patterns.size() == 3);
  CHECK(patterns[0].n == 1);
  CHECK(patterns[1].n == 2);
  CHECK(patterns[2].n == 4);
  for (const spec::Pattern& pattern : patterns) CHECK(pattern.m == 4);
  CHECK_THAT(s.canonical(), ContainsSubstring("\npatterns = [\"1:4\", \"2:4\", \"4:4\"]\n"));
  const Spec again = Spec::parse(s.canonical(), "canonical", "x");
  CHECK(again.canonical() == s.canonical());
  CHECK(again.hash() == s.hash());
  CHECK(again.value("patterns") == s.value("patterns"));
  CHECK_REFUSED(s.patterns("depth"), "depth");
  CHECK(s.engine().key("patterns")->type_text() ==
        "a list of different patterns \"N:M\" with 1 ≤ N ≤ M ≤ 64");
}

TEST_CASE("spec: nm_array: --set takes a list", "[spec][nm_array]") {
  const std::vector<std::string> two{"1:4", "2:4"};
  CHECK(texts_of(array("", {R"(patterns=["1:4","2:4"])"})) == two);
  CHECK(texts_of(array("", {"patterns=['1:4', '2:4']"})) == two);
  CHECK(texts_of(array("patterns = [\"2:4\"]", {"patterns=[]"})).empty());
  CHECK_REFUSED(array("", {"patterns=1:4"}), "--set patterns=1:4: ");
  CHECK_REFUSED(array("", {"patterns=\"1:4\""}),
                "--set patterns=\"1:4\": ", "patterns is not a list",
                "a list of different patterns \"N:M\"");
  CHECK_REFUSED(array("", {"patterns=[1:4]"}), "--set patterns=[1:4]: ");
  CHECK_REFUSED(array("", {"patterns=[\"1:4\""}), "--set patterns=[\"1:4\": ");
  CHECK_REFUSED(array("", {R"(patterns=["1:8"])"}), R"(--set patterns=["1:8"]: )", "with m = 4");
}

TEST_CASE("spec: nm_array: texts that are no pattern are refused", "[spec][nm_array]") {
  for (const char* text : {"0:4",
                           "5:4",
                           "",
                           ":",
                           "1",
                           "1:",
                           ":4",
                           "1:4:4",
                           "1/4",
                           " 1:4",
                           "1:4 ",
                           "1: 4",
                           "+1:4",
                           "-1:4",
                           "01:4",
                           "1:04",
                           "1:65",
                           "x:4",
                           "1:0",
                           "0:0",
                           "99999999999999999999:4",
                           "1:99999999999999999999"}) {
    CAPTURE(text);
    CHECK_REFUSED(array(std::string("patterns = [\"") + text + "\"]"), "s.toml:2:12: ",
                  (std::string("patterns is a list with \"") + text + "\"").c_str(),
                  "a list of different patterns \"N:M\" with 1 ≤ N ≤ M ≤ 64");
  }
  for (const char* list : {"[1]", "[\"1:4\", 2]", "[[\"1:4\"]]", "[true]", "[1.5]"}) {
    CAPTURE(list);
    CHECK_REFUSED(array(std::string("patterns = ") + list),
                  "s.toml:2:12: ", "patterns is a list with something other than strings");
  }
  for (const char* value : {"\"2:4\"", "4", "true", "{ n = 2 }"}) {
    CAPTURE(value);
    CHECK_REFUSED(array(std::string("patterns = ") + value),
                  "s.toml:2:12: ", "patterns is not a list");
  }
  CHECK_REFUSED(array("patterns = [\"1:4\", \"2:4\", \"1:4\"]"),
                "s.toml:2:12: ", "patterns is a list with \"1:4\" twice");
}

TEST_CASE("spec: nm_array: patterns that do not go with the rest are refused", "[spec][nm_array]") {
  CHECK_REFUSED(array("patterns = [\"1:8\"]"),
                "s.toml:2:12: ", "patterns has \"1:8\" with m = 4; all have blocks of m");
  CHECK_REFUSED(array("patterns = [\"1:4\", \"2:8\"]"), "patterns has \"2:8\" with m = 4");
  CHECK_REFUSED(array("n = 4\npatterns = [\"2:4\", \"1:4\"]"),
                "s.toml:3:12: ", "patterns has \"1:4\" behind \"2:4\"; the sparsest comes first");
  CHECK_REFUSED(array("n = 4\npatterns = [\"1:4\", \"3:4\"]"),
                "s.toml:3:12: ", "patterns has \"3:4\" with n = 4", "shared among whole blocks",
                "divides n");
  CHECK_REFUSED(array("n = 2\npatterns = [\"4:4\"]"), "patterns has \"4:4\" with n = 2");
  CHECK_REFUSED(array("n = 5"), "s.toml:2:5: ", "n is 5, more than m = 4", "list the patterns");
  CHECK_REFUSED(array("n = 2\nm = 1"), "s.toml:2:5: ", "n is 2, more than m = 1");
  CHECK(array("n = 4").integer("n") == 4);
  CHECK(array("n = 8\npatterns = [\"4:4\"]").integer("n") == 8);
  CHECK(array("n = 5\nm = 1\npatterns = [\"1:1\"]").number("window") == 5);
  CHECK(array("n = 6\nm = 3\npatterns = [\"1:3\", \"2:3\", \"3:3\"]").number("pattern_count") == 3);
}

TEST_CASE("spec: nm_array: sizes that do not go together are refused", "[spec][nm_array]") {
  SECTION("too many multipliers") {
    CHECK_REFUSED(array("pe_rows = 64\npe_cols = 129"), "s.toml:3:11: ", "pe_cols is 129",
                  "n · pe_rows · pe_cols = 16512 multipliers; at most 16384");
    CHECK(array("pe_rows = 64\npe_cols = 128").engine().name == "nm_array");
  }
  SECTION("beats of b that are too wide") {
    CHECK_REFUSED(array("n = 1\nm = 64\npe_rows = 65\nb_width = 16\npe_cols = 1"), "s.toml:4:11: ",
                  "pe_rows is 65: a beat of b has 66560 bits of activations; at most 65536");
    CHECK_REFUSED(array("n = 64\nm = 64\npatterns = [\"1:64\"]\npe_rows = 3\npe_cols = 1"),
                  "pe_rows is 3: a beat of b has 98304 bits");
    CHECK(array("n = 1\nm = 64\npe_rows = 64\nb_width = 16\npe_cols = 1").integer("m") == 64);
    CHECK(
        array("n = 64\nm = 64\npatterns = [\"1:64\"]\npe_rows = 2\npe_cols = 1").number("window") ==
        4096);
  }
  SECTION("an accumulator that cannot hold a sum over a column") {
    CHECK_REFUSED(array("acc_width = 20"), "s.toml:2:13: ", "acc_width is 20",
                  "a_width + b_width + ⌈log2 (n · pe_rows)⌉ = 21 bits");
    CHECK(array("acc_width = 21").number("sum_width") == 21);
    CHECK_REFUSED(array("pe_rows = 17\nacc_width = 21"), "acc_width is 21", "22 bits");
    CHECK(array("n = 1\nm = 1\npe_rows = 1\nacc_width = 16").number("sum_width") == 16);
    CHECK_REFUSED(array("n = 1\nm = 1\npe_rows = 2\nacc_width = 16"), "acc_width is 16", "17 bits");
  }
}

TEST_CASE("spec: nm_array: a chain is of sums that pass from row to row", "[spec][nm_array]") {
  CHECK_REFUSED(array("reduction = \"chain\"\nflow = \"broadcast\""),
                "s.toml:2:13: ", "reduction is \"chain\" with flow = \"broadcast\"",
                "flow = \"systolic\"", "reduction = \"tree\"");
  const auto passing = [](const std::string& text) {
    return array("pe_rows = 5\n" + text).number("passing_width");
  };
  CHECK(passing("n = 4") == 16 + 5);
  CHECK(passing("n = 4\nreduction = \"chain\"") == 16 + 3);
  CHECK(passing("n = 1\nm = 1\nreduction = \"chain\"") == 16 + 3);
  CHECK(array("n = 4\nreduction = \"chain\"\npe_rows = 1").number("passing_width") == 16);
  CHECK_REFUSED(array("reduction = \"sum\""), "reduction is \"sum\"", "\"tree\", \"chain\"");
}

TEST_CASE("spec: nm_array: a value out of range is refused", "[spec][nm_array]") {
  struct Range {
    const char* key;
    const char* takes;
    std::vector<std::int64_t> refused;
    std::vector<std::int64_t> accepted;
  };
  const std::vector<Range> ranges{
      {"n", "integer 1…64", {0, -1, 65}, {1, 4}},
      {"m", "integer 1…64 columns of A", {0, 65, INT64_MIN}, {2, 64}},
      {"pe_rows", "integer 1…256 PEs", {0, 257}, {1, 256}},
      {"pe_cols", "integer 1…256 PEs", {0, 257}, {1, 256}},
      {"rows", "integer 1…65536 columns of B", {0, 65537}, {1, 65536}},
      {"a_width", "one of 4, 8, 16 bits", {0, 5, 32}, {4, 16}},
      {"b_width", "one of 4, 8, 16 bits", {3, 12}, {4, 16}},
      {"acc_width", "integer 16…48 bits", {15, 49}, {21, 48}},
      {"read_latency", "integer 0…1 cycles", {-1, 2}, {0, 1}},
  };
  for (const Range& range : ranges) {
    for (const std::int64_t value : range.refused) {
      CAPTURE(range.key, value);
      CHECK_REFUSED(array(std::string(range.key) + " = " + std::to_string(value)),
                    "s.toml:2:", (std::string(range.key) + " is " + std::to_string(value)).c_str(),
                    range.takes);
    }
    for (const std::int64_t value : range.accepted) {
      CAPTURE(range.key, value);
      CHECK(array(std::string(range.key) + " = " + std::to_string(value)).integer(range.key) ==
            value);
    }
  }
  CHECK_REFUSED(array("flow = \"Systolic\""), "flow is \"Systolic\"",
                "one of \"systolic\", \"broadcast\"");
  CHECK_REFUSED(array("overlap = 1"), "overlap is neither true nor false");
  CHECK_REFUSED(array("skip_empty = \"no\""), "skip_empty is neither true nor false");
  CHECK_REFUSED(array("pattern = [\"2:4\"]"), "unknown key 'pattern'", "did you mean 'patterns'?");
  CHECK_REFUSED(array("columns = 4"), "unknown key 'columns'");
}

TEST_CASE("spec: nm_array: every key changes the hash", "[spec][nm_array]") {
  std::set<std::string> hashes{array("").hash()};
  for (const char* change :
       {"n = 4", "m = 8", "patterns = [\"2:4\"]", "patterns = [\"1:4\"]",
        "patterns = [\"1:4\", \"2:4\"]", "pe_rows = 15", "pe_cols = 15", "rows = 511",
        "a_width = 4", "b_width = 4", "acc_width = 31", "overlap = false", "flow = \"broadcast\"",
        "read_latency = 1", "skip_empty = false", "reduction = \"chain\"", "name = \"x\""}) {
    CAPTURE(change);
    CHECK(hashes.insert(array(change).hash()).second);
  }
  CHECK(array("patterns = []").hash() == array("").hash());
  CHECK(array("reduction = \"tree\"").hash() == array("").hash());
}

TEST_CASE("spec: nm_array: the latency is the sum of the stages", "[spec][nm_array]") {
  const auto latency = [](const std::string& text) {
    const Spec s = array("pe_rows = 5\npe_cols = 3\n" + text);
    return s.engine().latency(s);
  };
  // input, skew of 4 + 2, select, multiply, sum, accumulate
  CHECK(latency("") == 1 + 6 + 1 + 1 + 1 + 1);
  CHECK(latency("n = 1\nm = 1") == 1 + 6 + 1 + 1 + 1);   // nothing to select
  CHECK(latency("n = 4") == 1 + 6 + 1 + 1 + 1 + 1 + 1);  // a register behind four products
  CHECK(latency("n = 3") == latency("n = 4"));
  CHECK(latency("flow = \"broadcast\"") == 1 + 1 + 1 + 1 + 2 + 1);  // three levels of adders
  CHECK(latency("n = 4\nflow = \"broadcast\"") == latency("flow = \"broadcast\""));
  // Chains: a register behind each level of the tree that adds them up.
  CHECK(latency("n = 4\nreduction = \"chain\"") == 1 + 6 + 1 + 1 + 1 + 2 + 1);
  CHECK(latency("n = 3\nreduction = \"chain\"") == 1 + 6 + 1 + 1 + 1 + 2 + 1);
  CHECK(latency("n = 2\nreduction = \"chain\"") == 1 + 6 + 1 + 1 + 1 + 1 + 1);
  CHECK(latency("n = 1\nm = 1\nreduction = \"chain\"") == latency("n = 1\nm = 1"));
  CHECK(latency("overlap = false") == latency(""));
  CHECK(latency("read_latency = 1") == latency(""));
  for (const auto& [rows, registers] :
       std::vector<std::pair<int, int>>{{1, 0}, {2, 1}, {3, 1}, {4, 1}, {5, 2}, {16, 2}, {17, 3}}) {
    CAPTURE(rows);
    const Spec s = array("flow = \"broadcast\"\npe_rows = " + std::to_string(rows));
    CHECK(s.engine().stage(s, "tree") == registers);
  }
}

namespace {

void check_field(const spec::Layout& layout, const char* name, unsigned offset, unsigned width,
                 unsigned count) {
  CAPTURE(layout.stream, name);
  const spec::Field& field = layout.field(name);
  CHECK(field.offset == offset);
  CHECK(field.width == width);
  CHECK(field.count == count);
}

}  // namespace

TEST_CASE("spec: nm_array: layouts", "[spec][layout][nm_array]") {
  SECTION("with all fields") {
    const Spec s = array(
        "n = 4\npatterns = [\"1:4\", \"2:4\", \"4:4\"]\npe_rows = 3\npe_cols = 5\n"
        "rows = 9\nb_width = 16");
    const spec::Layout a = spec::layout(s, "a");
    check_field(a, "value", 0, 8, 20);
    check_field(a, "index", 160, 2, 20);
    check_field(a, "row", 200, 2, 1);
    check_field(a, "pattern", 202, 2, 1);
    check_field(a, "first", 204, 1, 1);
    check_field(a, "last", 205, 1, 1);
    check_field(a, "whole", 206, 1, 1);
    CHECK(a.width == 207);
    CHECK(a.fields.size() == 7);
    const spec::Layout b = spec::layout(s, "b");
    check_field(b, "data", 0, 16, 48);  // three rows, four blocks of four
    check_field(b, "row", 768, 4, 1);
    check_field(b, "release", 772, 1, 1);
    CHECK(b.width == 773);
    const spec::Layout c = spec::layout(s, "c");
    check_field(c, "data", 0, 32, 5);
    check_field(c, "row", 160, 4, 1);
    CHECK(c.width == 164);
  }
  SECTION("one pattern needs no name") {
    for (const char* patterns : {"", "patterns = [\"2:4\"]"}) {
      const Spec s = array(patterns);
      const spec::Layout a = spec::layout(s, "a");
      CHECK(a.find("pattern") == nullptr);
      CHECK_REFUSED(a.field("pattern"), "stream 'a' has no field 'pattern'");
      check_field(a, "index", 256, 2, 32);
      check_field(a, "first", a.field("row").bit(1), 1, 1);
      CHECK(s.number("window") == 4);
    }
    const Spec sparse = array("patterns = [\"1:4\"]");  // two blocks at once
    CHECK(sparse.number("window") == 8);
    CHECK(spec::layout(sparse, "b").field("data").count == 128);
  }
  SECTION("blocks of one need no positions") {
    const Spec s = array("n = 1\nm = 1\npe_rows = 1\npe_cols = 2\nrows = 1\na_width = 4");
    const spec::Layout a = spec::layout(s, "a");
    CHECK(a.find("index") == nullptr);
    check_field(a, "value", 0, 4, 2);
    check_field(a, "row", 8, 1, 1);  // one row still has a bit
    check_field(a, "first", 9, 1, 1);
    CHECK(a.width == 12);
    CHECK(spec::layout(s, "b").width == 8 + 1 + 1);
    CHECK(spec::layout(s, "c").width == 64 + 1);
  }
}

TEST_CASE("spec: nm_array: presets", "[spec][nm_array]") {
  for (const char* name : {"dense_ws", "stc_2_4", "dbb_4_8", "vegeta_m4", "vegeta_m8"}) {
    CAPTURE(name);
    const Spec large = Spec::load(name);
    const Spec small = Spec::load(std::string(name) + "_64");
    CHECK(large.engine().multipliers(large) == 512);
    CHECK(small.engine().multipliers(small) == 64);
    // The same PEs, fewer of them.
    for (const char* key : {"n", "m", "patterns", "a_width", "b_width", "acc_width", "overlap",
                            "flow", "read_latency", "skip_empty"}) {
      CAPTURE(key);
      CHECK(large.value(key) == small.value(key));
    }
  }
}
