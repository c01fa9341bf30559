// What a bundle has for software: <name>_regs.h and denim_axi.hpp, compiled as a host would and run
// against the RTL of the top with registers; <name>.rdl, by a compiler of SystemRDL.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/simulator.hpp"
#include "tests/catch.hpp"
#include "tests/support/bundle_folder.hpp"
#include "tests/support/cli_user.hpp"
#include "tests/support/project.hpp"
#include "tests/support/python.hpp"
#include "tests/support/tools.hpp"

namespace denim::test {
namespace {

spec::Spec spec_of(const std::vector<std::string>& overrides) {
  return spec::Spec::load("demm_2_8_4", overrides);
}

// Moves the pins of the simulated top, whose library is the argument. Ends with status 1 and a line
// for the first thing that is wrong.
constexpr const char* host = R"(
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "denim_axi.hpp"
#include "dut_abi.h"

static void check(bool ok, const char* what) {
  if (ok) return;
  std::printf("FAIL %s\n", what);
  std::exit(1);
}

class Pins {
 public:
  explicit Pins(const char* library) {
    void* const handle = dlopen(library, RTLD_NOW);
    check(handle != nullptr, "the library");
    api_ = reinterpret_cast<const DenimDutApi* (*)()>(dlsym(handle, "denim_dut_api"))();
    dut_ = api_->create(1);
    for (std::uint32_t i = 0; i < api_->port_count; ++i) {
      const DenimDutPort& port = api_->ports(dut_)[i];
      if (port.output == 0) std::memset(port.storage, 0, port.bytes);
    }
    cycles(4);
    set("aresetn", 1);
    api_->check_assertions(dut_, 1);
  }
  const DenimDutPort& port(const char* name) const {
    const DenimDutPort* ports = api_->ports(dut_);
    for (std::uint32_t i = 0; i < api_->port_count; ++i)
      if (std::strcmp(ports[i].name, name) == 0) return ports[i];
    check(false, name);
    std::abort();
  }
  void set(const char* name, std::uint32_t value) {
    std::memcpy(port(name).storage, &value, port(name).bytes < 4 ? port(name).bytes : 4);
  }
  std::uint32_t get(const char* name) const {
    std::uint32_t value = 0;
    std::memcpy(&value, port(name).storage, port(name).bytes < 4 ? port(name).bytes : 4);
    return value;
  }
  void cycles(int count) {
    while (count-- > 0) {
      set("aclk", 0);
      check(api_->eval(dut_) == 0, "an assertion");
      set("aclk", 1);
      check(api_->eval(dut_) == 0, "an assertion");
    }
  }
  // With the clock low, until `name` is high; the clock rises behind it.
  void wait_for(const char* name) {
    for (int i = 0; i < 100; ++i) {
      set("aclk", 0);
      check(api_->eval(dut_) == 0, "an assertion");
      if (get(name) != 0) return;
      cycles(1);
    }
    check(false, name);
  }
  std::uint32_t read(std::uint32_t offset) {
    set("s_axi_araddr", offset);
    set("s_axi_arvalid", 1);
    wait_for("s_axi_arready");
    cycles(1);
    set("s_axi_arvalid", 0);
    set("s_axi_rready", 1);
    wait_for("s_axi_rvalid");
    check(get("s_axi_rresp") == 0, "a read is answered by OKAY");
    const std::uint32_t value = get("s_axi_rdata");
    cycles(1);
    set("s_axi_rready", 0);
    return value;
  }
  void write(std::uint32_t offset, std::uint32_t value) {
    set("s_axi_awaddr", offset);
    set("s_axi_awvalid", 1);
    wait_for("s_axi_awready");
    cycles(1);
    set("s_axi_awvalid", 0);
    set("s_axi_wdata", value);
    set("s_axi_wstrb", 15);
    set("s_axi_wvalid", 1);
    wait_for("s_axi_wready");
    cycles(1);
    set("s_axi_wvalid", 0);
    set("s_axi_bready", 1);
    wait_for("s_axi_bvalid");
    check(get("s_axi_bresp") == 0, "a write is answered by OKAY");
    cycles(1);
    set("s_axi_bready", 0);
  }

