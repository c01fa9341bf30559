// What a spec is once it is accepted: its values, its canonical form, its hash.
#include <fmt/format.h>

#include <set>

#include "gen/spec/spec.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/spec_random.hpp"

namespace spec = denim::spec;
using spec::Spec;

namespace {

Spec demm(const std::string& text) {
  return Spec::parse("engine = \"demm\"\n" + text, "s.toml", "default_name");
}

}  // namespace

TEST_CASE("spec: defaults", "[spec]") {
  const Spec s = demm("");
  CHECK(s.name() == "default_name");
  CHECK(s.preset().empty());
  CHECK(s.engine().name == "demm");
  CHECK(s.integer("n") == 8);
  CHECK(s.integer("m") == 128);
  CHECK(s.integer("columns") == 64);
  CHECK(s.integer("rows") == 512);
  CHECK(s.integer("segments") == 1);
  CHECK_FALSE(s.flag("overlap"));
  CHECK(s.integer("a_width") == 8);
  CHECK(s.integer("b_width") == 8);
  CHECK(s.integer("acc_width") == 32);
  CHECK(s.word("memory") == "replicated");
  CHECK(s.integer("read_latency") == 0);
  CHECK(s.integer("read_registers") == 0);
  CHECK(s.integer("multiply_registers") == 1);
  CHECK(s.integer("sum_levels") == 0);
  CHECK(s.word("passes") == "dynamic");
  CHECK(s.engine().multipliers(s) == 512);
  CHECK(s.engine().latency(s) == 4);
  CHECK_REFUSED(s.value("depth"), "demm", "depth");
}

TEST_CASE("spec: blanks, comments and the order of keys do not matter", "[spec]") {
  const Spec one = demm("n = 2\nm = 8\nmemory = \"regs\"\n");
  const Spec two = demm("# a comment\r\n  memory='regs'\r\n\r\nm=0x8   # eight\r\nn = 2");
  CHECK(one.canonical() == two.canonical());
  CHECK(one.hash() == two.hash());
}

TEST_CASE("spec: the canonical form", "[spec]") {
  // The keys that are not at their default, in the engine's order.
  CHECK(demm("memory = \"regs\"\nn = 2\nm = 8\ncolumns = 64\n").canonical() ==
        "engine = \"demm\"\nname = \"default_name\"\nn = 2\nm = 8\nmemory = \"regs\"\n");
}

TEST_CASE("spec: true and false", "[spec]") {
  CHECK(demm("overlap = true").flag("overlap"));
  CHECK_FALSE(demm("overlap = false").flag("overlap"));
  CHECK(spec::to_text(demm("overlap = true").value("overlap")) == "true");
  CHECK(spec::to_text(demm("").value("overlap")) == "false");
  const Spec s = demm("overlap = true");
  CHECK_THAT(s.canonical(), ContainsSubstring("\noverlap = true\n"));
  CHECK(Spec::parse(s.canonical(), "canonical", "x").flag("overlap"));
  CHECK(s.engine().key("overlap")->type_text() == "true or false");
  // Said or by default: the same spec.
  CHECK(demm("overlap = false").hash() == demm("").hash());
}

TEST_CASE("spec: the latency is the sum of the stages that a spec has", "[spec]") {
  const auto latency = [](const std::string& text) {
    const Spec s = demm(text);
    return s.engine().latency(s);
  };
  CHECK(latency("read_latency = 1") == 5);
  CHECK(latency("read_registers = 1") == 5);
  CHECK(latency("multiply_registers = 0") == 3);
  CHECK(latency("multiply_registers = 2") == 5);
  // Eight products take three levels, and one more with segments; the subtraction behind them has a
  // register where every level has one.
  for (const auto& [levels, cycles] : {std::pair{0, 1}, {1, 3}, {2, 2}, {3, 1}, {4, 1}, {8, 1}}) {
    CHECK(latency(fmt::format("sum_levels = {}", levels)) == 3 + cycles);
  }
  for (const auto& [levels, cycles] : {std::pair{0, 1}, {1, 5}, {2, 2}, {3, 2}, {4, 1}, {8, 1}}) {
    CHECK(latency(fmt::format("segments = 4\nsum_levels = {}", levels)) == 3 + cycles);
  }
  CHECK(latency("n = 1\nsum_levels = 1") == 4);
  CHECK(latency("n = 9\nsum_levels = 1") == 7);
  const Spec s = demm("read_latency = 1\nread_registers = 1\nmultiply_registers = 2\n");
  CHECK(s.engine().stage(s, "lane") == 1);
  CHECK(s.engine().stage(s, "read") == 1);
  CHECK(s.engine().stage(s, "route") == 1);
  CHECK(s.engine().stage(s, "multiply") == 2);
  CHECK(s.engine().stage(s, "sum") == 1);
  CHECK(s.engine().stage(s, "accumulate") == 1);
  CHECK_REFUSED(s.engine().stage(s, "store"), "engine 'demm' has no stage 'store'");
}

