import { addressKey, cityKey } from "../../platform/casework/index.ts";
import {
  type Collection,
  type CollectionItem,
  type HashKey,
  keyedHash,
  SealedError,
  type Sealing,
  type Store,
} from "../../platform/messaging/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";

export type Person = EventBodies["application.accepted.v1"]["applicant"];

/** A resident as the register holds them. */
export interface Resident extends Person {
  municipality: string;
  /** YYYY-MM-DD, moved into the present address */
  residentSince: string;
  /** Auskunftssperre, BMG § 51 */
  blocked: boolean;
}

export interface Match {
  exact: Resident[];
  byName: Resident[];
}

/** The residents' register of the connected towns: a collection of identity's own, searched by keyed hash only. */
export class Register {
  /** by the keyed hash of everything that has to match; their mark, of name and birth date, tells "moved" from "not a resident" */
  private readonly residents: Collection;
  private readonly hashKey: HashKey;
  private readonly sealing: Sealing;

  /** Keeps residents in a collection of a store. To be made before the store is prepared. */
  constructor(store: Pick<Store, "collection">, hashKey: HashKey, sealing: Sealing) {
    this.residents = store.collection("residents");
    this.hashKey = hashKey;
    this.sealing = sealing;
  }

  /**
   * The hashes that a person is matched by: family name, given names, birth date and address (BMeldDigiV § 4).
   * Case, Unicode form and doubled spaces do not count, nor how street, house number and place are spelt.
   */
  hashes(
    municipality: string,
    { familyName, givenNames, birthDate, address }: Person,
  ): { exact: string; name: string } {
    const { supplement, city } = address;
    const name = [familyName, givenNames, birthDate];
    return {
      exact: keyedHash(this.hashKey, municipality, ...name, addressKey(address), supplement, cityKey(city)),
      name: keyedHash(this.hashKey, municipality, ...name),
    };
  }

  /** Writes residents; one who is there already is replaced. */
  async fill(residents: readonly Resident[]): Promise<void> {
    const all = residents.map((resident) => ({ resident, ...this.hashes(resident.municipality, resident) }));
    const sealed = await this.sealing.seal(
      all.map(({ resident, exact }) => ({ owner: ownerOf(resident.municipality, exact), bytes: bytesOf(resident) })),
    );
    await this.residents.put(
      all.map(({ resident: { municipality: tenant }, exact: id, name: mark }, i) => {
        const body = sealed[i];
        if (!body) throw new SealedError("a resident was not sealed");
        return { id, tenant, mark, facts: {}, body };
      }),
    );
  }

  /** Looks many people up in one query. The result is in the order of what was asked. */
  async find(asked: readonly { municipality: string; person: Person }[]): Promise<Match[]> {
    const hashes = asked.map(({ municipality, person }) => ({ municipality, ...this.hashes(municipality, person) }));
    const tenants = [...new Set(asked.map(({ municipality }) => municipality))];
    const found = await this.residents.marked(tenants, [...new Set(hashes.map(({ name }) => name))]);
    const residents = await this.opened(found);
    return hashes.map(({ municipality, exact, name }) => {
      const same = found.filter((one) => one.tenant === municipality && one.mark === name);
      const open = (one: ResidentItem) => residents.get(one) ?? [];
      return { exact: same.filter(({ id }) => id === exact).flatMap(open), byName: same.flatMap(open) };
    });
  }

  private async opened(found: readonly ResidentItem[]): Promise<ReadonlyMap<ResidentItem, Resident>> {
    const bodies = await this.sealing.open(
      found.map(({ tenant, id, body = Buffer.alloc(0) }) => ({ owner: ownerOf(tenant, id), bytes: body })),
    );
    return new Map(
      found.map((one, i) => {
        const body = bodies[i];
        // Who is looked for must not seem to be nobody.
        if (!(body instanceof Buffer)) throw body ?? new SealedError("a resident was not opened");
        return [one, JSON.parse(body.toString("utf8")) as Resident];
      }),
    );
  }
}

type ResidentItem = CollectionItem<Record<string, never>>;
const ownerOf = (municipality: string, exact: string): string => `${municipality}/${exact}`;
const bytesOf = (resident: Resident): Buffer => Buffer.from(JSON.stringify(resident));
