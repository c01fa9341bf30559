// Random modules of the IR, each with everything that the IR has but instances.
//
// All have the same ports: clk_i, rst_ni, set_i (registers without a reset and memories are set),
// sweep_i (the word of a memory that is), stimulus_i and result_o, in which every net can be seen.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "gen/ir/ir.hpp"

namespace denim::test {

struct RandomLimits {
  int widest = 70;  // bits of an input or net
  int widest_product = 70;
  // Whether values are cut: Yosys 0.23 takes W'(x) for as wide as x where the width of a sum, a
  // comparison or a concatenation around it is found.
  bool cuts = true;
};

struct Field {
  std::string name;
  std::size_t width = 0;
};

class RandomModule {
 public:
  RandomModule(ir::Design& design, const std::string& name, unsigned seed, RandomLimits limits = {})
      : random_(seed), limits_(limits), module_(design.add(name, "Random statements.")) {
    p_ = module_.parameter("P", 1 + pick(9), "A width.");
    q_ = module_.parameter("Q", 1 + pick(20), "Another width.");
    module_.input("clk_i", 1, "Clock.");
    module_.input("rst_ni", 1, "Reset.");
    set_ = module_.input("set_i", 1, "Registers without a reset, and memories, are set.");
    sweep_ = module_.input("sweep_i", 2, "Word of a memory that is set.");
    add_inputs();
    add_registers_with_reset();
    add_nets("early", 5);
    add_unpacking();
    add_loop();
    add_registers_without_reset();
    add_memory();
    add_nets("late", 5);
    set_registers_with_reset();
    add_result();
  }

  const ir::Module& module() const { return module_; }
  // What result_o is made of, the lowest first.
  const std::vector<Field>& fields() const { return fields_; }

 private:
  struct Operand {
    ir::Value value;
    ir::Expr width;
  };

  int pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }
  bool chance(int percent) { return pick(100) < percent; }
  int number_of(const ir::Expr& width) const {
    ir::Values values;
    for (const ir::Parameter& one : module_.parameters)
      values[one.name] = one.value.evaluate(values);
    return static_cast<int>(width.evaluate(values));
  }

  // A width that is a number as often as not.
  ir::Expr width() {
    static const std::vector<int> often{1, 1, 2, 3, 7, 8, 16, 31, 32, 33, 63, 64, 65, 70};
    switch (pick(8)) {
      case 0:
        return p_;
      case 1:
        return q_;
      case 2:
        return p_ + q_;
      case 3:
        return p_ + 1;
      case 4:
        return 1 + pick(limits_.widest);
      default:
        return std::min(often[static_cast<std::size_t>(pick(14))], limits_.widest);
    }
  }

  // A signal that can be read from now on, and is seen in the result.
  void add(const ir::Value& value, const ir::Expr& width, const std::string& name) {
    readable_.push_back({value, width});
    seen_.push_back({value, width});
    fields_.push_back({name, static_cast<std::size_t>(number_of(width))});
  }

  ir::Value net(const std::string& name, const ir::Expr& width) {
    const ir::Value added = module_.body.net(name, width);
    add(added, width, name);
    return added;
  }

  void add_inputs() {
    std::vector<ir::Value> parts;
    ir::Expr total;
    for (int i = 0; i < 7; ++i) {
      const ir::Expr bits = i == 0 ? 4 * p_ : i == 1 ? ir::Expr(1) : i == 2 ? q_ : width();
      parts.push_back(net("in_" + std::to_string(i), bits));
      total += bits;
    }
    vector_ = parts.front();
    // Its elements are taken; as a whole it would need other widths.
    module_.body.assign(ir::concatenate(parts),
                        module_.input("stimulus_i", total, "What goes in."));
  }

  void add_nets(const std::string& name, int count) {
    for (int i = 0; i < count; ++i) {
      const ir::Expr bits = width();
      const ir::Value value = make(bits, 3);
      module_.body.assign(net(name + "_" + std::to_string(i), bits), value);
    }
  }

  // A value of several nets; of some of them only slices are driven at a time.
  void add_unpacking() {
    const int low = 1 + pick(9), high = 1 + pick(9);
    const ir::Value value = make(p_ + low + high, 2);
    const ir::Value halves = module_.body.net("halves", low + high);
    const ir::Value other = module_.body.net("other", p_);
    module_.body.assign(ir::concatenate({halves.slice(0, low), other, halves.slice(low, high)}),
                        value);
    add(halves, low + high, "halves");
    add(other, p_, "other");
  }

  void add_loop() {
    const auto chain =
        module_.body.loop("i", 4, "gen_turn", "", [&](ir::Scope& body, const ir::Expr& i) {
          const ir::Value net = body.net("chain", p_);
          readable_.push_back({vector_.element(i, p_), p_});
          const ir::Value own = make(p_, 2);
          body.first_turn(
              i, [&](ir::Scope& first) { first.assign(net, own); },
              [&](ir::Scope& next) { next.assign(net, net.in_turn("gen_turn", i - 1) + own); });
          readable_.pop_back();
          return net;
        });
    for (int i = 0; i < 4; ++i) add(chain(i), p_, "chain_" + std::to_string(i));
  }

