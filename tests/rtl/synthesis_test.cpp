// What Yosys makes of the leaves and of the emitted statements that are meant to become special
// cells of an FPGA.
#include <array>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "gen/catalog/common.hpp"
#include "gen/emit/ram_style.hpp"
#include "gen/emit/sv_writer.hpp"
#include "tests/catch.hpp"
#include "tests/rtl/leaves.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test {
namespace {

// Without the warnings that Yosys 0.23 has of its own maps for RAMB18E1 and RAMB36E1, some ports of
// which are too wide there. A RAM of the memory x is named x.0.0.
Said without_own_warnings(Said said) {
  std::istringstream lines(std::exchange(said.output, {}));
  for (std::string line; std::getline(lines, line);) {
    const bool own =
        line.starts_with("Warning: Resizing cell port ") && line.find(".0.0.") != std::string::npos;
    if (!own && !line.empty()) said.output += line + "\n";
  }
  return said;
}

// Modules that one run of Yosys maps side by side, each by itself: most of a run is reading Yosys'
// own libraries.
class Mapping {
 public:
  explicit Mapping(std::string synthesis) : synthesis_(std::move(synthesis)) {}

  // The module will be known by `name`.
  void add(const std::string& name, const Sources& sources, const std::string& top,
           const Settings& settings = {}) {
    std::string script = "read_verilog -sv";
    for (const std::string& file : sources.files) script += " " + file;
    script += "; hierarchy -check -top " + top;
    for (const auto& [key, value] : settings)
      script += " -chparam " + key + " " + std::to_string(value);
    reads_ += script + "; rename -top " + name + "; design -stash " + name + "; ";
    copies_ += "design -copy-from " + name + " -as " + name + " " + name + "; ";
    instances_ += "  (* keep *) " + name + " u_" + name + " ();\n";
  }
  void add_leaf(const std::string& name, const std::string& leaf, const Settings& settings) {
    add(name, leaf_file(leaf).sources(), leaf, settings);
  }
  // An emitted module with the ports, parameters and statements that `fill` gives it.
  template <class Fill>
  void add_emitted(const std::string& name, const Fill& fill, const Settings& settings = {}) {
    ir::Design design;
    ir::Module& top = design.add("emitted", "Statements under test.");
    fill(top);
    ir::check(design);
    const std::string text = emit::write_module(top, "Written by a test.");
    add(name, {project, {package_file, folder_.write(name + ".sv", text).string()}}, "emitted",
        settings);
  }

  // What Yosys says against it; to be called once, before complaint().
  std::string run() const {
    const std::string all =
        folder_.write("all.v", "module all;\n" + instances_ + "endmodule\n").string();
    return without_own_warnings(test::run({"yosys", "-q", "-p",
                                           reads_ + copies_ + "read_verilog " + all + "; " +
                                               synthesis_ + " -top all; write_rtlil " + mapped()},
                                          project, 300))
        .complaint();
  }

  // Empty if that module is what the assertions say. They are arguments of Yosys' `select`.
  std::string complaint(const std::string& name, const std::vector<std::string>& assertions) const {
    std::string script = "read_rtlil " + mapped() + "; cd " + name;
    for (const std::string& assertion : assertions) script += "; select " + assertion;
    return test::run({"yosys", "-q", "-p", script}).complaint();
  }

 private:
  std::string mapped() const { return (folder_.path() / "mapped.il").string(); }

