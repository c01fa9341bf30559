// Operands that an engine cannot take are refused, with the place and the limit; those at the limit
// are taken.
#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/engines/demm/reference.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/support/engine_cases.hpp"

#include "sw/engines/engine.hpp"
#include "sw/golden/golden.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

engines::Compiled compile(const spec::Spec& spec, const std::vector<Ints>& terms, const Ints& b) {
  return denim::engines::compile(spec, {{}, compressed(terms), b});
}

// One row times one column.
Ints row(std::vector<std::int32_t> values) {
  const std::size_t size = values.size();
  return Ints::from(1, size, std::move(values));
}
Ints column(std::vector<std::int32_t> values) {
  const std::size_t size = values.size();
  return Ints::from(size, 1, std::move(values));
}

std::int64_t computed(const spec::Spec& spec, const std::vector<Ints>& terms, const Ints& b) {
  const engines::Compiled compiled = compile(spec, terms, b);
  const Interpreted done = interpret(spec, read_all<ABeat>(spec, compiled.program.stream("a")),
                                     read_all<BBeat>(spec, compiled.program.stream("b")));
  REQUIRE(done.results.size() == 1);
  return done.results[0].data[0];
}

}  // namespace

TEST_CASE("operands: shapes that do not fit are refused", "[engines]") {
  const spec::Spec spec = odd.spec();
  CHECK_REFUSED(compile(spec, {Ints(2, 3)}, Ints(4, 5)), "A is 2×3 and B is 4×5",
                "A's columns must be B's rows");
  CHECK_REFUSED(compile(spec, {Ints(2, 3)}, Ints(2, 3)), "A is 2×3 and B is 2×3");
  CHECK_REFUSED(compile(spec, {Ints(0, 3)}, Ints(3, 1)), "every size must be at least 1");
  CHECK_REFUSED(compile(spec, {Ints(3, 0)}, Ints(0, 3)), "every size must be at least 1");
  CHECK_REFUSED(compile(spec, {Ints(3, 2)}, Ints(2, 0)), "every size must be at least 1");
  CHECK_NOTHROW(compile(spec, {Ints(2, 3)}, Ints(3, 5)));
}

TEST_CASE("operands: all terms have the shape of A", "[engines]") {
  const spec::Spec spec = odd.spec();
  CHECK_REFUSED(compile(spec, {}, Ints(0, 1)), "A is 0×0", "every size must be at least 1");
  CHECK_REFUSED(compile(spec, {Ints(2, 3), Ints(2, 4)}, Ints(3, 1)),
                "term 2 of A is 2×4 and term 1 is 2×3");
  CHECK_REFUSED(compile(spec, {Ints(2, 3), Ints(3, 3)}, Ints(3, 1)), "term 2 of A is 3×3");
}

TEST_CASE("operands: values beyond the widths are refused with their place", "[engines]") {
  for (const std::int32_t a_width : {4, 8, 16}) {
    for (const std::int32_t b_width : {4, 8, 16}) {
      const spec::Spec spec = demm_spec(
          "x", fmt::format("a_width = {}\nb_width = {}\nacc_width = 48\n", a_width, b_width));
      const std::int32_t a_max = (1 << (a_width - 1)) - 1;
      const std::int32_t b_max = (1 << (b_width - 1)) - 1;
      CAPTURE(a_width, b_width);
      const Ints good_a = Ints::from(2, 2, {a_max, -a_max - 1, 0, 1});
      const Ints good_b = Ints::from(2, 3, {b_max, -b_max - 1, 0, 1, 2, 3});
      CHECK_NOTHROW(compile(spec, {good_a}, good_b));
      for (const bool low : {false, true}) {
        Ints a = good_a;
        a(1, 0) = low ? -a_max - 2 : a_max + 1;
        const std::string place = fmt::format("A[1, 0] = {} does not fit {} bits ({} … {})",
                                              a(1, 0), a_width, -a_max - 1, a_max);
        CHECK_REFUSED(compile(spec, {a}, good_b), place.c_str());
        CHECK_REFUSED(compile(spec, {good_a, a}, good_b), place.c_str());  // in any term
        Ints b = good_b;
        b(1, 2) = low ? -b_max - 2 : b_max + 1;
        const std::string b_place =
            fmt::format("B[1, 2] = {} does not fit {} bits", b(1, 2), b_width);
        CHECK_REFUSED(compile(spec, {good_a}, b), b_place.c_str());
      }
    }
  }
}

