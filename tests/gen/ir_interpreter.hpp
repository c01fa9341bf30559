// What a module of the IR means: an interpreter, bit by bit, at the default parameters. It knows
// nothing of SystemVerilog and shares nothing with gen/emit.
//
// For modules without instances. Bits are numbered from the lowest; each signal is computed when it
// is asked for.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "gen/ir/ir.hpp"

namespace denim::test {

using Bits = std::vector<bool>;

inline Bits bits_of(std::uint64_t value, std::size_t width) {
  Bits bits(width);
  for (std::size_t i = 0; i < width && i < 64; ++i) bits[i] = (value >> i & 1) != 0;
  return bits;
}
inline std::uint64_t number_of(const Bits& bits) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (bits[i] && i < 64) value |= std::uint64_t{1} << i;
  }
  return value;
}
inline bool is_any(const Bits& bits) {
  for (const bool bit : bits) {
    if (bit) return true;
  }
  return false;
}
inline Bits resized(Bits bits, std::size_t width, bool fill) {
  bits.resize(width, fill);
  return bits;
}
inline Bits inverted(Bits bits) {
  bits.flip();
  return bits;
}
inline Bits sum(const Bits& a, const Bits& b, bool carry = false) {
  Bits result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int total = int(a[i]) + int(b[i]) + int(carry);
    result[i] = total % 2 != 0;
    carry = total > 1;
  }
  return result;
}
inline Bits product(const Bits& a, const Bits& b) {
  Bits result(a.size());
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (!b[i]) continue;
    Bits shifted(a.size());
    for (std::size_t j = i; j < a.size(); ++j) shifted[j] = a[j - i];
    result = sum(result, shifted);
  }
  return result;
}
inline bool is_less(const Bits& a, const Bits& b) {
  for (std::size_t i = a.size(); i-- > 0;) {
    if (a[i] != b[i]) return b[i];
  }
  return false;
}
inline Bits both(const Bits& a, const Bits& b) {
  Bits result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) result[i] = a[i] && b[i];
  return result;
}

class Interpreter {
 public:
  explicit Interpreter(const ir::Module& module) {
    Place& top = places_.emplace_back();
    for (const ir::Parameter& parameter : module.parameters)
      top.values[parameter.name] = parameter.value.evaluate(top.values);
    for (const ir::Port& port : module.ports) declare(port.name, port.width, top);
    declare(module.body, top);
    connect(module.body, top);
  }
  // Drivers point at places.
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  std::size_t width(const std::string& signal) const { return signals_.at(signal).held.size(); }
  void set(const std::string& input, const Bits& value) {
    signals_.at(input).held = value;
    ++time_;
  }
  const Bits& get(const std::string& signal) { return get(signals_.at(signal)); }

  // The end of a cycle.
  void clock() {
    struct Change {
      Bits* of;
      std::size_t low;
      Bits value;
    };
    std::vector<Change> changes;
    for (const auto& [one, place] : registers_) {
      const bool in_reset = one->reset && !get("rst_ni")[0];
      const bool cleared = one->clear && value_of(one->clear->when, *place)[0];
      if (!in_reset && !cleared && one->enable && !value_of(*one->enable, *place)[0]) continue;
      const Bits next = value_of(in_reset  ? *one->reset
                                 : cleared ? one->clear->value
                                           : one->value,
                                 *place);
      std::size_t first = 0;
      for_each_target(one->target, *place, [&](Signal& signal, std::size_t low, std::size_t width) {
        changes.push_back({&signal.held, low, part(next, first, width)});
        first += width;
      });
    }
    for (auto& [name, memory] : memories_) {
      const Place& place = *memory.place;
      if (!value_of(memory.of->write, place)[0]) continue;
      const std::uint64_t address = number_of(value_of(memory.of->address, place));
      changes.push_back({&memory.words.at(address), 0, value_of(memory.of->data, place)});
    }
    for (const Change& change : changes) {
      for (std::size_t i = 0; i < change.value.size(); ++i)
        (*change.of)[change.low + i] = change.value[i];
    }
    ++time_;
  }

