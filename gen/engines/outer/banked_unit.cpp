// A unit of `outer` whose accumulators are RAMs in rows and columns of banks: row r of the tile is
// in row r mod `banks` of them, and so are columns. Each bank takes a product a cycle.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "gen/engines/outer/common_unit.hpp"
#include "gen/engines/outer/walk.hpp"

namespace denim::generators::outer {

namespace {

using ir::Expr;
using ir::InTurn;
using ir::Value;

// Rows or columns of banks, in the cycle in which products are added.
struct BankLines {
  InTurn hit, word;
  std::optional<InTurn> lane;  // of its value; none where there is one
};

class BankedUnit : CommonUnit {
 public:
  // `row` is the module of a row of banks.
  BankedUnit(ir::Module& module, const ir::Module& row, const UnitShape& shape,
             const spec::Spec& spec)
      : CommonUnit(module, shape, spec),
        row_(row),
        fold_width_(log2(shape.fold())),
        banks_(module.localparam("Banks", shape.banks, "Rows and columns of banks")) {}

  void add() {
    add_queue();
    const Positions a_positions = add_positions(body_, "a", head_a_bitmap_, tile_, shape_.tile);
    const Value a_count = add_count(a_, a_positions);
    const Positions b_positions = add_positions(body_, "b", head_b_bitmap_, tile_, shape_.tile);
    const Value b_count = add_count(b_, b_positions);
    Walk a(body_, a_, shape_, tile_, head_a_bitmap_, a_positions, a_count);
    Walk b(body_, b_, shape_, tile_, head_b_bitmap_, b_positions, b_count);
    add_rounds(a, b, ir::any(a_count) & ir::any(b_count));
    const Value a_values = body_.register_of(
        "a_values", p_ * a_width_, a.values(body_, head_a_values_), choose_, "Values of the step");
    const Value b_values = body_.register_of(
        "b_values", q_ * b_width_, b.values(body_, head_b_values_), choose_, "Values of the step");
    const BankLines rows = add_lines(a, "row");
    const BankLines columns = add_lines(b, "column");
    const Value chosen_last = body_.register_of("chosen_last", 1, ready_ & head_last_, choose_,
                                                "With it the tile is complete");
    const Value last = body_.register_of("multiplied_last", 1, chosen_last, multiply_);
    const Value free = body_.net("free", 1, "No complete tile is in the way");
    const Value number = add_tile(adds_ & last, free);
    const Value scattered = add_scatter(banks_, columns.lane, add_products(a_values, b_values));
    add_banks(rows, columns, scattered, number, free);
  }

 private:
  // Values that count: no more than a beat brings.
  Value add_count(const Side& side, const Positions& positions) {
    const Value all = positions.before.word(Expr(shape_.tile));
    const std::optional<Value> many = add_too_many(side, positions);
    if (!many) return all;
    const auto slots = static_cast<std::uint64_t>(side.slots);
    return body_.net_of(side.name + "_count", positions.width,
                        ir::choose(*many, ir::constant(positions.width, slots), all),
                        "Values that count");
  }

  // Each round of A with each round of B, B's first.
  void add_rounds(Walk& a, Walk& b, const Value& both) {
    const Value room = add_pipeline();
    const Value meets = body_.net_of("meets", 1, both, "There are values of both");
    const Value step = body_.net_of("step", 1, room & head_valid_, "A step is taken");
    const Value b_ends =
        body_.net_of("b_ends", 1, b.last() | ~meets, "A round of A has met all of B");
    const Value ends =
        body_.net_of("ends", 1, b_ends & (a.last() | ~meets), "All rounds of A have met all of B");
    body_.assign(ready_, step & ends);
    b.move(step, b_ends);
    a.move(step & b_ends, ends);
  }

  BankLines add_lines(const Walk& walk, const std::string& line) {
    const std::vector<InTurn> nets = body_.loop(
        "i", banks_, "gen_" + line + "_bank",
        fmt::format("Whether a {} of banks gets products, which of its {}s does, and the lane of "
                    "its value",
                    line, line),
        [&](ir::Scope& bank, const Expr& i) {
          std::vector<Value> all;
          const auto add = [&](const char* name, const Expr& width, const Value& value) {
            const Value chosen =
                bank.register_of(std::string("chosen_") + name, width, value, choose_);
            all.push_back(bank.register_of(name, width, chosen, multiply_));
          };
          add("hit", 1, walk.hit(i));
          add("word", fold_width_, walk.word(i));
          if (const std::optional<Value> lane = walk.lane(i))
            add("lane", log2(line == "row" ? shape_.p : shape_.q), *lane);
          return all;
        });
    return {nets[0], nets[1], nets.size() > 2 ? std::optional(nets[2]) : std::nullopt};
  }

