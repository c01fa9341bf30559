#include "sim/registers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace denim::sim {

namespace {

constexpr int patience = 100;  // cycles in which a port must answer

}  // namespace

RegisterBus::RegisterBus(Dut& dut, const Manifest& manifest) : dut_(dut), manifest_(manifest) {
  for (const char* input : {"awaddr", "awprot", "awvalid", "wdata", "wstrb", "wvalid", "bready",
                            "araddr", "arprot", "arvalid", "rready"}) {
    const DenimDutPort& found = dut.port(fmt::format("s_axi_{}", input));
    std::memset(found.storage, 0, found.bytes);
  }
}

RegisterBus::Storage RegisterBus::port(std::string_view name) const {
  return static_cast<Storage>(dut_.port(fmt::format("s_axi_{}", name)).storage);
}

std::uint32_t RegisterBus::offset(std::string_view name) const {
  const auto found = std::ranges::find(manifest_.registers, name, &ManifestRegister::name);
  if (found == manifest_.registers.end())
    throw RegisterError(fmt::format("the top has no register {}", name));
  return found->offset;
}

// From the settled inputs to those of the next cycle; outputs are those of the cycle until the
// clock rises.
void RegisterBus::cycle(std::string_view name) {
  *static_cast<Storage>(dut_.port(manifest_.clock).storage) = 1;
  const bool goes_on = dut_.eval();
  ++cycles_;
  if (!goes_on)
    throw RegisterError(
        fmt::format("the engine stopped itself at register {}: {}", name, dut_.message()));
}

// Offers an address, and perhaps data beside it, until all are taken, and takes the answer.
void RegisterBus::transfer(std::string_view name, Storage valid, Storage ready,
                           Storage answer_valid, Storage answer_ready, Storage answer,
                           Storage more_valid, Storage more_ready) {
  const Storage clock = static_cast<Storage>(dut_.port(manifest_.clock).storage);
  *valid = 1;
  if (more_valid) *more_valid = 1;
  *answer_ready = 1;
  for (int waited = 0; waited < patience; ++waited) {
    *clock = 0;
    if (!dut_.eval())
      throw RegisterError(
          fmt::format("the engine stopped itself at register {}: {}", name, dut_.message()));
    const bool is_taken = *valid != 0 && *ready != 0;
    const bool is_more_taken = more_valid && *more_valid != 0 && *more_ready != 0;
    const bool is_answered = *answer_valid != 0;
    const unsigned said = *answer;
    if (is_answered && (*valid != 0 || (more_valid && *more_valid != 0)))
      throw RegisterError(fmt::format("register {} is answered before the access is taken", name));
    if (!is_answered) {
      cycle(name);
      if (is_taken) *valid = 0;
      if (is_more_taken) *more_valid = 0;
      continue;
    }
    if (said != 0)
      throw RegisterError(fmt::format("register {}, at 0x{:03x}, is answered by {}, not by OKAY",
                                      name, offset(name), said));
    return;  // the clock of this cycle rises when its data have been read
  }
  throw RegisterError(fmt::format("register {} does not answer in {} cycles", name, patience));
}

std::uint32_t RegisterBus::read(std::string_view name) {
  const auto address = static_cast<std::uint16_t>(offset(name));
  std::memcpy(port("araddr"), &address, sizeof address);
  const Storage ready = port("rready");
  transfer(name, port("arvalid"), port("arready"), port("rvalid"), ready, port("rresp"));
  std::uint32_t value = 0;
  std::memcpy(&value, port("rdata"), sizeof value);
  cycle(name);
  *ready = 0;
  return value;
}

void RegisterBus::write(std::string_view name, std::uint32_t value) {
  const auto address = static_cast<std::uint16_t>(offset(name));
  std::memcpy(port("awaddr"), &address, sizeof address);
  std::memcpy(port("wdata"), &value, sizeof value);
  *port("wstrb") = 0xf;
  const Storage ready = port("bready");
  transfer(name, port("awvalid"), port("awready"), port("bvalid"), ready, port("bresp"),
           port("wvalid"), port("wready"));
  cycle(name);
  *ready = 0;
}

std::uint64_t RegisterBus::read_pair(const std::string& name) {
  const std::uint64_t low = read(name + "_LOW");
  return static_cast<std::uint64_t>(read(name + "_HIGH")) << 32 | low;
}

}  // namespace denim::sim
