import { type Connection, type Model, Schema, trusted } from "mongoose";
import { addressKey, cityKey } from "../../platform/casework/address.ts";
import { type HashKey, keyedHash, seal, unseal } from "../../platform/messaging/index.ts";
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

  constructor(connection: Connection, hashKey: HashKey) {
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
    const documents = new Map(residents.map((resident) => this.documentOf(resident)).map((one) => [one._id, one]));
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

  private documentOf(resident: Resident): ResidentDocument {
    const { exact, name } = this.hashes(resident.municipality, resident);
    const body = seal("", Buffer.from(JSON.stringify(resident)));
    return { _id: exact, tenant: resident.municipality, exact, name, body };
  }

  /** Looks many people up in one query. The result is in the order of what was asked. */
  async find(asked: readonly { municipality: string; person: Person }[]): Promise<Match[]> {
    const hashes = asked.map(({ municipality, person }) => ({ municipality, ...this.hashes(municipality, person) }));
    const tenants = [...new Set(asked.map(({ municipality }) => municipality))];
    const found = await this.model
      .find({ tenant: trusted({ $in: tenants }), name: trusted({ $in: hashes.map(({ name }) => name) }) })
      .lean();
    return hashes.map(({ municipality, exact, name }) => {
      const same = found.filter((one) => one.tenant === municipality && one.name === name);
      const open = ({ body }: ResidentDocument) => JSON.parse(unseal("", body).toString("utf8")) as Resident;
      return { exact: same.filter((one) => one.exact === exact).map(open), byName: same.map(open) };
    });
  }
}
