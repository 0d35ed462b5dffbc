import { createHash } from "node:crypto";
import type { PaymentMethod } from "../portal/answer.ts";
import { addDays, type Days, dayOf, daysSeenFrom } from "./days.ts";
import { resident, residentsMax, type SandboxPerson, type SandboxResident, type TownName, towns } from "./people.ts";
import { householdCents, type KeptDog } from "./rates.ts";
import { type Outcome, outcomes } from "./sample.ts";

export interface Holder extends SandboxResident {
  town: TownName;
  /** nobody of this household has registered a dog here before, as far as this portal knows */
  fresh: boolean;
}

export interface KitParts {
  /** names this start; application ids hold it */
  run: string;
  prefix: string;
  /** which of the portals this is, from 0, and how many there are: they share the residents */
  index: number;
  portals: number;
  /** how many records the portal's topic holds or ever held: nobody before that counts as fresh */
  base: number;
  now: number;
}

const townNumber = (town: TownName) => towns.findIndex(({ city }) => city === town);

/**
 * What samples are made of: ids, residents, days, numbers.
 *
 * A dog's tax depends on how many dogs the household has, so that each sample needs a household of its own, also when
 * the same data folder is started again. A portal keeps no state between starts, but its topic does: its end offsets
 * count every record that was ever pushed. Each start takes households from that number on, and no sample takes more
 * of them than it pushes records. When a town's households are used up they come again with their dogs, and what they
 * owe is no longer certain: such a holder is not `fresh`.
 */
export class Kit {
  readonly days: Days;
  readonly #parts: KitParts;
  readonly #used = new Map<string, number>();
  readonly #pools = new Map<TownName, number[]>();
  #ids = 0;

  constructor(parts: KitParts) {
    this.#parts = parts;
    this.days = daysSeenFrom(dayOf(parts.now));
  }

  /** An id for an application, reply or withdrawal. */
  id(kind = ""): string {
    this.#ids += 1;
    return `${this.#parts.prefix}${this.#parts.run}-${kind}${String(this.#ids).padStart(4, "0")}`;
  }

  /** A household that has no dog yet. */
  household(town: TownName): Holder {
    return this.#resident(town, "household");
  }

  /** Somebody who needs no household of their own. */
  citizen(town: TownName): Holder {
    return this.#resident(town, "citizen");
  }

  /** Somebody whose entry in the register is blocked. */
  blocked(town: TownName): Holder {
    const found = Array.from({ length: residentsMax }, (_, i) => resident(i)).filter(
      (one) => one.blocked && one.address.city === town,
    );
    return { ...(found[this.#next(town, "blocked") % found.length] ?? resident(96)), town, fresh: false };
  }

  /** Somebody whom no register knows. */
  stranger(town: TownName): Holder {
    const number = this.#parts.base + this.#next(town, "stranger");
    const known = resident(townNumber(town));
    const address = { ...known.address, street: "Unbekannte Beispielstraße", houseNumber: String(1 + (number % 200)) };
    return { ...known, familyName: "Beispielnirgendwo", address, town, fresh: false };
  }

  /** The same person in another street than the register has. */
  moved(holder: Holder): Holder {
    return { ...holder, address: { ...holder.address, street: "Neue Musterstraße", houseNumber: "999" } };
  }

  /** A chip number of 15 digits (ISO 11784) with the manufacturer code 999, which is for tests. */
  chip(): string {
    const { base, index } = this.#parts;
    return `999${index}${String(base + this.#next("", "chip")).padStart(11, "0")}`;
  }

  /** A valid IBAN of a bank that does not exist (bank code of zeros). */
  iban(): string {
    const account = String(4_711 + this.#next("", "iban")).padStart(10, "0");
    const body = `00000000${account}`;
    const check = 98n - (BigInt(`${body}131400`) % 97n); // "DE00", moved behind, in digits.
    return `DE${String(check).padStart(2, "0")}${body}`;
  }

  /** An invented file that no other sample has. */
  file(name: string, bytes = 2_000): { name: string; sha256: string; content: Buffer } {
    const content = Buffer.alloc(bytes, "Erfundenes Beispiel. ");
    content.write(`%PDF-1.7 ${this.#parts.run} ${this.#next("", "file")}`);
    return { name, sha256: createHash("sha256").update(content).digest("hex"), content };
  }

  /**
   * How a registration must end.
   * @param dogs the household's, the one that is registered last: it costs what it adds to the others
   */
  assessed(holder: Holder, dogs: readonly KeptDog[], payment?: PaymentMethod, says?: string): Outcome {
    const before = dogs.slice(0, -1);
    const owed = this.owed(holder, dogs);
    const cents = owed === undefined ? undefined : owed - (before.length ? (this.owed(holder, before) ?? 0) : 0);
    return outcomes.assessed(cents, payment, says);
  }

  /** What the decision has to say about a dog that is registered more than the two weeks after it came. */
  late(since: string): string | undefined {
    return this.days.today > addDays(since, 14) ? "nach Ablauf der Frist" : undefined;
  }

  /** How the deregistration of a household's only dog must end. */
  deregistered(holder: Holder, dog: KeptDog): Outcome {
    const { since, until } = dog;
    const given = householdCents(holder.town, [{ since }], this.days.today);
    const cents = householdCents(holder.town, [{ since, ...(until && { until }) }], this.days.today) - given;
    return { ...outcomes.deregistered(cents), ...(holder.fresh ? {} : { cents: undefined }) };
  }

  /** What a household owes for its dogs, or undefined when it may have others. */
  owed(holder: Holder, dogs: readonly KeptDog[]): number | undefined {
    return holder.fresh ? householdCents(holder.town, dogs, this.days.today) : undefined;
  }

  /** The towns in turn. */
  town(): TownName {
    return towns[this.#next("", "town") % towns.length]?.city ?? "Gladbeck";
  }

  /** One of a list, another each time. */
  oneOf<T>(list: readonly T[]): T {
    return list[this.#next("", "choice") % list.length] as T;
  }

  #next(town: TownName | "", purpose: string): number {
    const key = `${purpose} ${town}`;
    const number = this.#used.get(key) ?? 0;
    this.#used.set(key, number + 1);
    return number;
  }

  #resident(town: TownName, purpose: string): Holder {
    const pool = this.#pool(town);
    const number = this.#parts.base + this.#next(town, purpose);
    return { ...resident(pool[number % pool.length] ?? 0), town, fresh: number < pool.length };
  }

  /** This portal's share of a town's residents, by number. */
  #pool(town: TownName): number[] {
    const { index, portals } = this.#parts;
    const known = this.#pools.get(town);
    if (known) return known;
    const pool: number[] = [];
    const step = towns.length * portals;
    for (let i = towns.length * index + townNumber(town); i < residentsMax; i += step)
      if (!resident(i).blocked) pool.push(i);
    this.#pools.set(town, pool);
    return pool;
  }
}

/** How people write a name and address. */
export const line = ({ familyName, givenNames }: SandboxPerson): string => `${givenNames} ${familyName}`;
