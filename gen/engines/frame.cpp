#include "gen/engines/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "gen/catalog/common.hpp"
#include "gen/spec/ports.hpp"

namespace denim::generators {

using ir::Expr;
using ir::Value;

void Frame::parameter(const std::string& key, const std::string& name, const std::string& comment) {
  define(key, module_.parameter(name, number(key), comment));
  if (const auto* range = std::get_if<spec::IntegerType>(&spec_.engine().key(key)->type))
    greatest_[name] = range->max;
}

void Frame::localparam(const std::string& key, const std::string& name,
                       const std::string& comment) {
  define(key, module_.localparam(name, number(key), comment));
}

void Frame::define(const std::string& key, Expr value) { keys_.emplace(key, std::move(value)); }

const Expr& Frame::symbol(std::string_view key) const {
  const auto found = keys_.find(key);
  if (found == keys_.end()) {
    throw std::logic_error("the module has nothing for key '" + std::string(key) + "'");
  }
  return found->second;
}

ir::RamStyle Frame::ram_style(std::string_view key) const {
  static const std::map<std::string, ir::RamStyle, std::less<>> styles{
      {"auto", ir::RamStyle::automatic},
      {"block", ir::RamStyle::block},
      {"distributed", ir::RamStyle::distributed}};
  return styles.at(spec_.word(key));
}

void Frame::add_ports() {
  // The localparams of all payloads come before the ports that are as wide.
  std::map<std::string, Fields> fields;
  for (const spec::StreamDeclaration& declared : spec_.engine().streams) {
    fields.emplace(declared.name, Fields(module_, declared, keys_));
  }
  ports_.emplace("clk_i", module_.input("clk_i", 1, "Clock"));
  ports_.emplace("rst_ni", module_.input("rst_ni", 1, "Synchronous reset, active low"));
  for (const spec::StreamDeclaration& declared : spec_.engine().streams) {
    Fields& payload = fields.at(declared.name);
    const std::string meaning = "Stream " + declared.name + ": " + declared.meaning;
    const ir::Module::StreamPorts ports = add_stream(declared, payload.data_width(), meaning);
    payload.connect(body(), ports.data);
    streams_.emplace(declared.name, Stream{payload, ports});
  }
  for (const spec::SettingDeclaration& declared : spec_.engine().settings_of(spec_)) {
    settings_.emplace(declared.name, module_.input(declared.name + "_i", declared.width,
                                                   "Holds still: " + declared.meaning));
  }
  add_guards();
  std::string bits;
  std::int64_t count = 0;
  for (const spec::ErrorDeclaration& declared : spec_.engine().errors_of(spec_))
    bits += fmt::format("{}{} {}", count == 0 ? "" : ", ", count, declared.name), ++count;
  if (count == 0) return;
  ports_.emplace("error_clear_i",
                 module_.input("error_clear_i", count,
                               "Clears error bits, unless they are raised in the same cycle"));
  ports_.emplace("error_o", module_.output("error_o", count, "Sticky error bits: " + bits));
}

ir::Module::StreamPorts Frame::add_stream(const spec::StreamDeclaration& declared,
                                          const Expr& width, const std::string& meaning) {
  const std::string& name = declared.name;
  const ir::Direction direction = declared.sink ? ir::Direction::in : ir::Direction::out;
  const bool is_cut = declared.carries == spec::Carries::results && spec::cuts_results(spec_);
  if (!is_cut && !spec::registers_ports(spec_))
    return module_.stream(name, direction, width, meaning);
  Expr bits = width;
  if (is_cut) {
    bits = module_.parameter("ResultBits", spec::result_bits(spec_),
                             "Width of a beat of " + name + " at the port, bits");
    module_.guards.push_back(ir::Guard::between(bits, 1, width));
  }
  const ir::Module::StreamPorts port = module_.stream(
      name, direction, bits, is_cut ? meaning + ", in parts, low bits first" : meaning);
  const ir::Module::StreamPorts beat{
      body().net(name + "_beat_valid", 1, "Stream " + name + " inside: a beat is offered"),
      body().net(name + "_beat_ready", 1, "It is taken"),
      body().net(name + "_beat", width, "Its payload")};
  const auto& [from, to] = declared.sink ? std::tie(port, beat) : std::tie(beat, port);
  body()
      .instance(catalog::common::serialiser, "u_" + name + "_port")
      .set("Width", width)
      .set("Bits", bits)
      .connect("valid_i", from.valid)
      .connect("ready_o", from.ready)
      .connect("data_i", from.data)
      .connect("valid_o", to.valid)
      .connect("ready_i", to.ready)
      .connect("data_o", to.data)
      .leave_open("last_o");
  return beat;
}

bool Frame::can_be_overridden(const Expr& expression) const {
  ir::Definitions localparams;
  for (const ir::Parameter& parameter : module_.parameters) {
    if (parameter.local) localparams.emplace(parameter.name, parameter.value);
  }
  return !expression.expand(localparams).is_constant();
}

// An override is refused where the spec with that value would be.
void Frame::add_guards() {
  for (const spec::KeyDeclaration& key : spec_.engine().keys) {
    const auto* range = std::get_if<spec::IntegerType>(&key.type);
    const auto symbol = keys_.find(key.name);
    if (!range || symbol == keys_.end() || !can_be_overridden(symbol->second)) continue;
    module_.guards.push_back(range->only.empty()
                                 ? ir::Guard::between(symbol->second, range->min, range->max)
                                 : ir::Guard::one_of(symbol->second, range->only));
  }
  for (const spec::BoundDeclaration& bound : spec_.engine().bounds) {
    const Expr& value = symbol(bound.value);
    const Expr& limit = symbol(bound.bound);
    if (!can_be_overridden(value)) continue;
    if (is_implied(bound, value, limit)) continue;
    module_.guards.push_back(bound.is_least ? ir::Guard::at_least(value, limit)
                                            : ir::Guard::at_most(value, limit));
  }
}

// The ranges of the keys alone keep the value within the limit.
bool Frame::is_implied(const spec::BoundDeclaration& bound, const Expr& value,
                       const Expr& limit) const {
  if (!limit.is_constant()) return false;
  if (bound.is_least) {
    const spec::KeyDeclaration* key = spec_.engine().key(bound.value);
    const auto* range = key ? std::get_if<spec::IntegerType>(&key->type) : nullptr;
    return range && range->min >= limit.constant();
  }
  ir::Values values;
  for (const ir::Parameter& parameter : module_.parameters) {
    const auto greatest = greatest_.find(parameter.name);
    values[parameter.name] =
        greatest != greatest_.end() ? greatest->second : parameter.value.evaluate(values);
  }
  return value.evaluate(values) <= limit.constant();
}

bool Frame::can_raise(std::string_view error_name) const {
  const auto known = spec_.engine().errors_of(spec_);
  return std::ranges::find(known, error_name, &spec::ErrorDeclaration::name) != known.end();
}

std::optional<Value> Frame::error(const std::string& name, const Expr& width) {
  if (!can_raise(name)) return {};
  const Value raised = body().net("error_" + name, width);
  raise(name, width == Expr(1) ? raised : ir::any(raised));
  return raised;
}

void Frame::raise(const std::string& name, const Value& raised) { errors_.emplace(name, raised); }

void Frame::add_errors() {
  std::vector<Value> raised;  // most significant first
  for (const spec::ErrorDeclaration& declared : spec_.engine().errors_of(spec_))
    raised.insert(raised.begin(), errors_.at(declared.name));
  if (raised.empty()) return;
  const auto bits = static_cast<std::int64_t>(raised.size());
  const Value& flags = ports_.at("error_o");
  const Value kept = flags & ~ports_.at("error_clear_i");
  body().set_register(flags, kept | ir::concatenate(std::move(raised)), std::nullopt,
                      ir::constant(bits, 0));
}

}  // namespace denim::generators
