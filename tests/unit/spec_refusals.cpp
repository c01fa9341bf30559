// A spec that is wrong is refused with the place, what is wrong, and what would be right.
#include <algorithm>

#include "gen/spec/layout.hpp"
#include "gen/spec/ports.hpp"
#include "gen/spec/spec.hpp"
#include "tests/catch.hpp"

using denim::spec::Spec;
using denim::spec::SpecError;

namespace {

const std::string engine_line = "engine = \"demm\"\n";

Spec parse(const std::string& text, std::vector<std::string> overrides = {}) {
  return Spec::parse(text, "s.toml", "s", overrides);
}
// With the engine's line before it, so that `text` begins in line 2.
Spec demm(const std::string& text, std::vector<std::string> overrides = {}) {
  return parse(engine_line + text, std::move(overrides));
}

template <class Action>
std::string message_of(Action&& action) {
  try {
    action();
  } catch (const SpecError& error) {
    return error.what();
  }
  return "(no SpecError)";
}

}  // namespace

TEST_CASE("spec: an unknown key is refused with the nearest known one", "[spec]") {
  CHECK_REFUSED(demm("m = 16\nmemry = \"regs\"\n"), "s.toml:3:1: ", "unknown key 'memry'",
                "did you mean 'memory'?");
  CHECK_REFUSED(demm("collumns = 4"), "unknown key 'collumns'", "did you mean 'columns'?");
  CHECK_REFUSED(demm("Rows = 4"), "unknown key 'Rows'", "did you mean 'rows'?");
  CHECK_REFUSED(demm("acc_widht = 4"), "did you mean 'acc_width'?");
  CHECK_REFUSED(demm("   colour = 4"), "s.toml:2:4: ", "unknown key 'colour'");
  CHECK_REFUSED(
      demm("whatever_this_is = 4"), "unknown key 'whatever_this_is'",
      "known are engine, name, prefix, n, m, columns, rows, segments, overlap, a_width, b_width, "
      "acc_width, memory, read_latency, tile_ram_style, accumulator_ram_style, read_registers, "
      "multiply_registers, sum_levels, accumulate_registers, dsp_pack, passes");
  CHECK_REFUSED(demm("segment = 4"), "unknown key 'segment'", "did you mean 'segments'?");
  CHECK_REFUSED(demm("overlaps = true"), "unknown key 'overlaps'", "did you mean 'overlap'?");
  CHECK_REFUSED(demm("read_register = 1"), "did you mean 'read_registers'?");
  CHECK_REFUSED(demm("[tile]\nm = 8"), "s.toml:2", "unknown key 'tile'");
  CHECK_REFUSED(demm("a.b = 8"), "s.toml:2:1: ", "unknown key 'a'");
}

TEST_CASE("spec: products are packed of 8 bits and two columns, where there are such", "[spec]") {
  const std::string pack = "dsp_pack = \"int8x2\"\n";
  CHECK(demm(pack).word("dsp_pack") == "int8x2");
  CHECK(demm("dsp_pack = \"none\"").hash() == demm("").hash());
  CHECK(demm(pack).hash() != demm("").hash());
  CHECK_REFUSED(demm(pack + "columns = 7"), "s.toml:2:12: ", "with columns = 7", "an even number");
  CHECK_REFUSED(demm(pack + "a_width = 4"), "with a_width = 4", "a_width = 8");
  CHECK_REFUSED(demm(pack + "b_width = 16"), "with b_width = 16", "b_width = 8");
  CHECK_REFUSED(demm("dsp_pack = \"int4x4\""), "\"none\", \"int8x2\"");
  // Any other engine says why it has no such key.
  int others = 0;
  for (const denim::spec::EngineDeclaration* engine : denim::spec::engines()) {
    if (engine->key("dsp_pack") != nullptr) continue;
    CAPTURE(engine->name);
    const auto lacked =
        std::ranges::find(engine->lacked, "dsp_pack", &denim::spec::LackedKey::name);
    REQUIRE(lacked != engine->lacked.end());
    const std::string own = "engine = \"" + engine->name + "\"\n";
    const std::string said = "'dsp_pack' is no key of " + engine->name + ": ";
    CHECK_REFUSED(Spec::parse(own + pack, "s.toml", "s"),
                  "s.toml:2:1: ", (said + lacked->reason).c_str());
    const std::vector<std::string> set{"dsp_pack=int8x2"};
    CHECK_REFUSED(Spec::parse(own, "s.toml", "s", set), "--set dsp_pack=int8x2: ", said.c_str(),
                  "multipl");
    ++others;
  }
  CHECK(others >= 2);
}

