// The AXI top: the AXI-Stream top with registers behind an AXI4-Lite port. Beats pass in the same
// cycle as there. A stream in has a gate, which the register CONTROL opens; watchdog and counters
// look at the streams behind the gates.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "gen/spec/registers.hpp"
#include "gen/wrap/axi_streams.hpp"
#include "gen/wrap/registers.hpp"
#include "gen/wrap/tops.hpp"

namespace denim::wrap {

namespace {

using ir::Value;

constexpr std::int64_t watchdog_width = 32;
constexpr std::int64_t counter_width = 64;

Value one_of(const std::vector<Value>& bits) {
  return std::accumulate(bits.begin() + 1, bits.end(), bits.front(), std::bit_or<>());
}

class AxiTop {
 public:
  AxiTop(const spec::Spec& spec, const ir::Module& engine, ir::Design& design)
      : spec_(spec),
        engine_(engine),
        table_(spec::registers(spec)),
        registers_module_(add_registers(table_, engine.name + "_regs", design)),
        top_(design.add(
            engine.name + "_axi",
            fmt::format("{} at the values of its spec, with AXI-Streams and registers behind "
                        "AXI4-Lite. A beat passes in the cycle in which the engine takes it or "
                        "offers it.",
                        engine.name))) {
    top_.clock = "aclk";
    top_.reset_n = "aresetn";
  }

  Top add() {
    const Value clock = top_.input("aclk", 1, "Clock of all ports");
    const Value reset_n = top_.input("aresetn", 1, "Synchronous reset, active low");
    ir::Instance& instance = body().instance(engine_, "u_engine");
    restart_ = body().net("restart", 1, "The engine is in its own reset in this cycle");
    enable_ = signal("enable", 1);
    soft_reset_ = body().net("soft_reset", 1, "A soft reset waits until no beat waits");
    instance.connect("clk_i", clock).connect("rst_ni", reset_n & ~restart_);
    for (const ir::Stream& stream : engine_.streams) {
      if (stream.direction == ir::Direction::in) {
        add_sink(stream, instance);
      } else {
        const SourceBus bus = add_source_bus(
            engine_, stream, signal("tlast_beats", packet_count_width), top_, instance, restart_);
        note(stream, bus.valid, bus.ready);
      }
    }
    add_soft_reset();
    add_watchdog();
    add_counters();
    for (const spec::SettingDeclaration& setting : spec_.engine().settings_of(spec_))
      instance.connect(setting.name + "_i", signal(setting.name, setting.width));
    add_errors(instance);
    connect_registers(clock, reset_n);
    return {"axi", "AXI-Streams, and registers behind AXI4-Lite (s_axi)", &top_};
  }

 private:
  struct Handshake {
    std::string name;
    bool is_source = false;
    Value valid, ready, passes, waits;
  };

  ir::Scope& body() { return top_.body; }

  // A net that a register drives.
  Value signal(const std::string& name, std::int64_t width) {
    const auto known = from_registers_.find(name);
    if (known != from_registers_.end()) return known->second;
    return from_registers_.emplace(name, body().net(name, width)).first->second;
  }

  void note(const ir::Stream& stream, const Value& valid, const Value& ready) {
    const Value passes = body().net_of(stream.name + "_passes", 1, valid & ready);
    const Value waits = body().net_of(stream.name + "_waits", 1, valid & ~ready);
    streams_.push_back(
        {stream.name, stream.direction == ir::Direction::out, valid, ready, passes, waits});
  }

  // The gate opens and closes between two beats: what the engine has seen stays.
  void add_sink(const ir::Stream& stream, ir::Instance& instance) {
    const SinkBus bus = add_sink_bus(engine_, stream, top_);
    const Value open = body().net(stream.name + "_open", 1, "The gate of the stream");
    const Value valid = body().net_of(stream.name + "_valid", 1, bus.valid & open);
    const Value ready = body().net(stream.name + "_ready", 1, "The engine takes a beat");
    body().assign(bus.ready, ready & open);
    instance.connect(stream.valid_port(), valid)
        .connect(stream.ready_port(), ready)
        .connect(stream.data_port(), bus.payload);
    note(stream, valid, ready);
    const Value closed = ir::constant(1, 0);
    body().set_register(open, enable_ & ~soft_reset_, ~streams_.back().waits, closed,
                        ir::Clear{restart_, closed});
  }

