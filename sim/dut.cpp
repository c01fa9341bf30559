#include "sim/dut.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "sim/error.hpp"

namespace denim::sim {

void Dut::CloseLibrary::operator()(void* handle) const { dlclose(handle); }

Dut::Dut(const std::filesystem::path& library, std::uint64_t seed) {
  // Kept when closed: Verilator's runtime has thread-local buffers that would be lost with it.
  library_.reset(dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE));
  if (!library_) {
    throw SimError(fmt::format(
        "the simulator cannot be loaded: {}; remove its folder and run again", dlerror()));
  }
  void* symbol = dlsym(library_.get(), "denim_dut_api");
  if (!symbol) throw SimError(fmt::format("{}: is no simulator of denim", library.string()));
  api_ = reinterpret_cast<const DenimDutApi* (*)()>(symbol)();
  if (api_->version != DENIM_DUT_ABI_VERSION) {
    throw SimError(
        fmt::format("{}: has version {} of the interface, this program {}; remove its "
                    "folder and run again",
                    library.string(), api_->version, DENIM_DUT_ABI_VERSION));
  }
  const auto folded = static_cast<std::uint32_t>(seed ^ (seed >> 32));
  instance_ = {api_->create(folded), Destroy{api_}};
  if (!instance_) throw SimError(fmt::format("{}: not enough memory", library.string()));
}

const DenimDutPort& Dut::port(std::string_view name) const {
  const DenimDutPort* ports = api_->ports(instance_.get());
  for (std::uint32_t i = 0; i < api_->port_count; ++i) {
    if (name == ports[i].name) return ports[i];
  }
  throw SimError(fmt::format("the simulator has no port '{}'", name));
}

std::string Dut::message() {
  std::string text = api_->message(instance_.get());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace denim::sim