 private:
  const DenimDutApi* api_ = nullptr;
  DenimDut* dut_ = nullptr;
};

static void try_it(Pins& pins) {
  using demm_2_8_4_axi::Device;
  Device device([&](std::uint32_t offset) { return pins.read(offset); },
                [&](std::uint32_t offset, std::uint32_t value) { pins.write(offset, value); });
  check(!device.is_enabled(), "disabled at first");
  device.set_tlast_beats(0x89abcdef);
  check(device.tlast_beats() == 0x89abcdef, "tlast_beats");
  device.set_scale(77);
  check(device.scale() == 77 && device.relu() == 0, "settings");
  device.set_error_mask(DEMM_2_8_4_ERROR_MASK_WATCHDOG_MASK);
  check(device.error_mask() == DEMM_2_8_4_ERROR_MASK_WATCHDOG_MASK, "error_mask");
  check(device.cycles() == 0, "cycles begin when it is enabled");
  device.enable(true);
  check(device.is_enabled(), "enabled");
  pins.cycles(100);
  const std::uint64_t cycles = device.cycles();
  check(cycles >= 100 && cycles < 130, "cycles");
  check(device.status() == 0 || device.status() == (DEMM_2_8_4_STATUS_B_READY_MASK |
                                                    DEMM_2_8_4_STATUS_A_READY_MASK) ||
            device.status() == DEMM_2_8_4_STATUS_B_READY_MASK,
        "status");

  // A beat of A waits for a tile, and the watchdog sees it.
  device.set_watchdog(20);
  pins.set("s_axis_a_tvalid", 1);
  pins.cycles(2000);
  check(device.a_stalls() > 50, "a_stalls");
  check(device.error() == DEMM_2_8_4_ERROR_WATCHDOG_MASK, "the watchdog");
  check(pins.get("irq_o") == 1, "irq");
  device.set_watchdog(0);
  device.clear_error(DEMM_2_8_4_ERROR_WATCHDOG_MASK);
  check(device.error() == 0, "clear_error");
  check(device.soft_reset(), "soft_reset");
  check(!device.is_enabled() && device.cycles() == 0 && device.a_stalls() == 0, "all forgotten");
  check(device.scale() == 77, "but settings");

  // The lower half of a counter overflows between two reads.
  int reads = 0;
  const auto told = [&](std::uint32_t offset) {
    if (offset == DEMM_2_8_4_CYCLES_HIGH_OFFSET) return ++reads == 1 ? 6u : 7u;
    if (offset == DEMM_2_8_4_CYCLES_LOW_OFFSET) return reads == 1 ? 0xffffffffu : 3u;
    return pins.read(offset);
  };
  const Device counted(told, [](std::uint32_t, std::uint32_t) {});
  check(counted.cycles() == (std::uint64_t{7} << 32 | 3), "both halves of one moment");
}

int main(int, char** arguments) {
  Pins pins(arguments[1]);
  try {
    try_it(pins);
  } catch (const std::exception& error) {
    std::printf("%s\n", error.what());
    return 2;
  }
  std::printf("PASS\n");
  return 0;
}
)";

Said host_of(const BundleFolder& bundle, const ScratchFolder& folder) {
  const std::string program = (folder.path() / "host").string();
  const Said built = run({"g++", "-std=c++17", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-I",
                          bundle.path().string(), "-I", (project / "sim/embedded").string(), "-o",
                          program, folder.write("host.cpp", host).string(), "-ldl"});
  REQUIRE(built.complaint() == "");
  static const std::string library = [] {
    const BundleFolder rtl(spec_of({"tail=requantise"}));
    sim::BuildOptions options;
    options.cache = cli::User::shared_cache();
    options.top = "axi";
    options.quick = true;
    return sim::build(rtl.path(), options).library.string();
  }();
  return run({program, library});
}

TEST_CASE("denim_axi.hpp does what it says with the RTL", "[bundle][axi][driver]") {
  const BundleFolder bundle(spec_of({"tail=requantise"}));
  const ScratchFolder folder;
  CHECK(host_of(bundle, folder).output == "PASS\n");
}

TEST_CASE("denim_axi.hpp refuses the registers of another design", "[bundle][axi][driver]") {
  const BundleFolder other(spec_of({"tail=requantise", "rows=8"}));
  const ScratchFolder folder;
  const Said said = host_of(other, folder);
  CHECK(said.status == 2);
  CHECK_THAT(said.output, Matchers::StartsWith("demm_2_8_4: register SPEC_HASH is "));
  CHECK_THAT(said.output, ContainsSubstring("it is another design"));
}

TEST_CASE("a C compiler takes the header of registers", "[bundle][axi][driver]") {
  const BundleFolder bundle(spec_of({}));
  const ScratchFolder folder;
  const std::string source =
      folder
          .write("user.c",
                 "#include \"demm_2_8_4_regs.h\"\n#include \"demm_2_8_4_regs.h\"\n"
                 "int main(void) { return DEMM_2_8_4_ID_VALUE == 0x444e494du &&\n"
                 "  DEMM_2_8_4_CONTROL_OFFSET == 0x14u && DEMM_2_8_4_SPEC_HASH >> 32 ==\n"
                 "  DEMM_2_8_4_SPEC_HASH_HIGH_VALUE ? 0 : 1; }\n")
          .string();
  const std::string program = (folder.path() / "user").string();
  const Said built = run({"gcc", "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-I",
                          bundle.path().string(), "-o", program, source});
  REQUIRE(built.complaint() == "");
  CHECK(run({program}).complaint() == "");
}

// Reads name, offset and fields out of the compiled description.
constexpr const char* read_rdl = R"(
import json, sys
from systemrdl import RDLCompiler
from systemrdl.node import RegNode

compiler = RDLCompiler()
compiler.compile_file(sys.argv[1])
registers = []
for node in compiler.elaborate().top.descendants():
    if not isinstance(node, RegNode):
        continue
    fields = []
    for field in node.fields():
        writes = field.get_property("onwrite")
        fields.append({
            "name": field.inst_name,
            "low": field.low,
            "width": field.width,
            "access": {None: "read and write" if field.is_sw_writable else "read only"}.get(
                writes, "write 1 to clear" if writes and writes.name == "woclr" else
                "write 1 to start"),
            "reset": field.get_property("reset") or 0,
        })
    registers.append({"name": node.inst_name, "offset": node.absolute_address, "fields": fields})
print(json.dumps(registers))
)";

TEST_CASE("SystemRDL says the registers of the manifest", "[bundle][axi][rdl]") {
  using Json = nlohmann::json;
  for (const std::vector<std::string>& set :
       std::vector<std::vector<std::string>>{{}, {"tail=requantise"}}) {
    const BundleFolder bundle(spec_of(set));
    const ScratchFolder folder;
    const std::optional<Said> said =
        run_in_python("rdl",
                      {"python", folder.write("read.py", read_rdl).string(),
                       (bundle.path() / "demm_2_8_4.rdl").string()},
                      folder.path());
    if (!said) return;
    INFO(said->output);
    REQUIRE(said->ok());
    const Json manifest = Json::parse(bundle.bundle().files.at("manifest.json"));
    for (const Json& top : manifest.at("tops"))
      if (top.at("name") == "axi") CHECK(Json::parse(said->output) == top.at("registers"));
  }
}

}  // namespace
}  // namespace denim::test
