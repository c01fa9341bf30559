// The registers of a top with an AXI4-Lite port, as a host reads and writes them: each access takes
// as many cycles as the port does.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sim/dut.hpp"
#include "sim/manifest.hpp"

namespace denim::sim {

// A register that does not answer, or not as it should; the message says which.
class RegisterError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class RegisterBus {
 public:
  // The top's table must have registers. Leaves the port idle. Both must outlive the bus.
  RegisterBus(Dut& dut, const Manifest& manifest);

  // By its name in the table, "CONTROL". Clocks the model until the answer is taken, which must be
  // OKAY; throws RegisterError.
  std::uint32_t read(std::string_view name);
  void write(std::string_view name, std::uint32_t value);
  // Of a pair of registers, which must not change meanwhile: "CYCLES".
  std::uint64_t read_pair(const std::string& name);

  std::uint64_t cycles() const { return cycles_; }  // that all accesses have taken

 private:
  using Storage = std::uint8_t*;

  Storage port(std::string_view name) const;
  std::uint32_t offset(std::string_view name) const;
  void cycle(std::string_view name);
  void transfer(std::string_view name, Storage valid, Storage ready, Storage answer_valid,
                Storage answer_ready, Storage answer, Storage more_valid = nullptr,
                Storage more_ready = nullptr);

  Dut& dut_;
  const Manifest& manifest_;
  std::uint64_t cycles_ = 0;
};

}  // namespace denim::sim
