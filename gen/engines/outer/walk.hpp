// How a side of a step of k, A or B, is used up where accumulators are in banks.
#pragma once

#include <optional>

#include "gen/engines/outer/common_unit.hpp"

namespace denim::generators::outer {

// One round: each lane has the next of its values, or none. Values are dealt to lanes in turn, so
// that those of equal number are a group. Of the values whose lines are in one bank that of the
// lowest line goes, and the others wait. No lane is ever `collector` groups ahead of another.
class Walk {
 public:
  // `tile` are the lines, `count` the values that there are. The nets are named after the side.
  Walk(ir::Scope& body, const Side& side, const UnitShape& shape, const ir::Expr& tile,
       const ir::Value& bitmap, const Positions& positions, const ir::Value& count);

  // With this round all values have been used, if there were any.
  const ir::Value& last() const { return last_; }
  // Another round comes at the end of this cycle where `moves` is set; that of another step of k
  // where `restarts` is too.
  void move(const ir::Value& moves, const ir::Value& restarts);

  // Of a bank, for the loop over banks: it has a line of this round; which of its lines; the lane
  // of its value, where there are several.
  ir::Value hit(const ir::Expr& bank) const;
  ir::Value word(const ir::Expr& bank) const;
  std::optional<ir::Value> lane(const ir::Expr& bank) const;

  // The lanes' values of this round.
  ir::Value values(ir::Scope& body, const ir::Value& condensed) const;

 private:
  void add_lanes(const ir::Value& count);
  void add_lines(const ir::Value& bitmap);
  void add_grants();

  ir::Scope& body_;
  const Side& side_;
  const UnitShape& shape_;
  ir::Expr tile_;
  Positions positions_;
  int shift_;        // bits that name a lane
  bool has_window_;  // lanes could be too far ahead
  ir::Expr number_width_;
  ir::Value next_, may_, granted_, lanes_of_, heads_, grants_, low_, passed_, at_end_, last_;
};

}  // namespace denim::generators::outer