TEST_CASE("operands: an accumulator may reach its limit and not one more", "[engines]") {
  // 16 bits: 32767 = 127·127·2 + 127·4 + 1.
  const spec::Spec spec = demm_spec("x", "n = 1\nm = 4\ncolumns = 1\nrows = 2\nacc_width = 16\n");
  CHECK(computed(spec, {row({127, 127, 127, 1})}, column({127, 127, 4, 1})) == 32767);
  CHECK(computed(spec, {row({127, 127, 127, 1})}, column({-127, -127, -4, -1})) == -32767);
  CHECK_REFUSED(compile(spec, {row({127, 127, 127, 1})}, column({127, 127, 4, 2})), "row 0 of C",
                "±32768", "16-bit accumulator", "limit 32767", "acc_width");
  CHECK_REFUSED(compile(spec, {row({127, 127, 127, 1})}, column({127, 127, 4, -2})), "±32768");
  // Sums that would cancel in the end could overflow on the way, in another order.
  CHECK_REFUSED(compile(spec, {row({127, 127, 127})}, column({127, 127, -127})), "±48387");
  CHECK_REFUSED(compile(spec, {row({-128, -128})}, column({-128, -128})), "±32768");
  CHECK(computed(spec, {row({-128, -127})}, column({-128, -128})) == 32640);

  SECTION("each row by itself, and the row is named") {
    const Ints a = Ints::from(3, 2, {1, 1, 127, 127, 127, 127});
    CHECK_NOTHROW(compile(spec, {a}, column({127, 127})));
    CHECK_REFUSED(compile(spec, {Ints::from(3, 2, {1, 1, -128, -128, 0, 0})}, column({-128, -128})),
                  "row 1 of C");
  }
  SECTION("by the largest of each row of B") {
    const Ints b = Ints::from(2, 2, {1, -128, -128, 1});
    CHECK_REFUSED(compile(spec, {row({-128, -128})}, b), "±32768");
    CHECK_NOTHROW(compile(spec, {row({-128, -127})}, b));
  }
  SECTION("over all terms together") {
    const std::vector<Ints> terms{row({127, 0, 127, 0}), row({0, 127, 0, 1})};
    CHECK(computed(spec, terms, column({127, 127, 4, 1})) == 32767);
    CHECK_REFUSED(compile(spec, terms, column({127, 127, 4, 2})), "±32768");
  }
}

TEST_CASE("operands: the limit of wide accumulators", "[engines]") {
  const auto spec_of = [](int acc_width) {
    return demm_spec("x", fmt::format("n = 1\nm = 4\ncolumns = 1\nrows = 2\na_width = 16\n"
                                      "b_width = 16\nacc_width = {}\n",
                                      acc_width));
  };
  // Two of the largest products are 2^31.
  CHECK_REFUSED(compile(spec_of(32), {row({-32768, -32768})}, column({-32768, -32768})),
                "±2147483648", "32-bit");
  CHECK(computed(spec_of(33), {row({-32768, -32768})}, column({-32768, -32768})) == 2147483648);
  CHECK(computed(spec_of(32), {row({-32768, -32768})}, column({-32768, -32767})) == 2147450880);
  // 48 bits: 2^17 of the largest products are 2^47, one less fits.
  const std::size_t many = std::size_t{1} << 17;
  const auto all = [](std::size_t count) { return std::vector<std::int32_t>(count, -32768); };
  CHECK_REFUSED(compile(spec_of(48), {row(all(many))}, column(all(many))), "±140737488355328");
  CHECK(computed(spec_of(48), {row(all(many - 1))}, column(all(many - 1))) ==
        (std::int64_t{1} << 47) - (std::int64_t{1} << 30));
}
