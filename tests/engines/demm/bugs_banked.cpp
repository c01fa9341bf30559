// Bugs in engines with a banked memory, read at once or by a register, and in the registers of a
// deeper pipeline.
#include "tests/engines/demm/catalogue.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/engines/frame/hardware_bugs.hpp"

using namespace denim;
using namespace denim::test::engines;
using namespace denim::test::engines::edits;
using ir::Expr;
using ir::Value;

namespace {

const NamedSpec at_once =
    demm_named("bugs_banked",
               "n = 4\nm = 12\ncolumns = 2\nrows = 12\nsegments = 4\noverlap = true\n"
               "memory = \"banked\"\nmultiply_registers = 2\nsum_levels = 1\n");

const std::vector<LeafBug> leaves_at_once{
    {"a lane behind the last segment asks for a bank", "denim_demm_lane",
     "read_o = «used_q && !beyond_q»", "1'b1", Found::always},
    {"rows are not forgotten when their tile is released", "denim_demm_rows",
     "(«release_i» ? released", "1'b0", Found::malformed},
    {"b waits a cycle for nothing", "denim_demm_tile",
     "(leaving_copy_q == b_copy_q) && «((ReadLatency != 0) || !enable_i)»", "1'b1",
     Found::by_cycles},
};

const Expr n_lanes = Expr::name("N");
const Expr sum_width = Expr::name("SumWidth");
const Value hits = net("hits");

// What the registers between adders take of a lane, in column c.
Value product(int lane) {
  const Value held = net("product").in_turn("gen_multiply", Expr::name("c"));
  const Expr width = Expr::name("AWidth") + Expr::name("BWidth");
  return ir::extend_signed(held.in_turn("gen_lane", lane).slice(0, width), sum_width);
}

// Of a segment's column c: the sum below its end, or its beginning.
Value below(const Expr& end) {
  return net("below").in_turn("gen_column", Expr::name("c")).in_turn("gen_end", end);
}

// More than one of two lanes reads a bank.
Value both(int lane) { return hits.bit(lane) & hits.bit(lane + 1); }
// More than one of all lanes does, among which the first two are counted as given.
Value conflict(const Value& first, const Value& second) {
  const Value lanes = ir::concatenate({hits.slice(2, n_lanes - 2), second, first});
  return ir::any(lanes & (lanes - ir::constant(n_lanes, 1)));
}

// The bit of an end that tells odd from even, in the place of the one above it.
Value wrong_end() {
  const Expr width = Expr::name("AEndWidth");
  const Value ends = net("sum_ends");
  const Expr low = Expr::name("e") * width;
  return ir::extend(ir::concatenate({ends.bit(low + 2), ends.bit(low), ends.bit(low)}), width);
}

const std::vector<Mutation> mutations_at_once{
    {"a row is written to another bank",
     {{"top: gen_bank.bank_write", in("b_word", put(net("b_word").slice(2, 2)))}}},
    {"a row is written to another word of its bank",
     {{"top: gen_bank.rows.address", part(0, put(net("b_word").slice(2, 2)))}}},
    {"the copy is not in the word of a bank", {{"top: gen_bank.rows.address", part(1, zero())}}},
    {"a port asks the bank of another port",
     {{"top: gen_bank.gen_hit.hits", when("n", 1, in("gen_lane.index", at("n", 0)))}}},
    {"a port asks the same bank always",
     {{"top: gen_bank.gen_hit.hits", when("n", 2, in("gen_lane.index", put(ir::constant(2, 1))))}}},
    // The row is that of each port where it reads, port 3's outermost.
    {"a port reads the word of another port",
     {{"top: gen_bank.bank_row", part(0, part(1, part(1, part(0, in_turn(0, -1)))))}}},
    {"a port reads the other copy",
     {{"top: gen_bank.bank_row", part(1, part(1, part(1, inverted())))}}},
    {"a port takes the word of its own number's bank",
     {{"top: gen_lane.bank", when("n", 3, put(ir::constant(2, 3)))}}},
    {"a port takes the word of another port's bank",
     {{"top: gen_lane.bank", when("n", 0, put(net("index").in_turn("gen_lane", 1).slice(1, 2)))}}},
    {"a bank answers to another number",
     {{"top: gen_bank.gen_hit.hits", in("gen_lane.index", plus(1))}}},
    {"a port that does not read asks for a bank",
     {{"top: gen_bank.gen_hit.hits", when("n", 3, in("gen_lane.tile_read", ones()))}}},
    {"of two groups of ports the second's word is lost",
     {{"top: gen_bank.bank_row", part(1, zero())}}},
    {"of two groups of ports the first does not ask",
     {{"top: gen_bank.error_bank_conflict", put(conflict(ir::constant(1, 0), ir::constant(1, 0)))}},
     Found::malformed},
    {"two groups of ports that ask are no conflict",
     {{"top: gen_bank.error_bank_conflict", put(both(0) | both(2))}},
     Found::malformed},
    {"a conflict in the first group is lost",
     {{"top: gen_bank.error_bank_conflict",
       put(conflict(hits.bit(0) | hits.bit(1), ir::constant(1, 0)))}},
     Found::malformed},
    {"a conflict in the second group is lost",
     {{"top: gen_bank.error_bank_conflict",
       [](const Value& value, const Widths&) { return value & ~both(2); }}},
     Found::malformed},
    {"the conflicts of a bank are lost",
     {{"top: gen_bank.error_bank_conflict", when("b", 2, zero())}},
     Found::malformed},
    {"conflicts are not reported",
     {{"top: error_o.value", in("error_bank_conflict", zero())}},
     Found::malformed},
    {"one port is enough for a conflict",
     {{"top: gen_bank.error_bank_conflict", put(ir::any(hits))}}},
    {"the second register of a product moves while the pipeline waits",
     {{"top: gen_lane.gen_multiply.product.enable", ones()}},
     Found::under_stalls},
    {"the second register of a product moves only with the first",
     {{"top: gen_lane.gen_multiply.product.enable", put(net("enable") & net("multiply"))}}},
    {"a register between adders moves while the pipeline waits",
     {{"top: gen_prefix_1_1.sum.enable", ones()}},
     Found::under_stalls},
    {"a register between adders is passed by",
     {{"top: gen_prefix_2_2.sum.value", part(0, put(product(0) + product(1)))}}},
    {"the register behind the subtraction moves while the pipeline waits",
     {{"top: gen_segment.gen_sum.sum.enable", ones()}},
     Found::under_stalls},
    {"the register behind the subtraction is passed by",
     {{"top: gen_segment.gen_sum.next",
       in("sum", put(below(Expr::name("s") + 1) - below(Expr::name("s"))))}}},
    {"an end picks a sum by the wrong bit",
     {{"top: gen_end.gen_column.below.value", part(0, put(wrong_end()))}}},
    {"the results of two banks change places", {{"top: c_data.value", part(4, in_turn(0, -1))}}},
};

const NamedSpec registered =
    demm_named("bugs_banked_registered",
               "n = 4\nm = 8\ncolumns = 2\nrows = 6\nsegments = 2\n"
               "memory = \"banked\"\nread_latency = 1\nmultiply_registers = 0\n"
               "sum_levels = 2\n");

const std::vector<LeafBug> leaves_registered{
    {"b does not wait for a registered read", "denim_demm_tile",
     "(leaving_copy_q == b_copy_q) && «((ReadLatency != 0) || !enable_i)»", "!enable_i",
     Found::always},
    {"rows are forgotten before the beat that releases has asked for them", "denim_demm_tile",
     "release_o = «accept» && a_release_i", "a_valid_i", Found::always},
    {"the value of A moves while the pipeline waits", "denim_demm_lane",
     "values_q <= '0; end else if («enable_i») begin", "1'b1", Found::under_stalls},
    {"a row that is absent counts", "denim_demm_lane", "(in_range && «present_i»)", "1'b1",
     Found::malformed},
    {"an absent row is no error", "denim_demm_lane", "absent_error_o = «used_q» &&", "1'b0",
     Found::malformed},
    {"an accumulator's sums are kept where they are not its own", "denim_accumulator_address",
     "forward_q <= «written»", "written || forward_q", Found::always},
};

const std::vector<Mutation> mutations_registered{
    {"a port takes the bank that it asks for next",
     {{"top: gen_lane.gen_multiply.product",
       when("n", 0, in("bank", put(net("index").slice(0, 2))))}}},
    {"the bank that a port has asked for changes while the pipeline waits",
     {{"top: gen_lane.bank.enable", when("n", 1, ones())}},
     Found::under_stalls},
    {"banks are read while the pipeline waits",
     {{"top: gen_bank.u_rows.enable_i", ones()}},
     Found::under_stalls},
    {"a bank is not read for the second group of ports",
     {{"top: gen_bank.u_rows.read_i", put(ir::any(hits.slice(0, 2)))}}},
    {"a port reads another bank",
     {{"top: gen_bank.gen_hit.hits", when("n", 3, in("gen_lane.index", inverted()))}}},
    {"a factor is taken as unsigned",
     {{"top: gen_lane.gen_multiply.product", part(1, as_unsigned())}}},
};

}  // namespace

TEST_CASE("demm: each bug put into an engine with banks is found", "[demm][bugs]") {
  const spec::Spec spec = at_once.spec();
  check_bugs(spec, {leaves_at_once, mutations_at_once, {accept_and_used}},
             jury_of(spec, jobs_of(packed_catalogue(spec))));
}

TEST_CASE("demm: each bug put into an engine with banks and registered reads is found",
          "[demm][bugs]") {
  const spec::Spec spec = registered.spec();
  check_bugs(spec, {leaves_registered, mutations_registered, {accept_and_used, enable_and_read}},
             jury_of(spec, jobs_of(packed_catalogue(spec))));
}
