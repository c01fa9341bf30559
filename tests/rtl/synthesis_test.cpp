// What Yosys makes of the leaves and of the emitted statements that are meant to become special
// cells of an FPGA.
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "gen/emit/sv_writer.hpp"
#include "tests/catch.hpp"
#include "tests/rtl/leaves.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test {
namespace {

const std::string xilinx = "synth_xilinx -family xc7 -noiopad";  // 7 series
const std::string ecp5 = "synth_ecp5";

// Without the warnings that Yosys 0.23 has of its own map for RAMB36E1, whose addresses are one bit
// too wide there.
Said without_own_warnings(Said said) {
  std::istringstream lines(std::exchange(said.output, {}));
  for (std::string line; std::getline(lines, line);) {
    const bool own = line.starts_with("Warning: Resizing cell port ") &&
                     line.ends_with("from 17 bits to 16 bits.");
    if (!own && !line.empty()) said.output += line + "\n";
  }
  return said;
}

// Empty if Yosys, with the given synthesis command, makes of the module `top` what the assertions
// say. They are arguments of Yosys' `select`.
std::string mapped(const Sources& sources, const std::string& top, const std::string& synthesis,
                   const Settings& settings, const std::vector<std::string>& assertions) {
  std::string script = "read_verilog -sv";
  for (const std::string& file : sources.files) script += " " + file;
  script += "; hierarchy -check -top " + top;
  for (const auto& [name, value] : settings)
    script += " -chparam " + name + " " + std::to_string(value);
  script += "; " + synthesis;
  for (const std::string& assertion : assertions) script += "; select " + assertion;
  return without_own_warnings(run({"yosys", "-q", "-p", script}, sources.folder)).complaint();
}
std::string mapped(const std::string& leaf, const std::string& synthesis, const Settings& settings,
                   const std::vector<std::string>& assertions) {
  return mapped(leaf_file(leaf).sources(), leaf, synthesis, settings, assertions);
}

// The same of an emitted module with the given ports, parameters and statements.
template <class Fill>
std::string mapped_emitted(const Fill& fill, const std::string& synthesis, const Settings& settings,
                           const std::vector<std::string>& assertions) {
  ir::Design design;
  ir::Module& top = design.add("emitted", "Statements under test.");
  fill(top);
  ir::check(design);
  const ScratchFolder folder;
  const std::string file =
      folder.write("emitted.sv", emit::write_module(top, "Written by a test.")).string();
  return mapped(Sources{project, {package_file, file}}, "emitted", synthesis, settings, assertions);
}

void fill_memory(ir::Module& top) {
  top.input("clk_i", 1, "Clock.");
  const ir::Expr depth = top.parameter("Depth", 128, "Words.");
  const ir::Expr width = top.parameter("Width", 8, "Width of a word, bits.");
  const ir::Expr bits = ir::Expr::index_width(depth);
  const ir::Value words = top.body.memory(
      {"words", width, depth, "The memory.", top.input("write_i", 1, "A word is written."),
       top.input("write_addr_i", bits, "That word."), top.input("data_i", width, "Its value.")});
  top.body.assign(top.output("data_o", width, "The word that is read."),
                  words.word(top.input("read_addr_i", bits, "The word to read.")));
}

void fill_flag(ir::Module& top) {
  top.input("clk_i", 1, "Clock.");
  top.body.set_register(top.output("flag_o", 1, "A flag."), top.input("set_i", 1, "Raises it."));
}

// Sizes that are worth a block RAM: the first would do for either kind of RAM, the second is that
// of a tile, the last is odd.
const std::vector<Settings> block_sizes{{{"Depth", 128}, {"Width", 64}},
                                        {{"Depth", 128}, {"Width", 512}},
                                        {{"Depth", 200}, {"Width", 100}}};

TEST_CASE("an emitted memory becomes LUT RAM, not flip-flops", "[rtl][synthesis]") {
  CHECK(mapped_emitted(fill_memory, xilinx, {},
                       {"-assert-none t:FD*", "-assert-min 1 t:RAM*", "-assert-none t:RAMB*",
                        "-assert-max 20 t:*"}) == "");
  CHECK(mapped_emitted(fill_memory, ecp5, {},
                       {"-assert-none t:TRELLIS_FF", "-assert-count 16 t:TRELLIS_DPR16X4",
                        "-assert-none t:DP16KD"}) == "");
  // The assertions bite.
  CHECK(mapped_emitted(fill_flag, xilinx, {}, {"-assert-none t:FD*"}) != "");
  CHECK(mapped_emitted(fill_flag, ecp5, {}, {"-assert-none t:TRELLIS_FF"}) != "");
}

TEST_CASE("a memory with a registered read becomes block RAM and nothing else",
          "[rtl][synthesis]") {
  for (const Settings& settings : block_sizes) {
    CAPTURE(to_text(settings));
    CHECK(mapped("denim_ram_registered", xilinx, settings,
                 {"-assert-min 1 t:RAMB*", "-assert-none t:RAM* t:RAMB* %d", "-assert-none t:FD*",
                  "-assert-max 4 t:LUT*"}) == "");
    CHECK(mapped("denim_ram_registered", ecp5, settings,
                 {"-assert-min 1 t:DP16KD t:PDPW16KD", "-assert-none t:TRELLIS_*",
                  "-assert-max 4 t:LUT4"}) == "");
  }
  // An asynchronous read of the same size does not.
  CHECK(mapped_emitted(fill_memory, xilinx, block_sizes.front(),
                       {"-assert-none t:RAMB*", "-assert-none t:FD*"}) == "");
  CHECK(mapped_emitted(fill_memory, ecp5, block_sizes.front(),
                       {"-assert-none t:DP16KD t:PDPW16KD", "-assert-none t:TRELLIS_FF"}) == "");
}

TEST_CASE("the promise never to read where it is written saves the logic for that case",
          "[rtl][synthesis]") {
  const std::string leaf = "denim_ram_registered";
  const std::string promise = "(* no_rw_check *) ";
  std::string text = text_of(project / leaf_file(leaf).file);
  const std::size_t at = text.find(promise);
  REQUIRE(at != std::string::npos);
  text.erase(at, promise.size());
  const ScratchFolder folder;
  const Sources without{project, {package_file, folder.write("without.sv", text).string()}};
  // Block RAM of the 7 series can do what the text then says; that of an ECP5 needs registers.
  CHECK(mapped(without, leaf, ecp5, block_sizes.front(), {"-assert-min 1 t:TRELLIS_FF"}) == "");
}

enum class Product { combinational, registered, registered_with_unread_bits };

// A signed product of two numbers of 8 bits, sign-extended to 32 where it is read.
void fill_product(ir::Module& top, Product form) {
  const ir::Value a = top.input("a_i", 8, "A factor.");
  const ir::Value b = top.input("b_i", 8, "A factor.");
  const ir::Value y = top.output("product_o", 32, "Their product.");
  const int bits = form == Product::registered_with_unread_bits ? 32 : 16;
  const ir::Value product = ir::extend_signed(a, bits) * ir::extend_signed(b, bits);
  if (form == Product::combinational) {
    top.body.assign(y, ir::extend_signed(product, 32));
    return;
  }
  top.input("clk_i", 1, "Clock.");
  const ir::Value enable = top.input("enable_i", 1, "The register takes the product.");
  const ir::Value held = top.body.net_with_unread_bits("product", bits, "The upper bits are none.");
  top.body.set_register(held, product, enable);
  top.body.assign(y, ir::extend_signed(bits == 16 ? held : held.slice(0, 16), 32));
}

TEST_CASE("an emitted product becomes one DSP block, with its register", "[rtl][synthesis]") {
  for (const Product form :
       {Product::combinational, Product::registered, Product::registered_with_unread_bits}) {
    CAPTURE(static_cast<int>(form));
    CHECK(mapped_emitted(
              [&](ir::Module& top) { fill_product(top, form); }, xilinx, {},
              {"-assert-count 1 t:DSP48E1", "-assert-none t:FD*", "-assert-none t:LUT*"}) == "");
  }
}

}  // namespace
}  // namespace denim::test
