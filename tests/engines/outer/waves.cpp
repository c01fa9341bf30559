// Waves have each unit, though there may be rows and columns of them.
#include "tests/engines/frame/waves.hpp"

#include "tests/engines/outer/specs.hpp"

using namespace denim;
using namespace denim::test::engines;

TEST_CASE("outer: waves have streams, units and their state", "[outer][waves]") {
  const std::string main = names_in_waves(
      grid.spec(), {5, 6, 7, Pattern::half, Values::extreme, "lossless", 0}, sim::Trace::main);
  for (const char* name :
       {"a_valid_i", "b_ready_o", "c_data_o", "error_o", "gen_unit[0]", "gen_unit[3]", "meets",
        "u_unit", "u_queue", "head_valid", "complete_q"}) {
    CAPTURE(name);
    CHECK_THAT(main, ContainsSubstring(name));
  }
  CHECK_THAT(main, !ContainsSubstring("gen_unit_column"));
}
