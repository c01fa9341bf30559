// Makefile of a bundle: lint and synth, with nothing but the tools.
#include <fmt/format.h>

#include "gen/emit/bundle_file.hpp"

namespace denim::emit {

namespace {

// A tool that is not installed is named and passed over, but one at least must be there. What a
// tool says besides its exit status counts as well: a good bundle gives it nothing to say.
constexpr std::string_view rules = R"(
.PHONY: help lint synth

help:
	@echo 'make lint    Verilator, Icarus and Yosys, where installed, about every top'
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