TEST_CASE("spec: accumulators in steps need a pipeline in front that is long enough", "[spec]") {
  CHECK_REFUSED(demm("multiply_registers = 0\naccumulate_registers = 1"),
                "s.toml:3:", "accumulate_registers is 1 with read_latency = 0",
                "compared 3 cycles before an accumulator is written, and are taken 3 before",
                "so that it is 4");
  CHECK_REFUSED(demm("read_latency = 1\nmultiply_registers = 0\naccumulate_registers = 2"),
                "s.toml:4:", "compared 4 cycles before");
  CHECK(demm("read_latency = 1\nmultiply_registers = 0\naccumulate_registers = 1")
            .integer("accumulate_registers") == 1);
}

TEST_CASE("spec: results leave in parts of at least a bit and at most a beat", "[spec]") {
  const std::string small = "n = 2\nm = 8\ncolumns = 4\nrows = 16\n";  // c: 4 · 32 + 4 bits
  CHECK(denim::spec::result_bits(demm(small)) == 0);
  CHECK(demm(small).canonical().find("result_bits") == std::string::npos);
  const auto passage = [&](int bits) {
    return denim::spec::passage(demm(small + "result_bits = " + std::to_string(bits)), "c");
  };
  CHECK(passage(1).parts == 132);
  CHECK(passage(64).parts == 3);
  CHECK(passage(66).parts == 2);
  CHECK(passage(132).parts == 1);
  CHECK(denim::spec::passage(demm(small + "result_bits = 8"), "a").width ==
        denim::spec::layout(demm(small), "a").width);
  CHECK_REFUSED(passage(133), "s.toml:6:15: ", "result_bits is 133", "has 132 bits",
                "leave it out");
  CHECK(demm(small + "result_bits = 0").canonical() == demm(small).canonical());
  CHECK_REFUSED(passage(-8), "s.toml:6:15: ", "result_bits is -8", "integer 0…");
  for (const char* wrong : {"16.0", "\"16\"", "true", "[16]"}) {
    CHECK_REFUSED(demm(small + "result_bits = " + wrong), "result_bits is not an integer",
                  "integer 0…");
  }
  CHECK_REFUSED(demm(small, {"result_bits=133"}), "--set result_bits=133: ", "has 132 bits");
  CHECK_REFUSED(demm(small + "result_bit = 8"), "did you mean 'result_bits'?");
  // Whatever computes a C has the key; of the others each says why not.
  for (const denim::spec::EngineDeclaration* engine : denim::spec::engines()) {
    CAPTURE(engine->name);
    CHECK((engine->key("result_bits") != nullptr) == engine->takes_b());
    if (engine->takes_b()) continue;
    CHECK_REFUSED(
        Spec::parse("engine = \"" + engine->name + "\"\nresult_bits = 8\n", "s.toml", "s"),
        "'result_bits' is no key of");
  }
}

TEST_CASE("spec: a duplicate key is refused with its place", "[spec]") {
  CHECK_REFUSED(demm("n = 2\nm = 8\nn = 4\n"), "s.toml:4:", "'n'");
  CHECK_REFUSED(demm("engine = \"demm\"\n"), "s.toml:2:", "'engine'");
}

