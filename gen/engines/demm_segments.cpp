// The sums of `demm`: in each column the reduction over the lanes, and for each segment of a beat a
// bank of accumulators.
#include <vector>

#include "gen/blocks/accumulators.hpp"
#include "gen/blocks/tree.hpp"
#include "gen/catalog/common.hpp"
#include "gen/catalog/demm.hpp"
#include "gen/engines/demm_parts.hpp"
#include "gen/spec/tail.hpp"

namespace denim::generators::demm {

namespace {

class Segments {
 public:
  Segments(Frame& frame, const Control& control, const Value& product)
      : frame_(frame),
        control_(control),
        count_(frame.symbol("segments")),
        sum_width_(frame.symbol("sum_width")),
        end_width_(frame.width("a", "end")),
        row_width_(frame.width("a", "row")) {
    add_ends();
    if (packed(frame)) {
      add_prefix_sums(product);
    } else {
      frame.body().loop(column, frame.symbol("columns"), "gen_column", "",
                        [&](ir::Scope& body, const Expr& c) { add_total(body, c, product); });
    }
    emit_ = frame.body().net("emit", count_, "Banks that have a result");
    emit_row_ = frame.body().net("emit_row", count_ * row_width_, "Its accumulator");
    row_error_ = frame.error("a_row_range", count_);
    end_error_ = frame.body().net("end_error", count_);
    frame.body().loop("s", count_, "gen_segment", "",
                      [&](ir::Scope& segment, const Expr& s) { add_segment(segment, s); });
  }

  Results results() const { return {*emit_, *emit_row_, *next_, *end_error_}; }

 private:
  static constexpr const char* column = "c";  // index of the loops over columns

  blocks::Pipeline pipeline() const {
    return {frame_.clock(), control_.enable, frame_.number("sum_levels")};
  }
  std::vector<Value> products(const Expr& c, const Value& product) const {
    std::vector<Value> values;
    for (int n = 0; n < frame_.number("n"); ++n) {
      values.push_back(product.in_turn("gen_multiply", c).in_turn("gen_lane", n));
    }
    return values;
  }

  // Of a column the sum of its products.
  void add_total(ir::Scope& body, const Expr& c, const Value& product) {
    sum_ = frame_.registered(body, "sum", "u_sum",
                             blocks::add_tree(body, products(c, product), sum_width_, pipeline()),
                             sum_width_, control_.enable);
  }

  // Of each column the sums of the first products, those before each end of a segment. End 0,
  // before all lanes, is a register that is always zero: synthesis drops it.
  void add_prefix_sums(const Value& product) {
    const Expr& columns = frame_.symbol("columns");
    std::vector<Value> sums{ir::constant(sum_width_, 0)};
    for (const Value& sum :
         blocks::add_prefix_sums(frame_.body(), column, columns,
                                 products(Expr::name(column), product), sum_width_, pipeline())) {
      sums.push_back(sum);
    }
    frame_.body().loop(
        "e", count_ + 1, "gen_end",
        "Where a segment ends and the next begins: the sum of the lanes below",
        [&](ir::Scope& end, const Expr& e) {
          end.loop(column, columns, "gen_below", "", [&](ir::Scope& body, const Expr&) {
            below_ = frame_.registered(
                body, "below", "u_below",
                blocks::add_choice(body, sums, *sum_ends_, e * end_width_, sum_width_), sum_width_,
                control_.enable);
          });
        });
  }

  // Where the segments begin and end: an end each, with a zero in front.
  void add_ends() {
    const Value zero = ir::constant(end_width_, 0);
    const Expr width = (count_ + 1) * end_width_;
    ends_ = frame_.body().net("ends", width, "Where the segments of the beat begin and end");
    frame_.body().assign(*ends_, ir::concatenate({frame_.field("a", "end"), zero}));
    if (!packed(frame_)) return;
    sum_ends_ = frame_.body().net("sum_ends", width, "The same when their sums are taken");
    frame_.body().assign(sum_ends_->slice(0, end_width_), zero);
  }
  Value begin(const Value& ends, const Expr& s) const {
    return ends.slice(s * end_width_, end_width_);
  }
  Value end(const Value& ends, const Expr& s) const { return begin(ends, s + 1); }