  std::string synthesis_, reads_, copies_, instances_;
  ScratchFolder folder_;
};

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

// A memory that is read at once, at an address from a register: of which a tool may make a block
// RAM that is read by a register.
void fill_addressed(ir::Module& top, ir::RamStyle style) {
  top.input("clk_i", 1, "Clock.");
  const ir::Value address =
      top.body.register_of("address", 7, top.input("read_addr_i", 7, "The word to read."));
  const ir::Value words = top.body.memory(
      {"words", 64, 128, "The memory.", top.input("write_i", 1, "A word is written."),
       top.input("write_addr_i", 7, "That word."), top.input("data_i", 64, "Its value."), style});
  top.body.assign(top.output("data_o", 64, "The word that is read."), words.word(address));
}

void fill_flag(ir::Module& top) {
  top.input("clk_i", 1, "Clock.");
  top.body.set_register(top.output("flag_o", 1, "A flag."), top.input("set_i", 1, "Raises it."));
}

enum class Product { combinational, registered, registered_with_unread_bits, registered_twice };
constexpr std::array products{Product::combinational, Product::registered,
                              Product::registered_with_unread_bits, Product::registered_twice};

// A signed product of two numbers of 8 bits, sign-extended to 32 where it is read.
void fill_product(ir::Module& top, Product form) {
  const ir::Value a = top.input("a_i", 8, "A factor.");
  const ir::Value b = top.input("b_i", 8, "A factor.");
  const ir::Value y = top.output("product_o", 32, "Their product.");
  const bool twice = form == Product::registered_twice;
  const int bits = twice || form == Product::registered_with_unread_bits ? 32 : 16;
  const ir::Value product = ir::extend_signed(a, bits) * ir::extend_signed(b, bits);
  if (form == Product::combinational) {
    top.body.assign(y, ir::extend_signed(product, 32));
    return;
  }
  top.input("clk_i", 1, "Clock.");
  const ir::Value enable = top.input("enable_i", 1, "The register takes the product.");
  ir::Value held = top.body.net_with_unread_bits("product", bits, "The upper bits are none.");
  top.body.set_register(held, product, enable);
  if (twice) {
    const ir::Value first = held;
    held = top.body.net_with_unread_bits("product_later", bits, "The upper bits are none.");
    top.body.set_register(held, first, top.input("later_i", 1, "So does the second register."));
  }
  top.body.assign(y, ir::extend_signed(bits == 16 ? held : held.slice(0, 16), 32));
}

// Sizes that are worth a block RAM: the first would do for either kind of RAM, the second is that
// of a tile, the last is odd.
const std::vector<Settings> block_sizes{{{"Depth", 128}, {"Width", 64}},
                                        {{"Depth", 128}, {"Width", 512}},
                                        {{"Depth", 200}, {"Width", 100}}};

const std::string ram = "denim_ram_registered";

// The same memory without its promise never to be read where it is written.
std::string ram_without_promise() {
  const std::string promise = "(* no_rw_check *) ";
  std::string text = text_of(project / leaf_file(ram).file);
  const std::size_t at = text.find(promise);
  REQUIRE(at != std::string::npos);
  return text.erase(at, promise.size());
}

// What both families make of memories; what one of them makes of products.
class Mapped {
 public:
  Mapped() {
    for (Mapping* family : {&xilinx, &ecp5}) {
      family->add_emitted("memory", fill_memory);
      family->add_emitted("flag", fill_flag);
      family->add_emitted("large_memory", fill_memory, block_sizes.front());
      for (std::size_t i = 0; i < block_sizes.size(); ++i)
        family->add_leaf("block_" + std::to_string(i), ram, block_sizes[i]);
    }
    for (Mapping* family : {&xilinx, &ecp5}) {
      family->add_emitted("addressed",
                          [](ir::Module& top) { fill_addressed(top, ir::RamStyle::automatic); });
      family->add_emitted("addressed_distributed",
                          [](ir::Module& top) { fill_addressed(top, ir::RamStyle::distributed); });
      add_styled(*family, "small", ir::RamStyle::automatic, {{"Depth", 16}, {"Width", 8}});
      add_styled(*family, "small_block", ir::RamStyle::block, {{"Depth", 16}, {"Width", 8}});
      add_styled(*family, "large_distributed", ir::RamStyle::distributed, block_sizes.front());
    }
    // Block RAM of the 7 series can do what the text then says; that of an ECP5 needs registers.
    ecp5.add("without_promise",
             {project, {package_file, folder_.write("ram.sv", ram_without_promise()).string()}},
             ram, block_sizes.front());
    for (const Product form : products) {
      xilinx.add_emitted("product_" + std::to_string(static_cast<int>(form)),
                         [&](ir::Module& top) { fill_product(top, form); });
    }
    REQUIRE(xilinx.run() == "");
    REQUIRE(ecp5.run() == "");
  }

  Mapping xilinx{"synth_xilinx -family xc7 -noiopad"};  // 7 series
  Mapping ecp5{"synth_ecp5 -noflatten"};

 private:
  // The RAM with a registered read as it comes into bundles, made of that.
  void add_styled(Mapping& family, const std::string& name, ir::RamStyle style,
                  const Settings& settings) {
    const ir::Leaf& leaf = catalog::common::ram_registered_in(style);
    const std::string text = emit::leaf_text(leaf, text_of(project / leaf.file));
    family.add(name, {project, {package_file, folder_.write(leaf.name + ".sv", text).string()}},
               leaf.name, settings);
  }