TEST_CASE("spec: a number out of range is refused with the range", "[spec]") {
  struct Range {
    const char* key;
    const char* takes;
    std::vector<std::int64_t> refused;
    std::vector<std::int64_t> accepted;
  };
  const std::vector<Range> ranges{
      {"n", "integer 1…64", {0, -1, 65, INT64_MAX, INT64_MIN}, {1, 64}},
      {"m", "integer 2…1024 rows", {1, 0, -8, 1025}, {8, 1024}},
      {"columns", "integer 1…1024 columns", {0, 1025}, {1, 1024}},
      {"rows", "integer 1…65536 rows", {0, 65537}, {1, 65536}},
      {"a_width", "one of 4, 8, 16 bits", {0, 5, 6, 12, 15, 17, 32}, {4, 8, 16}},
      {"b_width", "one of 4, 8, 16 bits", {3, 9, 24}, {4, 8, 16}},
      {"acc_width", "integer 16…48 bits", {15, 49, 64}, {19, 48}},
      {"segments", "one of 1, 2, 4, 8 rows", {0, -1, 3, 5, 6, 7, 9, 16}, {1, 2, 4, 8}},
      {"read_latency", "integer 0…1 cycles", {-1, 2}, {0, 1}},
      {"read_registers", "integer 0…1 registers", {-1, 2}, {0, 1}},
      {"multiply_registers", "integer 0…2 registers", {-1, 3}, {0, 1, 2}},
      {"sum_levels", "integer 0…8 levels", {-1, 9}, {0, 1, 8}},
      {"accumulate_registers", "integer 0…2 registers", {-1, 3}, {0, 1, 2}},
  };
  for (const Range& range : ranges) {
    for (const std::int64_t value : range.refused) {
      const std::string line = std::string(range.key) + " = " + std::to_string(value);
      CAPTURE(line);
      const std::string got = std::string(range.key) + " is " + std::to_string(value);
      CHECK_REFUSED(demm("\n" + line), "s.toml:3:", got.c_str(), range.takes);
    }
    for (const std::int64_t value : range.accepted) {
      CAPTURE(range.key, value);
      CHECK(demm(std::string(range.key) + " = " + std::to_string(value)).integer(range.key) ==
            value);
    }
  }
  CHECK_REFUSED(demm("rows = 99999999999999999999"), "s.toml:2:");
}

TEST_CASE("spec: RAM styles that cannot be are refused with the reason", "[spec]") {
  for (const char* key : {"tile_ram_style", "accumulator_ram_style"}) {
    const std::string block = std::string(key) + " = \"block\"\n";
    CHECK_REFUSED(demm(block), "s.toml:2:", (std::string(key) + " is \"block\"").c_str(),
                  "read_latency = 0", "no asynchronous read");
    CHECK(demm(block + "read_latency = 1").word(key) == "block");
    CHECK(demm(std::string(key) + " = \"distributed\"").word(key) == "distributed");
    CHECK_REFUSED(demm(std::string(key) + " = \"ultra\""), "\"auto\", \"block\", \"distributed\"");
  }
  for (const char* style : {"block", "distributed"}) {
    const std::string text = std::string("tile_ram_style = \"") + style + "\"\nread_latency = 1\n";
    CHECK_REFUSED(demm(text + "memory = \"regs\""), "s.toml:2:", "memory = \"regs\"", "no RAM");
  }
  CHECK_REFUSED(
      Spec::parse("engine = \"nm_array\"\naccumulator_ram_style = \"block\"\n", "s.toml", "s"),
      "s.toml:2:", "no asynchronous read");
}

TEST_CASE("spec: a value of the wrong type is refused", "[spec]") {
  for (const char* value : {"\"8\"", "8.0", "true", "[8]", "{ x = 8 }", "2024-01-01"}) {
    CAPTURE(value);
    CHECK_REFUSED(demm(std::string("n = ") + value), "s.toml:2:5: ", "n is not an integer",
                  "integer 1…64");
  }
  for (const char* value : {"8", "true", "[\"regs\"]"}) {
    CAPTURE(value);
    CHECK_REFUSED(demm(std::string("memory = ") + value), "s.toml:2:10: ", "memory is not a string",
                  "one of \"regs\", \"replicated\", \"banked\"");
  }
  CHECK_REFUSED(demm("memory = \"ram\""), "s.toml:2:", "memory is \"ram\"",
                "one of \"regs\", \"replicated\", \"banked\"");
  for (const char* value : {"1", "0", "\"yes\"", "\"true\"", "\"\"", "1.0", "[true]"}) {
    CAPTURE(value);
    CHECK_REFUSED(demm(std::string("overlap = ") + value),
                  "s.toml:2:11: ", "overlap is neither true nor false");
  }
  CHECK_REFUSED(demm("overlap = yes"), "s.toml:2:");
  CHECK_REFUSED(demm("overlap = True"), "s.toml:2:");
  CHECK_REFUSED(demm("segments = true"), "s.toml:2:12: ", "segments is not an integer",
                "one of 1, 2, 4, 8");
  CHECK_REFUSED(demm("passes = \"Dynamic\""), "passes is \"Dynamic\"", "\"dynamic\", \"fixed\"");
  CHECK_REFUSED(demm("passes = \"\""), "passes is \"\"");
  CHECK_REFUSED(parse("engine = 3"), "s.toml:1:", "engine", "not a string");
}