 private:
  // Where something stands: the turns of the loops around it.
  struct Place {
    std::string prefix;
    ir::Values values;
  };
  struct Driver {
    std::size_t low, width;
    const ir::Value* value;
    std::size_t first;  // bit of the value
    const Place* place;
  };
  struct Signal {
    Bits held;  // by registers, or an input
    std::vector<Driver> drivers;
    Bits now;
    long at = -1;  // when that was
  };
  struct Memory {
    const ir::Memory* of;
    const Place* place;
    std::vector<Bits> words;
  };

  static Bits part(const Bits& bits, std::size_t low, std::size_t width) {
    const auto begin = bits.begin() + static_cast<std::ptrdiff_t>(low);
    return {begin, begin + static_cast<std::ptrdiff_t>(width)};
  }
  static std::size_t number_of(const ir::Expr& expression, const Place& place) {
    return static_cast<std::size_t>(expression.evaluate(place.values));
  }
  static std::uint64_t number_of(const Bits& bits) { return test::number_of(bits); }

  void declare(const std::string& name, const ir::Expr& width, const Place& place) {
    signals_[place.prefix + name].held.resize(number_of(width, place));
  }

  // Calls `visit(scope, place)` with each turn of each loop, and the branch that there is.
  template <class Visit>
  void for_each_below(const ir::Scope& scope, const Place& place, const Visit& visit) {
    for (const ir::Loop& loop : scope.loops()) {
      for (std::size_t i = 0; i < number_of(loop.count, place); ++i) {
        const std::string turn = loop.label + "[" + std::to_string(i) + "].";
        Place inside{place.prefix + turn, place.values};
        inside.values[loop.index] = static_cast<std::int64_t>(i);
        visit(loop.body, inside);
      }
    }
    for (const ir::FirstTurn& turn : scope.first_turns()) {
      const bool is_first = place.values.at(turn.index) == 0;
      visit(is_first ? turn.first : turn.next,
            {place.prefix + (is_first ? "gen_first." : "gen_next."), place.values});
    }
  }

  void declare(const ir::Scope& scope, const Place& place) {
    for (const ir::Net& net : scope.nets()) declare(net.name, net.width, place);
    for_each_below(scope, place,
                   [&](const ir::Scope& below, const Place& inside) { declare(below, inside); });
  }

  void connect(const ir::Scope& scope, const Place& at) {
    const Place& place = places_.emplace_back(at);
    if (!scope.instances().empty()) throw std::logic_error("the interpreter has no instances");
    for (const ir::Memory& memory : scope.memories()) {
      const Bits zeros(number_of(memory.width, place));
      memories_[place.prefix + memory.name] = {
          &memory, &place, std::vector<Bits>(number_of(memory.depth, place), zeros)};
    }
    for (const ir::Assignment& assignment : scope.assignments()) {
      std::size_t first = 0;
      for_each_target(assignment.target, place,
                      [&](Signal& signal, std::size_t low, std::size_t width) {
                        signal.drivers.push_back({low, width, &assignment.value, first, &place});
                        first += width;
                      });
    }
    for (const ir::Register& one : scope.registers()) registers_.emplace_back(&one, &place);
    for_each_below(scope, place,
                   [&](const ir::Scope& below, const Place& inside) { connect(below, inside); });
  }

  // The nearest one around of that name.
  template <class Named>
  static Named& find(std::map<std::string, Named>& all, const ir::Reference& reference,
                     const Place& place) {
    std::string name;
    for (const ir::Turn& turn : reference.turns)
      name += turn.label + "[" + std::to_string(number_of(turn.index, place)) + "].";
    name += reference.name;
    for (std::string around = place.prefix;;) {
      const auto found = all.find(around + name);
      if (found != all.end()) return found->second;
      if (around.empty()) throw std::logic_error("there is no " + name);
      around.pop_back();
      const auto dot = around.rfind('.');
      around.erase(dot == std::string::npos ? 0 : dot + 1);
    }
  }