  ScratchFolder folder_;
};
const Mapped& mapped() {
  static const Mapped it;
  return it;
}

TEST_CASE("an emitted memory becomes LUT RAM, not flip-flops", "[rtl][synthesis]") {
  CHECK(mapped().xilinx.complaint("memory", {"-assert-none t:FD*", "-assert-min 1 t:RAM*",
                                             "-assert-none t:RAMB*", "-assert-max 20 t:*"}) == "");
  CHECK(mapped().ecp5.complaint("memory",
                                {"-assert-none t:TRELLIS_FF", "-assert-count 16 t:TRELLIS_DPR16X4",
                                 "-assert-none t:DP16KD"}) == "");
  // The assertions bite.
  CHECK(mapped().xilinx.complaint("flag", {"-assert-none t:FD*"}) != "");
  CHECK(mapped().ecp5.complaint("flag", {"-assert-none t:TRELLIS_FF"}) != "");
}

TEST_CASE("a memory with a registered read becomes block RAM and nothing else",
          "[rtl][synthesis]") {
  for (std::size_t i = 0; i < block_sizes.size(); ++i) {
    CAPTURE(to_text(block_sizes[i]));
    const std::string name = "block_" + std::to_string(i);
    CHECK(
        mapped().xilinx.complaint(name, {"-assert-min 1 t:RAMB*", "-assert-none t:RAM* t:RAMB* %d",
                                         "-assert-none t:FD*", "-assert-max 4 t:LUT*"}) == "");
    CHECK(mapped().ecp5.complaint(name, {"-assert-min 1 t:DP16KD t:PDPW16KD",
                                         "-assert-none t:TRELLIS_*", "-assert-max 4 t:LUT4"}) ==
          "");
  }
  // An asynchronous read of the same size does not.
  CHECK(mapped().xilinx.complaint("large_memory", {"-assert-none t:RAMB*", "-assert-none t:FD*"}) ==
        "");
  CHECK(mapped().ecp5.complaint("large_memory", {"-assert-none t:DP16KD t:PDPW16KD",
                                                 "-assert-none t:TRELLIS_FF"}) == "");
}

TEST_CASE("the promise never to read where it is written saves the logic for that case",
          "[rtl][synthesis]") {
  CHECK(mapped().ecp5.complaint("without_promise", {"-assert-min 1 t:TRELLIS_FF"}) == "");
}

// No block RAM, and LUT RAM; and the other way round.
const std::vector<std::string> xilinx_lut_ram{"-assert-none t:RAMB*", "-assert-min 1 t:RAM*"};
const std::vector<std::string> xilinx_block_ram{"-assert-min 1 t:RAMB*",
                                                "-assert-none t:RAM* t:RAMB* %d"};
const std::vector<std::string> ecp5_lut_ram{"-assert-none t:DP16KD t:PDPW16KD",
                                            "-assert-min 1 t:TRELLIS_DPR16X4"};
const std::vector<std::string> ecp5_block_ram{"-assert-min 1 t:DP16KD t:PDPW16KD",
                                              "-assert-none t:TRELLIS_DPR16X4"};

TEST_CASE("a RAM is made of what its style says", "[rtl][synthesis]") {
  for (const char* name : {"small", "large_distributed", "addressed_distributed"}) {
    CAPTURE(name);
    CHECK(mapped().xilinx.complaint(name, xilinx_lut_ram) == "");
    CHECK(mapped().ecp5.complaint(name, ecp5_lut_ram) == "");
  }
  // Without a style the last two, see block_sizes, are block RAM, and the first is what
  // small_block is not.
  for (const char* name : {"small_block", "block_0", "addressed"}) {
    CAPTURE(name);
    CHECK(mapped().xilinx.complaint(name, xilinx_block_ram) == "");
    CHECK(mapped().ecp5.complaint(name, ecp5_block_ram) == "");
  }
}

TEST_CASE("an emitted product becomes one DSP block, with its registers", "[rtl][synthesis]") {
  for (const Product form : products) {
    CAPTURE(static_cast<int>(form));
    CHECK(mapped().xilinx.complaint(
              "product_" + std::to_string(static_cast<int>(form)),
              {"-assert-count 1 t:DSP48E1", "-assert-none t:FD*", "-assert-none t:LUT*"}) == "");
  }
}

}  // namespace
}  // namespace denim::test