  void add_segment(ir::Scope& segment, const Expr& s) {
    const spec::Spec& spec = frame_.spec();
    const int stages = spec::latency_before_tail(spec) - frame_.cycles("accumulate");
    add_end(segment, s, stages - (subtraction_registered() ? 2 : 1));
    ir::Instance& address = segment.instance(catalog::common::accumulator_address, "u_destination");
    address.set("Rows", frame_.symbol("rows/segments"))
        .set("Stages", stages)
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("enable_i", control_.enable)
        .connect("accept_i", control_.accept)
        .connect("used_i", frame_.field("a", "used", s))
        .connect("row_i", frame_.field("a", "row", s))
        .connect("first_i", frame_.field("a", "first", s))
        .connect("last_i", frame_.field("a", "last", s))
        .connect("emit_o", emit_->bit(s))
        .connect("range_error_o", row_error_->bit(s));
    const blocks::Accumulators accumulators = blocks::add_accumulators(
        segment, shape(), frame_.clock(), control_.enable, address,
        [&](ir::Scope& body, const Expr& c) {
          return packed(frame_) ? add_sum(body, c, s) : sum_->in_turn("gen_column", c);
        });
    segment.assign(emit_row_->slice(s * row_width_, row_width_), accumulators.row);
    next_ = accumulators.next;
  }

  // Without prefix sums only the errors of an end matter.
  void add_end(ir::Scope& segment, const Expr& s, int stages) const {
    ir::Instance& instance = segment.instance(catalog::demm::end, "u_end");
    instance.set("Lanes", frame_.symbol("n"))
        .set("EndStages", stages)
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("enable_i", control_.enable)
        .connect("accept_i", control_.accept)
        .connect("begin_i", begin(*ends_, s))
        .connect("end_i", end(*ends_, s))
        .connect("end_error_o", end_error_->bit(s));
    if (packed(frame_)) {
      instance.connect("end_o", end(*sum_ends_, s));
    } else {
      instance.leave_open("end_o");
    }
  }

  blocks::AccumulatorShape shape() const {
    return {.rows = frame_.symbol("rows/segments"),
            .row_width = row_width_,
            .columns = frame_.symbol("columns"),
            .sum_width = sum_width_,
            .width = frame_.symbol("acc_width"),
            .read_latency = frame_.number("read_latency")};
  }

  // With a register behind every level the subtraction has one too.
  bool subtraction_registered() const { return packed(frame_) && frame_.number("sum_levels") == 1; }

  Value add_sum(ir::Scope& body, const Expr& c, const Expr& s) const {
    const Value sum = body.net("sum", sum_width_);
    body.instance(catalog::demm::sum, "u_sum")
        .set("Width", sum_width_)
        .connect("begin_i", below_->in_turn("gen_below", c).in_turn("gen_end", s))
        .connect("end_i", below_->in_turn("gen_below", c).in_turn("gen_end", s + 1))
        .connect("sum_o", sum);
    if (!subtraction_registered()) return sum;
    return frame_.registered(body, "sum_q", "u_sum_q", sum, sum_width_, control_.enable);
  }

  Frame& frame_;
  const Control& control_;
  const Expr& count_;
  const Expr& sum_width_;
  Expr end_width_, row_width_;
  std::optional<Value> ends_, sum_ends_;
  std::optional<Value> sum_;    // inside gen_column
  std::optional<Value> below_;  // inside gen_below (a column) in gen_end
  std::optional<Value> next_;   // inside gen_segment
  std::optional<Value> emit_, emit_row_, row_error_, end_error_;
};

}  // namespace

Results add_segments(Frame& frame, const Control& control, const Value& product) {
  return Segments(frame, control, product).results();
}

}  // namespace denim::generators::demm
