// The scripts of Vivado and Quartus in a bundle, run by Tcl with stand-ins for their commands
// (tests/support/fpga_tools.tcl): what they name is there, all of it, and once.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/axis_bundle.hpp"
#include "tests/support/bundle_folder.hpp"
#include "tests/support/project.hpp"

namespace denim::test {
namespace {

using Words = std::multiset<std::string>;

// What a run told, a line a call.
struct Told {
  std::string complaint;
  std::vector<std::string> calls;

  // The calls that begin so, without this beginning.
  Words after(const std::string& beginning) const {
    Words found;
    for (const std::string& call : calls)
      if (call.starts_with(beginning)) found.insert(call.substr(beginning.size()));
    return found;
  }
};

// In a folder that is not the bundle's.
Told run_script(const BundleFolder& bundle, const std::string& script, bool buses_are_found) {
  const ScratchFolder folder;
  const Said said =
      run({"env", buses_are_found ? "BUSES_ARE_FOUND=1" : "UNUSED=", "tclsh",
           (project / "tests/support/fpga_tools.tcl").string(), (bundle.path() / script).string()},
          folder.path());
  Told told{said.ok() ? "" : said.complaint(), {}};
  std::istringstream lines(said.output);
  for (std::string line; std::getline(lines, line);) told.calls.push_back(line);
  return told;
}

Words all_of(const std::vector<std::string>& words) { return {words.begin(), words.end()}; }

// Where they differ.
std::string difference(const std::string& what, const Words& named, const Words& expected) {
  std::string text;
  for (const std::string& word : named)
    if (named.count(word) > expected.count(word))
      text += fmt::format("{} too many: {}\n", what, word);
  for (const std::string& word : expected)
    if (expected.count(word) > named.count(word))
      text += fmt::format("{} missing: {}\n", what, word);
  return text;
}

class Scripts {
 public:
  explicit Scripts(const spec::Spec& spec) : bundle_(spec) {
    const auto manifest = nlohmann::json::parse(bundle_.bundle().files.at("manifest.json"));
    for (const auto& top : manifest.at("tops"))
      if (top.at("name") == "axis") axis_ = top;
  }

  std::string name(const std::string& ending) const { return bundle_.bundle().top + ending; }
  std::filesystem::path path(const std::string& ending) const {
    return bundle_.path() / name(ending);
  }
  std::string module() const { return axis_.at("module"); }

  // Empty where all is well.
  std::string vivado_ip(bool buses_are_found) const {
    const Told told = run_script(bundle_, name("_vivado_ip.tcl"), buses_are_found);
    Words inferred{"aclk", "aresetn"};
    Words associated{"-clock aclk -reset aresetn core"};
    for (const auto& stream : axis_.at("streams")) {
      const std::string valid = stream.at("valid_port");
      const std::string bus = valid.substr(0, valid.rfind('_'));
      associated.insert(fmt::format("-busif {} -clock aclk core", bus));
      for (const auto& port : axis_.at("ports"))
        if (port.at("name").get<std::string>().starts_with(bus + "_"))
          inferred.insert(port.at("name"));
    }
    if (buses_are_found) inferred.clear();
    Words ports;
    for (std::string call : told.after("ipx::infer_bus_interface ")) {
      call = call.substr(0, call.find(" xilinx.com:"));
      std::erase(call, '{');
      std::erase(call, '}');
      std::istringstream words(call);
      for (std::string word; words >> word;) ports.insert(word);
    }
    return told.complaint + difference("port", ports, inferred) +
           difference("association", told.after("ipx::associate_bus_interfaces "), associated) +
           difference("file", told.after("add_files " + bundle_.path().string() + "/"), sources()) +
           difference("top", told.after("set_property top "), {module() + " sources_1"}) +
           difference("saved", told.after("ipx::save_core "), {"core"});
  }

  std::string vivado_out_of_context() const {
    const Told told = run_script(bundle_, name("_vivado_ooc.tcl"), false);
    const std::string folder = bundle_.path().string() + "/";
    Words reports = told.after("report_utilization -file ");
    reports.merge(told.after("report_timing_summary -file "));
    return told.complaint + difference("file", told.after("read_verilog " + folder), sources()) +
           difference("constraints", told.after("read_xdc -mode out_of_context " + folder),
                      {existing("_ooc.xdc")}) +
           difference(
               "design", told.after("synth_design "),
               {fmt::format("-top {} -part xc7a200tfbg676-2 -mode out_of_context", module())}) +
           difference(
               "report", reports,
               {name("_synth_utilization.rpt"), name("_utilization.rpt"), name("_timing.rpt")});
  }