TEST_CASE("spec: the canonical form parses to the same spec", "[spec]") {
  denim::tensor::Rng rng(0);
  std::set<std::string> hashes;
  std::set<std::string> forms;
  for (int round = 0; round < 300; ++round) {
    const Spec first = denim::test::random_spec(rng);
    CAPTURE(first.canonical());
    const Spec second = Spec::parse(first.canonical(), "canonical", "another_name");
    CHECK(second.canonical() == first.canonical());
    CHECK(second.hash() == first.hash());
    CHECK(second.name() == first.name());
    for (const spec::KeyDeclaration& key : first.engine().keys) {
      CHECK(second.value(key.name) == first.value(key.name));
    }
    CHECK(first.hash().size() == 12);
    CHECK(first.hash().find_first_not_of("0123456789abcdef") == std::string::npos);
    hashes.insert(first.hash());
    forms.insert(first.canonical());
  }
  CHECK(hashes.size() == forms.size());
}

TEST_CASE("spec: every key and the name change the hash", "[spec]") {
  std::set<std::string> hashes{demm("").hash()};
  for (const char* change : {"name = \"x\"",
                             "n = 7",
                             "m = 127",
                             "columns = 63",
                             "rows = 511",
                             "a_width = 4",
                             "b_width = 4",
                             "acc_width = 31",
                             "memory = \"regs\"",
                             "memory = \"banked\"",
                             "passes = \"fixed\"",
                             "segments = 2",
                             "segments = 4",
                             "overlap = true",
                             "read_latency = 1",
                             "read_registers = 1",
                             "multiply_registers = 0",
                             "sum_levels = 1",
                             "tail = \"requantise\"",
                             "tail = \"tasd\"",
                             "tail = \"tasd\"\ntail_terms = [\"2:4\"]",
                             "tail = \"tasd\"\ntail_form = \"serial\""}) {
    CAPTURE(change);
    CHECK(hashes.insert(demm(change).hash()).second);
  }
}

// Folders, caches and reports of users go by these. A new key, at its default, changes none.
TEST_CASE("spec: hashes of presets are pinned", "[spec]") {
  const std::vector<std::pair<std::string, std::string>> stored{
      {"dbb_4_8", "da8dc4593aa2"},
      {"dbb_4_8_64", "29f0d3d03c83"},
      {"demm_2_8_4", "3a4cef471d8e"},
      {"demm_4_16_8", "3037da607361"},
      {"demm_8_128_64", "68d371f4b259"},
      {"demm_8_128_64_banked", "aa7331aa58ea"},
      {"demm_8_128_64_published", "4b4009f83972"},
      {"dense_ws", "99bad71019bc"},
      {"dense_ws_64", "1f6bca3da11c"},
      {"stc_2_4", "bbc87a5d434d"},
      {"stc_2_4_64", "51656b09e3ba"},
      {"tasd_2_4", "5442c06291c5"},
      {"tasd_4_8", "48dd4ceaa66f"},
      {"tasd_4_8_serial", "bf0c12154954"},
      {"vegeta_m4", "203b745e4783"},
      {"vegeta_m4_64", "cccb22cc5820"},
      {"vegeta_m8", "48ab51efb2f3"},
      {"vegeta_m8_64", "135b2775ba08"},
  };
  for (const auto& [name, hash] : stored) {
    CAPTURE(name);
    CHECK(Spec::load(name).hash() == hash);
  }
  CHECK(spec::fnv1a("") == 0xcbf29ce484222325U);  // test vectors of the function's authors
  CHECK(spec::fnv1a("a") == 0xaf63dc4c8601ec8cU);
  CHECK(spec::fnv1a("foobar") == 0x85944171f73967e8U);
}

TEST_CASE("spec: all presets parse, and are named as their files", "[spec]") {
  const std::vector<spec::Preset> presets = spec::presets();
  std::vector<std::string> names;
  for (const spec::Preset& preset : presets) {
    CAPTURE(preset.name);
    names.push_back(preset.name);
    const Spec s = Spec::load(preset.name);
    CHECK(s.name() == preset.name);
    CHECK(s.preset() == preset.name);
    CHECK(preset.toml.starts_with("# "));  // says what it is for
    CHECK(Spec::load(preset.name, std::vector<std::string>{"name=other"}).preset().empty());
    // The parameters that a name tells are those of the preset; others are named for an idea.
    if (!preset.name.starts_with("demm_")) continue;
    const std::string numbers = s.engine().name + "_" + std::to_string(s.integer("n")) + "_" +
                                std::to_string(s.integer("m")) + "_" +
                                std::to_string(s.integer("columns"));
    CHECK(preset.name.starts_with(numbers));
  }
  CHECK(std::is_sorted(names.begin(), names.end()));
  for (const char* wanted :
       {"demm_2_8_4", "demm_4_16_8", "demm_8_128_64", "demm_8_128_64_banked",
        "demm_8_128_64_published", "tasd_2_4", "tasd_4_8", "tasd_4_8_serial"}) {
    CHECK(std::count(names.begin(), names.end(), wanted) == 1);
  }
}

