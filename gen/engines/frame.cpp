#include "gen/engines/frame.hpp"

#include <stdexcept>

#include "gen/catalog/common.hpp"

namespace denim::generators {

using ir::Expr;
using ir::Value;

void Frame::parameter(const std::string& key, const std::string& name, const std::string& comment) {
  define(key, module_.parameter(name, number(key), comment));
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

void Frame::add_ports() {
  // The localparams of all payloads come before the ports that are as wide.
  std::map<std::string, Fields> fields;
  for (const spec::StreamDeclaration& declared : spec_.engine().streams) {
    fields.emplace(declared.name, Fields(module_, declared, keys_));
  }
  ports_.emplace("clk_i", module_.input("clk_i", 1, "Clock"));
  ports_.emplace("rst_ni", module_.input("rst_ni", 1, "Synchronous reset, active low"));
  for (const spec::StreamDeclaration& declared : spec_.engine().streams) {
    const Fields& payload = fields.at(declared.name);
    const ir::Module::StreamPorts ports =
        module_.stream(declared.name, declared.sink ? ir::Direction::in : ir::Direction::out,
                       payload.data_width(), "Stream " + declared.name + ": " + declared.meaning);
    streams_.emplace(declared.name, Stream{payload, ports});
  }
  for (const spec::SettingDeclaration& declared : spec_.engine().settings_of(spec_)) {
    settings_.emplace(declared.name, module_.input(declared.name + "_i", declared.width,
                                                   "Holds still: " + declared.meaning));
  }
  const auto errors = static_cast<std::int64_t>(spec_.engine().errors.size());
  if (errors == 0) return;
  ports_.emplace("error_o", module_.output("error_o", errors, "Sticky error bits"));
}

Value Frame::field(std::string_view stream_name, std::string_view name) const {
  return fields(stream_name).all(stream(stream_name).data, name);
}

Value Frame::field(std::string_view stream_name, std::string_view name, const Expr& element) const {
  return fields(stream_name).element(stream(stream_name).data, name, element);
}

Value Frame::field(std::string_view stream_name, std::string_view name, const Expr& first,
                   const Expr& count) const {
  return fields(stream_name).elements(stream(stream_name).data, name, first, count);
}

Value Frame::registered(ir::Scope& scope, const std::string& net, const std::string& instance,
                        const Value& data, const Expr& width, const Value& enable) const {
  const Value value = scope.net(net, width);
  scope.instance(catalog::common::register_, instance)
      .set("Width", width)
      .connect("clk_i", clock())
      .connect("enable_i", enable)
      .connect("data_i", data)
      .connect("data_o", value);
  return value;
}

Value Frame::error(const std::string& name, const Expr& width) {
  const Value raised = module_.body.net("error_" + name, width);
  errors_.emplace(name, Error{raised, width});
  return raised;
}

void Frame::add_errors() {
  std::int64_t bit = 0;
  for (const spec::ErrorDeclaration& declared : spec_.engine().errors) {
    const Error& error = errors_.find(declared.name)->second;
    module_.body.instance(catalog::common::sticky, "u_" + declared.name, declared.meaning)
        .set("Inputs", error.width)
        .connect("clk_i", clock())
        .connect("rst_ni", reset_n())
        .connect("set_i", error.raised)
        .connect("flag_o", ports_.at("error_o").bit(bit++));
  }
}

}  // namespace denim::generators