  std::string quartus() const {
    const Told told = run_script(bundle_, name("_quartus.tcl"), false);
    const std::string folder = bundle_.path().string() + "/";
    const std::string global = "set_global_assignment -name ";
    Words files = told.after(global + "SYSTEMVERILOG_FILE " + folder);
    files.merge(told.after(global + "VERILOG_FILE " + folder));
    Words ports;
    for (const auto& port : axis_.at("ports")) {
      const std::string port_name = port.at("name");
      if (axis_.at("clock") != port_name)
        ports.insert(port.at("width").get<int>() == 1 ? port_name + " ON"
                                                      : fmt::format("{{{}[*]}} ON", port_name));
    }
    return told.complaint + difference("file", files, sources()) +
           difference("constraints", told.after(global + "SDC_FILE " + folder),
                      {existing(".sdc")}) +
           difference("top", told.after(global + "TOP_LEVEL_ENTITY "), {module()}) +
           difference("virtual pin", told.after("set_instance_assignment -name VIRTUAL_PIN -to "),
                      ports);
  }

  // All of them.
  std::string complaint() const {
    return vivado_ip(false) + vivado_ip(true) + vivado_out_of_context() + quartus();
  }

 private:
  Words sources() const { return all_of(bundle_.sources().files); }
  std::string existing(const std::string& ending) const {
    return std::filesystem::exists(path(ending)) ? name(ending) : "(no " + name(ending) + ")";
  }

  BundleFolder bundle_;
  nlohmann::json axis_;
};

TEST_CASE("scripts of Vivado and Quartus name the files and ports of their bundle",
          "[bundle][packaging][tcl]") {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    CHECK(Scripts(form.spec()).complaint() == "");
  }
}

TEST_CASE("what is wrong in a script of Vivado or Quartus is noticed", "[bundle][packaging][tcl]") {
  const Scripts scripts(spec::Spec::load("demm_2_8_4"));
  const auto with = [&](const std::string& ending, const std::string& from, const std::string& to) {
    const std::filesystem::path file = scripts.path(ending);
    const std::string text = text_of(file);
    std::string edited = text;
    const std::size_t at = edited.find(from);
    REQUIRE(at != std::string::npos);
    std::ofstream(file) << edited.replace(at, from.size(), to);
    std::string said = scripts.complaint();
    std::ofstream(file) << text;
    return said;
  };
  for (const char* ending : {"_vivado_ip.tcl", "_vivado_ooc.tcl", "_quartus.tcl"}) {
    CAPTURE(ending);
    CHECK_THAT(with(ending, "rtl/demm_2_8_4_axis.v", "rtl/missing.v"),
               ContainsSubstring("file too many: rtl/missing.v") &&
                   ContainsSubstring("file missing: rtl/demm_2_8_4_axis.v"));
    CHECK_THAT(with(ending, "foreach file {\n", "foreach file {\n  rtl/denim_pkg.sv\n"),
               ContainsSubstring("file too many: rtl/denim_pkg.sv"));
    CHECK_THAT(with(ending, "} {\n", "} \n"), ContainsSubstring("wrong # args"));
    CHECK_THAT(with(ending, "[file join $bundle $file]", "[file join $bundel $file]"),
               ContainsSubstring("can't read \"bundel\""));
  }
  CHECK_THAT(with("_vivado_ip.tcl", "s_axis_b_tdata", "s_axis_b_tdate"),
             ContainsSubstring("port missing: s_axis_b_tdata"));
  CHECK_THAT(with("_vivado_ip.tcl", "  m_axis_c {", "  m_axis_d {"),
             ContainsSubstring("no bus m_axis_d"));
  CHECK_THAT(with("_vivado_ip.tcl", "    ipx::infer", "    ipx::invent"),
             ContainsSubstring("invalid command name"));
  CHECK_THAT(with("_vivado_ooc.tcl", "-mode out_of_context\nreport", "-mod out_of_context\nreport"),
             ContainsSubstring("synth_design has no option -mod"));
  CHECK_THAT(with("_vivado_ooc.tcl", "_ooc.xdc]", "_of.xdc]"),
             ContainsSubstring("constraints missing"));
  CHECK_THAT(with("_quartus.tcl", "  m_axis_c_tlast\n", ""),
             ContainsSubstring("virtual pin missing: m_axis_c_tlast ON"));
  CHECK_THAT(with("_quartus.tcl", "demm_2_8_4_axis\n", "demm_2_8_4\n"),
             ContainsSubstring("top missing: demm_2_8_4_axis"));
}

}  // namespace
}  // namespace denim::test
