// The sums of `demm`: in each column the reduction over the lanes, and for each segment of a beat a
// bank of accumulators.
#include <vector>

#include "gen/blocks/accumulators.hpp"
#include "gen/blocks/tree.hpp"
#include "gen/catalog/common.hpp"
#include "gen/engines/demm/leaves.hpp"
#include "gen/engines/demm/segments.hpp"
#include "gen/spec/tail.hpp"

namespace denim::generators::demm {

namespace {

class Segments {
 public:
  Segments(Frame& frame, const Control& control, const Products& products)
      : frame_(frame),
        control_(control),
        products_(products),
        count_(frame.symbol("segments")),
        sum_width_(frame.symbol("sum_width")),
        end_width_(frame.width("a", "end")),
        row_width_(frame.width("a", "row")) {}

  Results add() {
    ir::Scope& body = frame_.body();
    const Value emit = body.net("emit", count_, "Banks that have a result");
    const auto row_error = frame_.error("a_row_range", count_);
    std::optional<Value> end_error;
    if (frame_.can_raise("a_segment"))
      end_error = body.net("end_error", count_, "Segments that end badly");
    if (!packed(frame_)) {
      add_totals();
      if (end_error) check_end(*end_error);
      const blocks::Accumulators accumulators = add_accumulators(body, 0, emit, *row_error);
      return {emit, accumulators.row, {accumulators.next}, end_error};
    }
    add_ends();
    add_prefix_sums();
    const Value rows =
        body.net("emit_row", count_ * row_width_, "Accumulators of the banks' results");
    const ir::InTurn next =
        body.loop("s", count_, "gen_segment", "A segment: sums for one row of A, with accumulators",
                  [&](ir::Scope& segment, const Expr& s) {
                    add_end(segment, s, end_error->bit(s));
                    const blocks::Accumulators accumulators =
                        add_accumulators(segment, s, emit.bit(s), row_error->bit(s));
                    segment.assign(rows.element(s, row_width_), accumulators.row);
                    return accumulators.next;
                  });
    Results results{emit, rows, {}, end_error};
    for (int s = 0; s < frame_.number("segments"); ++s) results.next.push_back(next(s));
    return results;
  }

 private:
  static constexpr const char* column = "c";  // index of the loops over columns

  blocks::Pipeline pipeline() const { return {control_.enable, frame_.number("sum_levels")}; }
  // From the a handshake to where a sum is added to its accumulator.
  int stages() const {
    return spec::latency_before_tail(frame_.spec()) - frame_.cycles("accumulate");
  }

  // Of each column the sum of the products.
  void add_totals() {
    sum_ = frame_.body().loop(
        column, frame_.symbol("columns"), "gen_total", "Sum of the products of all lanes",
        [&](ir::Scope& body, const Expr&) {
          std::vector<Value> terms;
          for (int n = 0; n < frame_.number("n"); ++n) terms.push_back(products_.of(n));
          const Value total = blocks::add_tree(body, terms, products_.width, pipeline());
          return body.register_of("sum", sum_width_, total, control_.enable);
        });
  }

  // Of each column the sums of the first products, at each end of a segment. End 0, before all
  // lanes, is a register that is always zero: synthesis drops it. At the last end nothing is chosen
  // either.
  void add_prefix_sums() {
    const Expr& columns = frame_.symbol("columns");
    std::vector<Value> sums{ir::constant(sum_width_, 0)};
    for (const Value& sum : blocks::add_prefix_sums(
             frame_.body(), column, columns, frame_.symbol("n"), frame_.number("n"),
             [&](const Expr&lane, const Expr&) { return products_.of(lane); }, products_.width,
             sum_width_, pipeline())) {
      sums.push_back(sum);
    }
    below_ = frame_.body().loop(
        "e", count_ + 1, "gen_end", "End e, where segment e begins and the one before it ends",
        [&](ir::Scope& end, const Expr& e) {
          const auto below =
              end.loop(column, columns, "gen_column", "", [&](ir::Scope& body, const Expr&) {
                const Value number = sum_ends_->element(e, end_width_);
                return body.register_of("below", sum_width_, ir::select(number, sums),
                                        control_.enable, "Sum of the products of the lanes below");
              });
          return below(Expr::name(column));
        });
  }