TEST_CASE("spec: sizes that do not go together are refused at a key", "[spec]") {
  SECTION("N above M") {
    CHECK_REFUSED(demm("m = 4\nn = 5\n"), "s.toml:3:5: ", "n is 5, more than m = 4", "n ≤ m");
    CHECK_REFUSED(demm("m = 4\n"), "s.toml", "n is 8, more than m = 4");  // n by default
    CHECK(demm("n = 5\nm = 5").integer("n") == 5);
  }
  SECTION("too many multipliers") {
    CHECK_REFUSED(demm("n = 64\ncolumns = 257"), "s.toml:3:", "columns is 257", "16448",
                  "at most 16384");
    CHECK_REFUSED(demm("n = 17\ncolumns = 1024"), "17408 multipliers");
    CHECK(demm("n = 64\ncolumns = 256").integer("columns") == 256);
    CHECK(demm("n = 16\ncolumns = 1024").integer("n") == 16);
  }
  SECTION("an accumulator that cannot hold a sum of n products") {
    CHECK_REFUSED(demm("a_width = 16\nb_width = 16\nacc_width = 34"),
                  "s.toml:4:13: ", "acc_width is 34", "a_width + b_width + ⌈log2 n⌉ = 35 bits");
    CHECK_REFUSED(demm("acc_width = 18"), "acc_width is 18", "19 bits");
    CHECK_REFUSED(demm("n = 9\nacc_width = 19"), "acc_width is 19", "20 bits");
    CHECK_REFUSED(demm("n = 2\nacc_width = 16"), "acc_width is 16", "17 bits");
    CHECK(demm("a_width = 16\nb_width = 16\nacc_width = 35").integer("acc_width") == 35);
    CHECK(demm("acc_width = 19").integer("acc_width") == 19);
    CHECK(demm("n = 1\nacc_width = 16").integer("acc_width") == 16);
    CHECK(demm("a_width = 4\nb_width = 4\nacc_width = 16").integer("acc_width") == 16);
  }
}

TEST_CASE("spec: segments that do not go with the rest are refused", "[spec]") {
  SECTION("more than lanes") {
    CHECK_REFUSED(demm("n = 3\nsegments = 4"), "s.toml:3:12: ", "segments is 4, more than n = 3",
                  "at most n");
    CHECK_REFUSED(demm("n = 1\nsegments = 2"), "segments is 2, more than n = 1");
    CHECK(demm("n = 4\nsegments = 4").integer("segments") == 4);
    CHECK(demm("n = 1\nsegments = 1").integer("segments") == 1);
  }
  SECTION("with fixed passes") {
    CHECK_REFUSED(demm("segments = 2\npasses = \"fixed\""),
                  "s.toml:3:10: ", "passes is \"fixed\" with segments = 2",
                  "\"dynamic\", or segments = 1");
    CHECK(demm("segments = 1\npasses = \"fixed\"").word("passes") == "fixed");
  }
  SECTION("without a whole bank for each") {
    CHECK_REFUSED(demm("rows = 510\nsegments = 4"), "s.toml:2:8: ", "rows is 510 with segments = 4",
                  "rows / segments accumulators", "take a multiple of 4, at least 8");
    CHECK_REFUSED(demm("rows = 2\nsegments = 2"), "rows is 2 with segments = 2", "at least 4");
    CHECK_REFUSED(demm("rows = 8\nsegments = 8"), "rows is 8 with segments = 8", "at least 16");
    CHECK_REFUSED(demm("rows = 1\nsegments = 2"), "rows is 1 with segments = 2");
    CHECK(demm("rows = 4\nsegments = 2").integer("rows") == 4);
    CHECK(demm("rows = 12\nsegments = 4").integer("rows") == 12);
    CHECK(demm("rows = 1\nsegments = 1").integer("rows") == 1);
  }
}

