// What a spec is once it is accepted: its values, its canonical form, its hash, its layouts.
#include <set>

#include "gen/spec/layout.hpp"
#include "gen/spec/spec.hpp"
#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

namespace spec = denim::spec;
using spec::Spec;

namespace {

Spec demm(const std::string& text) {
  return Spec::parse("engine = \"demm\"\n" + text, "s.toml", "default_name");
}

// Any spec that the tables and the checks allow.
Spec random_spec(denim::tensor::Rng& rng) {
  const std::int64_t widths[]{4, 8, 16};
  const auto m = rng.uniform_int(2, 1024);
  const auto n = rng.uniform_int(1, std::min<std::int64_t>(64, m));
  const auto a = widths[rng.below(3)];
  const auto b = widths[rng.below(3)];
  std::string text = "m = " + std::to_string(m) + "\nn = " + std::to_string(n);
  text +=
      "\ncolumns = " + std::to_string(rng.uniform_int(1, std::min<std::int64_t>(1024, 16384 / n)));
  text += "\nrows = " + std::to_string(rng.uniform_int(1, 65536));
  text += "\na_width = " + std::to_string(a) + "\nb_width = " + std::to_string(b);
  text += "\nacc_width = " + std::to_string(rng.uniform_int(std::max<std::int64_t>(16, a + b), 48));
  text += rng.bernoulli(0.5) ? "\nmemory = \"regs\"" : "\nmemory = \"replicated\"";
  text += rng.bernoulli(0.5) ? "\npasses = \"fixed\"\n" : "\npasses = \"dynamic\"\n";
  return demm(text);
}

void check_field(const spec::Layout& layout, const char* name, unsigned offset, unsigned width,
                 unsigned count) {
  CAPTURE(layout.stream, name);
  const spec::Field& field = layout.field(name);
  CHECK(field.offset == offset);
  CHECK(field.width == width);
  CHECK(field.count == count);
  CHECK(field.bit(count - 1) == offset + (count - 1) * width);
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
  CHECK(s.integer("a_width") == 8);
  CHECK(s.integer("b_width") == 8);
  CHECK(s.integer("acc_width") == 32);
  CHECK(s.word("memory") == "replicated");
  CHECK(s.word("passes") == "dynamic");
  CHECK(s.engine().multipliers(s) == 512);
  CHECK(s.engine().latency() == 4);
  CHECK_REFUSED(s.value("depth"), "demm", "depth");
}

TEST_CASE("spec: blanks, comments and the order of keys do not matter", "[spec]") {
  const Spec one = demm("n = 2\nm = 8\nmemory = \"regs\"\n");
  const Spec two = demm("# a comment\r\n  memory='regs'\r\n\r\nm=0x8   # eight\r\nn = 2");
  CHECK(one.canonical() == two.canonical());
  CHECK(one.hash() == two.hash());
}

TEST_CASE("spec: the canonical form", "[spec]") {
  CHECK(demm("memory = \"regs\"\nn = 2\nm = 8\n").canonical() ==
        "engine = \"demm\"\n"
        "name = \"default_name\"\n"
        "n = 2\n"
        "m = 8\n"
        "columns = 64\n"
        "rows = 512\n"
        "a_width = 8\n"
        "b_width = 8\n"
        "acc_width = 32\n"
        "memory = \"regs\"\n"
        "passes = \"dynamic\"\n");
}

TEST_CASE("spec: the canonical form parses to the same spec", "[spec]") {
  denim::tensor::Rng rng(0);
  std::set<std::string> hashes;
  std::set<std::string> forms;
  for (int round = 0; round < 300; ++round) {
    const Spec first = random_spec(rng);
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
  for (const char* change :
       {"name = \"x\"", "n = 7", "m = 127", "columns = 63", "rows = 511", "a_width = 4",
        "b_width = 4", "acc_width = 31", "memory = \"regs\"", "passes = \"fixed\""}) {
    CAPTURE(change);
    CHECK(hashes.insert(demm(change).hash()).second);
  }
}

// Folders, caches and reports of users go by these: they change with a release that says so.
TEST_CASE("spec: hashes of presets are pinned", "[spec]") {
  CHECK(Spec::load("demm_2_8_4").hash() == "bae82d231e46");
  CHECK(Spec::load("demm_8_128_64").hash() == "8a3d40de7e7f");
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
    CHECK(Spec::load(preset.name, std::vector<std::string>{"rows=7"}).preset().empty());
    // The parameters that a name tells are those of the preset.
    const std::string numbers = s.engine().name + "_" + std::to_string(s.integer("n")) + "_" +
                                std::to_string(s.integer("m")) + "_" +
                                std::to_string(s.integer("columns"));
    CHECK(preset.name.starts_with(numbers));
  }
  CHECK(std::is_sorted(names.begin(), names.end()));
  for (const char* wanted : {"demm_2_8_4", "demm_4_16_8", "demm_8_128_64"}) {
    CHECK(std::count(names.begin(), names.end(), wanted) == 1);
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

TEST_CASE("spec: the layouts of demm_8_128_64 are pinned", "[spec][layout]") {
  const Spec s = Spec::load("demm_8_128_64");
  const spec::Layout a = spec::layout(s, "a");
  CHECK(a.width == 137);
  check_field(a, "value", 0, 8, 8);
  check_field(a, "index", 64, 7, 8);
  check_field(a, "end", 120, 4, 1);
  check_field(a, "row", 124, 9, 1);
  check_field(a, "used", 133, 1, 1);
  check_field(a, "first", 134, 1, 1);
  check_field(a, "last", 135, 1, 1);
  check_field(a, "release", 136, 1, 1);
  CHECK(a.fields.size() == 8);
  const spec::Layout b = spec::layout(s, "b");
  CHECK(b.width == 520);
  check_field(b, "data", 0, 8, 64);
  check_field(b, "row", 512, 7, 1);
  check_field(b, "last", 519, 1, 1);
  CHECK(b.fields.size() == 3);
  const spec::Layout c = spec::layout(s, "c");
  CHECK(c.width == 2057);
  check_field(c, "data", 0, 32, 64);
  check_field(c, "row", 2048, 9, 1);
  CHECK(c.fields.size() == 2);
  CHECK_REFUSED(a.field("column"), "stream 'a' has no field 'column'");
  CHECK_REFUSED(spec::layout(s, "d"), "no stream 'd'");
}

TEST_CASE("spec: the layouts of the smallest engine", "[spec][layout]") {
  const Spec s = demm("n = 1\nm = 2\ncolumns = 1\nrows = 1\na_width = 4\nb_width = 16\n");
  const spec::Layout a = spec::layout(s, "a");
  check_field(a, "value", 0, 4, 1);
  check_field(a, "index", 4, 1, 1);
  check_field(a, "end", 5, 1, 1);
  check_field(a, "row", 6, 1, 1);  // one accumulator still has a bit
  CHECK(a.width == 11);
  CHECK(spec::layout(s, "b").width == 16 + 1 + 1);
  CHECK(spec::layout(s, "c").width == 32 + 1);
}

TEST_CASE("spec: fields lie side by side, whatever the spec", "[spec][layout]") {
  denim::tensor::Rng rng(1);
  for (int round = 0; round < 200; ++round) {
    const Spec s = random_spec(rng);
    CAPTURE(s.canonical());
    for (const spec::StreamDeclaration& stream : s.engine().streams) {
      const spec::Layout layout = spec::layout(s, stream.name);
      unsigned next = 0;
      for (const spec::Field& field : layout.fields) {
        CAPTURE(field.name);
        CHECK(field.offset == next);
        CHECK(field.width >= 1);
        CHECK(field.width <= 64);
        CHECK(field.count >= 1);
        next = field.bit(field.count);
      }
      CHECK(layout.width == next);
    }
    const spec::Layout a = spec::layout(s, "a");
    // Every lane count, row and index can be named, and no bit more is spent.
    const auto holds = [](unsigned width, std::int64_t largest) {
      return largest >> width == 0 && (width == 1 || largest >> (width - 1) != 0);
    };
    CHECK(holds(a.field("end").width, s.integer("n")));
    CHECK(holds(a.field("row").width, s.integer("rows") - 1));
    CHECK(holds(a.field("index").width, s.integer("m") - 1));
  }
}

TEST_CASE("spec: bits that name each of a number of things", "[spec][layout]") {
  CHECK(spec::index_width(1) == 1);
  CHECK(spec::index_width(2) == 1);
  CHECK(spec::index_width(3) == 2);
  CHECK(spec::index_width(4) == 2);
  CHECK(spec::index_width(5) == 3);
  CHECK(spec::index_width(1024) == 10);
  CHECK(spec::index_width(1025) == 11);
  CHECK(spec::index_width(std::uint64_t{1} << 40) == 40);
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
    CHECK(engine->latency() > 0);
    std::set<std::string> streams;
    for (const spec::StreamDeclaration& stream : engine->streams) {
      CHECK(streams.insert(stream.name).second);
      std::set<std::string> fields;
      for (const spec::FieldDeclaration& field : stream.fields) {
        CHECK(fields.insert(field.name).second);
        CHECK_FALSE(field.meaning.empty());
      }
    }
    CHECK(streams == std::set<std::string>{"a", "b", "c"});  // the engine contract
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