  void add_registers_with_reset() {
    for (int i = 0; i < 4; ++i) {
      const ir::Expr bits = width();
      held_.push_back({net("held_" + std::to_string(i), bits), bits});
    }
  }
  void set_registers_with_reset() {
    const ir::Value enable = make(1, 2);
    for (std::size_t i = 0; i < held_.size(); ++i) {
      const auto& [target, bits] = held_[i];
      std::optional<ir::Value> when;
      if (i > 0) when = i < 3 ? enable : make(1, 1);
      std::optional<ir::Clear> clear;
      if (i > 1) clear = ir::Clear{make(1, 2), constant(bits)};
      module_.body.set_register(target, make(bits, 3), when, constant(bits), clear);
    }
  }

  // Each depends on earlier ones alone, so that all are known soon.
  void add_registers_without_reset() {
    for (int i = 0; i < 4; ++i) {
      const ir::Expr bits = width();
      const ir::Value value = i == 2 ? selection(bits, 2) : make(bits, 3);
      const ir::Value enable = set_ | make(1, 1);
      const std::string name = "plain_" + std::to_string(i);
      const ir::Value added = module_.body.net(name, bits);
      if (i == 0) {
        module_.body.set_register(added, value);
      } else {
        module_.body.set_register(added, value, enable);
      }
      add(added, bits, name);
    }
  }

  void add_memory() {
    const ir::Expr bits = width();
    const ir::Value words =
        module_.body.memory({"words", bits, 4, "A memory.", set_ | make(1, 1),
                             ir::choose(set_, sweep_, make(2, 2)), make(bits, 2)});
    const ir::Value read = words.word(make(2, 1));
    module_.body.assign(net("word", bits), read);
    readable_.push_back({words.word(sweep_), bits});
  }

  void add_result() {
    std::vector<ir::Value> parts;
    ir::Expr total;
    for (const Operand& one : seen_) {
      parts.insert(parts.begin(), one.value);
      total += one.width;
    }
    module_.body.assign(module_.output("result_o", total, "Everything."), ir::concatenate(parts));
  }

  ir::Value constant(const ir::Expr& width) {
    const int bits = number_of(width);
    const std::uint64_t any = (std::uint64_t{random_()} << 32) | random_();
    return ir::constant(width, bits >= 64 ? any : any & ((std::uint64_t{1} << bits) - 1));
  }

  ir::Value selection(const ir::Expr& width, int depth) {
    const int bits = 1 + pick(3);
    std::vector<ir::Value> values;
    for (int i = 0; i < std::min(1 << bits, 2 + pick(4)); ++i)
      values.push_back(make(width, depth - 1));
    return ir::select(make(bits, depth - 1), std::move(values));
  }

  // Without an operator, but for another width.
  ir::Value leaf(const ir::Expr& width) {
    const int bits = number_of(width);
    std::vector<const Operand*> same;
    for (const Operand& one : readable_) {
      if (one.width == width) same.push_back(&one);
    }
    if (!same.empty() && chance(50))
      return same[static_cast<std::size_t>(pick(int(same.size())))]->value;
    if (width == p_ && chance(60)) return vector_.element(make(2, 1), p_);
    if (chance(15)) return constant(width);
    if (bits >= 5 && chance(15)) return ir::number(width, p_);
    const Operand& other = readable_[static_cast<std::size_t>(pick(int(readable_.size())))];
    const auto& reference = std::get<ir::Reference>(other.value.node());
    const int spare = number_of(other.width) - bits;
    if (!reference.slice && spare >= 0 && chance(70))
      return other.value.slice(pick(spare + 1), width);
    return resized(other.value, other.width, width, chance(50));
  }

  // Cut, or extended by zeros or the sign.
  ir::Value resized(const ir::Value& value, const ir::Expr& from, const ir::Expr& width,
                    bool is_signed) {
    if (!limits_.cuts && number_of(from) > number_of(width)) return constant(width);
    return is_signed ? ir::extend_signed(value, width) : ir::extend(value, width);
  }

  ir::Value of_one_bit(int depth) {
    const ir::Expr bits = width();
    switch (pick(3)) {
      case 0:
        return ir::any(make(bits, depth));
      case 1:
        return ir::equal(make(bits, depth), make(bits, depth));
      default:
        return ir::less(make(bits, depth), make(bits, depth));
    }
  }

  ir::Value make(const ir::Expr& width, int depth) {
    if (depth <= 0 || chance(15)) return leaf(width);
    const int bits = number_of(width);
    const auto one = [&] { return make(width, depth - 1); };
    if (width == ir::Expr(1) && chance(50)) return of_one_bit(depth - 1);
    switch (pick(11)) {
      case 0:
        return one() + one();
      case 1:
        return one() - one();
      case 2:
        return bits <= limits_.widest_product ? one() * one() : one() + one();
      case 3:
        return one() & one();
      case 4:
        return one() | one();
      case 5:
        return ~one();
      case 6:
        return ir::choose(make(1, depth - 1), one(), one());
      case 7:
        return selection(width, depth);
      case 8:
      case 9: {
        const ir::Expr from = this->width();
        return resized(make(from, depth - 1), from, width, chance(50));
      }
      default:
        break;
    }
    if (!width.is_constant() || bits < 2) return one();
    if (bits % 2 == 0 && chance(40)) return ir::replicate(2, make(bits / 2, depth - 1));
    const int low = 1 + pick(bits - 1);
    return ir::concatenate({make(bits - low, depth - 1), make(low, depth - 1)});
  }

  std::mt19937 random_;
  RandomLimits limits_;
  ir::Module& module_;
  ir::Expr p_, q_;
  ir::Value set_ = ir::constant(1, 0), sweep_ = ir::constant(2, 0), vector_ = ir::constant(1, 0);
  std::vector<Operand> readable_, seen_, held_;
  std::vector<Field> fields_;
};

}  // namespace denim::test
