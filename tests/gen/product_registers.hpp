// Registers behind products, as Yosys' xilinx_dsp takes them into DSP blocks: it loses the copies
// of the sign bit in a register that is wider than the product, or the sum of products, in it.
#pragma once

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gen/ir/visit.hpp"

namespace denim::test {

// At the default parameters, and in the first turn of each loop.
class ProductRegisters {
 public:
  explicit ProductRegisters(const ir::Module& module) {
    for (const ir::Parameter& parameter : module.parameters)
      values_[parameter.name] = parameter.value.evaluate(values_);
    for (const ir::Port& port : module.ports) nets_[port.name].width = number(port.width);
    declare(module.body, "");
    collect(module.body, "");
  }

  // Those that are wider than what is in them, and of which more is read than that.
  std::string too_wide() const {
    std::string found;
    for (const auto& [name, net] : nets_) {
      if (!net.is_register) continue;
      const Content content = content_of(name);
      if (content.terms > 0 && content.needed() < used_of(name))
        found += name + ": a product of " + std::to_string(content.needed()) + " bits, of which " +
                 std::to_string(used_of(name)) + " are read\n";
    }
    return found;
  }
  int of_products() const {
    return static_cast<int>(std::count_if(nets_.begin(), nets_.end(), [&](const auto& one) {
      return one.second.is_register && content_of(one.first).terms > 0;
    }));
  }

 private:
  // A sum of so many products of so many bits each; of none: something else, as wide as it is.
  struct Content {
    std::int64_t bits = 0, terms = 0;

    std::int64_t needed() const {
      return bits + (terms > 1 ? std::bit_width(static_cast<std::uint64_t>(terms) - 1) : 0);
    }
  };
  struct Use {
    std::int64_t bits = 0;
    std::string passed_to = {};  // whole and unchanged: so many as are used of that net
  };
  struct Net {
    std::int64_t width = 0;
    bool is_register = false;
    const ir::Value* value = nullptr;  // of a whole net with one driver
    std::string scope = {};            // of the value
    std::vector<Use> uses = {};
  };

  std::int64_t number(const ir::Expr& expression) const { return expression.evaluate(values_); }

  void declare(const ir::Scope& scope, const std::string& around) {
    for (const ir::Net& net : scope.nets()) nets_[around + net.name].width = number(net.width);
    for (const ir::Memory& memory : scope.memories())
      nets_[around + memory.name].width = number(memory.width);
    for (const ir::Loop& loop : scope.loops()) {
      values_[loop.index] = 0;
      declare(loop.body, around + loop.label + ".");
    }
    for (const ir::FirstTurn& turn : scope.first_turns()) {
      declare(turn.first, around + "gen_first.");
      declare(turn.next, around + "gen_next.");
    }
  }

  // The signal of that name nearest around; empty: none.
  std::string found(const ir::Reference& reference, std::string around) const {
    while (true) {
      const std::string name = around + reference.key();
      if (nets_.contains(name)) return name;
      if (around.empty()) return {};
      around.pop_back();
      around.erase(around.find_last_of('.') + 1);
    }
  }

  std::int64_t width_of(const ir::Value& value, const std::string& around) const {
    const auto& node = value.node();
    if (const auto* reference = std::get_if<ir::Reference>(&node))
      return reference->slice ? number(reference->slice->width)
                              : nets_.at(found(*reference, around)).width;
    if (const auto* resized = std::get_if<ir::Resize>(&node)) return number(resized->width);
    if (const auto* constant = std::get_if<ir::Constant>(&node)) return number(constant->width);
    if (const auto* one = std::get_if<ir::Number>(&node)) return number(one->width);
    if (const auto* repeated = std::get_if<ir::Replication>(&node))
      return number(repeated->count) * width_of(repeated->part.front(), around);
    if (const auto* parts = std::get_if<ir::Concatenation>(&node)) {
      std::int64_t sum = 0;
      for (const ir::Value& part : parts->parts) sum += width_of(part, around);
      return sum;
    }
    if (const auto* selection = std::get_if<ir::Selection>(&node))
      return width_of(selection->values.front(), around);
    const auto& operation = std::get<ir::Operation>(node);
    if (operation.op == ir::Operator::choose) return width_of(operation.operands[1], around);
    const bool is_bit = operation.op == ir::Operator::any || operation.op == ir::Operator::equal ||
                        operation.op == ir::Operator::less;
    return is_bit ? 1 : width_of(operation.operands[0], around);
  }

