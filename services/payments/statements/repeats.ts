import { Fault } from "../../../platform/messaging/index.ts";
import type { Chain, Link } from "./chain.ts";
import { countsOf, idOf, precedingOf, type Surveyed } from "./survey.ts";

interface File {
  statements: readonly Surveyed[];
  links: readonly Link[];
  chains: ReadonlyMap<string, Chain>;
  /** a person has looked at it */
  anew: boolean;
}

/**
 * Links of which none follows that may be an earlier statement under another name: one that closes with what it opens with,
 * and brings nothing but movements just like booked ones. Its balances do not tell whether it is another one.
 * @param posted ids of movements that were booked before the file
 * @throws Fault not-possible for such a one at which nobody has looked
 */
export function withoutRepeats({ statements, links, chains, anew }: File, posted: ReadonlySet<string>): Link[] {
  const inFile = new Set<string>();
  const booked = { has: (id: string) => posted.has(id) || inFile.has(id) };
  return statements.map(({ iban, balance, likenesses }, i) => {
    const link = links[i] ?? "first";
    if (link === "known") return link;
    const counts = countsOf(likenesses);
    const preceding = link === "follows" ? precedingOf(likenesses, booked) : {};
    const isBegun = chains.get(iban)?.begun?.key === balance.key;
    const isQuiet = balance.openingCents === balance.closingCents && counts.size > 0 && !isBegun;
    const isRepeat = isQuiet && [...counts].every(([likeness, count]) => (preceding[likeness] ?? 0) >= count);
    if (isRepeat && !anew) throw new Fault("not-possible", `Kontoauszug ${balance.statementId} ${mayBeRepeat}`);
    for (const [likeness, count] of counts)
      for (let place = 0; place < count; place += 1) inFile.add(idOf(likeness, (preceding[likeness] ?? 0) + place));
    return isRepeat ? "anew" : link;
  });
}

const mayBeRepeat =
  "endet mit dem Saldo, mit dem er beginnt, und enthält nur Umsätze, die schon gebucht sind. Nichts davon wurde gebucht. Ist es ein schon übernommener Auszug unter anderem Namen, setzen Sie anew: Gebuchtes wird dann nicht noch einmal gebucht.";