  // A beat that is offered on a stream out stays until it is taken, also before a soft reset.
  void add_soft_reset() {
    std::vector<Value> waiting;
    for (const Handshake& stream : streams_)
      if (stream.is_source) waiting.push_back(stream.waits);
    const Value start = signal("soft_reset_start", 1);
    const Value none = ir::constant(1, 0);
    body().set_register(soft_reset_, start | (soft_reset_ & ~restart_), std::nullopt, none);
    body().set_register(restart_, soft_reset_ & ~restart_ & ~one_of(waiting), std::nullopt, none);
    to_registers_.emplace("soft_reset", soft_reset_);
  }

  void add_watchdog() {
    std::vector<Value> passing, waiting;
    for (const Handshake& stream : streams_) {
      passing.push_back(stream.passes);
      waiting.push_back(stream.waits);
    }
    const Value limit = signal("watchdog", watchdog_width);
    const Value none = ir::constant(watchdog_width, 0);
    const Value stuck = body().net_of("stuck", 1, one_of(waiting) & ~one_of(passing),
                                      "A beat waits on some stream, and none passes on any");
    const Value count = body().net("stuck_count", watchdog_width, "Such cycles before this one");
    const Value with_this =
        body().net_of("stuck_with_this", watchdog_width, count + ir::constant(watchdog_width, 1));
    const Value expires =
        body().net_of("watchdog_expires", 1, stuck & ir::any(limit) & ~ir::less(with_this, limit));
    body().set_register(count, ir::choose(stuck & ~expires, with_this, none), std::nullopt, none);
    const Value error = body().net("error_watchdog", 1);
    body().set_register(error, (error & ~signal("error_watchdog_clear", 1)) | expires, std::nullopt,
                        ir::constant(1, 0), ir::Clear{restart_, ir::constant(1, 0)});
    to_registers_.emplace("error_watchdog", error);
  }

  void add_counters() {
    std::vector<Value> status;  // most significant first
    add_counter("cycles", enable_);
    for (const Handshake& stream : streams_) {
      add_counter(stream.name + "_beats", stream.passes);
      add_counter(stream.name + "_stalls", stream.waits);
      status.insert(status.begin(), {stream.ready, stream.valid});
    }
    to_registers_.emplace("status", ir::concatenate(std::move(status)));
  }

  // Of the cycles in which `counted` is set.
  void add_counter(const std::string& name, const Value& counted) {
    const Value count = body().net(name, counter_width);
    const Value none = ir::constant(counter_width, 0);
    body().set_register(count, count + ir::constant(counter_width, 1), counted, none,
                        ir::Clear{restart_, none});
    to_registers_.emplace(name, count);
  }

  void add_errors(ir::Instance& instance) {
    Value raised = to_registers_.at("error_watchdog") & signal("error_watchdog_mask", 1);
    if (const ir::Port* port = engine_.port("error_o")) {
      const std::int64_t bits = port_bits(engine_, *port);
      const Value error = top_.output(port->name, bits, port->comment);
      instance.connect(port->name, error).connect(error_clear_port, signal("error_clear", bits));
      to_registers_.emplace("error", error);
      raised = raised | ir::any(error & signal("error_mask", bits));
    }
    const Value irq = body().net("irq", 1);
    body().set_register(irq, raised, std::nullopt, ir::constant(1, 0));
    body().assign(top_.output("irq_o", 1, "A bit of ERROR is set that ERROR_MASK has"), irq);
  }

  void connect_registers(const Value& clock, const Value& reset_n) {
    ir::Instance& registers = body().instance(registers_module_, "u_registers");
    registers.connect("clk_i", clock).connect("rst_ni", reset_n);
    for (const AxiLitePort& port : axi_lite_ports()) {
      registers.connect(port.name, port.direction == ir::Direction::in
                                       ? top_.input(port.name, port.width, port.comment)
                                       : top_.output(port.name, port.width, port.comment));
    }
    for (const auto& [name, value] : to_registers_) registers.connect(name + "_i", value);
    for (const auto& [name, value] : from_registers_) {
      // What a command starts has another name than what it waits for.
      const std::string port = name == "soft_reset_start" ? "soft_reset" : name;
      registers.connect(port + "_o", value);
    }
  }

  const spec::Spec& spec_;
  const ir::Module& engine_;
  std::vector<spec::RegisterDeclaration> table_;
  const ir::Module& registers_module_;
  ir::Module& top_;
  std::vector<Handshake> streams_;
  std::map<std::string, Value> from_registers_, to_registers_;  // by the signals of the table
  Value restart_ = ir::constant(1, 0), enable_ = restart_, soft_reset_ = restart_;
};

}  // namespace

Top add_axi(const spec::Spec& spec, const ir::Module& engine, ir::Design& design) {
  return AxiTop(spec, engine, design).add();
}

}  // namespace denim::wrap
