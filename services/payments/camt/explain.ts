import type { Charges, Detail, Side } from "./camt-entry.ts";

/** A movement that an entry is explained by. */
export interface Explained {
  /** signed; all of an entry's come to its own amount */
  cents: number;
  /** part of `cents` that the bank took, positive */
  chargeCents: number;
  /** whether the charge is part of the amount can only be seen by what it is for */
  isChargeUnsure: boolean;
  /** null: what the bank took for the entry as a whole */
  detail: Detail | null;
}

const signed = (side: Side, cents: number): number => (side === "CRDT" ? cents : -cents);
const certain = (charges: Charges): number => charges.included + charges.unsure;

/** An entry of at most one transaction: its amount is what moved, the rest says what for. */
export function explainOne(whole: number, side: Side, detail: Detail, ofEntry: Charges): Explained | undefined {
  const ownCharges = detail.charges;
  const charges = ownCharges.included + ownCharges.excluded + ownCharges.unsure ? ownCharges : ofEntry;
  const cents = signed(side, whole);
  const explained = (chargeCents: number, isChargeUnsure = false): Explained | undefined =>
    // A charge that is more than what it was taken from, or that the bank gave back, is for a person.
    chargeCents > whole || chargeCents < 0 ? undefined : { cents, chargeCents, isChargeUnsure, detail };
  if (!charges.unsure) return explained(charges.included);
  const apart = (amount: number) => signed(side, amount) - certain(charges) === cents;
  if (detail.amounts.some(apart)) return explained(certain(charges));
  // What was instructed is what was booked: the charge comes beside it.
  if (detail.amounts.slice(1).some((amount) => amount === whole)) return explained(charges.included);
  return explained(certain(charges), certain(charges) > 0);
}

/**
 * An entry of several transactions (Sammelbuchung), explained in whichever way the standard allows that makes them come
 * to its amount: each with its own side, with the charges in it or beside it, by the amount that was booked or instructed.
 * @returns undefined where none does
 */
export function explainBatch(
  whole: number,
  side: Side,
  details: readonly Detail[],
  ofEntry: Charges,
): Explained[] | undefined {
  const total = signed(side, whole);
  const variants = Math.max(...details.map(({ amounts }) => amounts.length));
  for (let variant = 0; variant < variants; variant += 1) {
    const parts = details.flatMap((detail) => {
      const amount = detail.amounts[variant] ?? detail.amounts.at(-1);
      return amount === undefined ? [] : { detail, cents: signed(detail.side || side, amount) };
    });
    if (parts.length < details.length) return undefined;
    const found = explainParts(total, parts, ofEntry);
    if (found) return found;
  }
  return undefined;
}

type Portions = readonly { detail: Detail; cents: number }[];

function explainParts(total: number, parts: Portions, ofEntry: Charges): Explained[] | undefined {
  const sum = (less: (detail: Detail) => number) =>
    parts.reduce((all, { detail, cents }) => all + cents - less(detail), 0);
  if (sum(() => 0) === total)
    return parts.map(({ detail, cents }) => ({
      ...{ cents, detail, chargeCents: Math.max(0, Math.min(Math.abs(cents), certain(detail.charges))) },
      isChargeUnsure: detail.charges.unsure > 0,
    }));
  for (const less of [certain, (one: Charges) => certain(one) + one.excluded])
    if (sum(({ charges }) => less(charges)) === total)
      return parts.map(({ detail, cents }) => ({
        ...{ cents: cents - less(detail.charges), chargeCents: less(detail.charges), isChargeUnsure: false, detail },
      }));
  const cost = certain(ofEntry) + ofEntry.excluded;
  if (!cost || sum(() => 0) - cost !== total) return undefined;
  const alone = parts.map(({ detail, cents }) => ({ cents, chargeCents: 0, isChargeUnsure: false, detail }));
  return [...alone, { cents: -cost, chargeCents: 0, isChargeUnsure: false, detail: null }];
}