TEST_CASE("spec: banks that do not go with the rest are refused", "[spec]") {
  const auto banked = [](const std::string& text, std::vector<std::string> overrides = {}) {
    return demm("memory = \"banked\"\n" + text, std::move(overrides));
  };
  SECTION("as many as n is no power of two") {
    for (const int n : {1, 3, 6, 7, 12, 63}) {
      CAPTURE(n);
      CHECK_REFUSED(banked("m = 504\nn = " + std::to_string(n)),
                    "s.toml:2:10: ", ("memory is \"banked\" with n = " + std::to_string(n)).c_str(),
                    "index modulo n", "a power of two, at least 2");
    }
    for (const int n : {2, 4, 8, 16, 32, 64}) {
      CAPTURE(n);
      CHECK(banked("columns = 8\nn = " + std::to_string(n)).integer("n") == n);
    }
  }
  SECTION("m is no whole number of rows a bank") {
    CHECK_REFUSED(banked("m = 127"), "s.toml:2:10: ", "memory is \"banked\" with m = 127 and n = 8",
                  "take a multiple of 8, at least 16");
    CHECK_REFUSED(banked("m = 8"), "m = 8 and n = 8", "at least 2", "at least 16");
    CHECK_REFUSED(banked("m = 4\nn = 4"), "m = 4 and n = 4", "a multiple of 4, at least 8");
    CHECK(banked("m = 16").integer("m") == 16);
    CHECK(banked("m = 24").integer("m") == 24);
    CHECK(demm("m = 127").integer("m") == 127);
  }
  SECTION("passes are fixed") {
    CHECK_REFUSED(banked("passes = \"fixed\""),
                  "s.toml:3:10: ", "passes is \"fixed\" with memory = \"banked\"",
                  "\"dynamic\", or another memory");
    CHECK(banked("passes = \"dynamic\"").word("passes") == "dynamic");
  }
  SECTION("told where it was set") {
    CHECK_REFUSED(demm("n = 6", {"memory=banked"}), "--set memory=banked: ", "with n = 6");
    CHECK_REFUSED(demm("memory = \"banked\"", {"passes=fixed"}), "--set passes=fixed: ");
    CHECK_REFUSED(demm("", {"segments=4", "rows=6"}), "--set rows=6: ", "rows is 6");
    CHECK_REFUSED(demm("segments = 4", {"passes=fixed"}), "--set passes=fixed: ", "segments = 4");
  }
}

TEST_CASE("spec: a name that cannot be a module's is refused", "[spec]") {
  const std::string longest(64, 'x');
  CHECK(demm("name = \"" + longest + "\"").name() == longest);
  CHECK(demm("name = \"A_1\"").name() == "A_1");
  for (const std::string& name :
       {std::string(), std::string("8bit"), std::string("_x"), std::string("a-b"),
        std::string("a b"), std::string("a.b"), std::string("a__b"), std::string("a_"),
        std::string("über"), std::string("../x"), std::string("a\\u0000b"), std::string(65, 'x')}) {
    CAPTURE(name);
    CHECK_REFUSED(demm("name = \"" + name + "\""), "s.toml:2:8: ", "name", "a letter",
                  "63 letters, digits and single '_'");
  }
  CHECK_REFUSED(demm("name = 3"), "s.toml:2:8: ", "name");
}

TEST_CASE("spec: what a preset says of compare is passed over, and is true or false", "[spec]") {
  CHECK_NOTHROW(demm("compare = true\n"));
  CHECK(demm("compare = true\n").hash() == demm("").hash());
  CHECK_REFUSED(demm("compare = \"yes\"\n"), "compare is true or false");
  std::size_t compared = 0;
  for (const denim::spec::Preset& preset : denim::spec::presets())
    compared += preset.compared ? 1 : 0;
  CHECK(compared >= 8);
  CHECK(compared < denim::spec::presets().size());
}

TEST_CASE("spec: an engine that is none is refused", "[spec]") {
  CHECK_REFUSED(parse("engine = \"dem\""), "s.toml:1:10: ", "engine 'dem' is not known",
                "did you mean 'demm'?");
  CHECK_REFUSED(parse("engine = \"something\""), "engine 'something' is not known",
                "known are demm, ");
  CHECK_REFUSED(parse("n = 4"), "s.toml", "no key 'engine'", "known are demm, ");
  CHECK_REFUSED(parse(""), "s.toml", "no key 'engine'");
}

