// A design under test: one instance of an engine's library.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "sim/embedded/dut_abi.h"

namespace denim::sim {

class Dut {
 public:
  // Loads the library and makes an instance; what the engine does not reset starts random, by seed.
  // Throws SimError if the library cannot be loaded or has another version of the interface.
  Dut(const std::filesystem::path& library, std::uint64_t seed);

  // The port's place; throws SimError if there is no such port. Inputs are written and outputs read
  // there: little-endian, `bytes` long, the bits above `width` zero.
  const DenimDutPort& port(std::string_view name) const;

  // Settles the model after inputs changed. False if it stopped itself: message() says why.
  bool eval() { return api_->eval(instance_.get()) == 0; }
  // The end of the simulation. False as for eval().
  bool finish() { return api_->finish(instance_.get()) == 0; }
  void check_assertions(bool on) { api_->check_assertions(instance_.get(), on ? 1 : 0); }
  // What the model printed since the last call, without the line's end.
  std::string message();

  bool traces() const { return api_->traces != 0; }
  // False if the waves could not be written: message() says why.
  bool open_waves(const std::filesystem::path& file) {
    return api_->trace_open(instance_.get(), file.c_str()) == 0;
  }
  bool dump_waves(std::uint64_t nanoseconds) {
    return api_->trace_dump(instance_.get(), nanoseconds) == 0;
  }
  bool close_waves() { return api_->trace_close(instance_.get()) == 0; }

 private:
  struct CloseLibrary {
    void operator()(void* handle) const;
  };
  struct Destroy {
    const DenimDutApi* api;
    void operator()(DenimDut* dut) const { api->destroy(dut); }
  };

  std::unique_ptr<void, CloseLibrary> library_;  // goes last
  const DenimDutApi* api_ = nullptr;
  std::unique_ptr<DenimDut, Destroy> instance_;
};

}  // namespace denim::sim
