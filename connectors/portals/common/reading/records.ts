import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import avro from "avsc";
import type { EventContract } from "../../../../platform/messaging/index.ts";
import type { PortalForms } from "../portal.ts";

/** A function for each record that is read. */
type Readers<Records, Read> = { [Name in keyof Records]?: (body: Records[Name], forms: PortalForms) => Read };

/** Reads the contracts of a portal's own records, from schemas/portals/<portal>/, by record name. */
export function portalRecords<Records>(portal: string) {
  const folder = join(import.meta.dirname, "../../../../schemas/portals", portal);
  const contracts = new Map(
    readdirSync(folder).map((file) => {
      const schema = JSON.parse(readFileSync(join(folder, file), "utf8"));
      const type = avro.Type.forSchema(schema);
      const subject = `${schema.namespace}.${schema.name}`; // One topic, several record types: the subject is the record's name.
      return [schema.name, { name: schema.name, schema, type, subject }];
    }),
  );
  const contract = (name: keyof Records & string): EventContract => {
    const found = contracts.get(name);
    if (!found) throw new Error(`schemas/portals/${portal} has no ${name}`);
    return found;
  };
  return {
    contract,
    /** Reads the records that it has a function for; a decoded body is what its schema says. */
    reader: <Read>(table: Readers<Records, Read>) => ({
      pushes: (Object.keys(table) as (keyof Records & string)[]).map(contract),
      read: (name: string, body: unknown, forms: PortalForms): Read => {
        const read = (table as Record<string, ((body: unknown, forms: PortalForms) => Read) | undefined>)[name];
        if (!read) throw new Error(`${portal} pushes no ${name}`);
        return read(body, forms);
      },
    }),
    /** A record to be sent, checked by the compiler against its schema. */
    make: <N extends keyof Records & string>(name: N, body: Records[N]) => ({
      contract: contracts.get(name) as EventContract,
      body,
    }),
  };
}