TEST_CASE("spec: a series that units cannot take is refused", "[spec]") {
  const auto unit = [](const std::string& keys) {
    return parse("engine = \"tasd_unit\"\n" + keys);
  };
  CHECK(unit("m = 32\nterms = [\"32:32\", \"2:4\", \"2:4\"]").patterns("terms").size() == 3);
  CHECK_REFUSED(unit("m = 12"), "s.toml", "terms has 4:8 with m = 12", "a multiple of 8");
  CHECK_REFUSED(unit("terms = []"), "s.toml:2:", "terms is an empty list", "one or more terms");
  CHECK_REFUSED(unit("terms = [\"1:1\"]"), "terms has 1:1", "at least 2 elements");
  CHECK_REFUSED(unit("terms = [\"5:4\"]"), "terms is a list with \"5:4\"", "1 ≤ N ≤ M ≤ 32");
  CHECK_REFUSED(unit("m = 32\nterms = [\"4:33\"]"), "terms is a list with \"4:33\"", "≤ 32");
  CHECK_REFUSED(unit("terms = \"4:8\""), "terms is not a list");
  CHECK_REFUSED(unit("terms = [4]"), "a list with something other than strings");
  CHECK_REFUSED(unit("m = 33"), "m is 33", "2…32");
  CHECK_REFUSED(unit("form = \"tree\""), "form is \"tree\"", "\"serial\", \"sorter\"");
  CHECK_REFUSED(unit("b_width = 8"), "unknown key 'b_width'");
  std::string many;
  for (int i = 0; i < 9; ++i) many += std::string(i == 0 ? "" : ", ") + "\"32:32\"";
  CHECK_REFUSED(unit("m = 32\nterms = [" + many + "]"), "terms takes 288 pairs", "at most 256");
}

TEST_CASE("spec: a tail that does not go with the rest is refused", "[spec]") {
  CHECK(demm("tail = \"tasd\"\ncolumns = 16").number("tail_pairs") == 8);
  CHECK(demm("").number("result_width") == 32);
  CHECK(demm("tail = \"requantise\"\ntail_width = 4").number("result_width") == 4);
  CHECK_REFUSED(demm("tail = \"tasd\"\ncolumns = 12"), "tail_terms has 4:8 with columns = 12",
                "a multiple of 8");
  CHECK_REFUSED(demm("tail_width = 4"), "s.toml:2:", "tail_width is 4 with tail = \"none\"",
                "leave it out");
  CHECK_REFUSED(demm("tail = \"requantise\"\ntail_terms = [\"2:4\"]"),
                "tail_terms is [\"2:4\"] with tail = \"requantise\"");
  CHECK_REFUSED(demm("tail = \"relu\""), "tail is \"relu\"", "\"requantise\"");
}

TEST_CASE("spec: text that is no TOML is refused with line and column", "[spec]") {
  CHECK_REFUSED(demm("n = 2\nm 8\n"), "s.toml:3:");
  CHECK_REFUSED(demm("n = \n"), "s.toml:2:");
  CHECK_REFUSED(demm("name = \"x\nm = 8\n"), "s.toml:2:");
  CHECK_REFUSED(demm("{\"n\": 2}"), "s.toml:2:1: ");
  CHECK_REFUSED(demm("name = \"\xff\""), "s.toml:2:");
  CHECK_REFUSED(parse(std::string("\x93NUMPY\x01\x00", 8)), "s.toml:1:");
}

