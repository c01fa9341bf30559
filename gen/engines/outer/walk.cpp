#include "gen/engines/outer/walk.hpp"

#include <fmt/format.h>

#include <vector>

namespace denim::generators::outer {

using ir::Expr;
using ir::Value;

namespace {

// What belongs to the line of the bank that is used: `of(number)` of its first, its second, … line.
template <class Of>
Value of_used(const Value& grants, const UnitShape& shape, const Expr& bank, const Of& of) {
  Value chosen = of(shape.fold() - 1);
  for (int number = shape.fold() - 1; number-- > 0;)
    chosen = ir::choose(grants.bit(Expr(number * shape.banks) + bank), of(number), chosen);
  return chosen;
}

}  // namespace

Walk::Walk(ir::Scope& body, const Side& side, const UnitShape& shape, const Expr& tile,
           const Value& bitmap, const Positions& positions, const Value& count)
    : body_(body),
      side_(side),
      shape_(shape),
      tile_(tile),
      positions_(positions),
      shift_(log2(side.lanes)),
      has_window_(shape.collector < side.slots / side.lanes),
      number_width_(positions.width - shift_),
      next_(body.net_array(side.name + "_next", number_width_, side.lanes_name,
                           "Group of the next value of each lane")),
      may_(body.net(side.name + "_may", side.lanes_name, "The lane may have a value")),
      granted_(
          body.net(side.name + "_granted", side.lanes_name, "The lane has a value in this round")),
      lanes_of_(shift_ == 0 ? ir::constant(1, 0)
                            : body.net_array(side.name + "_lanes", shift_, tile,
                                             fmt::format("Lane of the value of a {}", side.line))),
      heads_(body.net(side.name + "_heads", tile,
                      fmt::format("The value of the {} is the next of its lane", side.line))),
      grants_(body.net(
          side.name + "_grants", tile,
          fmt::format("The {} is used in this round: no other of its bank is", side.line))),
      low_(has_window_ ? body.net(side.name + "_low", number_width_,
                                  "Group from which on there are values left")
                       : ir::constant(1, 0)),
      passed_(has_window_ ? body.net(side.name + "_passed", side.lanes_name,
                                     "The lane has no value left of the lowest group")
                          : ir::constant(1, 0)),
      at_end_(
          body.net(side.name + "_at_end", side.lanes_name, "The lane has no value left at all")),
      last_(body.net_of(side.name + "_last", 1, ~ir::any(~at_end_),
                        "With this round all values have been used")) {
  add_lines(bitmap);
  add_grants();
  add_lanes(count);
}

void Walk::add_lines(const Value& bitmap) {
  body_.loop("i", tile_, "gen_" + side_.line, "", [&](ir::Scope& line, const Expr& i) {
    const Value before =
        line.net_of("below", positions_.width, positions_.before.word(i), "Values below");
    const Value group = shift_ == 0 ? before : before.slice(shift_, number_width_);
    if (shift_ > 0) line.assign(lanes_of_.word(i), before.slice(0, shift_));
    const Value may = shift_ == 0 ? may_.bit(0) : may_.element(lanes_of_.word(i), 1);
    const Value next = shift_ == 0 ? next_.word(Expr(0)) : next_.word(lanes_of_.word(i));
    line.assign(heads_.bit(i), bitmap.bit(i) & may & ir::equal(group, next));
  });
}

void Walk::add_grants() {
  for (int number = 0; number < shape_.fold(); ++number) {
    const auto lines = [&](const Value& of, int n) {
      return of.slice(n * shape_.banks, shape_.banks);
    };
    Value granted = lines(heads_, number);
    // One lane has one value, which is in nobody's way.
    if (shift_ > 0 && number > 0) {
      Value lower = lines(heads_, 0);
      for (int n = 1; n < number; ++n) lower = lower | lines(heads_, n);
      granted = granted & ~lower;
    }
    body_.assign(lines(grants_, number), granted);
  }
}

void Walk::add_lanes(const Value& count) {
  const Expr& width = positions_.width;
  body_.loop("l", side_.lanes_name, "gen_" + side_.name + "_lane", "",
             [&](ir::Scope& lane, const Expr& l) {
               const Value next = next_.word(l);
               Value total = count;
               if (shift_ > 0) {
                 const Value rounded = lane.net_with_unread_bits(
                     "rounded", width, "Values, so that whole groups are those of the lane");
                 lane.assign(rounded, count + ir::number(width, side_.lanes_name - 1 - l));
                 total = rounded.slice(shift_, number_width_);
                 const Value mine = lane.net("mine", tile_, "Used lines of the lane");
                 lane.loop("i", tile_, "gen_mine", "", [&](ir::Scope& line, const Expr& i) {
                   line.assign(mine.bit(i), grants_.bit(i) & ir::equal(lanes_of_.word(i),
                                                                       ir::number(shift_, l)));
                 });
                 lane.assign(granted_.bit(l), ir::any(mine));
               } else {
                 lane.assign(granted_.bit(l), ir::any(grants_));
               }
               const Value finished = lane.net_of("finished", 1, ir::equal(next, total));
               const Value after = lane.net_of("after", number_width_,
                                               next + ir::extend(granted_.bit(l), number_width_));
               lane.assign(at_end_.bit(l), ir::equal(after, total));
               Value may = ~finished;
               if (has_window_) {
                 const auto most = static_cast<std::uint64_t>(shape_.collector);
                 may = may & ~ir::equal(next, low_ + ir::constant(number_width_, most));
                 lane.assign(passed_.bit(l), finished | ~ir::equal(after, low_));
               }
               lane.assign(may_.bit(l), may);
             });
}

void Walk::move(const Value& moves, const Value& restarts) {
  const Value zero = ir::constant(number_width_, 0);
  body_.loop("l", side_.lanes_name, "gen_" + side_.name + "_next", "",
             [&](ir::Scope& lane, const Expr& l) {
               const Value number = lane.net("number", number_width_);
               const Value after = number + ir::extend(granted_.bit(l), number_width_);
               lane.set_register(number, ir::choose(restarts, zero, after), moves, zero);
               lane.assign(next_.word(l), number);
             });
  if (!has_window_) return;
  const Value after = low_ + ir::extend(~ir::any(~passed_), number_width_);
  body_.set_register(low_, ir::choose(restarts, zero, after), moves, zero);
}

Value Walk::hit(const Expr& bank) const {
  Value any = grants_.bit(bank);
  for (int number = 1; number < shape_.fold(); ++number)
    any = any | grants_.bit(Expr(number * shape_.banks) + bank);
  return any;
}

Value Walk::word(const Expr& bank) const {
  const int width = log2(shape_.fold());
  return of_used(grants_, shape_, bank, [&](int number) {
    return ir::constant(width, static_cast<std::uint64_t>(number));
  });
}

std::optional<Value> Walk::lane(const Expr& bank) const {
  if (shift_ == 0) return std::nullopt;
  return of_used(grants_, shape_, bank,
                 [&](int number) { return lanes_of_.word(Expr(number * shape_.banks) + bank); });
}

Value Walk::values(ir::Scope& body, const Value& condensed) const {
  const Expr& width = side_.value_width;
  const int groups = side_.slots / side_.lanes;
  if (groups == 1) return condensed;
  const Value chosen = body.net(side_.name + "_next_values", side_.lanes_name * width,
                                "The next value of each lane");
  body.loop("l", side_.lanes_name, "gen_" + side_.name + "_value", "",
            [&](ir::Scope& lane, const Expr& l) {
              std::vector<Value> all;
              for (int g = 0; g < groups; ++g)
                all.push_back(condensed.element(Expr(g * side_.lanes) + l, width));
              lane.assign(
                  chosen.element(l, width),
                  ir::select(ir::extend(next_.word(l), Expr::index_width(groups)), std::move(all)));
            });
  return chosen;
}

}  // namespace denim::generators::outer