  // After reset every word is cleared, from the first step of k on, so that cycles do not depend
  // on how long the unit had nothing to do. Returns whether that is done.
  Value add_clearing(const Expr& width, const Value& count) {
    body_.set_register(count, count + ir::constant(width + 1, 1),
                       (head_valid_ | ir::any(count)) & ~count.bit(width),
                       ir::constant(width + 1, 0));
    return count.bit(width);
  }

  void add_banks(const BankLines& rows, const BankLines& columns, const Value& scattered,
                 const Value& number, const Value& free) {
    const Value data = module_.output("data_o", tile_ * acc_width_, "The beat of the tile");
    const Expr word_width = 2 * fold_width_;
    const Value count = body_.net("cleared", word_width + 1, "Words cleared since reset");
    const Value clean = add_clearing(word_width, count);
    body_.assign(may_add_, free & clean);
    const Value half =
        body_.net("half", 1, "Half of the words that is added to until a tile is handed over");
    body_.set_register(half, ~half, hand_over_, ir::constant(1, 0));
    const Value now = body_.net_of("half_now", 1, ir::choose(hand_over_, ~half, half),
                                   "Half of the words that is added to in this cycle");
    const Value sums = body_.net_of("sums", 2, ir::concatenate({now & clean, ~now & clean}),
                                    "Halves of the words that are added to");
    const int group_width = log2(shape_.banks / shape_.fold());
    const Value clear_word = body_.net_of(
        "clear_word", word_width,
        ir::choose(clean,
                   ir::concatenate({number.slice(fold_width_ + group_width, fold_width_),
                                    number.slice(0, fold_width_)}),
                   count.slice(0, word_width)),
        "Word of each bank that leaves, or is cleared");
    const Value hits = body_.net("column_hits", banks_, "Columns of banks that get products");
    const Value words = body_.net("column_words", banks_ * fold_width_,
                                  "Columns within those banks that get products");
    body_.loop("j", banks_, "gen_column_hit", "", [&](ir::Scope& column, const Expr& j) {
      column.assign(hits.bit(j), columns.hit(j));
      column.assign(words.element(j, fold_width_), columns.word(j));
    });
    const Value clear = body_.net("clear", 1, "The word is cleared in each bank");
    const Value held = body_.net("held", banks_ * (banks_ * acc_width_), "Words that may leave");
    body_.loop("i", banks_, "gen_bank_row", "", [&](ir::Scope& body, const Expr& i) {
      ir::Instance& row = body.instance(row_, "u_row");
      row.set("AccWidth", acc_width_)
          .set("ProductWidth", product_width_)
          .connect("add_i", adds_)
          .connect("hit_i", rows.hit(i))
          .connect("word_i", rows.word(i))
          .connect("columns_i", hits)
          .connect("column_words_i", words)
          .connect("products_i", scattered)
          .connect("sums_i", sums)
          .connect("clear_i", clear)
          .connect("clear_word_i", clear_word)
          .connect("held_o", held.element(i, banks_ * acc_width_));
      if (rows.lane) row.connect("lane_i", (*rows.lane)(i));
    });
    add_leaving_rows(number, group_width, clean, clear, held, data);
  }

  // The rows of banks that leave with a beat: as many as a bank has rows of the tile. A word is
  // cleared in all of them when it leaves the last ones, those of group 0.
  void add_leaving_rows(const Value& number, int group_width, const Value& clean,
                        const Value& clear, const Value& held, const Value& data) {
    std::vector<Value> beats;
    for (int group = 0; group < shape_.banks / shape_.fold(); ++group)
      beats.push_back(held.element(Expr(group), tile_ * acc_width_));
    if (group_width == 0) {
      body_.assign(clear, leaves_ | ~clean);
      body_.assign(data, beats.front());
      return;
    }
    const Value group = number.slice(fold_width_, group_width);
    body_.assign(clear, (leaves_ & ir::equal(group, ir::constant(group_width, 0))) | ~clean);
    body_.assign(data, ir::select(group, std::move(beats)));
  }

  const ir::Module& row_;
  int fold_width_;
  Expr banks_;
};

}  // namespace

void add_banked_unit(ir::Module& module, const ir::Module& row, const UnitShape& shape,
                     const spec::Spec& spec) {
  BankedUnit(module, row, shape, spec).add();
}

}  // namespace denim::generators::outer
