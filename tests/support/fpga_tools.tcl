# Stands in for Vivado and Quartus where they are not: knows those of their commands and options
# that scripts of a bundle use, refuses others, and tells each call in a line.
#   tclsh fpga_tools.tcl SCRIPT
# With BUSES_ARE_FOUND in the environment the packager of IPs finds all buses by itself; otherwise
# none. As Vivado, it associates no bus that it does not know.

# The arguments of a call: options first, then all others, of which there are `least` to `most`.
proc told {name flags valued least most arguments} {
  set options {}
  set plain {}
  for {set i 0} {$i < [llength $arguments]} {incr i} {
    set argument [lindex $arguments $i]
    if {$argument in $valued} {
      incr i
      if {$i == [llength $arguments]} { error "$name: $argument without a value" }
      lappend options $argument [lindex $arguments $i]
    } elseif {[string match -* $argument]} {
      if {$argument ni $flags} { error "$name has no option $argument" }
    } else {
      lappend plain $argument
    }
  }
  if {[llength $plain] < $least || [llength $plain] > $most} {
    error "$name takes $least to $most arguments, not {$plain}"
  }
  puts [list $name {*}$options {*}$plain]
  return $plain
}
proc tool {name flags valued least most {result {}}} {
  proc $name args "told $name {$flags} {$valued} $least $most \$args; return {$result}"
}

namespace eval ipx {}
tool create_project {-force -in_memory} {-part} 0 2
tool add_files {-norecurse} {} 1 1
tool set_property {} {} 3 3
tool current_fileset {} {} 0 0 sources_1
tool update_compile_order {} {-fileset} 0 0
tool read_verilog {-sv} {} 1 1
tool read_xdc {} {-mode} 1 1
tool synth_design {} {-top -part -mode} 0 0
foreach step {opt_design place_design route_design close_project} { tool $step {} {} 0 0 }
tool report_utilization {-hierarchical} {-file} 0 0
tool report_timing_summary {} {-file} 0 0
tool write_checkpoint {-force} {} 1 1
tool ipx::package_project {-import_files -force} {-root_dir -vendor -library -taxonomy} 0 0
tool ipx::current_core {} {} 0 0 core
foreach step {create_xgui_files update_checksums check_integrity save_core} {
  tool ipx::$step {} {} 1 1
}

set buses {}
proc ipx::get_bus_interfaces args {
  set name [lindex [told ipx::get_bus_interfaces {-quiet} {-of_objects} 1 1 $args] 0]
  if {[info exists ::env(BUSES_ARE_FOUND)] || $name in $::buses} { return $name }
}
proc ipx::infer_bus_interface args {
  lassign [told ipx::infer_bus_interface {} {} 3 3 $args] ports kind
  lappend ::buses [regsub {_t(valid|ready|data|keep|last)$} [lindex $ports 0] {}]
}
proc ipx::associate_bus_interfaces args {
  told ipx::associate_bus_interfaces {} {-busif -clock -reset} 1 1 $args
  foreach {option name} [lrange $args 0 end-1] {
    if {![info exists ::env(BUSES_ARE_FOUND)] && $name ni $::buses} { error "no bus $name" }
  }
}

package provide ::quartus::project 1.0
tool project_new {-overwrite} {} 1 1
tool set_global_assignment {} {-name} 1 1
tool set_instance_assignment {} {-name -to} 1 1
foreach step {export_assignments project_close} { tool $step {} {} 0 0 }

set argv [lassign $argv script]
set argc [llength $argv]
source $script