TEST_CASE("spec: the forms of the engine with 512 multipliers", "[spec]") {
  const Spec packed = Spec::load("demm_8_128_64");
  CHECK(packed.integer("segments") == 4);
  CHECK(packed.flag("overlap"));
  CHECK(packed.word("memory") == "replicated");
  CHECK(packed.word("passes") == "dynamic");
  const Spec banked = Spec::load("demm_8_128_64_banked");
  CHECK(banked.word("memory") == "banked");
  for (const spec::KeyDeclaration& key : banked.engine().keys) {
    CAPTURE(key.name);
    if (key.name != "memory") CHECK(banked.value(key.name) == packed.value(key.name));
  }
  const Spec published = Spec::load("demm_8_128_64_published");
  CHECK(published.integer("segments") == 1);
  CHECK_FALSE(published.flag("overlap"));
  CHECK(published.word("memory") == "regs");
  CHECK(published.word("passes") == "fixed");
  for (const Spec& s : {packed, banked, published}) {
    CHECK(s.engine().multipliers(s) == 512);
    CHECK(s.integer("rows") == 512);
  }
}

TEST_CASE("spec: a file's name is the default name", "[spec]") {
  const denim::test::ScratchFolder folder;
  const auto name_of = [&](const char* file) {
    return Spec::load(folder.write(file, "engine = \"demm\"\n").string()).name();
  };
  CHECK(name_of("my-engine.v2.toml") == "my_engine_v2");
  CHECK(name_of("8bit.toml") == "spec_8bit");
  CHECK(name_of("plain") == "plain");
}

TEST_CASE("spec: the tables of every engine hold together", "[spec]") {
  CHECK(spec::find_engine("nothing") == nullptr);
  REQUIRE(spec::find_engine("demm") != nullptr);
  for (const spec::EngineDeclaration* engine : spec::engines()) {
    CAPTURE(engine->name);
    std::set<std::string> names{"engine", "name"};
    for (const spec::KeyDeclaration& key : engine->keys) {
      CAPTURE(key.name);
      CHECK(names.insert(key.name).second);
      CHECK_FALSE(key.meaning.empty());
      CHECK_FALSE(key.type_text().empty());
      // The default is of the type: the canonical form of the defaults parses.
    }
    const Spec s = Spec::parse("engine = \"" + engine->name + "\"", "s.toml", "x");
    CHECK(Spec::parse(s.canonical(), "canonical", "x").hash() == s.hash());
    std::set<std::string> errors;
    for (const spec::ErrorDeclaration& error : engine->errors) {
      CHECK(errors.insert(error.name).second);
      CHECK_FALSE(error.meaning.empty());
    }
    CHECK(engine->latency(s) > 0);
    std::set<std::string> streams;
    for (const spec::StreamDeclaration& stream : engine->streams) {
      CHECK(streams.insert(stream.name).second);
      std::set<std::string> fields;
      for (const spec::FieldDeclaration& field : stream.fields) {
        CHECK(fields.insert(field.name).second);
        CHECK_FALSE(field.meaning.empty());
      }
    }
    // The engine contract.
    if (engine->takes_b()) CHECK(streams == std::set<std::string>{"a", "b", "c"});
    CHECK(streams.contains("a"));
    CHECK(engine->key("a_width") != nullptr);
    CHECK((engine->key("b_width") != nullptr) == engine->takes_b());
    for (const spec::SettingDeclaration& setting : engine->settings) {
      CHECK(names.insert(setting.name).second);
      CHECK_FALSE(setting.meaning.empty());
    }
  }
}

TEST_CASE("spec: the nearest word", "[spec]") {
  const std::vector<std::string> known{"columns", "rows", "memory", "m", "n"};
  CHECK(spec::nearest("column", known) == "columns");
  CHECK(spec::nearest("memroy", known) == "memory");
  CHECK(spec::nearest("rows", known) == "rows");
  CHECK(spec::nearest("completely_else", known).empty());
  CHECK(spec::nearest("x", std::vector<std::string>{}).empty());
}