TEST_CASE("spec: --set takes a TOML value or a bare word", "[spec]") {
  CHECK(demm("", {"rows=256"}).integer("rows") == 256);
  CHECK(demm("", {"rows=0x10"}).integer("rows") == 16);
  CHECK(demm("", {"rows=1_000"}).integer("rows") == 1000);
  CHECK(demm("", {"memory=regs"}).word("memory") == "regs");
  CHECK(demm("", {"memory=\"regs\""}).word("memory") == "regs");
  CHECK(demm("", {"memory='regs'"}).word("memory") == "regs");
  CHECK(demm("", {"name=other"}).name() == "other");
  CHECK(demm("", {"overlap=true"}).flag("overlap"));
  CHECK_FALSE(demm("overlap = true", {"overlap=false"}).flag("overlap"));
  CHECK(demm("", {"memory=banked", "segments=4"}).integer("segments") == 4);
  CHECK(parse("", {"engine=demm", "n=2"}).integer("n") == 2);
  // It has the last word, also on what the file has wrong.
  CHECK(demm("rows = 3", {"rows=4"}).integer("rows") == 4);
  CHECK(demm("rows = 3", {"n=2", "m=4", "rows=4"}).integer("m") == 4);
  CHECK(demm("rows = 0", {"rows=4"}).integer("rows") == 4);
}

TEST_CASE("spec: --set refuses as a file does, and names itself", "[spec]") {
  CHECK_REFUSED(demm("", {"memry=regs"}), "--set memry=regs: ", "unknown key 'memry'",
                "did you mean 'memory'?");
  CHECK_REFUSED(demm("", {"rows=0"}), "--set rows=0: ", "rows is 0", "1…65536");
  CHECK_REFUSED(demm("", {"rows=many"}), "--set rows=many: ", "rows is not an integer");
  CHECK_REFUSED(demm("", {"memory=true"}), "--set memory=true: ", "memory is not a string");
  CHECK_REFUSED(demm("", {"memory=ram"}), "--set memory=ram: ", "memory is \"ram\"");
  for (const char* value : {"yes", "1", "0", "True", "on", "\"true\""}) {
    CAPTURE(value);
    const std::string set = std::string("overlap=") + value;
    CHECK_REFUSED(demm("", {set}), ("--set " + set + ": ").c_str(),
                  "overlap is neither true nor false", "true or false");
  }
  CHECK_REFUSED(demm("m = 16", {"n=17"}), "--set n=17: ", "n is 17, more than m = 16");
  CHECK_REFUSED(demm("", {"engine=dem"}), "--set engine=dem: ", "did you mean 'demm'?");
  CHECK_REFUSED(demm("", {"name=8"}), "--set name=8: ", "a letter");
  CHECK_REFUSED(demm("", {"rows=4", "n=2", "rows=4"}), "--set rows=4: ", "'rows' is set twice");
  for (const char* junk : {"rows", "", "=4", "rows 4"}) {
    CAPTURE(junk);
    CHECK_REFUSED(demm("", {junk}), "--set ", "no key=value", "--set rows=256");
  }
  CHECK_REFUSED(demm("", {"rows="}), "--set rows=: ", "neither a TOML value nor a bare word");
  CHECK_REFUSED(demm("", {"rows=1 2"}), "'1 2' is neither a TOML value nor a bare word");
  CHECK_REFUSED(demm("", {"memory=\"regs"}), "neither a TOML value nor a bare word");
  CHECK_REFUSED(demm("", {"rows=4\nm = 8"}), "is not one TOML value");
  CHECK_REFUSED(demm("", {"rows=4\n[m]"}), "is not one TOML value");
}

TEST_CASE("spec: what cannot be loaded is refused", "[spec]") {
  CHECK_REFUSED(Spec::load("demm_8_128_65"), "'demm_8_128_65' is no preset",
                "did you mean 'demm_8_128_64'?", "no path");
  CHECK_REFUSED(Spec::load("nothing_like_it_at_all"), "known are", "demm_2_8_4");
  CHECK_REFUSED(Spec::load("./missing.toml"), "./missing.toml", "cannot be read");
  CHECK_REFUSED(Spec::load("missing.toml"), "missing.toml", "cannot be read");
  CHECK_REFUSED(Spec::load("/"), "is a folder");
  CHECK_REFUSED(Spec::load(""), "is no preset");
  CHECK_REFUSED(Spec::load("demm_2_8_4", std::vector<std::string>{"rows=0"}), "--set rows=0: ");
  // Every refusal is of the one type that the command turns into exit status 2.
  CHECK_THAT(message_of([] { Spec::load("./missing.toml"); }), ContainsSubstring("missing"));
  CHECK_THAT(message_of([] { demm("n = 0"); }), ContainsSubstring("n is 0"));
  CHECK_THAT(message_of([] { parse("n ="); }), ContainsSubstring("s.toml:1"));
}
