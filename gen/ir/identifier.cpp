// What may stand as a name in SystemVerilog.
#include <algorithm>
#include <stdexcept>
#include <string>

#include "gen/ir/ir.hpp"

namespace denim::ir {
namespace {

// IEEE 1800-2017, annex B; each with a blank on both sides.
constexpr std::string_view kKeywords =
    " accept_on alias always always_comb always_ff always_latch and assert assign assume "
    "automatic before begin bind bins binsof bit break buf bufif0 bufif1 byte case casex "
    "casez cell chandle checker class clocking cmos config const constraint context continue "
    "cover covergroup coverpoint cross deassign default defparam design disable dist do edge "
    "else end endcase endchecker endclass endclocking endconfig endfunction endgenerate "
    "endgroup endinterface endmodule endpackage endprimitive endprogram endproperty "
    "endsequence endspecify endtable endtask enum event eventually expect export extends "
    "extern final first_match for force foreach forever fork forkjoin function generate "
    "genvar global highz0 highz1 if iff ifnone ignore_bins illegal_bins implements implies "
    "import incdir include initial inout input inside instance int integer interconnect "
    "interface intersect join join_any join_none large let liblist library local localparam "
    "logic longint macromodule matches medium modport module nand negedge nettype new "
    "nexttime nmos nor noshowcancelled not notif0 notif1 null or output package packed "
    "parameter pmos posedge primitive priority program property protected pull0 pull1 "
    "pulldown pullup pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase "
    "randsequence rcmos real realtime ref reg reject_on release repeat restrict return rnmos "
    "rpmos rtran rtranif0 rtranif1 s_always s_eventually s_nexttime s_until s_until_with "
    "scalared sequence shortint shortreal showcancelled signed small soft solve specify "
    "specparam static string strong strong0 strong1 struct super supply0 supply1 "
    "sync_accept_on sync_reject_on table tagged task this throughout time timeprecision "
    "timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type typedef union "
    "unique unique0 unsigned until until_with untyped use uwire var vectored virtual void "
    "wait wait_order wand weak weak0 weak1 while wildcard wire with within wor xnor xor ";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Not std::isalnum: that one asks the locale.
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_keyword(std::string_view name) {
  return kKeywords.find(" " + std::string(name) + " ") != std::string_view::npos;
}

}  // namespace

std::string identifier(std::string_view name) {
  if (name.empty()) throw std::logic_error("an identifier cannot be made of an empty name");
  std::string result;
  if (is_digit(name.front())) result = "_";
  for (const char c : name) result += is_word(c) ? c : '_';
  if (is_keyword(result)) result += '_';
  return result;
}

bool is_identifier(std::string_view name) {
  return !name.empty() && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), is_word) && !is_keyword(name);
}

std::string open_net_name(const Instance& instance, std::string_view output_port) {
  std::string_view short_name = instance.name;
  if (short_name.starts_with("u_")) short_name.remove_prefix(2);
  if (output_port.ends_with("_o")) output_port.remove_suffix(2);
  return "unused_" + std::string(short_name) + "_" + std::string(output_port);
}

}  // namespace denim::ir
