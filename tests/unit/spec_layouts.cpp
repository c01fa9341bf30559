// The bits of the streams: where each field of a beat lies.
#include "gen/spec/layout.hpp"
#include "gen/spec/spec.hpp"
#include "tests/catch.hpp"
#include "tests/unit/spec_random.hpp"

namespace spec = denim::spec;
using spec::Spec;

namespace {

Spec demm(const std::string& text) {
  return Spec::parse("engine = \"demm\"\n" + text, "s.toml", "s");
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

TEST_CASE("spec: the layouts of demm_8_128_64 are pinned", "[spec][layout]") {
  const Spec s = Spec::load("demm_8_128_64");
  const spec::Layout a = spec::layout(s, "a");
  CHECK(a.width == 177);
  check_field(a, "value", 0, 8, 8);
  check_field(a, "index", 64, 7, 8);
  check_field(a, "end", 120, 4, 4);
  check_field(a, "row", 136, 7, 4);  // of 128 in the segment's bank
  check_field(a, "used", 164, 1, 4);
  check_field(a, "first", 168, 1, 4);
  check_field(a, "last", 172, 1, 4);
  check_field(a, "release", 176, 1, 1);
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

TEST_CASE("spec: the layouts with one segment are those of an engine without", "[spec][layout]") {
  const Spec s = Spec::load("demm_8_128_64_published");
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
  CHECK(spec::layout(s, "c").width == 2057);
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
    const Spec s = denim::test::random_spec(rng);
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
    CHECK(holds(spec::layout(s, "c").field("row").width, s.integer("rows") - 1));
    if (s.engine().name == "nm_array") {
      const std::int64_t weights = s.integer("n") * s.integer("pe_cols");
      CHECK(a.field("value").count == weights);
      CHECK((a.find("index") != nullptr) == (s.integer("m") > 1));
      if (const spec::Field* index = a.find("index")) {
        CHECK(holds(index->width, s.integer("m") - 1));
        CHECK(index->count == weights);
      }
      const auto patterns = static_cast<std::int64_t>(s.patterns("patterns").size());
      CHECK((a.find("pattern") != nullptr) == (patterns > 1));
      if (patterns > 1) CHECK(holds(a.field("pattern").width, patterns - 1));
      CHECK(holds(a.field("row").width, s.integer("pe_rows") - 1));
      for (const char* field : {"first", "last", "whole"}) CHECK(a.field(field).count == 1);
      const auto sparsest = patterns == 0 ? s.integer("n") : s.patterns("patterns").front().n;
      const spec::Layout b = spec::layout(s, "b");
      CHECK(b.field("data").count ==
            s.integer("pe_rows") * s.integer("m") * s.integer("n") / sparsest);
      CHECK(holds(b.field("row").width, s.integer("rows") - 1));
      CHECK(spec::layout(s, "c").field("data").count == s.integer("pe_cols"));
      continue;
    }
    CHECK(holds(a.field("end").width, s.integer("n")));
    CHECK(holds(a.field("row").width, s.integer("rows") / s.integer("segments") - 1));
    CHECK(holds(a.field("index").width, s.integer("m") - 1));
    for (const char* field : {"end", "row", "used", "first", "last"}) {
      CHECK(a.field(field).count == s.integer("segments"));
    }
    CHECK(a.field("release").count == 1);
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