  // Calls `visit(signal, low, width)`, the lowest bits first.
  template <class Visit>
  void for_each_target(const ir::Value& target, const Place& place, const Visit& visit) {
    if (const auto* parts = std::get_if<ir::Concatenation>(&target.node())) {
      for (auto one = parts->parts.rbegin(); one != parts->parts.rend(); ++one)
        for_each_target(*one, place, visit);
      return;
    }
    const auto& reference = std::get<ir::Reference>(target.node());
    Signal& signal = find(signals_, reference, place);
    if (!reference.slice) return visit(signal, 0, signal.held.size());
    visit(signal, number_of(reference.slice->low, place), number_of(reference.slice->width, place));
  }

  const Bits& get(Signal& signal) {
    if (signal.at == time_) return signal.now;
    Bits now = signal.held;
    for (const Driver& driver : signal.drivers) {
      const Bits value = value_of(*driver.value, *driver.place);
      for (std::size_t i = 0; i < driver.width; ++i) now[driver.low + i] = value[driver.first + i];
    }
    signal.now = now;
    signal.at = time_;
    return signal.now;
  }

  Bits value_of(const ir::Value& value, const Place& place) {
    return std::visit([&](const auto& node) { return meaning(node, place); }, value.node());
  }

  Bits meaning(const ir::Reference& reference, const Place& place) {
    const Bits whole = reference.word.empty()
                           ? get(find(signals_, reference, place))
                           : find(memories_, reference, place)
                                 .words.at(number_of(value_of(reference.word.front(), place)));
    if (!reference.slice) return whole;
    const auto& [low, width, index] = *reference.slice;
    std::size_t first = number_of(low, place);
    if (!index.empty())
      first += number_of(value_of(index.front(), place)) * number_of(width, place);
    return part(whole, first, number_of(width, place));
  }
  Bits meaning(const ir::Constant& constant, const Place& place) {
    return bits_of(constant.value, number_of(constant.width, place));
  }
  Bits meaning(const ir::Number& number, const Place& place) {
    return bits_of(number_of(number.value, place), number_of(number.width, place));
  }
  Bits meaning(const ir::Concatenation& concatenation, const Place& place) {
    Bits all;
    for (auto one = concatenation.parts.rbegin(); one != concatenation.parts.rend(); ++one) {
      const Bits bits = value_of(*one, place);
      all.insert(all.end(), bits.begin(), bits.end());
    }
    return all;
  }
  Bits meaning(const ir::Replication& repeated, const Place& place) {
    const Bits once = value_of(repeated.part.front(), place);
    Bits all;
    for (std::size_t i = 0; i < number_of(repeated.count, place); ++i)
      all.insert(all.end(), once.begin(), once.end());
    return all;
  }
  Bits meaning(const ir::Resize& resize, const Place& place) {
    const Bits bits = value_of(resize.value.front(), place);
    return resized(bits, number_of(resize.width, place), resize.is_signed && bits.back());
  }
  Bits meaning(const ir::Operation& operation, const Place& place) {
    const Bits a = value_of(operation.operands[0], place);
    if (operation.op == ir::Operator::choose)
      return value_of(operation.operands[a[0] ? 1 : 2], place);
    if (operation.op == ir::Operator::invert) return inverted(a);
    if (operation.op == ir::Operator::any) return {is_any(a)};
    const Bits b = value_of(operation.operands[1], place);
    switch (operation.op) {
      case ir::Operator::add:
        return sum(a, b);
      case ir::Operator::subtract:
        return sum(a, inverted(b), true);
      case ir::Operator::multiply:
        return product(a, b);
      case ir::Operator::bit_and:
        return both(a, b);
      case ir::Operator::bit_or:
        return inverted(both(inverted(a), inverted(b)));
      case ir::Operator::equal:
        return {a == b};
      case ir::Operator::less:
        return {is_less(a, b)};
      default:
        throw std::logic_error("unknown operator");
    }
  }
  Bits meaning(const ir::Selection& selection, const Place& place) {
    const std::uint64_t number = number_of(value_of(selection.number.front(), place));
    const std::size_t last = selection.values.size() - 1;
    return value_of(selection.values[number < last ? number : last], place);
  }

  std::deque<Place> places_;
  std::map<std::string, Signal> signals_;
  std::map<std::string, Memory> memories_;
  std::vector<std::pair<const ir::Register*, const Place*>> registers_;
  long time_ = 0;
};

}  // namespace denim::test