  // An end for each segment, with a zero in front, when the products have been summed up. Behind
  // the last segment there are no lanes but such as add nothing, so its sum is that of all lanes.
  void add_ends() {
    end_nets_ = frame_.body().net_with_unread_bits(
        "later_ends", count_ * end_width_,
        "Ends of the segments whose products are summed up; the last is not needed");
    sum_ends_ = frame_.body().net_of(
        "sum_ends", (count_ + 1) * end_width_,
        ir::concatenate({ir::number(end_width_, frame_.symbol("n")),
                         end_nets_->slice(0, (count_ - 1) * end_width_),
                         ir::constant(end_width_, 0)}),
        "Ends 0 to Segments: lanes below the first segment, and up to each segment; behind the "
        "last one no lane adds anything");
  }

  blocks::Accumulators add_accumulators(ir::Scope& scope, const Expr& s, const Value& emit,
                                        const Value& row_error) {
    const blocks::AccumulatorShape shape = this->shape();
    ir::Instance& address = scope.instance(blocks::destination(shape), "u_address");
    address.set("Rows", shape.rows)
        .set("Stages", stages() + shape.cycles_behind_sum())
        .connect("enable_i", control_.enable)
        .connect("accept_i", control_.offer)
        .connect("used_i", frame_.field("a", "used", s))
        .connect("row_i", frame_.field("a", "row", s))
        .connect("first_i", frame_.field("a", "first", s))
        .connect("last_i", frame_.field("a", "last", s))
        .connect("emit_o", emit)
        .connect("range_error_o", row_error);
    return blocks::add_accumulators(scope, shape, control_.enable, address,
                                    [&](ir::Scope& body, const Expr& c) {
                                      return packed(frame_) ? add_sum(body, s) : (*sum_)(c);
                                    });
  }

  void add_end(ir::Scope& segment, const Expr& s, const Value& end_error) const {
    // In front of the first segment's lanes there are none.
    const Value begins = segment.net("begin_lane", end_width_, "First lane of the segment");
    segment.first_turn(
        s, [&](ir::Scope& first) { first.assign(begins, ir::constant(end_width_, 0)); },
        [&](ir::Scope& next) { next.assign(begins, frame_.field("a", "end", s - 1)); });
    segment.instance(catalog::demm::end, "u_end")
        .set("Lanes", frame_.symbol("n"))
        .set("EndStages", stages() - (subtraction_registered() ? 2 : 1))
        .connect("enable_i", control_.enable)
        .connect("accept_i", control_.offer)
        .connect("begin_i", begins)
        .connect("end_i", frame_.field("a", "end", s))
        .connect("end_o", end_nets_->element(s, end_width_))
        .connect("end_error_o", end_error);
  }

  // Of a beat with one segment, which begins with lane 0, only the end can be wrong.
  void check_end(const Value& end_error) const {
    const Value lanes = ir::number(end_width_, frame_.symbol("n"));
    frame_.body().assign(end_error, control_.offer & ir::less(lanes, frame_.field("a", "end")));
  }

  blocks::AccumulatorShape shape() const {
    return {.rows = frame_.symbol("rows/segments"),
            .row_width = row_width_,
            .columns = frame_.symbol("columns"),
            .width = frame_.symbol("acc_width"),
            .read_latency = frame_.number("read_latency"),
            .sum_registers = frame_.number("accumulate_registers"),
            .ram = frame_.ram_style("accumulator_ram_style")};
  }

  // With a register behind every level the subtraction has one too.
  bool subtraction_registered() const { return packed(frame_) && frame_.number("sum_levels") == 1; }

  // Of the segment's lanes: the difference of two prefix sums.
  Value add_sum(ir::Scope& body, const Expr& s) const {
    const Value below = (*below_)(s);
    const Value up_to = (*below_)(s + 1);
    if (!subtraction_registered()) return up_to - below;
    return body.register_of("sum", sum_width_, up_to - below, control_.enable,
                            "Sum of the segment's products");
  }

  Frame& frame_;
  const Control& control_;
  const Products& products_;
  const Expr& count_;
  const Expr& sum_width_;
  const Expr& end_width_;
  const Expr& row_width_;
  std::optional<Value> end_nets_, sum_ends_;
  std::optional<ir::InTurn> sum_;    // of a column
  std::optional<ir::InTurn> below_;  // of an end, in the column of index `c`
};

}  // namespace

Results add_segments(Frame& frame, const Control& control, const Products& products) {
  return Segments(frame, control, products).add();
}

}  // namespace denim::generators::demm
