// Programs whose tiles never become whole or free.
#include "tests/engines/demm/catalogue.hpp"
#include "tests/engines/demm/sound.hpp"
#include "tests/engines/frame/spoilt.hpp"

namespace denim::test::engines {

std::vector<Standstill> demm_standstills(const spec::Spec& spec) {
  const std::vector<Standing<Sound>> all{
      {"the last tile has no last", [](Sound& p) { p.b.back().last = false; }, true, false},
      {"no tile at all", [](Sound& p) { p.b.clear(); }, true, false},
      {"no last at all",
       [](Sound& p) {
         for (BBeat& beat : p.b) beat.last = false;
       },
       true, false},
      {"a tile that nobody releases",
       [](Sound& p) {
         for (ABeat& beat : p.a) beat.release = false;
         p.b.back().row = ~std::uint64_t{0};  // waits for ever, so that it is no error yet
       },
       false, true},
      {"a tile too many, and no beat that uses it",
       [](Sound& p) {
         const std::vector<BBeat> tile(p.b.begin(),
                                       p.b.begin() + static_cast<std::ptrdiff_t>(p.brought));
         for (int i = 0; i < 3; ++i) p.b.insert(p.b.end(), tile.begin(), tile.end());
       },
       false, true},
      {"a beat that uses a tile after its release",
       [](Sound& p) {
         p.a.push_back(p.a.back());
         p.a.back().release = false;
       },
       true, false},
      {"every beat releases, and there are more beats than tiles",
       [](Sound& p) {
         for (ABeat& beat : p.a) beat.release = true;
       },
       true, false},
  };
  return standstills_of(spec, sound_program(spec), all);
}

}  // namespace denim::test::engines
