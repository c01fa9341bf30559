// What every unit of `outer` has, whatever its accumulators are: ports, the queue of steps of k,
// the pipeline and the multipliers.
#pragma once

#include <optional>
#include <string>

#include "gen/engines/outer/unit.hpp"
#include "gen/ir/ir.hpp"

namespace denim::generators::outer {

int log2(int power);

// One of the two operands in a unit.
struct Side {
  std::string name;  // "a" or "b"
  std::string line;  // what a bit of the bitmap stands for
  int lanes = 1;     // values in a step
  int slots = 1;     // values of a beat
  ir::Expr value_width;
  ir::Expr lanes_name;  // as the module writes them
  ir::Expr slots_name;
};

class CommonUnit {
 protected:
  CommonUnit(ir::Module& module, const UnitShape& shape, const spec::Spec& spec)
      : module_(module), body_(module.body), shape_(shape), spec_(spec) {
    declare();
  }

  void add_queue();
  // Whether the bitmap has more bits than a beat has values, and the output that says so; nothing
  // where that cannot be.
  std::optional<ir::Value> add_too_many(const Side& side, const Positions& positions);
  // The registers that a step goes through. Returns whether one may be chosen.
  ir::Value add_pipeline();
  // All products of the step: an array of q for each lane of A.
  ir::InTurn add_products(const ir::Value& a_values, const ir::Value& b_values);
  // For each of so many lines the products of its value of B, by lanes of A; `lane_of` is which
  // value of B that is, and nothing where there is one.
  ir::Value add_scatter(const ir::Expr& lines, const std::optional<ir::InTurn>& lane_of,
                        const ir::InTurn& products);
  // Makes `hand_over_` and `leaves_`, and the ports by which a tile leaves; `enable` is driven
  // while no complete tile is in the way. Returns the number of the row that leaves.
  ir::Value add_tile(const ir::Value& complete, const ir::Value& enable);

  ir::Module& module_;
  ir::Scope& body_;
  const UnitShape& shape_;
  const spec::Spec& spec_;
  ir::Expr a_width_, b_width_, acc_width_, p_, q_, tile_, product_width_;
  Side a_, b_;
  ir::Value unset_ = ir::constant(1, 0);
  ir::Value choose_ = unset_, multiply_ = unset_, adds_ = unset_, may_add_ = unset_;
  ir::Value head_valid_ = unset_, ready_ = unset_;
  ir::Value head_a_bitmap_ = unset_, head_a_values_ = unset_, head_b_bitmap_ = unset_;
  ir::Value head_b_values_ = unset_, head_last_ = unset_;
  ir::Value hand_over_ = unset_, leaves_ = unset_;

 private:
  void declare();
};

// Fills a unit's module: with an adder for each accumulator, or with banks of accumulators.
void add_flat_unit(ir::Module& module, const ir::Module& row, const UnitShape& shape,
                   const spec::Spec& spec);
void add_banked_unit(ir::Module& module, const ir::Module& row, const UnitShape& shape,
                     const spec::Spec& spec);

}  // namespace denim::generators::outer