  void collect(const ir::Scope& scope, const std::string& around) {
    const auto drive = [&](const ir::Value& target, const ir::Value& value, bool is_register) {
      const auto* reference = std::get_if<ir::Reference>(&target.node());
      const std::string name = reference ? found(*reference, around) : "";
      if (reference && !reference->slice) {
        Net& net = nets_.at(name);
        // Of a net with another value in another turn, only the width is known.
        net.value = net.scope.empty() && !net.value ? &value : nullptr;
        net.scope = around;
        net.is_register = is_register;
      }
      const auto* copied = std::get_if<ir::Reference>(&value.node());
      const bool passes = reference && !reference->slice && copied && !copied->slice;
      use(value, around, passes ? name : "");
    };
    for (const ir::Assignment& one : scope.assignments()) drive(one.target, one.value, false);
    for (const ir::Register& one : scope.registers()) {
      drive(one.target, one.value, true);
      if (one.enable) use(*one.enable, around);
    }
    for (const ir::Memory& memory : scope.memories()) {
      for (const ir::Value* one : {&memory.write, &memory.address, &memory.data}) use(*one, around);
    }
    for (const ir::Instance& instance : scope.instances()) {
      for (const auto& [port, value] : instance.connections)
        if (value) use(*value, around);
    }
    for (const ir::Loop& loop : scope.loops()) collect(loop.body, around + loop.label + ".");
    for (const ir::FirstTurn& turn : scope.first_turns()) {
      collect(turn.first, around + "gen_first.");
      collect(turn.next, around + "gen_next.");
    }
  }

  void use(const ir::Value& value, const std::string& around, const std::string& passed_to = "") {
    ir::for_each_reference(value, [&](const ir::Reference& reference) {
      Net& net = nets_.at(found(reference, around));
      const auto& slice = reference.slice;
      const bool is_fixed = slice && slice->index.empty();
      net.uses.push_back({is_fixed ? number(slice->low) + number(slice->width) : net.width,
                          slice ? "" : passed_to});
    });
  }

  std::int64_t used_of(const std::string& name) const {
    std::int64_t used = nets_.at(name).uses.empty() ? nets_.at(name).width : 0;
    for (const Use& use : nets_.at(name).uses)
      used = std::max(used, use.passed_to.empty() ? use.bits : used_of(use.passed_to));
    return used;
  }

  Content content_of(const std::string& name) const {
    const Net& net = nets_.at(name);
    if (!net.value || std::count(path_.begin(), path_.end(), name) > 0) return {net.width, 0};
    path_.push_back(name);
    const Content content = content_of(*net.value, net.scope);
    path_.pop_back();
    return content;
  }

  Content content_of(const ir::Value& value, const std::string& around) const {
    const std::int64_t width = width_of(value, around);
    const auto limited = [&](Content content) {
      return content.needed() <= width ? content
                                       : Content{width, std::min<std::int64_t>(content.terms, 1)};
    };
    if (const auto* resized = std::get_if<ir::Resize>(&value.node()); resized && resized->is_signed)
      return limited(content_of(resized->value.front(), around));
    if (const auto* reference = std::get_if<ir::Reference>(&value.node())) {
      const auto& slice = reference->slice;
      const bool is_low = !slice || (slice->index.empty() && number(slice->low) == 0);
      if (!is_low || !reference->word.empty()) return {width, 0};
      return limited(content_of(found(*reference, around)));
    }
    const auto* operation = std::get_if<ir::Operation>(&value.node());
    if (!operation) return {width, 0};
    const auto operand = [&](std::size_t i) { return content_of(operation->operands[i], around); };
    switch (operation->op) {
      case ir::Operator::multiply:
        return limited({operand(0).needed() + operand(1).needed(), 1});
      case ir::Operator::add:
      case ir::Operator::subtract: {
        const Content a = operand(0), b = operand(1);
        const std::int64_t terms =
            std::max<std::int64_t>(a.terms, 1) + std::max<std::int64_t>(b.terms, 1);
        if (a.terms + b.terms == 0) return {width, 0};
        return limited({std::max(a.bits, b.bits), terms});
      }
      default:
        return {width, 0};
    }
  }

  ir::Values values_;
  std::map<std::string, Net> nets_;
  mutable std::vector<std::string> path_;  // of nets whose content is sought
};

}  // namespace denim::test
