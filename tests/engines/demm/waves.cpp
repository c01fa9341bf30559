// A window of waves does not change a run, and shows what it says.
#include "tests/engines/frame/waves.hpp"

#include "tests/engines/demm/specs.hpp"

using namespace denim;
using namespace denim::test::engines;
using denim::test::ScratchFolder;
using denim::test::text_of;

TEST_CASE("demm: waves have streams, state and lanes, and every net if asked for",
          "[demm][waves]") {
  const spec::Spec spec = packed2_replicated.spec();
  const Case c{3, 5, 2, Pattern::half, Values::extreme, "lossless", 0};
  const std::string main = names_in_waves(spec, c, sim::Trace::main);
  const std::string everything = names_in_waves(spec, c, sim::Trace::everything);
  for (const char* name : {"a_valid_i", "b_ready_o", "c_data_o", "error_o", "gen_lane[0]", "u_tile",
                           "full_q", "busy_q", "gen_segment[1]"}) {
    CAPTURE(name);
    CHECK_THAT(main, ContainsSubstring(name));
    CHECK_THAT(everything, ContainsSubstring(name));
  }
  // The cells of lanes by columns, and parameters.
  for (const char* name : {"gen_multiply[0]", "gen_column[0]", "product", "AccWidth"}) {
    CAPTURE(name);
    CHECK_THAT(main, !ContainsSubstring(name));
    CHECK_THAT(everything, ContainsSubstring(name));
  }
}

TEST_CASE("demm: a run with a window of waves is the same run", "[demm][waves]") {
  const spec::Spec spec = packed2_replicated.spec();
  const sim::Simulator& simulator = simulator_of(spec, sim::Trace::main);
  const Job job = make_job(spec, {17, 20, 9, Pattern::half, Values::extreme, "lossless", 0});
  const ScratchFolder folder;
  for (const double stall : {0.0, 0.3}) {
    CAPTURE(stall);
    sim::RunOptions options;
    options.stall = stall;
    options.waves = sim::Waves::parse((folder.path() / "window.fst").string() + "@20:60");
    const auto run = [&] {
      const sim::RunResult result =
          sim::run(simulator, spec, filled(spec, job.compiled.program, job.golden), options);
      CHECK(verdict(result, {job.golden.values(), job.compiled.cost.cycles, 0, stall},
                    simulator.manifest) == "");
      CHECK(std::filesystem::exists(options.waves->file));
      CHECK(std::filesystem::exists(options.waves->save_file()));
      return std::filesystem::file_size(options.waves->file);
    };
    const auto window = run();
    options.waves = sim::Waves::parse((folder.path() / "all.fst").string());
    const auto all = run();
    CHECK(window > 0);
    CHECK(window < all);

    // The save file shows each field of each stream and each error bit.
    const std::string text = text_of(options.waves->save_file());
    for (const char* name :
         {"a_valid_i", "b_ready_o", "c_data_o", "end", "release", "absent_row"}) {
      CHECK_THAT(text, ContainsSubstring(name));
    }
  }
}
