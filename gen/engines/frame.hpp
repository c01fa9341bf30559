// What every engine's top has: the keys of its spec as parameters and localparams, clock and reset,
// the streams of its table, and sticky error bits.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gen/engines/fields.hpp"
#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"

namespace denim::generators {

class Frame {
 public:
  // The module is empty; both must outlive the frame.
  Frame(const spec::Spec& spec, ir::Module& module) : spec_(spec), module_(module) {}

  // First the keys, and what is derived of them, that streams, bounds and insides are made of, …
  void parameter(const std::string& key, const std::string& name, const std::string& comment);
  void localparam(const std::string& key, const std::string& name, const std::string& comment);
  void define(const std::string& key, ir::Expr value);  // as key or "key/over", see Keys
  // … then the ports, and guards of what may be overridden, once.
  void add_ports();

  const spec::Spec& spec() const { return spec_; }
  ir::Module& module() { return module_; }
  ir::Scope& body() { return module_.body; }
  int number(std::string_view key) const { return static_cast<int>(spec_.integer(key)); }
  int cycles(std::string_view stage) const { return spec_.engine().stage(spec_, stage); }
  // Of a key that spec::ram_style_key declares.
  ir::RamStyle ram_style(std::string_view key) const;
  // A key as it is in the module: a parameter, a localparam or an expression of them.
  const ir::Expr& symbol(std::string_view key) const;

  const ir::Value& clock() const { return ports_.at("clk_i"); }
  const ir::Value& reset_n() const { return ports_.at("rst_ni"); }
  const Fields& fields(std::string_view stream) const {
    return streams_.find(stream)->second.fields;
  }
  const ir::Module::StreamPorts& stream(std::string_view name) const {
    return streams_.find(name)->second.ports;
  }
  // Of the payload of a stream: a whole field, or one of its elements.
  const ir::Value& field(std::string_view stream_name, std::string_view name) const {
    return fields(stream_name).all(name);
  }
  ir::Value field(std::string_view stream_name, std::string_view name,
                  const ir::Expr& element) const {
    return fields(stream_name).element(name, element);
  }
  const ir::Expr& width(std::string_view stream_name, std::string_view name) const {
    return fields(stream_name).width(name);
  }

  // The port of a setting.
  const ir::Value& setting(std::string_view name) const { return settings_.find(name)->second; }

  bool can_raise(std::string_view error_name) const;
  // A new net that raises the error bit of its name while one of its bits is set; nothing where the
  // spec cannot raise it.
  std::optional<ir::Value> error(const std::string& name, const ir::Expr& width);
  // The same from a value.
  void raise(const std::string& name, const ir::Value& raised);
  // The flags, in the order of the engine's table; each must have what raises it by then.
  void add_errors();

 private:
  // The ports of a stream; returns what the engine is connected to: the ports, or what lies behind
  // registers or before the cut into parts (gen/spec/ports.hpp).
  ir::Module::StreamPorts add_stream(const spec::StreamDeclaration& declared, const ir::Expr& width,
                                     const std::string& meaning);
  void add_guards();
  bool can_be_overridden(const ir::Expr& expression) const;
  bool is_implied(const spec::BoundDeclaration& bound, const ir::Expr& value,
                  const ir::Expr& limit) const;

  struct Stream {
    Fields fields;
    ir::Module::StreamPorts ports;
  };
  const spec::Spec& spec_;
  ir::Module& module_;
  Keys keys_;
  ir::Values greatest_;  // values of the parameters that are keys
  std::map<std::string, Stream, std::less<>> streams_;
  std::map<std::string, ir::Value, std::less<>> ports_;
  std::map<std::string, ir::Value, std::less<>> settings_;
  std::map<std::string, ir::Value, std::less<>> errors_;  // 1 bit each
};

}  // namespace denim::generators
