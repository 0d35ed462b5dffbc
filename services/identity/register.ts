import { type Connection, type Model, Schema, trusted } from "mongoose";
import { addressKey, cityKey } from "../../platform/casework/address.ts";
import { type HashKey, keyedHash, SealedError, type Sealing } from "../../platform/messaging/index.ts";
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

interface ResidentDocument {
  _id: string;
  tenant: string;
  /** keyed hash of everything that has to match exactly */
  exact: string;
  /** keyed hash of name and birth date alone: tells "moved" from "not a resident" */
  name: string;
  body: Buffer;
}

export interface Match {
  exact: Resident[];
  byName: Resident[];
}

/** The residents' register of the connected towns: a collection of identity's own, searched by keyed hash only. */
export class Register {
  private readonly model: Model<ResidentDocument>;
  private readonly hashKey: HashKey;
  private readonly sealing: Sealing;

  constructor(connection: Connection, hashKey: HashKey, sealing: Sealing) {
    this.sealing = sealing;
    const schema = new Schema<ResidentDocument>(
      { _id: String, tenant: String, exact: String, name: String, body: Buffer },
      { versionKey: false },
    );
    schema.index({ tenant: 1, name: 1 });
    this.model =
      (connection.models.residents as Model<ResidentDocument>) ?? connection.model("residents", schema, "residents");
    this.hashKey = hashKey;
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

  /** Writes residents; one who is there already is replaced. New ones are inserted: a third of the server's time. */
  async fill(residents: readonly Resident[]): Promise<void> {
    const all = residents.map((resident) => ({ resident, ...this.hashes(resident.municipality, resident) }));
    const sealed = await this.sealing.seal(
      all.map(({ resident, exact }) => ({ owner: ownerOf(resident.municipality, exact), bytes: bytesOf(resident) })),
    );
    const documents = new Map(
      all.map(({ resident, exact, name }, i): [string, ResidentDocument] => [
        exact,
        { _id: exact, tenant: resident.municipality, exact, name, body: sealed[i] ?? Buffer.alloc(0) },
      ]),
    );
    const known = await this.model.find({ _id: trusted({ $in: [...documents.keys()] }) }, { _id: 1 }).lean();
    const replaced = known.flatMap(({ _id }) => documents.get(_id) ?? []);
    if (replaced.length)
      await this.model.bulkWrite(
        replaced.map((replacement) => ({ replaceOne: { filter: { _id: replacement._id }, replacement } })),
      );
    const isKnown = new Set(known.map(({ _id }) => _id));
    const added = [...documents.values()].filter(({ _id }) => !isKnown.has(_id));
    if (added.length) await this.model.insertMany(added, { lean: true });
  }

  /** Looks many people up in one query. The result is in the order of what was asked. */
  async find(asked: readonly { municipality: string; person: Person }[]): Promise<Match[]> {
    const hashes = asked.map(({ municipality, person }) => ({ municipality, ...this.hashes(municipality, person) }));
    const tenants = [...new Set(asked.map(({ municipality }) => municipality))];
    const found = await this.model
      .find({ tenant: trusted({ $in: tenants }), name: trusted({ $in: hashes.map(({ name }) => name) }) })
      .lean();
    const residents = await this.opened(found);
    return hashes.map(({ municipality, exact, name }) => {
      const same = found.filter((one) => one.tenant === municipality && one.name === name);
      const open = (one: ResidentDocument) => residents.get(one) ?? [];
      return { exact: same.filter((one) => one.exact === exact).flatMap(open), byName: same.flatMap(open) };
    });
  }

  private async opened(found: readonly ResidentDocument[]): Promise<ReadonlyMap<ResidentDocument, Resident>> {
    const bodies = await this.sealing.open(
      found.map(({ tenant, exact, body }) => ({ owner: ownerOf(tenant, exact), bytes: body })),
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

const ownerOf = (municipality: string, exact: string): string => `${municipality}/${exact}`;
const bytesOf = (resident: Resident): Buffer => Buffer.from(JSON.stringify(resident));
