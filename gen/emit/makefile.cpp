// Makefile of a bundle: lint, sim and synth, with nothing but the tools.
#include <fmt/format.h>

#include "gen/emit/bundle_file.hpp"

namespace denim::emit {

namespace {

// A tool that is not installed is named and passed over, but one at least must be there. What a
// tool says besides its exit status counts as well: a good bundle gives it nothing to say.
constexpr std::string_view rules = R"(
.PHONY: help lint sim synth

help:
	@echo 'make lint    Verilator, Icarus and Yosys, where installed, about every top'
	@echo 'make sim     the bench of sim/, in Icarus; SIM=verilator in Verilator;'
	@echo '             SEED="1 2 3" STALL="0 30" for each of these, PROGRAM=DIR of denim compile'
	@echo 'make synth   Yosys: the cells of $(NAME)_axis'

# Tools of perl warn where a locale is not installed.
export LC_ALL := C

# $(call ask,TOOL,COMMAND): what it says, if anything, fails the target.
define ask
	if command -v $(1) >/dev/null; then \
	  asked=1; said=$$($(2) 2>&1); status=$$?; \
	  said=$$(printf '%s\n' "$$said" | grep -v '^- V'); \
	  if [ $$status -eq 0 ] && [ -z "$$said" ]; then echo "$(1) $$top: clean"; \
	  else printf '%s\n' "$$said"; echo "$(1) $$top: FAILED"; bad=1; fi; \
	else echo "$(1): not installed, skipped"; fi
endef

lint:
	@asked=; bad=; for top in $(TOPS); do \
	$(call ask,verilator,verilator --lint-only -Wall -f $(NAME).f --top-module $$top); \
	$(call ask,iverilog,iverilog -g2012 -Wall -t null -c $(NAME).f -s $$top); \
	$(call ask,yosys,yosys -q -p "$(READ); hierarchy -check -top $$top; proc; check -assert"); \
	done; \
	[ "$$asked" ] || { echo 'make lint: needs verilator, iverilog or yosys' >&2; exit 2; }; \
	[ -z "$$bad" ]

SIM ?= icarus
SEED ?= 0
STALL ?= 0 50
PROGRAM ?= sim

# What is built lies outside of the bundle and goes with the target. An assertion that fails does
# not end Icarus, but says ERROR.
sim:
	@case '$(SIM)' in icarus) tool=iverilog ;; verilator) tool=verilator ;; \
	  *) echo 'make sim: SIM=$(SIM) is neither icarus nor verilator' >&2; exit 2 ;; esac; \
	command -v $$tool >/dev/null || { echo "make sim: $$tool is not installed" >&2; exit 2; }; \
	work=$$(mktemp -d) || exit 2; trap 'rm -rf "$$work"' EXIT; trap 'exit 2' HUP INT TERM; \
	if [ $$tool = iverilog ]; then \
	  with='vvp -n'; \
	  iverilog -g2012 -o "$$work/bench" -s $(NAME)_tb -c $(NAME).f sim/$(NAME)_tb.sv || exit 2; \
	else \
	  with=; \
	  verilator --binary --timing --assert --build-jobs 0 --Mdir "$$work" -o bench \
	    --top-module $(NAME)_tb -f $(NAME).f sim/$(NAME)_tb.sv >"$$work/log" 2>&1 || \
	    { cat "$$work/log"; exit 2; }; \
	fi; \
	bad=; for stall in $(STALL); do for seed in $(SEED); do \
	  said=$$($$with "$$work/bench" +PROGRAM='$(PROGRAM)' +SEED=$$seed +STALL=$$stall 2>&1); \
	  status=$$?; \
	  if [ $$status -eq 0 ] && ! printf '%s\n' "$$said" | grep -q '^ERROR' && \
	    passed=$$(printf '%s\n' "$$said" | grep '^PASS'); then echo "$$passed"; \
	  else printf '%s\n' "$$said"; echo "make sim: FAILED with SEED=$$seed STALL=$$stall"; bad=1; fi; \
	done; done; [ -z "$$bad" ]

synth:
	@command -v yosys >/dev/null || { echo 'make synth: yosys is not installed' >&2; exit 2; }
	@yosys -q $(NAME).ys
)";

std::string write_makefile(const Contents& contents) {
  std::string tops;
  for (const Top& top : contents.tops) tops += " " + top.module->name;
  return provenance(contents.spec, "# ") + "\nNAME := " + contents.engine.name +
         "\nTOPS :=" + tops + "\nREAD := read_verilog -sv $(shell grep -v '^//' $(NAME).f)\n" +
         std::string(rules);
}

const RegisterBundleFile makefile("Makefile", write_makefile);

}  // namespace

}  // namespace denim::emit
