// The benches bite: each of these bugs, put into a copy of a leaf, makes its bench fail.
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/rtl/bench.hpp"

namespace denim::test {
namespace {

const std::vector<Mutant> mutants{
    {"denim_pkg", "(count > 1) ? $clog2(count) : 1", "(count > 1) ? $clog2(count + 1) : 1"},
    {"denim_pkg", "(count > 1) ? $clog2(count) : 1", "$clog2(count)"},
    {"denim_register_file", "if (write_i)", "if (write_i || write_addr_i == 1)"},
    {"denim_register_file",
     "write_addr_i == AddrWidth'(i)",
     "(write_addr_i % Depth) == AddrWidth'(i)",
     {{"Depth", 5}}},
    {"denim_ram_registered", "if (write_i) begin\n      words",
     "if (write_i || write_addr_i == 0) begin\n      words"},
    {"denim_ram_registered", "(enable_i && read_i) begin\n      read_q",
     "(enable_i) begin\n      read_q"},
    {"denim_ram_registered", "(enable_i && read_i) begin\n      read_q",
     "(read_i) begin\n      read_q"},
    {"denim_ram_registered", "read_data_o = read_q", "read_data_o = words_q[read_addr_i]"},
    {"denim_ram_registered", "    read_q = Width'(0);\n", ""},
    {"denim_ram_registered", "enable_i && read_i && write_i", "read_i && write_i"},
    {"denim_ram_registered", "enable_i && read_i && write_i", "enable_i && write_i"},
    {"denim_stage", "Cycles - 1;", "Cycles - 2;", {{"Cycles", 5}}},
    {"denim_stage", "valid_o = busy_q && last", "valid_o = last"},
    {"denim_stage", "valid_o = busy_q && last", "valid_o = busy_q && last && ready_i"},
    {"denim_stage", "step_o = busy_q && !last", "step_o = busy_q", {{"Cycles", 2}}},
    {"denim_stage", "!busy_q || (last && ready_i)", "!busy_q"},
    {"denim_stage", "!busy_q || (last && ready_i)", "!busy_q || ready_i", {{"Cycles", 2}}},
    {"denim_stage", "load_o = valid_i && ready_o", "load_o = ready_o"},
    {"denim_stage", "busy_q  <= valid_i", "busy_q  <= busy_q || valid_i"},
    {"denim_stage",
     "      count_q <= '0;\n    end else if (step_o)",
     "    end else if (step_o)",
     {{"Cycles", 5}}},
    {"denim_stage", "      busy_q  <= 1'b0;\n", ""},
    {"denim_pipeline", "{valid_q, valid_i}", "{valid_q, 1'b1}"},
    {"denim_pipeline", "valid_before & ready;", "ready;"},
    {"denim_pipeline", "ready_i || !(&valid_q", "!(&valid_q"},
    {"denim_pipeline", "valid_q[Stages-1:s]", "valid_q"},
    {"denim_pipeline", "valid_q[Stages-1:s]", "valid_q[s]"},
    {"denim_pipeline", "load_o | (valid_q & ~ready)", "load_o | valid_q"},
    {"denim_pipeline", "load_o | (valid_q & ~ready)", "load_o"},
    {"denim_pipeline", "valid_o = valid_q[Stages-1]", "valid_o = valid_q[Stages-1] && ready_i"},
    {"denim_pipeline", "      valid_q <= '0;\n", ""},
    {"denim_pipeline_data", "if (load_i[s])", "if (load_i[0])"},
    {"denim_pipeline_data", "if (load_i[0])", "if (1'b1)"},
    {"denim_pipeline_data", "<= gen_stage[s-1].data_q", "<= data_i"},
    {"denim_pipeline_data", "data_o = data_q", "data_o = gen_stage[0].data_q"},
    {"denim_fork", "first_valid_o = valid_i && !first_done_q", "first_valid_o = valid_i"},
    {"denim_fork", "second_valid_o = valid_i && !second_done_q",
     "second_valid_o = valid_i && !first_done_q"},
    {"denim_fork", "(first_done_q || first_ready_i) &&", "first_ready_i &&"},
    {"denim_fork", "&& (second_done_q || second_ready_i)", "&& second_ready_i"},
    {"denim_fork", "!rst_ni || (valid_i && ready_o)", "(valid_i && ready_o)"},
    {"denim_fork", "!rst_ni || (valid_i && ready_o)", "!rst_ni"},
    {"denim_fork", "else if (valid_i)", "else"},
    {"denim_tasd_rank", "negative ? -value_i : value_i", "value_i"},
    {"denim_tasd_rank", "negative ? -value_i : value_i", "negative ? ~value_i : value_i"},
    {"denim_tasd_rank", "{magnitude, ~index, negative}", "{magnitude, index, negative}"},
    {"denim_tasd_rank", "~index, negative}", "~index, 1'b0}"},
    {"denim_tasd_pair", "negative ? -magnitude : magnitude", "magnitude"},
    {"denim_tasd_pair", "(magnitude == '0) ? '0 : ~inverted", "~inverted"},
    {"denim_tasd_pair", "? '0 : ~inverted", "? '0 : inverted"},
    {"denim_tasd_mark", "marks_i | (", "("},
    {"denim_tasd_mark", "<< ~inverted_i", "<< inverted_i"},
    {"denim_tail_shift", "$signed(whole) >>> shift_i", "whole >> shift_i"},
    {"denim_tail_shift", "half && (more || shifted[1])", "half"},
    {"denim_tail_shift", "half && (more || shifted[1])", "half && more"},
    {"denim_tail_shift", "half && (more || shifted[1])", "half && shifted[1]"},
    {"denim_tail_shift", "(more || shifted[1])", "(more || !shifted[1])"},
    {"denim_tail_shift", "if (enable_i)", "if (1'b1)"},
    {"denim_tail_saturate", "quotient_i + InWidth'(up_i)", "quotient_i"},
    {"denim_tail_saturate", "relu_i && negative", "negative"},
    {"denim_tail_saturate", "relu_i && negative", "relu_i && quotient_i[InWidth-1] && fits"},
    {"denim_tail_saturate", "{negative, {(Width - 1) {!negative}}}", "rounded[Width-1:0]"},
    {"denim_tail_saturate", "fits = (&rounded[InWidth-1:Width-1]) ||", "fits ="},
    {"denim_tail_saturate", "!(|rounded[InWidth-1:Width-1])", "!(|rounded[InWidth-1:Width])"},
    {"denim_tail_saturate", "if (enable_i) begin\n      if", "if (1'b1) begin\n      if"},
    {"denim_accumulator_address",
     "valid_d = claimed && in_range",
     "valid_d = claimed",
     {{"Rows", 5}}},
    {"denim_accumulator_address", "claimed = accept_i && used_i", "claimed = accept_i"},
    {"denim_accumulator_address", "read_row_o = row_q[(Stages-2)*RowWidth+:RowWidth]",
     "read_row_o = row_q[0+:RowWidth]"},
    {"denim_accumulator_address", "!first_q[Stages-2] && !written", "!first_q[Stages-2]"},
    {"denim_accumulator_address", "!first_q[Stages-2] && !written", "!written"},
    {"denim_accumulator_address", "written = valid_q[Stages-1] && (", "written = ("},
    {"denim_accumulator_address", "written = valid_q[Stages-1] && (acc_row_q == read_row_o)",
     "written = valid_q[Stages-1]"},
    {"denim_accumulator_address", "forward_q <= written", "forward_q <= 1'b0"},
    {"denim_accumulator_address", "forward_q <= written",
     "forward_q <= written && last_q[Stages-1]"},
    {"denim_accumulator_address", "forward_o = forward_q", "forward_o = written"},
    {"denim_accumulator_address", "acc_row_q <= read_row_o", "acc_row_q <= row_i"},
    {"denim_accumulator_address", "valid_q[Stages-1] && last_q[Stages-1]", "last_q[Stages-1]"},
    {"denim_accumulator_address", "first_o = first_q[Stages-1]", "first_o = first_q[Stages-2]"},
    {"denim_accumulator_address", "write_o = enable_i && valid_q[Stages-1]",
     "write_o = valid_q[Stages-1]"},
    {"denim_accumulator_address", "valid_q   <= '0;", "valid_q   <= valid_q;"},
    {"denim_accumulator_address", "+:RowWidth] <= row_i", "+:RowWidth] <= row_i & ~RowWidth'(1)"},
    {"denim_accumulator_address",
     "row_q[(i-1)*RowWidth+:RowWidth]",
     "row_q[0+:RowWidth]",
     {{"Stages", 4}}},
    {"denim_demm_end",
     "end_q[(i-1)*CountWidth+:CountWidth]",
     "end_q[0+:CountWidth]",
     {{"EndStages", 3}}},
    {"denim_output_stage", "free = !valid_q || c_ready_i", "free = c_ready_i"},
    {"denim_output_stage", "enable_o = !emits || free", "enable_o = free"},
    {"denim_output_stage", "enable_o = !emits || free", "enable_o = 1'b1"},
    {"denim_output_stage", "c_valid_o = valid_q", "c_valid_o = valid_q && c_ready_i"},
    {"denim_output_stage", "load_o = emits && free", "load_o = emits"},
    {"denim_output_stage", "else if (free)", "else if (enable_o)"},
    {"denim_output_stage", "emits = |emit_i", "emits = emit_i[0]", {{"Banks", 2}}},
    {"denim_output_stage", "emits = |emit_i", "emits = ^emit_i", {{"Banks", 4}}},
    {"denim_output_stage", "|(emit_i & (emit_i - 1))", "(&emit_i) && Banks > 1", {{"Banks", 4}}},
    {"denim_output_stage", "|(emit_i & (emit_i - 1))", "|emit_i"},
    {"denim_output_stage",
     "int i = Banks - 1; i >= 0; i--",
     "int i = 0; i < Banks; i++",
     {{"Banks", 4}}},
    {"denim_output_stage", "int i = Banks - 1;", "int i = Banks - 2;", {{"Banks", 2}}},
    {"denim_output_stage", "* Banks + 32'(bank)", "* Banks", {{"Banks", 2}}},
    {"denim_output_stage",
     "row_i[32'(bank)*BankRowWidth+:BankRowWidth]) * Banks + 32'(bank)",
     "row_i[32'(bank)*BankRowWidth+:BankRowWidth]) + 32'(bank) * BankRows",
     {{"Banks", 2}}},
    {"denim_output_stage", "row_i[32'(bank)*BankRowWidth", "row_i[0", {{"Banks", 2}}},
    {"denim_output_stage", "    if (load_o) begin", "    if (emits) begin"},
    {"denim_output_stage", "      valid_q <= 1'b0;", "      valid_q <= valid_q;"},
    {"denim_demm_tile", "full_q[b_copy_q] && !held", "full_q[b_copy_q]"},
    {"denim_demm_tile", "b_copy_q) && ((ReadLatency != 0) || !enable_i)", "b_copy_q)"},
    {"denim_demm_tile",
     "b_copy_q) && ((ReadLatency != 0) || !enable_i)",
     "b_copy_q) && !enable_i",
     {{"ReadLatency", 1}}},
    {"denim_demm_tile", "leaving_q && (leaving_copy_q == b_copy_q)", "leaving_q", {{"Copies", 2}}},
    {"denim_demm_tile", "leaving_copy_q == b_copy_q", "a_copy_q == b_copy_q", {{"Copies", 2}}},
    {"denim_demm_tile", "leaving_copy_q == b_copy_q", "leaving_copy_q != b_copy_q"},
    {"denim_demm_tile", "b_ready_o = !full_q", "b_ready_o = b_valid_i && !full_q"},
    {"denim_demm_tile", "b_ready_o = !full_q[b_copy_q]", "b_ready_o = !(|full_q)", {{"Copies", 2}}},
    {"denim_demm_tile", "a_ready_o = full_q[a_copy_q]", "a_ready_o = full_q[0]", {{"Copies", 2}}},
    {"denim_demm_tile", "a_ready_o = full_q[a_copy_q] && enable_i", "a_ready_o = full_q[a_copy_q]"},
    {"denim_demm_tile", "a_copy_o = a_copy_q", "a_copy_o = leaving_copy_q", {{"Copies", 2}}},
    {"denim_demm_tile", "b_copy_o = b_copy_q", "b_copy_o = a_copy_q", {{"Copies", 2}}},
    {"denim_demm_tile", "b_copy_o = b_copy_q", "b_copy_o = !a_copy_q", {{"Copies", 2}}},
    {"denim_demm_tile",
     "{leaving_copy_q, !leaving_copy_q}",
     "{!leaving_copy_q, leaving_copy_q}",
     {{"Copies", 2}}},
    {"denim_demm_tile", "{leaving_copy_q, !leaving_copy_q}", "{2'b11}", {{"Copies", 2}}},
    {"denim_demm_tile", "{b_row_i, b_copy_q}", "{b_copy_q, b_row_i}", {{"Copies", 2}}},
    {"denim_demm_tile",
     "a_copy_q         <= (Copies == 2) && !a_copy_q",
     "a_copy_q         <= 1'b0",
     {{"Copies", 2}}},
    {"denim_demm_tile", "b_copy_q         <= (Copies == 2) &&", "b_copy_q         <="},
    {"denim_demm_tile",
     "leaving_copy_q <= a_copy_q;",
     "leaving_copy_q <= a_copy_q ^ (accept_o && a_release_i);",
     {{"Copies", 2}}},
    {"denim_demm_tile", "      if (enable_i) begin", "      if (1'b1) begin"},
    {"denim_demm_tile", "      b_copy_q       <= 1'b0;\n", "", {{"Copies", 2}}},
    {"denim_demm_tile", "if (leaving_q && enable_i)", "if (leaving_q)"},
    {"denim_demm_tile", "write_o = b_accept && in_range", "write_o = b_accept", {{"Depth", 5}}},
    {"denim_demm_tile", "      leaving_q      <= 1'b0;\n", ""},
    {"denim_demm_tile", "      present_q      <= '0;\n    end else", "    end else"},
    {"denim_demm_tile", "present_q[b_bit] <= 1'b1;", "present_q <= Depth'(write_o) << b_row_i;"},
    {"denim_demm_tile", "present_q & ~leaving_mask", "present_q & leaving_mask", {{"Copies", 2}}},
    {"denim_demm_lane", "32'(end_i) > Lane", "32'(end_i) >= Lane"},
    {"denim_demm_lane", "accept_i && (32'", "(32'"},
    {"denim_demm_lane", "in_range = 32'(index_i) < Depth", "in_range = 1'b1", {{"Depth", 5}}},
    {"denim_demm_lane", "in_range ? index_i : '0", "index_i", {{"Depth", 5}}},
    {"denim_demm_lane", "used_q && !beyond_q && present;", "used_q && !beyond_q;"},
    {"denim_demm_lane", "used_q && !beyond_q && present;", "!beyond_q && present;"},
    {"denim_demm_lane", "used_q && !beyond_q && !present;", "used_q && !present;", {{"Depth", 5}}},
    {"denim_demm_lane", "read_o = used_q && !beyond_q", "read_o = used_q", {{"Depth", 5}}},
    {"denim_demm_lane", "read_o = used_q && !beyond_q", "read_o = accept_i && in_range"},
    {"denim_demm_lane", "read_o = used_q && !beyond_q", "read_o = !beyond_q"},
    {"denim_demm_lane", "(arrived || busy_q)", "arrived"},
    {"denim_demm_lane", "(arrived || busy_q)", "(adds || busy_q)", {{"Delay", 1}}},
    {"denim_demm_lane", "busy_q <= arrived", "busy_q <= adds", {{"Delay", 2}}},
    {"denim_demm_lane", "value = adds ? value_q : '0", "value = value_q", {{"Delay", 1}}},
    {"denim_demm_lane",
     "value_o = values_q[(Delay-1)*Width+:Width]",
     "value_o = values_q[0+:Width]",
     {{"Delay", 2}}},
    {"denim_demm_lane", "arrived = adds_q[Delay-1]", "arrived = adds_q[0]", {{"Delay", 2}}},
    {"denim_demm_lane",
     "end else if (enable_i) begin\n        adds_q",
     "end else begin\n        adds_q",
     {{"Delay", 1}}},
    {"denim_demm_lane", "        adds_q   <= '0;\n", "", {{"Delay", 3}}},
    {"denim_demm_lane", "        values_q <= '0;\n", "", {{"Delay", 3}}},
    {"denim_demm_lane", "else if (enable_i) begin\n      used_q", "else begin\n      used_q"},
    {"denim_demm_lane", "      used_q   <= 1'b0;", "      used_q   <= used_q;"},
    {"denim_demm_lane", "      busy_q   <= 1'b1;", "      busy_q   <= 1'b0;"},
    {"denim_demm_lane", "      used_q <= 1'b0;", "      used_q <= used_q;"},
    {"denim_demm_lane", "(accept_i && (32'(end_i) > Lane))", "(1'b1)"},
    {"denim_demm_end", "32'(end_i) >= Lanes + 1", "32'(end_i) >= Lanes"},
    {"denim_demm_end", "too_far ? CountWidth'(Lanes) : end_i", "end_i"},
    {"denim_demm_end", "too_far ? CountWidth'(Lanes)", "too_far ? CountWidth'(Lanes - 1)"},
    {"denim_demm_end", "accept_i && (too_far", "(too_far"},
    {"denim_demm_end", "(too_far || (end_i < begin_i))", "too_far"},
    {"denim_demm_end", "end_i < begin_i", "end_i <= begin_i"},
    {"denim_demm_end", "end_o = end_q[(EndStages-1)*CountWidth+:CountWidth]",
     "end_o = end_q[0+:CountWidth]"},
    {"denim_demm_end", "      end_q <= '0;\n", ""},
    {"denim_delay_line", "(Depth-Taps)*Width+:", "0+:", {{"Depth", 3}, {"Taps", 1}}},
    {"denim_delay_line", "(Depth-Taps)*Width+:", "0+:", {{"Depth", 5}, {"Taps", 3}}},
    {"denim_delay_line", "else if (enable_i)", "else if (1'b1)", {{"Depth", 2}, {"Taps", 1}}},
    {"denim_delay_line", "        data_q <= Bits'(0);\n", "", {{"Depth", 2}, {"Taps", 1}}},
    {"denim_delay_line",
     "taps_o = data_i",
     "taps_o = data_i & {Width{enable_i}}",
     {{"Depth", 0}, {"Taps", 1}}},
    {"denim_delay_line",
     "data_d} = {data_q, data_i}",
     "data_d} = {data_q, data_q[0+:Width]}",
     {{"Depth", 2}, {"Taps", 1}}},
    {"denim_delay_line", "else if (enable_i)", "else"},
    {"denim_delay_line", "        data_q <= Bits'(0);\n", ""},
    {"denim_delay_line", "data_d} = {data_q, data_i}", "data_d} = {data_i, data_q} >> Width"},
    {"denim_delay_line", "data_q[(Depth-Taps)*Width+:Taps*Width]",
     "(Taps * Width)'({data_q, data_i})"},
    {"denim_delay_line",
     "taps_o = {data_q, data_i}",
     "taps_o = {data_q, data_q[0+:Width]}",
     {{"Depth", 2}, {"Taps", 3}}},
    {"denim_nm_token", " & {(Last - First + 1) {enable_i}}", ""},
    {"denim_nm_token",
     "token[First+:Last-First+1]",
     "token[Last-First:0]",
     {{"First", 2}, {"Last", 7}}},
    {"denim_nm_token", "token[0] = start_i", "token[0] = start_i && token[Last] !== 1'b1"},
    {"denim_nm_token", "else if (enable_i)", "else if (1'b1)"},
    {"denim_nm_token", "        token_q <= '0;\n", ""},
    {"denim_nm_busy", "start_i ? {Last{1'b1}} : busy_q << 1", "{Last{start_i}} | busy_q << 1 & 3"},
    {"denim_nm_busy", "start_i ? {Last{1'b1}}", "start_i && busy_q == 0 ? {Last{1'b1}}"},
    {"denim_nm_busy", "busy_q << 1", "busy_q >> 1"},
    {"denim_nm_busy", "busy_q[First-1+:", "busy_q[First+:", {{"First", 2}, {"Last", 7}}},
    {"denim_nm_busy", "{busy_q, 1'b0}", "{busy_q, start_i}"},
    {"denim_nm_busy", "else if (enable_i)", "else if (enable_i || start_i)"},
    {"denim_nm_busy", "else if (enable_i)", "else"},
    {"denim_nm_busy", "        busy_q <= '0;\n", ""},
    {"denim_nm_busy", "busy_o = 1'b0", "busy_o = start_i", {{"First", 0}, {"Last", 0}}},
    {"denim_nm_tile", "a_ready_o = !whole_q && !held", "a_ready_o = !held"},
    {"denim_nm_tile", "!whole_q && !held", "!whole_q"},
    {"denim_nm_tile", "!whole_q && !held", "!whole_q && busy_i == Rows'(0)"},
    {"denim_nm_tile", "!whole_q && !held", "!whole_q && !used_q && !held"},
    {"denim_nm_tile", "a_ready_o = !whole_q", "a_ready_o = a_valid_i && !whole_q"},
    {"denim_nm_tile", "((Overlap != 0) || enable_i)", "1'b1", {{"Overlap", 0}}},
    {"denim_nm_tile", "((Overlap != 0) || enable_i)", "enable_i"},
    {"denim_nm_tile",
     "    held = 1'b0;\n    if ((busy_i & awaited) != '0) begin\n      held = 1'b1;\n    end",
     "    held = (busy_i & awaited) != '0;"},
    {"denim_nm_tile", "in_range ? row_bit : first_row", "row_bit", {{"Rows", 5}}},
    {"denim_nm_tile", "first_row << a_row_i", "first_row << (a_row_i % Rows)", {{"Rows", 5}}},
    {"denim_nm_tile", "32'(a_row_i) < Rows", "32'(a_row_i) <= Rows", {{"Rows", 5}}},
    {"denim_nm_tile", "32'(a_row_i) < Rows", "1'b1", {{"Rows", 1}}},
    {"denim_nm_tile",
     "row_error_o = load_o && !in_range",
     "row_error_o = !in_range",
     {{"Rows", 6}}},
    {"denim_nm_tile", "load_row_o = load_o ?", "load_row_o = a_ready_o ?"},
    {"denim_nm_tile", "(load_row_o & loaded_q)", "(row_bit & loaded_q)"},
    {"denim_nm_tile", "loaded_q <= loaded_q | load_row_o", "loaded_q <= load_row_o"},
    {"denim_nm_tile", "        loaded_q <= '0;\n      end else begin", "      end else begin"},
    {"denim_nm_tile",
     "32'(a_pattern_i) < Patterns",
     "32'(a_pattern_i) <= Patterns",
     {{"Patterns", 3}}},
    {"denim_nm_tile", "known ? a_pattern_i : '0", "a_pattern_i", {{"Patterns", 3}}},
    {"denim_nm_tile", "load_o && a_whole_i && !known", "load_o && !known"},
    {"denim_nm_tile", "(whole_q || used_q) && enable_i", "whole_q && enable_i"},
    {"denim_nm_tile", "(whole_q || used_q) && enable_i", "(whole_q || used_q)"},
    {"denim_nm_tile", "b_ready_o = (", "b_ready_o = b_valid_i && ("},
    {"denim_nm_tile", "begins = accept_o && !used_q", "begins = accept_o"},
    {"denim_nm_tile",
     "start_o = (Overlap != 0) ? begins : accept_o && b_release_i",
     "start_o = begins",
     {{"Overlap", 0}}},
    {"denim_nm_tile", "start_o = (Overlap != 0) ? begins : accept_o && b_release_i",
     "start_o = accept_o && b_release_i"},
    {"denim_nm_tile",
     "pattern_o = used_q ? used_pattern_q",
     "pattern_o = used_q ? whole_pattern_q",
     {{"Patterns", 3}}},
    {"denim_nm_tile", "first_o = used_q ? used_first_q", "first_o = used_q ? whole_first_q"},
    {"denim_nm_tile", "last_o = used_q ? used_last_q", "last_o = used_q ? whole_last_q"},
    {"denim_nm_tile", "used_last_q    <= whole_last_q", "used_last_q    <= whole_first_q"},
    {"denim_nm_tile", "    if (begins) begin", "    if (accept_o) begin"},
    {"denim_nm_tile", "used_q <= (Overlap != 0) && !b_release_i", "used_q <= (Overlap != 0)"},
    {"denim_nm_tile", "        if (start_o) begin", "        if (accept_o && b_release_i) begin"},
    {"denim_nm_tile",
     "        if (start_o) begin",
     "        if (accept_o) begin",
     {{"Overlap", 0}}},
    {"denim_nm_tile", "      used_q   <= 1'b0;\n", ""},
    {"denim_nm_tile", "      whole_q  <= 1'b0;\n", ""},
    {"denim_nm_tile", "      loaded_q <= '0;\n    end else begin", "    end else begin"},
};

// What a register holds changes in the second cycle in a row in which it should be kept.
struct Unsteady {
  std::string leaf;
  std::string block;   // of the register, up to its condition
  std::string enable;  // of it
  std::string register_name;
  Settings settings = {};
};

const std::vector<Unsteady> unsteady{
    {"denim_tail_shift", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "quotient_q"},
    {"denim_tail_shift", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "up_q"},
    {"denim_tail_saturate", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "data_q"},
    {"denim_pipeline_data", "\n      always_ff @(posedge clk_i) begin\n        if (load_i[s])",
     "load_i[s]", "data_q"},
    {"denim_ram_registered", "\n  always_ff @(posedge clk_i) begin\n", "(enable_i && read_i)",
     "read_q"},
    {"denim_delay_line", "\n      always_ff @(posedge clk_i) begin\n", "enable_i", "data_q"},
    {"denim_demm_end", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "end_q"},
    {"denim_demm_lane", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "value_q"},
    {"denim_demm_lane",
     "\n    always_ff @(posedge clk_i) begin\n      if",
     "enable_i",
     "values_q",
     {{"Delay", 2}}},
    {"denim_accumulator_address", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "row_q"},
    {"denim_accumulator_address", "\n  always_ff @(posedge clk_i) begin\n", "enable_i",
     "forward_q"},
    {"denim_output_stage", "\n  always_ff @(posedge clk_i) begin\n", "load_o", "row_q"},
    {"denim_dot_accumulator", "\n  always_ff @(posedge clk_i) begin\n    if (take)", "take",
     "total_q"},
    {"denim_nm_token", "\n    always_ff @(posedge clk_i) begin\n", "enable_i", "token_q"},
    {"denim_nm_busy", "\n    always_ff @(posedge clk_i) begin\n", "enable_i", "busy_q"},
};

std::string mutated(const Unsteady& bug, const std::string& text) {
  const std::size_t at = text.find(bug.block);
  if (at == std::string::npos || text.find(bug.block, at + 1) != std::string::npos) return {};
  const std::size_t begin = text.find("begin\n", at) + 6;
  return std::string(text)
      .insert(begin, "    held_q <= !" + bug.enable + ";\n    if (held_q && !" + bug.enable +
                         ") begin\n      " + bug.register_name + " <= ~" + bug.register_name +
                         ";\n    end\n")
      .insert(at + 1, "  logic held_q;\n");
}

// The text of the leaf with the bug, or empty where it does not apply.
std::string mutated(const Mutant& mutant, const std::string& text) {
  const std::size_t at = text.find(mutant.from);
  if (at == std::string::npos || text.find(mutant.from, at + 1) != std::string::npos) return {};
  return std::string(text).replace(at, mutant.from.size(), mutant.to);
}

TEST_CASE("a bug in a leaf makes its bench fail", "[rtl][bench]") {
  std::vector<Mutant> all = mutants;
  for (const LeafTests& tests : leaf_tests()) {
    all.insert(all.end(), tests.mutants.begin(), tests.mutants.end());
  }
  for (const LeafFile& leaf : leaf_files()) {
    CAPTURE(leaf.name);
    int count = 0;
    for (const Mutant& mutant : all) {
      if (mutant.leaf != leaf.name) continue;
      count++;
      INFO("'" << mutant.from << "' becomes '" << mutant.to << "'");
      const std::string text = mutated(mutant, text_of(project / leaf.file));
      INFO("where the leaf no longer has that text once, choose another bug");
      REQUIRE(text != "");
      const ScratchFolder folder;
      const Bench bench(leaf.name, folder.write(leaf.name + ".sv", text).string(), mutant.settings);
      INFO("the bug must be one that tools accept: " << bench.complaint());
      REQUIRE(bench.built());
      CHECK(bench.run(0).checks == 0);
    }
    INFO("each leaf needs a bug that its bench is tried with");
    CHECK(count > 0);
  }
}

TEST_CASE("a register that does not keep what it holds makes its bench fail", "[rtl][bench]") {
  for (const Unsteady& bug : unsteady) {
    CAPTURE(bug.leaf, bug.register_name);
    const std::string text = mutated(bug, text_of(project / leaf_file(bug.leaf).file));
    INFO("where the leaf no longer has that block once, name it anew");
    REQUIRE(text != "");
    const ScratchFolder folder;
    const Bench bench(bug.leaf, folder.write(bug.leaf + ".sv", text).string(), bug.settings);
    INFO("the bug must be one that tools accept: " << bench.complaint());
    REQUIRE(bench.built());
    CHECK(bench.run(0).checks == 0);
  }
}

}  // namespace
}  // namespace denim::test
